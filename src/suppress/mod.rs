//! Takes out what a team has allowed, and the public samples.
