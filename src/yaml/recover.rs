//! A text with any number of mistakes ─► its tree and all of them.
//!
//! The parser stops at the first mistake. The survey says which one it was and how the line should have been; the text
//! is mended that way in memory and parsed again, until the parser accepts it. Each round mends something, and rounds
//! and work are bounded, so that a hostile text ends as well.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use granit_parser::ErrorKind;

use super::{
    Node,
    build::{Built, Stop, build},
    finding::Finding,
    lines::{BLANKS, Line, line_at, line_from, looks_like_entry},
    mended::{Edit, Mended},
    survey::survey,
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    source::{FileId, Span},
};

/// The most mistakes that make the parser stop and are looked for in one file.
const ROUNDS: usize = 200;

/// The most bytes that the rounds of one file may read together. Measured: the worst text of 10 MB takes 1.8 s.
const WORK: usize = 24 << 20;

/// Parses `text`, which begins at byte `base` of `file`.
pub(super) fn recover(text: &str, file: FileId, base: usize, sink: &mut Diagnostics) -> Option<Node> {
    let lines = lone_returns(text);
    let mut recovery =
        Recovery { mended: Mended::new(&lines), file, base, reported: HashSet::new(), lines: HashSet::new() };
    let mut work = 0_usize;
    for _ in 0..ROUNDS {
        let size = recovery.mended.text().len();
        match build(&recovery.mended, file, base) {
            Ok(built) => {
                work += 4 * size;
                if let Some(finding) = suspect(recovery.mended.text(), &built)
                    && recovery.report(&finding, sink)
                    && work <= WORK
                {
                    recovery.mended.apply(finding.edits);
                } else {
                    let news = built.diagnostics.into_iter().filter(|diagnostic| recovery.is_news(text, diagnostic));
                    news.for_each(|diagnostic| sink.push(diagnostic));
                    return built.root;
                }
            }
            Err(stop) => {
                recovery.mend(&stop, sink)?;
                // Copying the text is far cheaper than reading it.
                work += 2 * stop.offset + size / 4;
            }
        }
        if work > WORK {
            return None;
        }
    }
    None
}

/// Makes line breaks of carriage returns that stand alone, as YAML does; no place is moved.
fn lone_returns(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut signs = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        out.push(if sign == '\r' && signs.peek() != Some(&'\n') { '\n' } else { sign });
    }
    Cow::Owned(out)
}

/// The mistake in a text that the parser accepts, where a value swallowed what looks like an entry.
fn suspect(text: &str, built: &Built) -> Option<Finding> {
    let mut stops = built.suspects.clone();
    if text.contains('\t') {
        stops.extend(tabs_in_front_of_entries(text));
        stops.sort_unstable();
    }
    if stops.is_empty() {
        return None;
    }
    let finding = survey(text, &stops)?;
    let first = stops.partition_point(|stop| *stop < finding.extent.start);
    stops.get(first).is_some_and(|stop| *stop <= finding.extent.end).then_some(finding)
}

/// Tabs that the parser lets pass behind spaces, where the next change of the line would make it fail.
fn tabs_in_front_of_entries(text: &str) -> impl Iterator<Item = usize> {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < text.len() {
            let line = line_from(text, next);
            next = line.next;
            if let Some(tab) = line.tab(text).filter(|_| looks_like_entry(line.words(text))) {
                return Some(tab);
            }
        }
        None
    })
}

struct Recovery {
    mended: Mended,
    file: FileId,
    base: usize,
    /// The kinds and places of what was reported.
    reported: HashSet<(Code, u32)>,
    /// The source lines with a mistake that was reported.
    lines: HashSet<usize>,
}

impl Recovery {
    /// Whether a diagnostic of the tree is not just what a mended line was made into.
    fn is_news(&self, text: &str, diagnostic: &Diagnostic) -> bool {
        let Place::At(span) = diagnostic.place else { return true };
        diagnostic.code != Code::YamlSyntax
            || !self.lines.contains(&line_at(text, (span.start as usize).saturating_sub(self.base)).start)
    }

    fn source_line(&self, offset: usize) -> usize {
        let line = line_at(self.mended.text(), offset);
        self.mended.source(line.start..line.end).start
    }

    fn span(&self, range: Range<usize>) -> Span {
        let source = self.mended.source(range);
        Span::new(self.file, self.base + source.start..self.base + source.end)
    }

