//! The kinds of problem: one stable name, one severity and one explanation each.
//!
//! The explanations are data: `src/explain/<name>.md`, which `rungs explain <name>` prints. A name is part of the
//! interface and is never given to another kind.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site can't be built from this.
    Error,
    /// The site can be built, and is probably not what was meant.
    Warning,
    /// Good to know; shown by `rungs check`.
    Note,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident,)*) => {
        /// A kind of problem. What each means stands in its explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the explanation beside each name is its documentation")]
        pub enum Code { $($variant,)* }

        impl Code {
            /// All kinds, in the order in which a build comes by them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, as in `error[name]`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How bad it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, with an example and the remedy; Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../explain/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    // Files.
    MissingFile "missing-file" Error,
    UnreadableFile "unreadable-file" Error,
    NotUtf8 "not-utf8" Error,
    FileTooLarge "file-too-large" Error,
    SymbolicLink "symbolic-link" Warning,
    UnusedFile "unused-file" Warning,
    UnsafeFile "unsafe-file" Error,
    PathOutside "path-outside" Error,
    // book.toml.
    TomlSyntax "toml-syntax" Error,
    // YAML as text.
    YamlSyntax "yaml-syntax" Error,
    TabIndentation "tab-indentation" Error,
    BadIndentation "bad-indentation" Error,
    TooDeep "too-deep" Error,
    UnclosedQuote "unclosed-quote" Error,
    UnclosedBracket "unclosed-bracket" Error,
    TextAfterQuote "text-after-quote" Error,
    CommentInText "comment-in-text" Error,
    ColonInText "colon-in-text" Error,
    SpecialStart "special-start" Error,
    CommaInText "comma-in-text" Error,
    IdInFlow "id-in-flow" Error,
    YamlFeature "yaml-feature" Error,
    DuplicateKey "duplicate-key" Error,
    // Shape.
    UnknownKey "unknown-key" Error,
    MissingKey "missing-key" Error,
    WrongType "wrong-type" Error,
    WrongShape "wrong-shape" Error,
    EmptyCell "empty-cell" Error,
    EmptyText "empty-text" Error,
    ControlCharacter "control-character" Error,
    FrontMatter "front-matter" Error,
    // Names.
    BadId "bad-id" Error,
    DuplicateId "duplicate-id" Error,
    ReservedName "reserved-name" Error,
    NameCollision "name-collision" Error,
    // References.
    UnknownLevel "unknown-level" Error,
    UnknownSection "unknown-section" Error,
    UnknownGroup "unknown-group" Error,
    UnknownStyle "unknown-style" Error,
    LevelOrder "level-order" Error,
    UnknownReference "unknown-reference" Error,
    DanglingAnchor "dangling-anchor" Error,
    DraftReference "draft-reference" Error,
    BrokenLink "broken-link" Error,
    UnsafeLink "unsafe-link" Error,
    // Releases.
    BrokenRelease "broken-release" Error,
    EditedRelease "edited-release" Warning,
    // Theme.
    TemplateError "template-error" Error,
    UnknownPlaceholder "unknown-placeholder" Error,
    Untranslated "untranslated" Note,
    // Advice.
    EmptyCompetency "empty-competency" Warning,
    UnusedGroup "unused-group" Warning,
    NoId "no-id" Note,
}

impl Code {
    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}
