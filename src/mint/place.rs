//! A statement without an id ─► the edit that gives it one, in the notation that its author chose.
//!
//! An id goes behind the last character of the text that is not blank, inside of its quotes. A shift, which has two
//! texts, gets the key `id`. Trailing blanks, comments and line ends stay where they are.

use std::collections::BTreeMap;

use super::Edit;
use crate::{
    ladder::Words,
    source::Span,
    yaml::{Entry, Mapping, Node, ScalarStyle, Value},
};

/// The texts of a file, by where they begin.
#[derive(Default)]
pub(super) struct Places<'n> {
    texts: BTreeMap<u32, Place<'n>>,
}

/// A text, and what it stands in.
struct Place<'n> {
    span: Span,
    style: ScalarStyle,
    /// Whether it stands between brackets or braces, where some signs end a text without quotes.
    flow: bool,
    /// The mapping whose value it is.
    mapping: Option<&'n Mapping>,
}

impl<'n> Places<'n> {
    /// Notes every text of a tree, whatever it is for.
    pub(super) fn new(tree: &'n Node) -> Self {
        let mut places = Self::default();
        places.walk(tree, false, None);
        places
    }

    // The parser bounds how deep a tree is.
    fn walk(&mut self, node: &'n Node, flow: bool, mapping: Option<&'n Mapping>) {
        match &node.value {
            Value::Empty => {}
            Value::Scalar(scalar) => {
                let place = Place { span: node.span, style: scalar.style, flow, mapping };
                self.texts.insert(node.span.start, place);
            }
            Value::Sequence(sequence) => {
                sequence.items.iter().for_each(|item| self.walk(item, flow || sequence.flow, None));
            }
            Value::Mapping(mapping) => {
                mapping.entries.iter().for_each(|entry| self.walk(&entry.value, flow || mapping.flow, Some(mapping)));
            }
        }
    }

    /// The edit that gives an id to the statement with these words.
    pub(super) fn edit(&self, source: &str, words: &Words, id: impl FnOnce() -> String) -> Option<Edit> {
        match words {
            Words::Text(text) => {
                let place = self.texts.get(&text.span.start)?;
                Some(behind(source, place, &id()))
            }
            Words::Shift { from, .. } => {
                let mapping = self.texts.get(&from.span.start)?.mapping?;
                let (first, last) = (mapping.entries.first()?, mapping.entries.last()?);
                Some(key(source, mapping.flow, first, last, &id()))
            }
        }
    }
}

/// Puts an id behind a text.
fn behind(source: &str, place: &Place<'_>, id: &str) -> Edit {
    let range = place.span.range();
    let written = &source[range.clone()];
    let quotes = || written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    let length = match place.style {
        ScalarStyle::Plain if place.flow => return Edit { range, new: in_quotes(written, id) },
        ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => written.trim_end().len(),
        ScalarStyle::Single => 1 + quotes().trim_end().len(),
        ScalarStyle::Double => 1 + visible(quotes()),
    };
    let at = range.start + length;
    Edit { range: at..at, new: format!(" {{#{id}}}") }
}

/// A text without quotes, with the ones that change nothing else in it: no sign, and no line break, which both kinds of
/// quotes fold like a text without them.
fn in_quotes(plain: &str, id: &str) -> String {
    let (words, blanks) = plain.split_at(plain.trim_end().len());
    if !plain.contains('\'') {
        format!("'{words} {{#{id}}}{blanks}'")
    } else if !plain.contains(['"', '\\']) {
        format!("\"{words} {{#{id}}}{blanks}\"")
    } else {
        format!("'{} {{#{id}}}{blanks}'", words.replace('\'', "''"))
    }
}

/// How much of what stands between `"` is left without the blanks at its end, written as they are or by an escape.
fn visible(quoted: &str) -> usize {
    let mut end = 0;
    let mut signs = quoted.char_indices();
    while let Some((_, sign)) = signs.next() {
        let blank = if sign == '\\' {
            let escape = signs.next().map(|(_, escape)| escape);
            let digits = match escape {
                Some('x') => 2,
                Some('u') => 4,
                Some('U') => 8,
                _ => 0,
            };
            let code: String = signs.by_ref().take(digits).map(|(_, digit)| digit).collect();
            let named = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            match escape {
                Some('n' | 'r' | 't' | 'v' | 'f' | 'N' | 'L' | 'P' | '_') => true,
                Some('x' | 'u' | 'U') => named.is_some_and(char::is_whitespace),
                // Among them a line break, which then is none.
                Some(sign) => sign.is_whitespace(),
                None => false,
            }
        } else {
            sign.is_whitespace()
        };
        if !blank {
            end = signs.offset();
        }
    }
    end
}

/// Gives a shift the key `id`, behind its last entry.
fn key(source: &str, flow: bool, first: &Entry, last: &Entry, id: &str) -> Edit {
    let end = last.value.span.range().end;
    if flow {
        // In front of a comma that may stand there, which then ends this entry.
        return Edit { range: end..end, new: format!(", id: {id}") };
    }
    let is_break = |sign| matches!(sign, '\n' | '\r');
    // Behind a comment and the blanks that are left on the line.
    let at = source[end..].find(is_break).map_or(source.len(), |length| end + length);
    let key = first.key.span.range().start;
    let line = source[..key].rfind(is_break).map_or(0, |at| at + 1);
    // Keys stand in one column, behind spaces alone.
    let indentation = &source[line..key];
    // The last line of a file may have no end; the one above the first key has.
    let line_end = line_end(&source[at..]).or_else(|| line_end(&source[..line])).unwrap_or("\n");
    Edit { range: at..at, new: format!("{line_end}{indentation}id: {id}") }
}

/// The first line end of a text, as it is written.
fn line_end(text: &str) -> Option<&str> {
    let at = text.find(['\n', '\r'])?;
    let length = if text[at..].starts_with("\r\n") { 2 } else { 1 };
    Some(&text[at..at + length])
}
