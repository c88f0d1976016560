//! Renderers: pure functions of a report to a writer, one file each.
