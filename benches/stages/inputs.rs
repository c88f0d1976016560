//! What the stages read: the kinds of content that repositories are full of, and those that cost decoders most.
//!
//! Contract: the same seed and size give the same bytes on every machine. Nothing is a credential, and since all is
//! made when the benchmark runs, nothing that looks like one stands in the source.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// One kind of content.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) contents: Vec<Vec<u8>>,
}

impl Input {
    /// How many bytes all contents have together.
    pub(crate) fn size(&self) -> usize {
        self.contents.iter().map(Vec::len).sum()
    }
}

/// Writes one piece; called until the input is as long as it must be.
type Piece = fn(&mut Seed, &mut String);

/// Plain text comes first: the others are compared with it.
const KINDS: &[(&str, Piece)] = &[
    ("prose", prose),
    ("code", code),
    ("minified", minified),
    ("base64-of-text", base64_of_text),
    ("base64-of-bytes", base64_of_bytes),
    ("long-run", run_of_alphanumerics),
    ("short-runs", short_runs),
    ("hashes", hashes),
    ("token-starts", |_, text| text.push_str("eyJ")),
    ("escapes", escapes),
    ("percents", percents),
    ("hex-pairs", hex_pairs),
    ("numbers", numbers),
    ("assignments", assignments),
];

/// Every kind, each of `size` bytes.
pub(crate) fn all(size: usize) -> Vec<Input> {
    KINDS.iter().map(|&(name, piece)| Input { name, contents: vec![made(piece, size)] }).collect()
}

/// The files below a folder as one input, and where they stand.
pub(crate) fn files(folder: &Path) -> (Input, Vec<PathBuf>) {
    let (mut contents, mut paths) = (Vec::new(), Vec::new());
    read(folder, &mut contents, &mut paths);
    (Input { name: "files", contents }, paths)
}

fn read(folder: &Path, contents: &mut Vec<Vec<u8>>, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => read(&path, contents, paths),
            Ok(kind) if kind.is_file() => {
                if let Ok(content) = std::fs::read(&path) {
                    contents.push(content);
                    paths.push(path);
                }
            }
            _ => {}
        }
    }
}

fn made(piece: Piece, size: usize) -> Vec<u8> {
    let mut seed = Seed(1);
    let mut text = String::with_capacity(size + 256);
    while text.len() < size {
        piece(&mut seed, &mut text);
    }
    // Every piece is of single bytes.
    text.truncate(size);
    text.into_bytes()
}

/// Numbers that depend on nothing but where they start: a step of a Weyl sequence, mixed.
pub(crate) struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        ((mixed >> 32) % bound as u64) as usize
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }

    fn alphanumerics(&mut self, count: usize, text: &mut String) {
        text.extend((0..count).map(|_| char::from(ALPHANUMERIC[self.below(ALPHANUMERIC.len())])));
    }
}

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const WORDS: &[&str] = &[
    "the", "of", "and", "invoice", "request", "client", "secret", "token", "value", "price",
    "list", "index", "result", "error", "path", "buffer", "server", "return", "quarter", "unique",
    "handler", "session", "config", "length", "offset", "window", "paper", "harbour", "number",
    "is", "to", "for",
];

fn prose(seed: &mut Seed, text: &mut String) {
    for at in 0..12 {
        text.push_str(seed.word());
        text.push(if at == 11 { '\n' } else { ' ' });
    }
}

fn code(seed: &mut Seed, text: &mut String) {
    let (a, b, c) = (seed.word(), seed.word(), seed.word());
    let number = seed.below(10_000);
    let line = match seed.below(6) {
        0 => format!("fn {a}_{b}({c}: &str) -> usize {{\n"),
        1 => format!("    let {a} = {b}.{c}({number})?;\n"),
        2 => format!("    if {a}_{b} >= {number} {{ return Err(\"{c} of {a}\"); }}\n"),
        3 => format!("    // {a} {b} the {c}, see {number}\n"),
        4 => format!("    self.{a}[{b}] = {{ \"{c}\": {number}, \"{a}\": null }};\n"),
        _ => "}\n\n".to_owned(),
    };
    text.push_str(&line);
}

fn minified(seed: &mut Seed, text: &mut String) {
    let (word, other) = (seed.word(), seed.word());
    let letter = |seed: &mut Seed| char::from(ALPHANUMERIC[26 + seed.below(26)]);
    let (a, b, c) = (letter(seed), letter(seed), letter(seed));
    let _ = write!(
        text,
        "function {a}({b},{c}){{return {b}.{word}({c}[{}])||!1&&{a}.{other}}},",
        seed.below(99)
    );
}

fn base64_of_text(seed: &mut Seed, text: &mut String) {
    let mut plain = String::new();
    prose(seed, &mut plain);
    let _ = writeln!(text, "data: {}", STANDARD.encode(plain));
}

fn base64_of_bytes(seed: &mut Seed, text: &mut String) {
    let bytes: Vec<u8> = (0..57).map(|_| seed.byte()).collect();
    let _ = writeln!(text, "{}", STANDARD.encode(bytes));
}

fn run_of_alphanumerics(seed: &mut Seed, text: &mut String) {
    seed.alphanumerics(64, text);
}

fn short_runs(seed: &mut Seed, text: &mut String) {
    let count = 1 + seed.below(4);
    seed.alphanumerics(count, text);
    text.push([' ', '/', '+', '"', ','][seed.below(5)]);
}

fn hashes(seed: &mut Seed, text: &mut String) {
    for _ in 0..32 {
        let _ = write!(text, "{:02x}", seed.byte());
    }
    let _ = writeln!(text, "  {}/{}.rs", seed.word(), seed.word());
}

fn escapes(seed: &mut Seed, text: &mut String) {
    for byte in seed.word().bytes() {
        let _ = match seed.below(3) {
            0 => write!(text, "\\x{byte:02x}"),
            _ => write!(text, "\\u{byte:04x}"),
        };
    }
    text.push_str("\\n ");
}

fn percents(seed: &mut Seed, text: &mut String) {
    for byte in seed.word().bytes() {
        let _ = write!(text, "%{byte:02X}");
    }
    text.push_str("&amp;");
}

fn hex_pairs(seed: &mut Seed, text: &mut String) {
    for byte in seed.word().bytes() {
        let _ = write!(text, "{byte:02x} ");
    }
}

fn numbers(seed: &mut Seed, text: &mut String) {
    text.push('[');
    for byte in seed.word().bytes() {
        let _ = write!(text, "{byte}, ");
    }
    text.push_str("0],\n");
}

/// Names of credentials with values of all lengths beside them: what an engine must look at closest.
fn assignments(seed: &mut Seed, text: &mut String) {
    let _ = write!(text, "{}_{} = \"", seed.word(), seed.word());
    let count = 16 + seed.below(64);
    seed.alphanumerics(count, text);
    text.push_str("\"\n");
}
