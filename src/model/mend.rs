//! What can be mended without a person's judgement, and what was.

/// How an address is made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mend {
    /// The scheme at the start of the marked place gets its safe form.
    SecureScheme,
    /// The marked place is a host that gets a scheme.
    AddScheme,
}

/// What a run has mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// How many addresses.
    pub addresses: u64,
    /// In how many files.
    pub files: u64,
    /// What was left alone and why, one sentence each, sorted.
    pub left: Vec<String>,
}
