//! The packs that are part of the program.

/// Name and text of each pack, in the order in which rules are listed.
pub(super) const PACKS: &[(&str, &str)] = &[
    ("rules/credentials.toml", include_str!("../../rules/credentials.toml")),
    ("rules/tokens.toml", include_str!("../../rules/tokens.toml")),
    ("rules/transport.toml", include_str!("../../rules/transport.toml")),
    ("rules/exposure.toml", include_str!("../../rules/exposure.toml")),
    ("rules/handling.toml", include_str!("../../rules/handling.toml")),
    ("rules/client.toml", include_str!("../../rules/client.toml")),
    ("rules/logging.toml", include_str!("../../rules/logging.toml")),
    ("rules/exceptions.toml", include_str!("../../rules/exceptions.toml")),
];
