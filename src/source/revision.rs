//! Names of commits as people and git write them: branches, tags, ids, `HEAD~2`, `@{u}`, `main@{1}`.
//!
//! Contract: ends on any name and any repository. libgit2 looks names up, but no object: the steps from a tag or commit to the next
//! are taken here, since its reader may never come back from a damaged one.

use git2::{Branch, Oid, Reference};

use super::repository::{GitRepository, object_id};
use crate::model::{ObjectId, Problem};

/// What the full names of references to notes begin with.
pub const NOTES: &str = "refs/notes/";

/// Why a name given on the command line, or by git, stands for no commit.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{name}` names no commit in this repository ({reason}); check the spelling, or fetch it first"
)]
pub struct NoSuchCommit {
    /// The name as given.
    pub name: String,
    /// What went wrong.
    pub reason: String,
}

impl GitRepository {
    /// The commit that `name` stands for.
    ///
    /// # Errors
    ///
    /// [`NoSuchCommit`] if there is none, or a commit on the way to it is damaged.
    pub fn resolve(&self, name: &str) -> Result<ObjectId, NoSuchCommit> {
        let end = name.find(['~', '^']).unwrap_or(name.len());
        let (base, steps) = name.split_at(end);
        self.base(base)
            .and_then(|start| self.follow(start, steps))
            .map_err(|reason| NoSuchCommit { name: name.to_owned(), reason })
    }

    /// What `name` stands for, if that leads to a commit: the tag, where it names one and takes no step from there.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve).
    pub fn named(&self, name: &str) -> Result<ObjectId, NoSuchCommit> {
        let commit = self.resolve(name)?;
        let has_steps = name.contains(['~', '^']);
        Ok(if has_steps { commit } else { self.base(name).unwrap_or(commit) })
    }

    /// Whether `name`, which stands for `id`, is about notes: it begins with a reference to notes, or one points at the same.
    pub fn is_about_notes(&self, name: &str, id: ObjectId) -> bool {
        let ends = [name.find(['~', '^']), name.find("@{")];
        let end = ends.into_iter().flatten().min().unwrap_or(name.len());
        let is_notes = |found: Reference<'_>| found.name_bytes().starts_with(NOTES.as_bytes());
        self.reference(&name[..end]).is_ok_and(is_notes) || self.references(NOTES).contains(&id)
    }

    /// What the part of a name before `~` and `^` stands for; the object itself is not looked at.
    fn base(&self, name: &str) -> Result<ObjectId, String> {
        if name.starts_with(':') || (name.contains(':') && !name.contains("@{")) {
            return Err("a path or a text to search for is no commit".to_owned());
        }
        if let Some((name, place)) = name.strip_suffix('}').and_then(|name| name.split_once("@{")) {
            return self.placed(name, place);
        }
        let full = ObjectId::from_hex(name.as_bytes());
        if let Some(id) = full.filter(|id| id.as_bytes().len() == self.hash_len()) {
            return Ok(id);
        }
        match self.reference(name) {
            Ok(reference) => target(&reference),
            Err(reason) => self.abbreviated(name).unwrap_or(Err(reason)),
        }
    }

