//! Rules: their schema, packs, and the set that a run uses.
