//! Manifests: what a `Secret` or `ConfigMap` holds, the environment of containers, kustomize's generators, lists and
//! templates of them.

use super::{decoded, text};
use crate::guidance::assignment::assignments;
use crate::guidance::document::Node;
use crate::guidance::literals::{Ground, Literal, Walk};
use crate::guidance::name::Kind;
use crate::guidance::owner::{self, Scope, is_vendors};
use crate::guidance::pattern::{Pattern, pattern};
use crate::guidance::written::is_written;
use crate::guidance::{Held, Page, Remark};
use crate::model::{Span, vendor};

/// Keys that hold no settings, in a manifest and in the values of a chart.
pub(super) const HOLDS_NO_SETTINGS: &[&str] =
    &["annotations", "labels", "matchLabels", "managedFields", "valueFrom"];

/// Keys of a manifest whose entries are read by themselves.
const READ_APART: &[&str] = &["data", "stringData", "secretGenerator", "configMapGenerator"];

/// What a walk over the settings of a manifest passes over.
const SKIPPED: &[&[&str]] = &[HOLDS_NO_SETTINGS, READ_APART];

/// Kinds whose secrets are encrypted or elsewhere, or which only describe.
const COMPLIANT: &[&str] = &[
    "SealedSecret",
    "SecretProviderClass",
    "SopsSecret",
    "OnePasswordItem",
    "CustomResourceDefinition",
];

/// What is said of a secret among the settings and arguments of one.
const MANIFEST: &str = "in clear in a manifest";

/// The secrets in the manifests of a document.
pub(super) fn plain(page: &Page<'_>, document: &Node) -> Vec<Remark> {
    let mut found = Vec::new();
    search(page, document, &mut found);
    found
}

/// Whether a map is a manifest.
pub(super) fn is_manifest(node: &Node) -> bool {
    node.text_at("kind").is_some()
        && ["apiVersion", "metadata", "data", "stringData"]
            .iter()
            .any(|key| node.get(key).is_some())
}

fn search(page: &Page<'_>, node: &Node, found: &mut Vec<Remark>) {
    generators(page, node, found);
    let kind = if is_manifest(node) { node.text_at("kind") } else { None };
    match kind {
        Some(kind) if is_compliant(kind) => return,
        Some("Secret") => {
            let annotations = node.get("metadata").and_then(|one| one.get("annotations"));
            let applied = annotations
                .and_then(|all| all.get("kubectl.kubernetes.io/last-applied-configuration"));
            found.extend(applied.into_iter().flat_map(|one| text::in_part(page, one.span)));
            for (key, is_base64) in [("data", true), ("stringData", false)] {
                let (scope, owner) = (scope(page, node), owner(page, node));
                let said = "in clear in a Kubernetes Secret";
                let data = Data { page, scope, owner, is_base64, said };
                node.get(key).into_iter().for_each(|held| data.read(held, found));
            }
            return;
        }
        Some("ConfigMap") => {
            let (scope, owner) = (scope(page, node), owner(page, node));
            let data =
                Data { page, scope, owner, is_base64: false, said: "in clear in a ConfigMap" };
            node.get("data").into_iter().for_each(|held| data.read(held, found));
            return;
        }
        Some("Kustomization") | None => {}
        Some(_) => {
            let walk = Walk { keys_own: true, skipped: SKIPPED };
            let ground = Ground::of(page, scope(page, node));
            let written = ground.in_document(node, walk).into_iter();
            found.extend(written.map(|one| one.remark(MANIFEST)));
            arguments(ground, node, found);
        }
    }
    node.entries().iter().for_each(|(_, value)| search(page, value, found));
    node.items().iter().for_each(|item| search(page, item, found));
}

/// Secrets beside their flags among the arguments of containers.
fn arguments(ground: Ground<'_>, manifest: &Node, found: &mut Vec<Remark>) {
    manifest.visit(&mut |node| {
        for list in ["args", "command"].iter().filter_map(|key| node.get(key)) {
            found.extend(ground.in_arguments(list.span).map(|one| one.remark(MANIFEST)));
        }
    });
}

fn is_compliant(kind: &str) -> bool {
    COMPLIANT.contains(&kind) || kind.ends_with("ExternalSecret") || kind.starts_with("Vault")
}

/// The name of a manifest; one that a template fills in is nobody's.
fn name_of(manifest: &Node) -> &str {
    let name =
        manifest.get("metadata").and_then(|metadata| metadata.text_at("name")).unwrap_or_default();
    if name.contains("{{") && !is_vendors(name) { "" } else { name }
}

/// Whose a manifest says that its values are, those of any name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Banqup's, by its name alone: no word of it speaks of another thing.
    Vendor,
    /// It does not say.
    Unsaid,
    /// Somebody else's: its name is theirs, and nothing in it is Banqup's.
    Other,
}

fn owner(page: &Page<'_>, manifest: &Node) -> Owner {
    let name = name_of(manifest);
    match Scope::Page.inside(name) {
        Scope::Vendor if owner::is_vendors_alone(name) => Owner::Vendor,
        Scope::Other if !vendor::names(page.slice(manifest.span)) => Owner::Other,
        _ => Owner::Unsaid,
    }
}

