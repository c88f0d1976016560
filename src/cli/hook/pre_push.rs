//! `banqlint hook pre-push`: what a push sends that the remote does not have.
//!
//! Git says on standard input what goes where. The pre-commit framework reads those lines itself and hands on the first
//! that sends anything, in environment variables.

use std::env;
use std::path::Path;

use clap::Args;

use super::super::Run;
use super::super::decisions::Scanned;
use super::super::exit::Exit;
use super::super::shared::Shared;
use super::update::{parse_id, parse_lines, read_input};
use crate::scan::{self, RangeRequest, Reference};
use crate::source::GitRepository;

/// Check what a push sends that the remote does not have
///
/// Git runs this with the name and the URL of the remote, and says on standard input what goes where:
/// `<local ref> <local id> <remote ref> <remote id>`.
#[derive(Debug, Args)]
pub(super) struct PrePush {
    /// The name of the remote; its remote-tracking branches say what it has
    #[arg(value_name = "REMOTE")]
    remote: Option<String>,
    /// The URL of the remote, which is not contacted
    #[arg(value_name = "URL")]
    _url: Option<String>,
    #[command(flatten)]
    shared: Shared,
}

impl Run for PrePush {
    fn run(self) -> anyhow::Result<Exit> {
        let repository = GitRepository::from_environment(Path::new("."))?;
        let mut names_nothing = false;
        let mut request = match env::var("PRE_COMMIT_REMOTE_NAME") {
            Ok(_) => from_framework(&repository)?,
            Err(_) => {
                let input = read_input()?;
                names_nothing = input.is_empty();
                requested(&input)?
            }
        };
        let remote = self.remote.or_else(|| env::var("PRE_COMMIT_REMOTE_NAME").ok());
        if let Some(remote) = remote.filter(|_| !request.range.tips.is_empty()) {
            request.range.known.extend(repository.references(&format!("refs/remotes/{remote}/")));
        }
        self.shared.run(Scanned::Range(Path::new("."), &request.range), |session| {
            let options = session.range_options();
            let mut report = scan::range(&repository, &session.inspector, &request, &options)?;
            report.not_covered.extend(names_nothing.then(|| NOTHING_NAMED.to_owned()));
            anyhow::Ok(report)
        })
    }
}

/// Git names nothing where nothing is new to the remote. A hook in which something else reads first looks the same.
const NOTHING_NAMED: &str = "what is pushed: git named nothing on standard input, or an earlier command of the hook has read it";

/// What git says on standard input.
pub(in crate::cli) fn requested(input: &[u8]) -> anyhow::Result<RangeRequest> {
    let mut request = RangeRequest::default();
    let form = "<local ref> <local id> <remote ref> <remote id>";
    for [_, local, name, remote] in parse_lines(input, form)? {
        let (target, remote) = (parse_id(&local)?, parse_id(&remote)?);
        if target.is_zero() {
            continue;
        }
        request.range.tips.push(target);
        request.references.push(Reference { name, target, is_new: remote.is_zero() });
        request.range.known.push(remote);
    }
    Ok(request)
}

/// The framework names both ends, or the branch alone where the remote has none of it.
fn from_framework(repository: &GitRepository) -> anyhow::Result<RangeRequest> {
    let mut request = RangeRequest::default();
    let tip = ["PRE_COMMIT_TO_REF", "PRE_COMMIT_LOCAL_BRANCH"]
        .iter()
        .find_map(|name| env::var(name).ok());
    let Some(tip) = tip else { return Ok(request) };
    let target = repository.named(&tip)?;
    request.range.tips.push(target);
    if let Ok(from) = env::var("PRE_COMMIT_FROM_REF") {
        request.range.known.push(repository.named(&from)?);
    }
    if let Ok(name) = env::var("PRE_COMMIT_REMOTE_BRANCH") {
        // Whether the remote has the name already is not handed on; an old name is no secret that this push gives away.
        request.references.push(Reference { name: name.into_bytes(), target, is_new: false });
    }
    Ok(request)
}
