//! A range against its twin: of histories of any shape it says what the whole history says, as far as it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::repo::Repo;
use crate::run::Ran;
use crate::secrets::Secrets;

/// A commit of a history of any shape.
#[derive(Debug, Clone, Default)]
struct Node {
    id: String,
    parents: Vec<usize>,
    tree: BTreeMap<&'static str, BTreeSet<usize>>,
}

const PATHS: [&str; 4] = ["a.conf", "d/b.conf", "d/e/c.conf", "f.conf"];
const VALUES: usize = 5;

/// Makes a history of any shape in which values come, go and move.
fn tangle(repo: &Repo, secrets: &mut Secrets, values: &[String]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut stream = String::new();
    for at in 0..6 + secrets.below(12) {
        let mut node = Node::default();
        if at > 0 && secrets.below(16) > 0 {
            let count = [1, 1, 1, 2, 2, 3][secrets.below(6)];
            for _ in 0..count {
                let parent = at.saturating_sub(1 + secrets.below(5));
                if !node.parents.contains(&parent) {
                    node.parents.push(parent);
                }
            }
        }
        for parent in node.parents.iter().rev() {
            for (path, held) in &nodes[*parent].tree {
                if node.parents.len() == 1 || secrets.below(10) > 0 {
                    node.tree.insert(path, held.clone());
                }
            }
        }
        for _ in 0..secrets.below(3) {
            let path = PATHS[secrets.below(4)];
            match secrets.below(5) {
                0 => drop(node.tree.remove(path)),
                1 => {
                    let moved = node.tree.remove(path).unwrap_or_default();
                    node.tree.insert(PATHS[secrets.below(4)], moved);
                }
                _ => {
                    let held = (0..secrets.below(3)).map(|_| secrets.below(VALUES)).collect();
                    node.tree.insert(path, held);
                }
            }
        }
        // Dates in no order, of which no two are the same.
        let date = 1_700_000_000 + secrets.below(1000) * 100 + at;
        stream += &format!("commit refs/tmp/c{at}\nmark :{}\n", at + 1);
        stream += &format!("committer Ada Example <ada@example.com> {date} +0000\ndata 1\nx\n");
        for (place, parent) in node.parents.iter().enumerate() {
            stream += &format!("{} :{}\n", if place == 0 { "from" } else { "merge" }, parent + 1);
        }
        stream += "deleteall\n";
        for (path, held) in &node.tree {
            let text: String = held.iter().map(|value| values[*value].as_str()).collect();
            let text = format!("{text}# {}\n", secrets.below(3));
            stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
        stream += "\n";
        nodes.push(node);
    }
    let mut import = repo.git_command(&["fast-import", "--quiet", "--force"]);
    let mut import = import.stdin(Stdio::piped()).spawn().unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
    for (at, node) in nodes.iter_mut().enumerate() {
        node.id = repo.git(&["rev-parse", &format!("refs/tmp/c{at}")]);
        repo.git(&["update-ref", "-d", &format!("refs/tmp/c{at}")]);
    }
    nodes
}

fn reached(nodes: &[Node], from: usize) -> BTreeSet<usize> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        if seen.insert(at) {
            next.extend(&nodes[at].parents);
        }
    }
    seen
}

/// Of each path and value: the commits that brought and removed it, by number, and whether it is at HEAD.
fn by_spot(
    ran: &Ran,
    nodes: &[Node],
    values: &[String],
) -> BTreeMap<(String, usize), (usize, Option<usize>, bool)> {
    let number = |id: &Value| nodes.iter().position(|node| *id == node.id.as_str());
    let mut spots = BTreeMap::new();
    for finding in ran.findings() {
        let shown = finding["value"]["redacted"].as_str().unwrap();
        let start = &shown[..4];
        let value = values.iter().position(|line| line.contains(&format!("={start}"))).unwrap();
        let spot = (finding["path"].as_str().unwrap().to_owned(), value);
        let life = (
            number(&finding["commit"]["id"]).unwrap(),
            number(&finding["removed_in"]),
            finding["at_head"] == true,
        );
        assert!(spots.insert(spot, life).is_none(), "{finding}");
    }
    spots
}

#[test]
fn a_range_says_what_the_history_says() {
    let mut compared = [0; 4];
    for seed in 0..60 {
        let mut secrets = Secrets::new(seed);
        let values: Vec<String> = (0..VALUES as u64)
            .map(|at| {
                let secret = Secrets::new(1000 * seed + at).secret64();
                format!("BANQUP_CLIENT_SECRET={secret}\n")
            })
            .collect();
        let repo = Repo::new();
        let nodes = tangle(&repo, &mut secrets, &values);
        let (tip, known) = (nodes.len() - 1 - secrets.below(3), secrets.below(nodes.len() / 2));
        let head = if secrets.below(3) == 0 { secrets.below(nodes.len()) } else { tip };
        repo.git(&["update-ref", "refs/heads/tip", &nodes[tip].id]);
        repo.git(&["update-ref", "refs/heads/main", &nodes[head].id]);
        let before = reached(&nodes, known);
        let own: BTreeSet<usize> = reached(&nodes, tip).difference(&before).copied().collect();
        let has = |at: usize, path: &str, value: usize| {
            nodes[at].tree.get(path).is_some_and(|held| held.contains(&value))
        };
        let whole = by_spot(&repo.run(&["history", "--format", "json"]), &nodes, &values);
        let inside = format!("{}..tip", nodes[known].id);
        let found = by_spot(
            &repo.run(&["history", "--format", "json", "--range", &inside]),
            &nodes,
            &values,
        );
        let context = format!("seed {seed}, {known}..{tip}, HEAD at {head}: {nodes:#?}");
        for ((path, value), (commit, removed, at_head)) in &found {
            let had = |at: &usize| has(*at, path, *value);
            let is_birth = own.contains(commit) && had(commit);
            assert!(
                is_birth && !nodes[*commit].parents.iter().any(had),
                "{path} {value} {context}"
            );
            assert_eq!(*at_head, has(head, path, *value), "{path} {value} {context}");
            if let Some(removed) = removed {
                let left = own.contains(removed) && !had(removed);
                assert!(
                    left && nodes[*removed].parents.iter().any(had),
                    "{path} {value} {context}"
                );
                assert!(!at_head, "{path} {value} {context}");
            }
        }
        for value in 0..VALUES {
            // What was known somewhere may only have moved.
            if before.iter().any(|at| PATHS.iter().any(|path| has(*at, path, value))) {
                continue;
            }
            for path in PATHS {
                let spot = (path.to_owned(), value);
                let has_it = own.iter().any(|at| has(*at, path, value));
                assert_eq!(found.contains_key(&spot), has_it, "{spot:?} {context}");
                let (Some(found), Some(all)) = (found.get(&spot), whole.get(&spot)) else {
                    continue;
                };
                if own.contains(&all.0) {
                    assert_eq!(found.0, all.0, "{spot:?} {context}");
                    compared[0] += 1;
                }
                if all.1.is_none_or(|removed| own.contains(&removed)) {
                    assert_eq!(found.1, all.1, "{spot:?} {context}");
                    compared[1 + usize::from(all.1.is_some())] += 1;
                }
                assert_eq!(found.2, all.2, "{spot:?} {context}");
                compared[3] += 1;
            }
        }
    }
    assert!(compared.iter().all(|count| *count > 20), "{compared:?}");
}
