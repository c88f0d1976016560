//! How fast each stage reads each kind of input, in bytes per second.
//!
//! Contract: every input is made from a seed when the benchmark runs and has the same size, so a ratio to plain text
//! says how much more a byte of that kind costs. One core, whole stages as the program calls them, the median of
//! several runs.
//!
//! ```sh
//! cargo bench --bench stages                      # every stage on every input
//! cargo bench --bench stages -- layers            # a stage, or
//! cargo bench --bench stages -- inspect/escapes   # one pair of both
//! cargo bench --bench stages -- --quick           # smaller inputs and fewer runs
//! cargo bench --bench stages -- --files FOLDER    # the files below a folder instead, and which of them take longest
//! ```

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod inputs;
mod stage;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use inputs::Input;
use stage::{STAGES, Stage, Tools};

/// The size of each input, in bytes.
const SIZE: usize = 4 << 20;
const QUICK_SIZE: usize = 256 << 10;

/// Runs of each measurement; the one in the middle counts.
const RUNS: usize = 7;
const QUICK_RUNS: usize = 3;

/// A run repeats what it measures until this has passed, so that the clock does not count.
const LONG_ENOUGH: Duration = Duration::from_millis(10);

/// No further run starts once all of them have taken this long.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many of the slowest files are named.
const SLOWEST: usize = 10;

/// What was asked for on the command line.
#[derive(Default)]
struct Request {
    /// A part of `stage/input`.
    filter: String,
    quick: bool,
    folder: Option<PathBuf>,
}

impl Request {
    fn of(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut request = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // What cargo adds by itself.
                "--bench" => {}
                "--quick" => request.quick = true,
                "--files" => {
                    let folder = arguments.next().ok_or("--files wants a folder")?;
                    request.folder = Some(PathBuf::from(folder));
                }
                _ if argument.starts_with('-') => {
                    return Err(format!("no such option: {argument}"));
                }
                _ => request.filter = argument,
            }
        }
        Ok(request)
    }

    fn runs(&self) -> usize {
        if self.quick { QUICK_RUNS } else { RUNS }
    }

    fn wants(&self, stage: &Stage, input: &Input) -> bool {
        format!("{}/{}", stage.name, input.name).contains(&self.filter)
    }
}

fn main() -> ExitCode {
    if std::env::args().len() == 1 {
        // `cargo test --benches` runs every target, and wants no measurement of a program that is not optimised.
        println!("nothing is measured without --bench, which `cargo bench` gives");
        return ExitCode::SUCCESS;
    }
    let request = match Request::of(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(fault) => {
            println!("{fault}");
            return ExitCode::FAILURE;
        }
    };
    let tools = Tools::new();
    match &request.folder {
        Some(folder) => {
            let (input, paths) = inputs::files(folder);
            let megabytes = input.size() as f64 / 1e6;
            println!("{} files, {megabytes:.1} MB below {}", paths.len(), folder.display());
            measure(&request, &tools, &[input]);
            name_slowest(&tools, &paths);
        }
        None => {
            let size = if request.quick { QUICK_SIZE } else { SIZE };
            println!("{} KiB of each input, the median of {} runs", size >> 10, request.runs());
            measure(&request, &tools, &inputs::all(size));
        }
    }
    ExitCode::SUCCESS
}

/// A table with a row for each stage and input; the first input is the one that the others are compared with.
fn measure(request: &Request, tools: &Tools, inputs: &[Input]) {
    println!("\n| stage | input | MB/s | times the time of {} | result |", inputs[0].name);
    println!("|---|---|---:|---:|---:|");
    for stage in STAGES {
        let mut plain = None;
        for input in inputs.iter().filter(|input| request.wants(stage, input)) {
            let (seconds, result) = seconds(request.runs(), tools, stage, input);
            // Measured even where it was not asked for.
            let plain = match input.name == inputs[0].name {
                true => *plain.insert(seconds),
                false => *plain.get_or_insert_with(|| {
                    self::seconds(request.runs(), tools, stage, &inputs[0]).0
                }),
            };
            println!(
                "| {} | {} | {:.1} | {:.2} | {result} {} |",
                stage.name,
                input.name,
                input.size() as f64 / 1e6 / seconds,
                seconds / plain,
                stage.counts
            );
        }
    }
}

/// The median of `runs` runs of a stage over an input, and what the stage counted.
fn seconds(runs: usize, tools: &Tools, stage: &Stage, input: &Input) -> (f64, usize) {
    let prepared = (stage.prepare)(input);
    let mut result = 0;
    let mut times = Vec::new();
    let started = Instant::now();
    while times.is_empty() || times.len() < runs && started.elapsed() < PATIENCE {
        let start = Instant::now();
        let mut repeated = 0.0;
        while start.elapsed() < LONG_ENOUGH {
            result = std::hint::black_box((stage.run)(tools, &prepared));
            repeated += 1.0;
        }
        times.push(start.elapsed().as_secs_f64() / repeated);
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], result)
}

/// Names the files whose inspection took longest, where a second look is most worth while.
fn name_slowest(tools: &Tools, paths: &[PathBuf]) {
    let mut times: Vec<(Duration, usize, &Path)> = paths
        .iter()
        .filter_map(|path| {
            let content = std::fs::read(path).ok()?;
            let start = Instant::now();
            std::hint::black_box(tools.inspect(&content));
            Some((start.elapsed(), content.len(), path.as_path()))
        })
        .collect();
    times.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    println!("\n| ms | bytes | file |\n|---:|---:|---|");
    for (time, length, path) in times.iter().take(SLOWEST) {
        println!("| {:.2} | {length} | {} |", time.as_secs_f64() * 1e3, path.display());
    }
}
