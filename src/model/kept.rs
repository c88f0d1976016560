//! How a text says that a value is kept in a store of secrets, and does not stand here.

/// What references start with, as the stores' own documentation writes them. The name of a secret follows, or a text
/// that only the store can read.
pub const KEPT: [&str; 28] = [
    // Password managers.
    "op://", "keeper://", "bws://", "dl://", "pass://",
    // Services for secrets, and what settings write of them.
    "vault:", "akeyless:", "infisical://", "doppler://", "ref+", "BAMSCRT@", "credentialsJSON:",
    // Those of clouds.
    "arn:aws:", "secretsmanager:", "awssm://", "ssm://", "ssm:/", "gcpsm://", "sm://", "sm@",
    "crn:v1:", "azurekv:", "akv:", "azkv://",
    // Values that are encrypted where they stand.
    "ENC[", "ENC(", "encrypted:", "{cipher}",
];
