//! The second look at a content of a history, for the details of values that a first look saw in it.
//!
//! Contract: what it says of a value is what a look at the whole would say, but for a name of the vendor that only an
//! escape far from the value spells. Where each value is to be judged by what is near it, only that is read, so that a
//! file that gains a value in each of a thousand versions costs a look at each value, and not at all of them in each
//! version.

use rustc_hash::FxHashSet;

use super::content::Content;
use super::detail::{Asked, Incidents, Wanted};
use super::inspect::{Detection, Inspector, detection};
use super::near;
use crate::check::{self, Member};
use crate::decode;
use crate::model::{IncidentId, Origin, RepoPath, Span, contain};
use crate::rule::ValueKind;
use crate::source::Seen;

impl Inspector {
    /// The details of the wanted values. `places` is all that stands in the content, if each can be judged by what is
    /// near it.
    pub(super) fn again(
        &self,
        origin: &Origin,
        bytes: &[u8],
        wanted: &Wanted,
        places: Option<&[Seen]>,
    ) -> Vec<Detection> {
        // A fault of ours is met again where the whole is looked at, and told there.
        let near = || contain(|| self.details_near(origin, bytes, wanted, places?))?;
        near().unwrap_or_else(|| self.values(origin, bytes, wanted).detections)
    }

    /// The same from what is near the wanted places, where that is enough.
    fn details_near(
        &self,
        origin: &Origin,
        bytes: &[u8],
        wanted: &Wanted,
        places: &[Seen],
    ) -> Option<Vec<Detection>> {
        // In a text that had to be written anew, distances are others than between the bytes.
        let text = decode::text(bytes);
        let shift = text.shift()?;
        if !decode::is_plain(bytes) || places.iter().any(|one| !one.is_clear) {
            return None;
        }
        let in_text = |span: Span| Span {
            start: span.start.saturating_sub(shift),
            end: span.end.saturating_sub(shift),
        };
        let members = self.members(places);
        let incidents = check::incidents(&members);
        let is_wanted = |rule, value| wanted.contains(&(rule, value));
        let wanted_incidents: FxHashSet<IncidentId> = members
            .iter()
            .zip(&incidents)
            .filter(|(member, _)| is_wanted(member.rule, member.value))
            .filter_map(|(_, incident)| *incident)
            .collect();
        // How bad one value of an app is depends on the others.
        let beside = members
            .iter()
            .zip(&incidents)
            .filter(|(_, incident)| incident.is_some_and(|id| wanted_incidents.contains(&id)))
            .map(|(member, _)| member.span);
        let mut spots: Vec<Span> = places
            .iter()
            .filter(|one| is_wanted(one.sighting.rule, one.sighting.value))
            .map(|one| one.place)
            .chain(beside)
            .collect();
        spots.sort_unstable();
        let parts = near::parts(bytes, &spots, |_| true)?;
        let parts: Vec<Span> = parts.into_iter().map(in_text).collect();
        let incidents: Incidents = members
            .iter()
            .zip(incidents)
            .filter_map(|(member, incident)| Some(((member.rule, in_text(member.span)), incident?)))
            .collect();
        let path = origin.path().map(RepoPath::as_bytes);
        let content = Content::read_parts(self.means(), text, &parts).in_file(path);
        let found = content.details(Asked::Near(wanted, &incidents));
        Some(found.into_iter().map(|one| detection(origin, one)).collect())
    }

