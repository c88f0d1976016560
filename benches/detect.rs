//! How fast contents are looked at: the first filter alone, and whole inspections of what it lets through.
//!
//! `cargo bench --bench detect -- FOLDER` reads every file below the folder into memory and then times one core.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use banqlint::model::Origin;
use banqlint::rule::RuleSet;
use banqlint::scan::{InspectOptions, Inspector};
use banqlint::source::Examine;

/// Runs of each measurement; the fastest counts.
const ROUNDS: usize = 5;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut files = Vec::new();
    read(Path::new(&folder.unwrap_or_else(|| "src".to_owned())), &mut files);
    let bytes: usize = files.iter().map(|(_, content)| content.len()).sum();
    let inspector = Inspector::new(Arc::new(RuleSet::embedded()), InspectOptions { now: 0 });

    let (filter, passed) =
        fastest(|| files.iter().filter(|(_, content)| inspector.suspicious(content)).count());
    let (whole, found) = fastest(|| {
        let inspect = |(_, content): &(PathBuf, Vec<u8>)| {
            inspector.inspect(&Origin::Stdin, content).detections.len()
        };
        files.iter().map(inspect).sum()
    });
    println!("{} files, {:.1} MB, {passed} pass the first filter", files.len(), bytes as f64 / 1e6);
    println!("first filter      {:>8.2} GB/s", bytes as f64 / filter.as_secs_f64() / 1e9);
    println!(
        "whole inspection  {:>8.2} GB/s, {found} detections",
        bytes as f64 / whole.as_secs_f64() / 1e9
    );
    slowest(&inspector, &files);
}

/// Names the files whose inspection took longest, where a second look is most worth while.
fn slowest(inspector: &Inspector, files: &[(PathBuf, Vec<u8>)]) {
    let mut times: Vec<(Duration, &(PathBuf, Vec<u8>))> = files
        .iter()
        .map(|file| {
            let start = Instant::now();
            std::hint::black_box(inspector.inspect(&Origin::Stdin, &file.1));
            (start.elapsed(), file)
        })
        .collect();
    times.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    for (time, (path, content)) in times.iter().take(10) {
        println!(
            "{:>8.2} ms  {:>9} bytes  {}",
            time.as_secs_f64() * 1e3,
            content.len(),
            path.display()
        );
    }
}

fn fastest(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut best = (Duration::MAX, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let result = std::hint::black_box(run());
        let elapsed = start.elapsed();
        if elapsed < best.0 {
            best = (elapsed, result);
        }
    }
    best
}

fn read(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => read(&path, files),
            Ok(kind) if kind.is_file() => {
                if let Ok(content) = std::fs::read(&path) {
                    files.push((path, content));
                }
            }
            _ => {}
        }
    }
}
