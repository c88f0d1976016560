//! References as git stores them in files: what each points at, and the log of what it pointed at before.
//!
//! Contract: ends on anything that stands in a file's place. A reference that cannot be read is an error that names it,
//! and never one that is not there. Names that lead out of the repository's own folder are damaged.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::git_files::{self, GitFiles, path_of};
use crate::model::{ObjectId, Problem};

/// Git follows no more references from one to the next.
const MOST_STEPS: usize = 5;

/// Below these a linked worktree has references of its own, as it has all that are not below `refs/`.
const OF_ONE_WORKTREE: [&[u8]; 3] = [b"refs/bisect/", b"refs/worktree/", b"refs/rewritten/"];

/// The references of one repository.
#[derive(Debug)]
pub(super) struct References {
    git_dir: PathBuf,
    common_dir: PathBuf,
    hash_len: usize,
    packed: OnceCell<Result<Packed, String>>,
}

/// The references that share a file.
#[derive(Debug, Default)]
struct Packed {
    targets: BTreeMap<Vec<u8>, ObjectId>,
    /// How many lines have no form of one.
    faulty: usize,
}

/// What the file of a reference says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An object.
    Object(ObjectId),
    /// Another reference, by its full name.
    Reference(Vec<u8>),
}

/// One line of a reference's log.
#[derive(Debug)]
pub(super) struct Logged {
    /// What the reference pointed at from then on.
    pub(super) id: ObjectId,
    /// What was done.
    pub(super) message: String,
}

impl References {
    pub(super) fn new(git_dir: &Path, common_dir: &Path, hash_len: usize) -> Self {
        Self {
            git_dir: git_dir.to_owned(),
            common_dir: common_dir.to_owned(),
            hash_len,
            packed: OnceCell::new(),
        }
    }

