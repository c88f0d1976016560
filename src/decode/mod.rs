//! Undoes encodings: text encodings, base64, percent, escapes, archives; one budget for depth, size and ratio.
