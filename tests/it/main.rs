//! Runs the real binary.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made is a failed test")]

#[path = "../support/bounds.rs"]
mod bounds;
#[path = "../support/forms/mod.rs"]
mod forms;
#[path = "../support/repo.rs"]
mod repo;
#[path = "../support/run.rs"]
mod run;
#[path = "../support/schema.rs"]
mod schema;
#[path = "../support/secrets.rs"]
mod secrets;

mod adoption;
mod allow;
mod architecture;
mod audit;
mod baseline;
mod browser;
mod certificates;
mod check;
mod ci;
mod config;
mod confined;
mod context;
mod databases;
mod dependencies;
mod detection;
mod encodings;
mod exit;
mod first_filter;
mod fix;
mod gitlab;
mod grading;
mod growth;
mod guidance_ci;
mod guidance_clients;
mod guidance_container;
mod guidance_files;
mod guidance_followed;
mod guidance_kubernetes;
mod guidance_manifests;
mod guidance_permissions;
mod guidance_urls;
mod history;
mod history_damage;
mod history_layouts;
mod hooks;
mod hostile_content;
mod hostile_repository;
mod index_kinds;
#[cfg(unix)]
mod interrupt;
mod large_files;
mod manual;
mod masking;
mod multi_pack_index;
mod never_partial;
mod output;
mod positions;
mod promises;
mod range_lifetimes;
mod range_twin;
mod ranges;
mod readme;
mod reports;
mod rule_packs;
mod rules;
mod special;
mod special_git;
mod split_values;
mod staged;
mod streaming;
mod terminal;
mod ties;
mod trust;
mod versions;
