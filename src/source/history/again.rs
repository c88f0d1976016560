//! Reads single objects a second time, for the report.
//!
//! Contract: what the pass over all objects could read can be read again. libgit2 refuses a whole pack for a false checksum at its
//! end, and a loose object that is damaged hides a good copy in a pack; the pass minds neither, so neither may lose a finding.

use super::pack::{Content, EntryError, Kind, Pack, Rank, Visit, walk};
use super::repository::Repository;
use crate::model::{ObjectId, Problem};
use crate::source::GitRepository;

impl Repository {
    /// The content of an object, from wherever a whole copy stands.
    ///
    /// # Errors
    ///
    /// The problem that `git` has with it, if no pack has a whole copy.
    pub(super) fn object(&self, git: &GitRepository, id: ObjectId) -> Result<Vec<u8>, Problem> {
        git.object(id).or_else(|problem| {
            self.store.packs.iter().find_map(|pack| from_pack(pack, id)).ok_or(problem)
        })
    }
}

/// The object, if the pack has it and it can be read. The cost is that of a look at the whole index: this is for the odd case.
fn from_pack(pack: &Pack, id: ObjectId) -> Option<Vec<u8>> {
    let position = pack.find(id.as_bytes())?;
    let is_it = |rank: Rank, _: Kind| pack.entries.index_position(rank) == position;
    let (keepers, _) = walk(pack, is_it, || Keeper(None));
    keepers.into_iter().find_map(|keeper| keeper.0)
}

/// Keeps the one object that it is shown.
struct Keeper(Option<Vec<u8>>);

impl Visit for Keeper {
    type Memo = ();

    fn visit(
        &mut self,
        _: Rank,
        _: Kind,
        content: &mut Content<'_>,
        _: Option<&()>,
    ) -> Result<(), EntryError> {
        self.0 = Some(content.bytes()?.to_vec());
        Ok(())
    }
}