    /// Reports a finding, unless it was reported before.
    fn report(&mut self, finding: &Finding, sink: &mut Diagnostics) -> bool {
        let span = self.span(finding.at.clone());
        if finding.edits.is_empty() || !self.reported.insert((finding.code, span.start)) {
            return false;
        }
        let first = self.source_line(finding.at.start);
        self.lines.insert(first);
        sink.push(Diagnostic::new(finding.code, span, finding.message.clone()).help(finding.help.clone()));
        true
    }

    fn too_deep(&mut self, offset: usize, sink: &mut Diagnostics) {
        let at = offset.min(self.mended.text().len());
        let end = self.mended.text()[at..].chars().next().map_or(at, |sign| at + sign.len_utf8());
        let message = format!("lists and mappings can't be nested more than {} deep", super::DEPTH);
        let diagnostic =
            Diagnostic::new(Code::TooDeep, self.span(at..end), message).help("put less inside one another");
        sink.push(diagnostic);
    }

    /// Reports why the parser stopped and mends it. `None` when there is nothing left to mend.
    fn mend(&mut self, stop: &Stop, sink: &mut Diagnostics) -> Option<()> {
        let offset = stop.offset;
        let finding = survey(self.mended.text(), &[offset]);
        if let Some(finding) = finding
            && self.report(&finding, sink)
        {
            self.mended.apply(finding.edits);
            return Some(());
        }
        // Many brackets that are never closed look like deep nesting; what is left here is deep.
        let Some(kind) = &stop.kind else {
            self.too_deep(offset, sink);
            return None;
        };
        let (line, edits) = self.blanked(offset)?;
        let source = self.source_line(line.start);
        // What is wrong with a line that was mended once is most likely the same mistake.
        if self.lines.insert(source) {
            let (code, message, help) = words(kind);
            let text = self.mended.text();
            let mut at = offset.clamp(line.first(text), line.end);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let sign = text[at..line.end].chars().next().map_or(0, char::len_utf8);
            sink.push(Diagnostic::new(code, self.span(at..at + sign), message).help(help));
        }
        self.mended.apply(edits);
        Some(())
    }

    /// The last line with words at or before `offset`, and the edit that takes it away.
    fn blanked(&self, offset: usize) -> Option<(Line, Vec<Edit>)> {
        let text = self.mended.text();
        let mut line = line_at(text, offset);
        while line.is_blank(text) {
            let before = text[..line.start].trim_end_matches(BLANKS);
            if before.is_empty() {
                return None;
            }
            line = line_at(text, before.len() - 1);
        }
        Some((line, vec![(line.start..line.end, String::new())]))
    }
}

/// What to say of a mistake that the survey does not know.
fn words(kind: &ErrorKind) -> (Code, &'static str, &'static str) {
    match kind {
        ErrorKind::DirectiveDisallowed => (
            Code::YamlFeature,
            "a line that begins with `%` is not supported",
            "remove the line, or put the text in quotes",
        ),
        ErrorKind::BomInsideDocument => (
            Code::YamlSyntax,
            "there is an invisible sign (U+FEFF) in front of this",
            "remove it, or type the line anew",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            (Code::UnclosedQuote, "this quote is never closed", "close it at the end of the text")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => {
            (Code::UnclosedBracket, "this bracket is never closed", "close it, or put the text in quotes")
        }
        ErrorKind::CommentInterceptedScalar => {
            (Code::CommentInText, "a comment can't stand in the middle of a text", "move the comment above the text")
        }
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            (Code::TabIndentation, "tabs can't be used here; only spaces can", "put spaces in place of the tab")
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => (
            Code::BadIndentation,
            "this line is not in line with those around it",
            "indent it by as many spaces as its neighbours",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            (Code::ColonInText, "a text with a colon and a space in it must be in quotes", "put the text in quotes")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            Code::TextAfterQuote,
            "the text goes on behind the closing quote, where nothing may stand",
            "put quotes around the whole text",
        ),
        ErrorKind::InvalidDocumentEnd => {
            (Code::YamlSyntax, "nothing may stand behind `...`", "remove what stands there")
        }
        _ => (
            Code::YamlSyntax,
            "this line can't be read from here on",
            "write it as `key: text` or `- text`, with the text in quotes if it has special signs",
        ),
    }
}
