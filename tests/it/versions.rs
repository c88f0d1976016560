//! How a history is stored changes nothing of what is found in it.
//!
//! Contract: loose objects are read whole, each by itself; of versions in a pack, that are kept as what they change,
//! only the changes are looked at where that is enough. Both reports must be the same. Files are put together from the
//! labelled corpus, in every form and encoding that it has, and edited at random: pieces come, go and move, and single
//! bytes change inside and beside values.

use std::sync::LazyLock;

use crate::forms::corpus;
use crate::repo::Repo;
use crate::secrets::Secrets;

/// Contents with values, and such that only look like it.
static PIECES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let files = corpus(77).into_iter().flat_map(|case| case.files);
    files.map(|file| file.bytes).filter(|bytes| bytes.len() < 20_000).collect()
});

/// Names that decide about values far from them, and what joins or ends.
const STROKES: [&str; 14] = [
    "banqup\n",
    "https://api.btx.eu.banqup.com/\n",
    "client_id;client_secret;note\n",
    "sha256: ",
    "\"",
    "\n",
    "=",
    " ",
    "A",
    "%41",
    "\\u0041",
    "QUFB",
    "\0",
    "+",
];

/// A content that is edited again and again.
struct Draft {
    bytes: Vec<u8>,
}

impl Draft {
    fn new(secrets: &mut Secrets) -> Self {
        let mut draft = Self { bytes: Vec::new() };
        for _ in 0..1 + secrets.below(4) {
            draft.fill(secrets);
            draft.insert_piece(secrets);
        }
        draft
    }

    /// Appends lines that hold nothing.
    fn fill(&mut self, secrets: &mut Secrets) {
        let longest = [8, 80, 800][secrets.below(3)];
        for _ in 0..secrets.below(longest) {
            let words = 1 + secrets.below(9);
            self.bytes.extend_from_slice(secrets.prose(words).as_bytes());
            self.bytes.push(b'\n');
        }
    }

    fn insert(&mut self, at: usize, bytes: &[u8]) {
        self.bytes.splice(at..at, bytes.iter().copied());
    }

    fn insert_piece(&mut self, secrets: &mut Secrets) {
        let piece = &PIECES[secrets.below(PIECES.len())];
        let at = self.line(secrets);
        self.insert(at, piece);
        self.insert(at + piece.len(), b"\n");
    }

    /// Where some line starts.
    fn line(&self, secrets: &mut Secrets) -> usize {
        let at = secrets.below(self.bytes.len() + 1);
        self.bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
    }

    fn edit(&mut self, secrets: &mut Secrets) {
        let at = secrets.below(self.bytes.len() + 1);
        match secrets.below(8) {
            0 => self.insert_piece(secrets),
            1 => {
                let (one, other) = (self.line(secrets), self.line(secrets));
                self.bytes.drain(one.min(other)..one.max(other).min(one.min(other) + 3000));
            }
            2 => {
                let start = self.line(secrets);
                let end = self.bytes.len().min(start + 400);
                let moved: Vec<u8> = self.bytes.drain(start..end).collect();
                let to = self.line(secrets);
                self.insert(to, &moved);
            }
            3 => {
                let end = self.bytes.len().min(at + 1 + secrets.below(3));
                self.bytes.drain(at.min(end)..end);
            }
            4 => self.fill(secrets),
            _ => {
                let stroke = secrets.pick(&STROKES);
                self.insert(at, stroke.as_bytes());
            }
        }
    }
}

fn history(seed: u64) -> Repo {
    let mut secrets = Secrets::new(seed);
    let repo = Repo::new();
    let mut drafts: Vec<Draft> = (0..6).map(|_| Draft::new(&mut secrets)).collect();
    for version in 0..25 {
        for (at, draft) in drafts.iter_mut().enumerate() {
            if version > 0 {
                draft.edit(&mut secrets);
            }
            repo.write(format!("file{at}"), &draft.bytes);
        }
        repo.commit(&format!("Version {version}"));
    }
    repo
}

fn assert_same_loose_and_packed(seed: u64) {
    let repo = history(seed);
    let arguments = ["history", "--format", "json"];
    let loose = repo.run(&arguments).json();
    repo.git(&["repack", "-adfq", "--depth=50", "--window=50"]);
    repo.git(&["prune-packed"]);
    let packed = repo.run(&arguments).json();
    for part in ["findings", "unread"] {
        let list =
            |report: &serde_json::Value| report[part].as_array().expect("it is a list").clone();
        let (loose, packed) = (list(&loose), list(&packed));
        for (one, others, which) in [(&loose, &packed, "loose"), (&packed, &loose, "packed")] {
            for item in one {
                assert!(others.contains(item), "seed {seed}, seen only {which}: {item:#}");
            }
        }
    }
    assert_eq!(loose["findings"], packed["findings"], "seed {seed}");
}

#[test]
fn versions_in_a_pack_are_found_as_alone() {
    for seed in 0..6 {
        assert_same_loose_and_packed(seed);
    }
}
