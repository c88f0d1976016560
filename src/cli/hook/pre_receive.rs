//! `banqlint hook pre-receive`: what a push brings to this repository, before any reference moves.
//!
//! Git keeps the objects of the push in quarantine until the hook agrees, and says where in environment variables.

use std::path::Path;

use clap::Args;

use super::super::Run;
use super::super::decisions::Scanned;
use super::super::exit::Exit;
use super::super::shared::Shared;
use super::update::{parse_id, parse_lines, read_input};
use crate::scan::{self, RangeRequest, Reference};
use crate::source::GitRepository;

/// Check what a push brings, on the server and before it is accepted
///
/// Git says on standard input what is to move: `<old id> <new id> <ref>`. No configuration is read from what is pushed.
#[derive(Debug, Args)]
pub(super) struct PreReceive {
    #[command(flatten)]
    shared: Shared,
}

impl Run for PreReceive {
    fn run(self) -> anyhow::Result<Exit> {
        let repository = GitRepository::from_environment(Path::new("."))?;
        let mut request = requested(&read_input()?)?;
        if !request.range.tips.is_empty() {
            request.range.known.extend(repository.references("refs/"));
        }
        self.shared.run(Scanned::Received(&request.range), |session| {
            let options = session.range_options();
            scan::range(&repository, &session.inspector, &request, &options)
        })
    }
}

/// What git says on standard input.
pub(in crate::cli) fn requested(input: &[u8]) -> anyhow::Result<RangeRequest> {
    let mut request = RangeRequest::default();
    for [old, new, name] in parse_lines(input, "<old id> <new id> <ref>")? {
        let (old, target) = (parse_id(&old)?, parse_id(&new)?);
        if target.is_zero() {
            continue;
        }
        request.range.tips.push(target);
        request.range.known.push(old);
        request.references.push(Reference { name, target, is_new: old.is_zero() });
    }
    Ok(request)
}
