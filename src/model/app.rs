//! What the code of a folder becomes.

/// A kind of program, by where it runs in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum App {
    /// A page in a browser.
    Browser,
    /// An app on a phone.
    Mobile,
    /// A program on a desk.
    Desktop,
    /// An extension of a browser.
    Extension,
    /// A server, a library or a tool: it stays with whoever runs it, as far as its manifest says.
    Other,
}

/// What a folder becomes, by the family of languages: one folder may hold a page and its server. `None` where nothing
/// says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Apps {
    /// JavaScript, TypeScript and their kin.
    pub script: Option<App>,
    /// Java and Kotlin.
    pub jvm: Option<App>,
    /// The languages of .NET.
    pub dotnet: Option<App>,
}

impl Apps {
    /// What this folder says, and where it says nothing, what one above it does.
    #[must_use]
    pub fn or(self, above: Self) -> Self {
        Self {
            script: self.script.or(above.script),
            jvm: self.jvm.or(above.jvm),
            dotnet: self.dotnet.or(above.dotnet),
        }
    }
}
