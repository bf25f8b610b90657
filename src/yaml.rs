//! YAML as authors write it: a text ─► a tree with the place of everything, and all mistakes of the text in one run.
//!
//! What comes back holds everything that could be read, mended where the author's meaning is clear, so that a mistake
//! is reported once and leads to no other. Texts are texts by their source, whatever they look like. What the values
//! mean is not known here; nor is which keys there may be. This module alone names the YAML parser.
//!
//! Names to repeat (`&a`, `*a`, `<<`), types (`!!str`) and several documents in a file are not supported: a ladder's
//! texts begin with such signs far more often by accident.

mod block;
mod brackets;
mod build;
mod comma;
mod finding;
mod layout;
mod lines;
mod mended;
mod quote;
mod quotes;
mod recover;
mod seen;
mod survey;
mod text;
mod tree;
mod values;

pub use comma::split_by_comma;
pub use quote::quoted;
pub use tree::{Entry, Key, Mapping, Node, Scalar, ScalarStyle, Sequence, Value};

use std::ops::Range;

use crate::{
    diagnostic::Diagnostics,
    source::{FileId, SourceMap},
};

/// How deep lists and mappings may be nested; a competency needs ten.
const DEPTH: usize = 32;

/// Parses `range` of a file: all of it, or the front matter of a page. `None` when nothing could be made of it, or
/// when there is nothing in it, which is no mistake here.
#[must_use]
pub fn parse(sources: &SourceMap, file: FileId, range: Range<usize>, sink: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(file);
    let end = range.end.min(text.len());
    let part = text.get(range.start.min(end)..end)?;
    // A byte order mark is no part of the first key.
    let body = part.strip_prefix('\u{feff}').unwrap_or(part);
    recover::recover(body, file, end - body.len(), sink)
}

#[cfg(test)]
mod tests;
