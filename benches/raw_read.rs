//! The yardstick: reads every object of every pack of a repository with `gix-pack`'s own traversal and throws it away.
//!
//! `cargo bench --bench raw_read -- REPOSITORY` prints what it read; time the whole process against `banqlint history`.
//! Checksums of the pack as a whole are not verified, so that nothing but reading is counted.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use gix_pack::{data, index};

fn main() -> ExitCode {
    let repository = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(repository) = repository else {
        // `cargo bench` and `cargo test --benches` run every target: without a repository there is nothing to measure.
        return ExitCode::SUCCESS;
    };
    match read_all(Path::new(&repository)) {
        Ok((objects, bytes)) => {
            #[expect(clippy::print_stdout, reason = "a benchmark reports on its own output")]
            {
                println!("{objects} objects, {bytes} bytes");
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            #[expect(clippy::print_stderr, reason = "a benchmark reports on its own output")]
            {
                eprintln!("{message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn read_all(repository: &Path) -> Result<(u64, u64), String> {
    let (objects, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    for index_path in pack_indices(repository)? {
        let index = index::File::at(&index_path, gix_hash::Kind::Sha1)
            .map_err(|error| error.to_string())?;
        let pack = data::File::at(index_path.with_extension("pack"), gix_hash::Kind::Sha1)
            .map_err(|error| error.to_string())?;
        let options = index::traverse::with_index::Options {
            check: index::traverse::SafetyCheck::SkipFileAndObjectChecksumVerificationAndNoAbortOnDecodeError,
            ..Default::default()
        };
        index
            .traverse_with_index(
                &pack,
                |_kind, object, _entry, _progress| {
                    objects.fetch_add(1, Ordering::Relaxed);
                    bytes.fetch_add(object.len() as u64, Ordering::Relaxed);
                    Ok(())
                },
                &mut gix_utils::progress::Discard,
                &AtomicBool::new(false),
                options,
            )
            .map_err(|error| error.to_string())?;
    }
    Ok((objects.into_inner(), bytes.into_inner()))
}

fn pack_indices(repository: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = [".git/objects/pack", "objects/pack"]
        .iter()
        .map(|below| repository.join(below))
        .find(|folder| folder.is_dir())
        .ok_or_else(|| format!("{} holds no objects/pack folder", repository.display()))?;
    let entries = folder.read_dir().map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
        .collect())
}
