//! Source texts and places in them: file contents ─► `FileId`, `Span`, line and column.
//!
//! Every text that a diagnostic can point into is kept here, whole, as it was read. A [`Span`] is a byte range of
//! one file; lines and columns are worked out only for what is shown.

use std::{borrow::Cow, ops::Range, sync::Arc};

/// Names one text of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A byte range in one file, `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Span {
    /// Makes the span of `range` in `file`. Ranges come from texts below 4 GiB (see `project`'s limit).
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: at(range.start), end: at(range.end.max(range.start)) }
    }

    /// The byte range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span at this one's start.
    #[must_use]
    pub fn head(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The smallest span that covers both, which are of one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Leads from the texts of one [`SourceMap`] to the same ones in another that has taken them over; by default, to
/// themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shift(u32);

impl Shift {
    /// The same text.
    #[must_use]
    pub fn file(self, file: FileId) -> FileId {
        FileId(file.0.saturating_add(self.0))
    }

    /// The same place.
    #[must_use]
    pub fn span(self, span: Span) -> Span {
        Span { file: self.file(span.file), ..span }
    }
}

/// One text and the path that messages name it by.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path relative to the project's folder, with `/` between its parts.
    pub path: String,
    /// The text as it was read.
    pub text: Arc<str>,
    /// Where each line begins, in bytes.
    lines: Vec<u32>,
}

/// All texts of a run.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
    /// What messages put before every path, as in `v1.2:`, where the texts are not those in the folder; else empty.
    pub state: String,
}

impl SourceMap {
    /// Adds a text.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        // A table and not a count at each look-up: a file may have thousands of mistakes.
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(breaks).collect();
        self.sources.push(Source { path: path.into(), text, lines });
        FileId(u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX))
    }

    /// The text and path behind `file`.
    #[must_use]
    pub fn get(&self, file: FileId) -> &Source {
        &self.sources[file.0 as usize]
    }

    /// The whole text of `file`.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        &self.get(file).text
    }

    /// The path of `file`.
    #[must_use]
    pub fn path(&self, file: FileId) -> &str {
        &self.get(file).path
    }

    /// A path as messages name it: where the texts are those of another state, with its name.
    #[must_use]
    pub fn shown<'a>(&self, path: &'a str) -> Cow<'a, str> {
        if self.state.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(format!("{}{path}", self.state)) }
    }

    /// Takes over the texts of another state under the names that messages give them, so that one message can point
    /// into both.
    pub fn adopt(&mut self, other: &Self) -> Shift {
        let shift = Shift(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let named = other.sources.iter().map(|Source { path, text, lines }| Source {
            path: other.shown(path).into_owned(),
            text: Arc::clone(text),
            lines: lines.clone(),
        });
        self.sources.extend(named);
        shift
    }

    /// The text that `span` covers; spans are clamped to the text and to character boundaries first.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text(span.file)[self.clamp(span)]
    }

    /// The range of `span` moved inside the text and outwards to character boundaries, so that it can be sliced.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let text = self.text(span.file);
        let mut start = (span.start as usize).min(text.len());
        let mut end = (span.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// The line and column of a byte offset.
    #[must_use]
    pub fn line_column(&self, file: FileId, offset: u32) -> LineColumn {
        let Source { text, lines, .. } = self.get(file);
        let at = self.clamp(Span { file, start: offset, end: offset }).start;
        // The first line begins at 0, so that at least one begins no later than this.
        let line = lines.partition_point(|start| *start as usize <= at);
        let start = lines[line.saturating_sub(1)] as usize;
        let column = text[start..at].trim_start_matches('\u{feff}').chars().count() + 1;
        LineColumn { line, column }
    }
}

/// Whether a character is one that no text needs: C0 and C1 controls but tab and line ends.
#[must_use]
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}