    /// The values that may belong to an app, in the order in which a look at the whole meets them.
    fn members(&self, places: &[Seen]) -> Vec<Member> {
        let mut members: Vec<Member> = places
            .iter()
            .map(|one| Member {
                rule: one.sighting.rule,
                span: one.place,
                value: one.sighting.value,
            })
            .filter(|one| {
                self.rules().rules()[usize::from(one.rule)].value == ValueKind::AppCredential
            })
            .collect();
        members.sort_unstable_by_key(|one| {
            (one.span.start, std::cmp::Reverse(one.span.end), one.rule, one.value)
        });
        members
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::rule::{RuleSet, expand};
    use crate::scan::InspectOptions;
    use crate::source::Examine;

    /// Lines that are values, decide about them, or do neither.
    const LINES: [&str; 14] = [
        "client_id = {{uuid}}",
        "client_secret = {{secret64}}",
        "BANQUP_CLIENT_SECRET: \"{{secret48}}\"",
        "export const token = '{{jwt}}';",
        "Authorization: Basic {{basic}}",
        "{\"client_id\": \"{{uuid}}\", \"client_secret\": \"{{secret64}}\"}",
        "client_secret = {{secret64}} # banqlint:allow(client-secret) a test of ours",
        "# banqlint:allow-next-line(client-id) an example",
        "POST https://api.btx.eu.banqup.com/v1/documents",
        "url = http://api.banqup.com/v1",
        "banqup:",
        "sha256: {{secret64}}",
        "  ligne ordinaire, déjà vue, 密 😀",
        "client_id;client_secret;note",
    ];

    fn inspector() -> Inspector {
        let options = InspectOptions { now: 1_767_225_600, threads: NonZeroUsize::MIN };
        Inspector::new(Arc::new(RuleSet::embedded()), options)
    }

    /// A text with so many lines of prose before each of these.
    fn text(mark: bool, ends: &str, lines: &[(usize, u64, usize)]) -> String {
        let prose = format!("an ordinary line of text, of which there are many{ends}");
        let lines = lines.iter().map(|&(line, seed, gap)| {
            [&prose.repeat(gap), &expand(LINES[line], seed), ends].concat()
        });
        [if mark { "\u{FEFF}" } else { "" }, &lines.collect::<String>()].concat()
    }

    proptest! {
        #[test]
        fn what_is_near_says_the_same_as_the_whole(
            mark in any::<bool>(),
            ends in prop_oneof![Just("\n"), Just("\r\n")],
            lines in proptest::collection::vec(
                (0..LINES.len(), 0..40_u64, prop_oneof![Just(0_usize), 0..4_usize, 0..300_usize]),
                1..40,
            ),
            chosen in proptest::collection::vec(any::<bool>(), 64),
        ) {
            let inspector = inspector();
            let text = text(mark, ends, &lines);
            let origin = Origin::Stdin;
            let sightings = inspector.sightings(&origin, text.as_bytes());
            let Some(local) = sightings.local else { return Ok(()) };
            let wanted: Wanted = sightings
                .seen
                .iter()
                .zip(chosen.iter().cycle())
                .filter(|(_, is_chosen)| **is_chosen)
                .map(|(one, _)| (one.rule, one.value))
                .collect();
            let near = inspector.details_near(&origin, text.as_bytes(), &wanted, &local.places);
            let whole = inspector.values(&origin, text.as_bytes(), &wanted).detections;
            let told = |detections: Vec<Detection>| -> Vec<String> {
                let wanted = detections
                    .into_iter()
                    .filter(|one| wanted.contains(&(one.rule, one.finding.value.id)));
                wanted.map(|one| format!("{:?}", (one.finding, one.secrets.len()))).collect()
            };
            let near = near.map(told);
            prop_assert_eq!(near, Some(told(whole)));
        }
    }

    #[test]
    fn what_one_value_of_an_app_makes_of_another_is_seen() {
        let inspector = inspector();
        let prose = "an ordinary line of text, of which there are many\n".repeat(400);
        let text =
            [&prose, &expand(LINES[0], 1), "\n", &expand(LINES[1], 2), "\n", &prose].concat();
        let sightings = inspector.sightings(&Origin::Stdin, text.as_bytes());
        let local = sightings.local.expect("nothing far away decides");
        assert_eq!(local.places.len(), 2);
        let first = local.places[0].sighting;
        let wanted = Wanted::from_iter([(first.rule, first.value)]);
        let near = inspector
            .details_near(&Origin::Stdin, text.as_bytes(), &wanted, &local.places)
            .expect("what is near is enough");
        assert_eq!(near.len(), 1);
        assert_eq!(near[0].finding.region.map(|region| region.start.line), Some(401));
        assert!(near[0].finding.incident.is_some());
        assert!(near[0].finding.message.contains("beside its secret"), "{:?}", near[0].finding);
    }
}
