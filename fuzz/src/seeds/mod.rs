//! The seeds of the targets. They are made when a target starts, since many have the shapes of secrets, which stand
//! nowhere in this repository.

mod encodings;
mod git;
mod texts;

use std::fs;
use std::path::PathBuf;

/// The name of a target, and the bytes of one of its seeds.
pub(crate) type Seed = (&'static str, Vec<u8>);

/// Names the folder into which a target writes its seeds.
const FOLDER: &str = "BANQLINT_FUZZ_SEEDS";

/// Writes the seeds of `target`, if `BANQLINT_FUZZ_SEEDS` says where.
pub fn plant(target: &str) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let own = all().into_iter().filter(|(name, _)| *name == target);
    fs::create_dir_all(&folder).expect("the folder of the seeds can be made");
    for (number, (_, bytes)) in own.enumerate() {
        fs::write(folder.join(number.to_string()), bytes).expect("a seed can be written");
    }
}

/// The seeds of all targets.
pub(crate) fn all() -> Vec<Seed> {
    [texts::all(), encodings::all(), git::all()].concat()
}
