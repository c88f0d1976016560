//! Names of commits as people and git write them: branches, tags, ids, `HEAD~2`, `@{u}`, `main@{1}`.
//!
//! Contract: ends on any name and any repository. libgit2 knows how git reads dates, and looks nothing else up.

use std::path::PathBuf;

use super::git_files::is_special;
use super::repository::GitRepository;
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

    /// Whether `name`, which stands for `id`, is about notes: it begins with a reference to notes, or one points at the
    /// same.
    pub fn is_about_notes(&self, name: &str, id: ObjectId) -> bool {
        let ends = [name.find(['~', '^']), name.find("@{")];
        let end = ends.into_iter().flatten().min().unwrap_or(name.len());
        let found = self.reference(&name[..end]).ok().flatten();
        found.is_some_and(|(name, _)| name.starts_with(NOTES.as_bytes()))
            || self.references(NOTES).contains(&id)
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
        match self.reference(name)? {
            Some((_, id)) => Ok(id),
            None => self.shortened(name).unwrap_or_else(|| Err("no reference is called so".into())),
        }
    }

    /// The reference that a name stands for, with the object it leads to; git looks for it in these places, one after
    /// the other.
    fn reference(&self, name: &str) -> Result<Option<(Vec<u8>, ObjectId)>, String> {
        let name = if matches!(name, "" | "@") { "HEAD" } else { name };
        let is_full = name.starts_with("refs/")
            || name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let places = [
            is_full.then(|| name.to_owned()),
            Some(format!("refs/{name}")),
            Some(format!("refs/tags/{name}")),
            Some(format!("refs/heads/{name}")),
            Some(format!("refs/remotes/{name}")),
            Some(format!("refs/remotes/{name}/HEAD")),
        ];
        for full in places.into_iter().flatten() {
            if let (_, Some(id)) = self.names().resolve(full.as_bytes())? {
                return Ok(Some((full.into_bytes(), id)));
            }
        }
        Ok(None)
    }

    /// `name@{place}`: an earlier value of the reference, or the branch that it follows.
    fn placed(&self, name: &str, place: &str) -> Result<ObjectId, String> {
        if name.is_empty() && place.starts_with('-') {
            return self.left(place);
        }
        let branch = || -> Result<Vec<u8>, String> {
            match name {
                "" | "HEAD" | "@" => {
                    let (branch, _) = self.names().head().map_err(|problem| problem.reason)?;
                    Ok(branch.unwrap_or_else(|| b"HEAD".to_vec()))
                }
                name => Ok(self.reference(name)?.ok_or("no reference is called so")?.0),
            }
        };
        if matches!(place.to_ascii_lowercase().as_str(), "u" | "upstream" | "push") {
            return self.upstream(&branch()?);
        }
        // HEAD has a log of its own, beside that of its branch.
        let log_name = if matches!(name, "HEAD" | "@") { b"HEAD".to_vec() } else { branch()? };
        let log = self.names().log(&log_name)?;
        let Ok(back) = place.parse::<usize>() else {
            return self.dated(&log_name, place, log.iter().map(|entry| entry.id));
        };
        let entry = log.get(back).ok_or_else(|| format!("its log has {} entries", log.len()))?;
        Ok(entry.id)
    }

    /// What the branch that a branch follows leads to, as the configuration has it.
    fn upstream(&self, branch: &[u8]) -> Result<ObjectId, String> {
        let none = || "it follows no branch".to_owned();
        let short = branch.strip_prefix(b"refs/heads/").ok_or_else(none)?;
        let short = std::str::from_utf8(short).map_err(|_| none())?;
        let config = self.layout().config.as_ref().ok_or_else(none)?;
        let setting = |key: &str| config.get_string(&format!("branch.{short}.{key}"));
        let (remote, merge) = (setting("remote"), setting("merge"));
        let (remote, merge) = remote.and_then(|remote| Ok((remote, merge?))).map_err(|_| none())?;
        let mut followed = (remote == ".").then(|| merge.clone());
        if let Ok(rules) = config.multivar(&format!("remote.{remote}.fetch"), None) {
            let _to_the_end = rules.for_each(|rule| {
                let rule = rule.value().ok().filter(|_| rule.has_value());
                followed = followed.take().or_else(|| fetched(rule?, &merge));
            });
        }
        let name = followed.ok_or_else(none)?;
        let (_, id) = self.names().resolve(name.as_bytes())?;
        id.ok_or_else(|| format!("it follows {name}, which does not exist"))
    }

    /// `name@{date}`: libgit2 knows how git reads dates, and looks at the object, so none of the log's may be damaged,
    /// nor anything that leads it there.
    fn dated(
        &self,
        name: &[u8],
        date: &str,
        mut logged: impl Iterator<Item = ObjectId>,
    ) -> Result<ObjectId, String> {
        if logged.any(|id| self.with_object(id, |_| ()).is_err()) {
            return Err("its log names commits that cannot be read; give a number or an id".into());
        }
        let misleads = |folder: &PathBuf| {
            folder.join("pack/multi-pack-index").symlink_metadata().is_ok()
                || is_special(&folder.join("info/alternates"))
        };
        if self.object_folders().iter().any(misleads) {
            return Err(
                "a date is not looked up beside a multi-pack-index; give a number or an id".into(),
            );
        }
        let git = self.layout().git.as_ref().ok_or("give a number or an id instead of a date")?;
        let name = std::str::from_utf8(name).map_err(|error| error.to_string())?;
        let found = git.revparse_single(&format!("{name}@{{{date}}}"));
        let found = found.map_err(|error| error.message().to_owned())?;
        ObjectId::from_bytes(found.id().as_bytes()).ok_or_else(|| "its id has no form".to_owned())
    }

    /// `@{-N}`: what was checked out before, N times back.
    fn left(&self, place: &str) -> Result<ObjectId, String> {
        let log = self.names().log(b"HEAD")?;
        let back: usize = place[1..].parse().map_err(|_| "it counts nothing".to_owned())?;
        let mut moves = log.iter().filter_map(|entry| {
            let names = entry.message.strip_prefix("checkout: moving from ")?;
            names.split_once(" to ").map(|(from, _)| from)
        });
        let from = moves.nth(back.max(1) - 1);
        self.base(from.ok_or("nothing was checked out before")?)
    }

    /// A part of an id, or what `git describe` prints; `None` for what is neither.
    fn shortened(&self, name: &str) -> Option<Result<ObjectId, String>> {
        /// Git takes no fewer digits.
        const FEWEST: usize = 4;
        let is_short = |hex: &&str| hex.len() >= FEWEST && ObjectId::is_hex(hex.as_bytes());
        let described = || name.rsplit_once("-g").map(|(_, hex)| hex);
        let hex = Some(name).filter(is_short).or_else(|| described().filter(is_short))?;
        Some(self.abbreviated(hex))
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

/// The name under which a rule such as `+refs/heads/*:refs/remotes/origin/*` fetches a reference.
fn fetched(rule: &str, name: &str) -> Option<String> {
    let (theirs, ours) = rule.strip_prefix('+').unwrap_or(rule).split_once(':')?;
    match (theirs.split_once('*'), ours.split_once('*')) {
        (Some((before, after)), Some((start, end))) => {
            let part = name.strip_prefix(before)?.strip_suffix(after)?;
            Some(format!("{start}{part}{end}"))
        }
        (None, None) => (theirs == name).then(|| ours.to_owned()),
        _ => None,
    }
}