/// Whose the settings of a manifest are.
fn scope(page: &Page<'_>, manifest: &Node) -> Scope {
    let name = name_of(manifest);
    let is_named = vendor::names(page.slice(manifest.span))
        || page.held_in(manifest.span).any(Held::is_vendors_secret);
    match Scope::Page.inside(name) {
        Scope::Page if vendor::names(page.path()) => Scope::Folder,
        Scope::Other if is_named => Scope::Page,
        Scope::Page if !is_named => Scope::Other,
        scope => scope,
    }
}

/// Kustomize's `secretGenerator` and `configMapGenerator`.
fn generators(page: &Page<'_>, node: &Node, found: &mut Vec<Remark>) {
    for key in ["secretGenerator", "configMapGenerator"] {
        for generator in node.get(key).map(Node::items).unwrap_or_default() {
            let name = generator.text_at("name").unwrap_or_default();
            let scope = match Scope::Page.inside(name) {
                Scope::Page if vendor::names(page.path()) => Scope::Folder,
                scope => scope,
            };
            let walk = Walk { keys_own: false, skipped: SKIPPED };
            let written = Ground::of(page, scope).in_document(generator, walk).into_iter();
            found.extend(written.map(|one| one.remark("in clear in a kustomize generator")));
        }
    }
}

/// How the entries of a `Secret` or `ConfigMap` are read.
struct Data<'p> {
    page: &'p Page<'p>,
    scope: Scope,
    owner: Owner,
    is_base64: bool,
    /// What is said of a secret there.
    said: &'static str,
}

impl Data<'_> {
    fn read(&self, entries: &Node, found: &mut Vec<Remark>) {
        for (key, value) in entries.entries() {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            if value.span.is_empty() {
                continue;
            }
            let is_one_line = self.page.is_one_line(key.span.end, value.span.start);
            let mark = if is_one_line { key.span } else { value.span };
            let literal = |kind| Literal { mark, value: Some(value.span), kind };
            let decoded = if self.is_base64 { decoded(text) } else { None };
            let plain = decoded.as_deref().unwrap_or(text);
            // A file that an entry holds is no value, and is read for what stands in it.
            let known = || self.known(name, value.span).filter(|_| is_written(plain));
            if let Some(kind) = owner::secret(name, self.scope).or_else(known) {
                if is_written(plain) || in_action(text).is_some_and(is_written) {
                    found.push(literal(kind).remark(self.said));
                }
            } else if let Some(decoded) = decoded {
                let whole = Span { start: 0, end: decoded.len() };
                let inner = self.inside(name, &decoded, whole).next();
                found.extend(inner.map(|one| literal(one.kind).remark(self.said)));
            } else {
                let inner = self.inside(name, self.page.text(), value.span);
                found.extend(inner.map(|one| one.remark(self.said)));
            }
        }
    }

    /// What secret the value of an entry is whose name does not say so.
    fn known(&self, name: &str, value: Span) -> Option<Kind> {
        // Half of the pair, where somebody calls it as every login does.
        let is_password = || {
            let is = ["password", "passwd", "pass"].iter().any(|is| name.eq_ignore_ascii_case(is));
            (is && self.owner == Owner::Vendor).then_some(Kind::Secret)
        };
        let ground = Ground { page: self.page, scope: self.scope, knows_values: true };
        let known = ground.kind(name, Some(value)).or_else(is_password);
        known.filter(|_| self.owner != Owner::Other)
    }

    /// The secrets in a file that an entry holds.
    fn inside<'t>(
        &self,
        file: &str,
        text: &'t str,
        part: Span,
    ) -> impl Iterator<Item = Literal> + 't {
        let scope = if is_vendors(file) { Scope::Vendor } else { self.scope };
        assignments(text, part).filter_map(move |one| {
            let kind = owner::secret(&text[one.name.start..one.name.end], scope)?;
            is_written(&text[one.value.start..one.value.end]).then_some(Literal {
                mark: one.name,
                value: Some(one.value),
                kind,
            })
        })
    }
}

/// The text that an action of a template writes itself: `{{ "x" | b64enc }}`, `{{ .Values.x | default "x" }}`.
fn in_action(text: &str) -> Option<&str> {
    static ACTION: Pattern = pattern!(
        r#"\{\{-?\s*(?:(?:b64enc|quote)\s+|[^}"]*\bdefault\s+)?"(?<text>[^"{}]+)"\s*(?:\|[^}]*|[^}"|]*)?\}\}"#;
        "{{", "}}"
    );
    let found = ACTION.captures(text)?.name("text")?.as_str();
    (!text.contains("lookup") && !text.contains("include")).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_may_hold_a_value() {
        assert_eq!(in_action("{{ \"abc\" | b64enc | quote }}"), Some("abc"));
        assert_eq!(in_action("{{ b64enc \"abc\" }}"), Some("abc"));
        assert_eq!(in_action("{{ .Values.a | default \"abc\" | b64enc }}"), Some("abc"));
        assert_eq!(in_action("{{ .Values.a | b64enc | quote }}"), None);
        assert_eq!(in_action("{{ include \"abc\" . }}"), None);
    }
}
