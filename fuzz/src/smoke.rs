//! Every target on its seeds, and on a fixed number of changed seeds: what a machine without a fuzzer can check in
//! seconds.

use std::panic;
use std::time::{Duration, Instant};

use crate::seeds;

/// A target's name, its function, and how many changed seeds it is shown.
type Target = (&'static str, fn(&[u8]), usize);

const TARGETS: &[Target] = &[
    ("archive", crate::archive, 4000),
    ("baseline", crate::baseline, 4000),
    ("config", crate::config, 60),
    ("delta", crate::delta, 20_000),
    ("document", crate::document, 8000),
    ("engine", crate::engine, 400),
    ("hook", crate::hook, 4000),
    ("index", crate::index, 400),
    ("jwt", crate::jwt, 200),
    ("layers", crate::layers, 400),
    ("loose", crate::loose, 2000),
    ("named", crate::named, 1000),
    ("objects", crate::objects, 20_000),
    ("pack", crate::pack, 200),
    ("repeats", crate::repeats, 40),
    ("rules", crate::rules, 40),
    ("text", crate::text, 400),
];

/// Splitmix64: the same changes on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}

/// A seed with a few changes: bytes set, taken out, repeated, and parts of another seed put in.
fn changed(seed: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const ODD: &[u8] = b"\0\n\r\"'\\%&=:{}[]()<>#$-_.,/@\x7F\x80\xFF";
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        let start = numbers.below(bytes.len() + 1);
        let end = start + numbers.below((bytes.len() - start).min(24) + 1);
        let part = match numbers.below(5) {
            0 => vec![numbers.below(256) as u8; end - start],
            1 => Vec::new(),
            2 => vec![ODD[numbers.below(ODD.len())]],
            3 => bytes[start..end].repeat(2 + numbers.below(20)),
            _ => {
                let from = numbers.below(other.len() + 1);
                other[from..(from + numbers.below(60)).min(other.len())].to_vec()
            }
        };
        bytes.splice(start..end, part);
    }
    bytes
}

/// The slowest input may take this long, on a machine that does other things too: ten times what 64 KiB may cost in a
/// release build.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn every_target_takes_its_seeds_and_changed_ones() {
    let all = seeds::all();
    for &(name, target, count) in TARGETS {
        let own: Vec<&[u8]> =
            all.iter().filter(|(of, _)| *of == name).map(|(_, bytes)| bytes.as_slice()).collect();
        assert!(!own.is_empty(), "{name} has no seeds");
        let mut numbers = Numbers(name.len() as u64);
        let many = (0..count).map(|_| {
            let (seed, other) = (own[numbers.below(own.len())], own[numbers.below(own.len())]);
            changed(seed, other, &mut numbers)
        });
        let start = Instant::now();
        // All seeds of the slow targets would take minutes; a fuzzer starts with all of them.
        let step = own.len().div_ceil(count);
        for bytes in own.iter().step_by(step).map(|seed| seed.to_vec()).chain(many) {
            let begun = Instant::now();
            let outcome = panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "{name} fails on \"{}\"", bytes.escape_ascii());
            assert!(begun.elapsed() < LONGEST, "{name} is slow on {}", bytes.escape_ascii());
        }
        println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    }
}

/// Lines that once took time by the square of their length: a megabyte of each took minutes.
#[test]
fn a_line_may_be_as_long_as_the_file() {
    const SIZE: usize = 1 << 20;
    for (path, unit) in [
        ("banqup.py", "unifiedpost.com/"),
        ("banqup/values.yaml", "{{ .Values.banqup }} "),
        ("banqup.py", "print(banqup_client_secret) "),
        ("banqup.sh", "echo '$BANQUP_CLIENT_SECRET' "),
    ] {
        let data = [path.as_bytes(), b"# banqup\n", unit.as_bytes(), b" banqup"].join(&0xFF);
        let begun = Instant::now();
        crate::engine::repeated(&data, SIZE);
        assert!(begun.elapsed() < LONGEST, "{unit} took {:?}", begun.elapsed());
        println!("{unit}: {:.1} s", begun.elapsed().as_secs_f64());
    }
}
