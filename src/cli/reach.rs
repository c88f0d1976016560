//! How far into a history a command reaches: options of all that read one whole.

use clap::Args;

/// What of a history is read, and what of it has to be there.
#[derive(Debug, Args)]
pub(super) struct Reach {
    /// Do not check that every object of the history is there, and look at no names of files
    #[arg(long)]
    pub(super) skip_connectivity: bool,
    /// Also read objects that nothing reaches
    #[arg(long)]
    pub(super) all_objects: bool,
}
