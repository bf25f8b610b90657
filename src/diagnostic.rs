//! Problems as values: what is wrong, where, and the edit that mends it.
//!
//! Every stage pushes into a [`Diagnostics`] sink and goes on, so that one run reports everything. Nothing in the
//! library prints: [`human`] and [`json`] turn the list into text for whoever shows it.

mod code;
pub mod human;
pub mod json;

pub use code::{Code, Severity};

use std::borrow::Cow;

use crate::source::{FileId, Shift, SourceMap, Span};

/// Where a problem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a span of a text.
    At(Span),
    /// A whole text.
    File(FileId),
    /// A path without a text: missing, unreadable, or not a text at all.
    Path(String),
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::At(span)
    }
}

/// Another place that belongs to a problem, with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind, which fixes its severity.
    pub code: Code,
    /// What is wrong, in the author's words.
    pub message: String,
    /// Where: the smallest span that shows it.
    pub place: Place,
    /// A short word beside the mark in the source, where it adds to the message.
    pub label: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The edit to make.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic without label, help or related places.
    pub fn new(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place: place.into(), label: None, related: Vec::new(), help: None }
    }

    /// Adds the word beside the mark.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the remedy where there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// The same problem of another state, whose texts were taken over: `shift` leads to them.
    #[must_use]
    pub fn adopted(mut self, from: &SourceMap, shift: Shift) -> Self {
        self.place = match self.place {
            Place::At(span) => Place::At(shift.span(span)),
            Place::File(file) => Place::File(shift.file(file)),
            Place::Path(path) => Place::Path(from.shown(&path).into_owned()),
        };
        for related in &mut self.related {
            related.span = shift.span(related.span);
        }
        self
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The path that it is reported under.
    #[must_use]
    pub fn path<'a>(&'a self, sources: &'a SourceMap) -> Cow<'a, str> {
        sources.shown(match &self.place {
            Place::At(span) => sources.path(span.file),
            Place::File(file) => sources.path(*file),
            Place::Path(path) => path,
        })
    }
}

/// The sink that every stage takes.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another sink's problems.
    pub fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// Whether an error is among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many are of `severity`.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity() == severity).count()
    }

    /// The problems in the order of [`Self::sort`], or of arrival before it.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether nothing was reported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Sorts by path, place and code, and drops what was reported twice, so that the result does not depend on the
    /// order in which stages and threads came by.
    pub fn sort(&mut self, sources: &SourceMap) {
        let key = |diagnostic: &Diagnostic| {
            let (start, end) = match diagnostic.place {
                Place::At(span) => (span.start, span.end),
                Place::File(_) | Place::Path(_) => (0, 0),
            };
            (diagnostic.path(sources).into_owned(), start, end, diagnostic.code, diagnostic.message.clone())
        };
        self.list.sort_by_cached_key(key);
        self.list.dedup();
    }
}