    fn reference(&self, name: &str) -> Result<Reference<'_>, String> {
        let name = if matches!(name, "" | "@") { "HEAD" } else { name };
        self.git()
            .resolve_reference_from_short_name(name)
            .map_err(|error| error.message().to_owned())
    }

    /// `name@{place}`: an earlier value of the reference, or the branch that it follows.
    fn placed(&self, name: &str, place: &str) -> Result<ObjectId, String> {
        if name.is_empty() && place.starts_with('-') {
            return self.left(place);
        }
        let reference = match name {
            "" => self.git().head().map_err(|error| error.message().to_owned())?,
            name => self.reference(name)?,
        };
        if matches!(place.to_ascii_lowercase().as_str(), "u" | "upstream" | "push") {
            let upstream = Branch::wrap(reference).upstream();
            return target(upstream.map_err(|error| error.message().to_owned())?.get());
        }
        // HEAD has a log of its own, beside that of its branch.
        let log_name = match name {
            "HEAD" | "@" => "HEAD",
            _ => reference.name().map_err(|error| error.message().to_owned())?,
        };
        let log = self.git().reflog(log_name).map_err(|error| error.message().to_owned())?;
        let Ok(back) = place.parse::<usize>() else {
            return self.dated(log_name, place, log.iter().map(|entry| entry.id_new()));
        };
        let entry = log.get(back).ok_or_else(|| format!("its log has {} entries", log.len()))?;
        Ok(object_id(entry.id_new()))
    }

    /// `name@{date}`: libgit2 knows how git reads dates, and may look at the object, so none of the log's may be damaged.
    fn dated(
        &self,
        name: &str,
        date: &str,
        mut logged: impl Iterator<Item = Oid>,
    ) -> Result<ObjectId, String> {
        let is_damaged = |id: Oid| self.with_object(object_id(id), |_| ()).is_err();
        if logged.any(is_damaged) {
            return Err("its log names commits that cannot be read; give a number or an id".into());
        }
        let found = self.git().revparse_single(&format!("{name}@{{{date}}}"));
        found.map(|object| object_id(object.id())).map_err(|error| error.message().to_owned())
    }

    /// `@{-N}`: what was checked out before, N times back.
    fn left(&self, place: &str) -> Result<ObjectId, String> {
        let log = self.git().reflog("HEAD").map_err(|error| error.message().to_owned())?;
        let back: usize = place[1..].parse().map_err(|_| "it counts nothing".to_owned())?;
        let mut moves = log.iter().filter_map(|entry| {
            let text = String::from_utf8_lossy(entry.message_bytes()?).into_owned();
            let names = text.strip_prefix("checkout: moving from ")?;
            names.split_once(" to ").map(|(from, _)| from.to_owned())
        });
        let from = moves.nth(back.max(1) - 1);
        self.base(&from.ok_or("nothing was checked out before")?)
    }

    /// A part of an id, or what `git describe` prints; `None` for what is neither.
    fn abbreviated(&self, name: &str) -> Option<Result<ObjectId, String>> {
        /// Git takes no fewer digits.
        const FEWEST: usize = 4;
        let is_short = |hex: &&str| hex.len() >= FEWEST && ObjectId::is_hex(hex.as_bytes());
        let described = || name.rsplit_once("-g").map(|(_, hex)| hex);
        let hex = Some(name).filter(is_short).or_else(|| described().filter(is_short))?;
        let padded = format!("{hex:0<width$}", width = self.hash_len() * 2);
        let short = Oid::from_bytes(ObjectId::from_hex(padded.as_bytes())?.as_bytes()).ok()?;
        let found = self.git().odb().and_then(|objects| objects.exists_prefix(short, hex.len()));
        Some(found.map(object_id).map_err(|error| error.message().to_owned()))
    }

    /// Takes the steps `~2`, `^`, `^2`, `^{}` and `^{commit}` from an object to the commit that they lead to.
    fn follow(&self, start: ObjectId, mut steps: &str) -> Result<ObjectId, String> {
        let said = |problem: Problem| match problem.object {
            Some(id) => format!("object {id}: {}", problem.reason),
            None => problem.reason,
        };
        let mut commit = self.commit_behind(start).map_err(said)?;
        while let Some(step) = steps.chars().next() {
            steps = &steps[1..];
            if let Some(rest) = steps.strip_prefix('{').filter(|_| step == '^') {
                let (kind, after) = rest.split_once('}').ok_or("a brace is not closed")?;
                if !matches!(kind, "" | "commit" | "object") {
                    return Err(format!("`^{{{kind}}}` leads to no commit"));
                }
                steps = after;
                continue;
            }
            let digits = steps.find(|c: char| !c.is_ascii_digit()).unwrap_or(steps.len());
            let (count, after) = steps.split_at(digits);
            let count: u32 = if count.is_empty() { Ok(1) } else { count.parse() }
                .map_err(|_| "it counts further than any history".to_owned())?;
            steps = after;
            let (times, parent) = match step {
                '~' => (count, 1),
                '^' => (u32::from(count > 0), count),
                _ => return Err(format!("`{step}` is no step from a commit to another")),
            };
            for _ in 0..times {
                let at = parent as usize - 1;
                let next = self.with_commit(commit, |_, found| found.parents.get(at).copied());
                commit = next
                    .map_err(said)?
                    .ok_or_else(|| format!("commit {commit} has no parent with number {parent}"))?;
            }
        }
        // The last step may lead to what cannot be read.
        self.commit_behind(commit).map_err(said)
    }
}

fn target(reference: &Reference<'_>) -> Result<ObjectId, String> {
    let end = reference.resolve().map_err(|error| error.message().to_owned())?;
    end.target().map(object_id).ok_or_else(|| "it names another reference".to_owned())
}
