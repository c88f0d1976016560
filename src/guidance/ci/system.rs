//! Which system runs a pipeline, by the name of its file.

use crate::guidance::Page;
use crate::guidance::language::Language::*;
use crate::guidance::pattern::{Pattern, pattern};

/// A system of continuous integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// GitHub, and systems that read its workflows: Gitea, Forgejo.
    GitHub,
    GitLab,
    Azure,
    Jenkins,
    /// Systems whose pipelines are programs in other languages: the Kotlin of TeamCity, the Ruby of Fastlane.
    Program,
    /// Any other one whose pipelines are documents.
    Other,
}

impl System {
    /// Whether its pipelines are programs and no documents.
    pub(super) fn is_program(self) -> bool {
        matches!(self, Self::Jenkins | Self::Program)
    }
}

/// Names of files of systems that have one name for them.
const FILES: &[&str] = &[
    "bitbucket-pipelines", ".travis", ".drone", ".woodpecker", ".appveyor", "appveyor",
    "buildspec", "cloudbuild", "codemagic", "bitrise", ".cirrus", "wercker", "render", "pipeline",
    "pipelines", ".semaphore", "codefresh", ".buildkite", "circle", "config.circleci", ".build",
    "azure-pipeline",
];

/// Folders that hold pipelines of other systems.
const FOLDERS: &[&str] = &[
    ".circleci", ".woodpecker", ".drone", ".buildkite", ".semaphore", ".builds", ".tekton",
    ".harness", ".concourse", "concourse", "bamboo-specs", ".codefresh", "ci", ".ci",
];

/// The system whose pipeline the page is.
pub(super) fn of(page: &Page<'_>) -> Option<System> {
    let path = page.path().to_ascii_lowercase();
    let name = page.file_name().to_ascii_lowercase();
    let mut folders = path.split('/').rev().skip(1);
    if name.starts_with("jenkinsfile")
        || page.has_extension(&["jenkinsfile"])
        || (page.is_in(&[Groovy]) && is_jenkins(page.text(), &path))
    {
        return Some(System::Jenkins);
    }
    let is_teamcity = page.is_in(&[Kotlin, KotlinScript]) && folders.any(|one| one == ".teamcity");
    if is_teamcity || name == "fastfile" {
        return Some(System::Program);
    }
    if name == "earthfile" {
        return Some(System::Other);
    }
    let mut folders = path.split('/').rev().skip(1);
    let (stem, _) = name.rsplit_once(".yml").or_else(|| name.rsplit_once(".yaml"))?;
    if !page.is_in(&[Yaml]) {
        return None;
    }
    let holds = |part: &str| path.starts_with(part) || path.contains(&format!("/{part}"));
    if [".github/workflows/", ".github/actions/", ".gitea/workflows/", ".forgejo/workflows/"]
        .iter()
        .any(|part| holds(part))
        || stem == "action"
        || is_workflow(page.text())
    {
        return Some(System::GitHub);
    }
    if stem.ends_with("gitlab-ci")
        || stem.starts_with(".gitlab-ci")
        || holds(".gitlab/")
        || holds("gitlab-ci/")
    {
        return Some(System::GitLab);
    }
    if stem.starts_with("azure-pipeline")
        || stem.ends_with("azure-pipelines")
        || holds(".azure")
        || holds("azure-pipelines/")
        || is_of_azure(page.text())
    {
        return Some(System::Azure);
    }
    let is_known = FILES.iter().any(|file| {
        stem == *file
            || stem.starts_with(&format!("{file}."))
            || stem.starts_with(&format!("{file}-"))
    }) || folders.any(|folder| FOLDERS.contains(&folder));
    is_known.then_some(System::Other)
}

/// Whether a text has the shape of a workflow of GitHub's, wherever it is kept.
fn is_workflow(text: &str) -> bool {
    let starts = |word: &str| text.lines().any(|line| line.starts_with(word));
    (starts("on:") || starts("'on':") || starts("\"on\":")) && starts("jobs:")
}

/// Whether a text has steps as only pipelines of Azure have them, wherever it is kept.
fn is_of_azure(text: &str) -> bool {
    static TASK: Pattern = pattern!(r"(?m)^[ \t]*-[ \t]+(?:task:[ \t]*[\w.-]+@\d|(?:pwsh|powershell|script|bash|checkout|publish|download):)";
        "task:" | "shell:" | "pwsh:" | "script:" | "bash:" | "checkout:" | "publish:" | "download:");
    let starts = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    let tasks: Vec<&str> = TASK.find_iter(text).take(50).map(|task| task.as_str()).collect();
    let is_its = |task: &&str| {
        task.contains("task:") || task.ends_with("pwsh:") || task.ends_with("powershell:")
    };
    let is_its_pool = || {
        ["vmImage:", "pool:", "trigger:"].iter().any(|word| starts(word))
            || text.contains("vmImage")
    };
    starts("steps:") && (tasks.iter().any(is_its) || !tasks.is_empty() && is_its_pool())
}

fn is_jenkins(text: &str, path: &str) -> bool {
    // The steps of a shared library.
    let is_step =
        (path.starts_with("vars/") || path.contains("/vars/")) && text.contains("def call(");
    text.contains("withCredentials")
        || text.contains("pipeline {")
        || text.contains("node {")
        || text.contains("node(")
        || is_step
}