    /// What the reference with this full name says; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as a part of a sentence.
    pub(super) fn read(&self, name: &[u8]) -> Result<Option<Target>, String> {
        let path = self.path(name).ok_or("its name is none that a reference can have")?;
        // As git did long ago, and still reads it.
        let link = (!name.starts_with(b"refs/")).then(|| path.read_link().ok()).flatten();
        if let Some(link) = link.map(|link| slashed(&link)).filter(|to| to.starts_with(b"refs/")) {
            return Ok(Some(Target::Reference(link)));
        }
        match git_files::read(&path) {
            Ok(text) => match self.target(&text) {
                Some(target) => Ok(Some(target)),
                None => Err(NO_OBJECT.to_owned()),
            },
            // A folder of that name is no reference, and may stand beside one that is packed.
            Err(error) if git_files::is_gone(&error) || path.is_dir() => {
                let packed = self.packed().as_ref().map_err(Clone::clone)?;
                Ok(packed.targets.get(name).copied().map(Target::Object))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// The object to which the reference with this full name leads, and the name of the last reference on the way; no
    /// object if that one does not exist.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, with its name, as a part of a sentence.
    pub(super) fn resolve(&self, name: &[u8]) -> Result<(Vec<u8>, Option<ObjectId>), String> {
        let mut name = name.to_vec();
        for _ in 0..=MOST_STEPS {
            let target =
                self.read(&name).map_err(|reason| format!("{}: {reason}", printed(&name)))?;
            match target {
                None => return Ok((name, None)),
                Some(Target::Object(id)) => return Ok((name, Some(id))),
                Some(Target::Reference(next)) if next.starts_with(b"refs/") => name = next,
                Some(Target::Reference(next)) => {
                    return Err(format!("{} is no name of a reference", printed(&next)));
                }
            }
        }
        Err("references lead to one another without an end".to_owned())
    }

    /// What HEAD leads to, and the branch that is checked out; no object before the first commit.
    ///
    /// # Errors
    ///
    /// A [`Problem`] if nobody can say where HEAD stands.
    pub(super) fn head(&self) -> Result<(Option<Vec<u8>>, Option<ObjectId>), Problem> {
        let damaged = |reason| Problem::general(format!("HEAD cannot be read: {reason}"));
        let (last, id) = self.resolve(b"HEAD").map_err(damaged)?;
        let branch = (last != b"HEAD").then_some(last);
        match (&branch, id) {
            (_, Some(_)) => Ok((branch, id)),
            // Only a branch can be there later.
            (Some(name), None) if name.starts_with(b"refs/heads/") => Ok((branch, None)),
            (Some(name), None) => {
                Err(damaged(format!("{} is no branch and does not exist", printed(name))))
            }
            (None, None) => Err(damaged("there is no such file".to_owned())),
        }
    }

    /// Every reference below `refs/` that points at an object, by name, and those that cannot be read.
    pub(super) fn all(&self) -> (BTreeMap<Vec<u8>, ObjectId>, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut found = match self.packed() {
            Ok(packed) => {
                if packed.faulty > 0 {
                    problems.push(Problem::general(format!(
                        "packed-refs is damaged: {} of its lines name no reference; run `git fsck`",
                        packed.faulty
                    )));
                }
                packed.targets.clone()
            }
            Err(reason) => {
                problems.push(Problem::general(reason.clone()));
                BTreeMap::new()
            }
        };
        let (loose, loose_problems) = self.below(&self.common_dir, b"");
        problems.extend(loose_problems);
        for (name, target) in loose {
            match target {
                Target::Object(id) => found.insert(name, id),
                // It has no target of its own, and what it points at is a reference of its own.
                Target::Reference(_) => found.remove(&name),
            };
        }
        (found, problems)
    }

    /// The references that have files of their own below `refs` in the folder; their names start with `before`.
    pub(super) fn below(
        &self,
        folder: &Path,
        before: &[u8],
    ) -> (Vec<(Vec<u8>, Target)>, Vec<Problem>) {
        let mut files = GitFiles::default();
        let mut found = Vec::new();
        for path in files.below(&folder.join("refs")) {
            let is_lock = path.extension().is_some_and(|extension| extension == "lock");
            let (false, Ok(below)) = (is_lock, path.strip_prefix(folder)) else { continue };
            let name = [before, &slashed(below)].concat();
            let Some(text) = files.text(&path) else { continue };
            match self.target(&text) {
                Some(target) => found.push((name, target)),
                None => files.problems.push(Problem::general(format!(
                    "the reference {} is damaged: {NO_OBJECT}; run `git fsck`",
                    printed(&name)
                ))),
            }
        }
        (found, files.problems)
    }

    /// What the log of the reference with this full name says, the last line first; empty if it has none.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as a part of a sentence.
    pub(super) fn log(&self, name: &[u8]) -> Result<Vec<Logged>, String> {
        let path = self.path(name).ok_or("its name is none that a reference can have")?;
        let folder = self.folder(name);
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let text = match git_files::read(&folder.join("logs").join(below)) {
            Ok(text) => text,
            Err(error) if git_files::is_gone(&error) => Vec::new(),
            Err(error) => return Err(format!("its log cannot be read: {error}")),
        };
        let line = |line: &[u8]| {
            let id = line.split(|byte| *byte == b' ').nth(1).and_then(ObjectId::from_hex)?;
            let message = memchr::memchr(b'\t', line).map(|tab| &line[tab + 1..]);
            let message = String::from_utf8_lossy(message.unwrap_or_default()).into_owned();
            Some(Logged { id, message })
        };
        Ok(text.split(|byte| *byte == b'\n').rev().filter_map(line).collect())
    }

    fn packed(&self) -> &Result<Packed, String> {
        self.packed.get_or_init(|| {
            let path = self.common_dir.join("packed-refs");
            match git_files::read(&path) {
                Ok(text) => Ok(self.lines(&text)),
                Err(error) if git_files::is_gone(&error) => Ok(Packed::default()),
                Err(error) => Err(format!(
                    "{} cannot be read, so what it names may have been left out: {error}",
                    path.display()
                )),
            }
        })
    }

    fn lines(&self, text: &[u8]) -> Packed {
        let mut packed = Packed::default();
        for line in text.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // A comment, or what the tag of the line before leads to.
            if line.is_empty() || matches!(line[0], b'#' | b'^') {
                continue;
            }
            let parts = line.split_at_checked(self.hash_len * 2);
            let named = parts.and_then(|(id, name)| {
                Some((ObjectId::from_hex(id)?, name.strip_prefix(b" ")?.to_vec()))
            });
            match named.filter(|(_, name)| !name.is_empty()) {
                Some((id, name)) => {
                    packed.targets.insert(name, id);
                }
                None => packed.faulty += 1,
            }
        }
        packed
    }

    fn target(&self, text: &[u8]) -> Option<Target> {
        if let Some(name) = text.strip_prefix(b"ref:") {
            return Some(Target::Reference(name.trim_ascii().to_vec()));
        }
        let (id, after) = text.split_at_checked(self.hash_len * 2)?;
        let ends = after.first().is_none_or(u8::is_ascii_whitespace);
        ObjectId::from_hex(id).filter(|_| ends).map(Target::Object)
    }

    /// Where the reference has its file; `None` for a name that leads elsewhere.
    fn path(&self, name: &[u8]) -> Option<PathBuf> {
        let mut parts = name.split(|byte| *byte == b'/');
        let is_name = |part: &[u8]| !matches!(part, b"" | b"." | b"..") && !part.contains(&0);
        let is_windows_path = cfg!(windows) && name.iter().any(|byte| matches!(byte, b'\\' | b':'));
        (parts.all(is_name) && !is_windows_path).then(|| self.folder(name).join(path_of(name)))
    }

    fn folder(&self, name: &[u8]) -> &Path {
        let is_own =
            !name.starts_with(b"refs/") || OF_ONE_WORKTREE.iter().any(|own| name.starts_with(own));
        if is_own { &self.git_dir } else { &self.common_dir }
    }
}

const NO_OBJECT: &str = "its file names no object";

fn printed(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// The bytes of a path with the separator of references.
fn slashed(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_encoded_bytes();
    match cfg!(windows) {
        true => bytes.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect(),
        false => bytes.to_vec(),
    }
}
