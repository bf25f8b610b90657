//! Diagnostics ─► one JSON object on one line, for editors and scripts.
//!
//! The shape is part of the interface: see `rungs check --help`. Lines and columns count from 1, columns in
//! characters; they are `null` for a problem of a whole file.

use std::borrow::Cow;

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<Entry<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: Cow<'a, str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'a str>,
    related: Vec<RelatedEntry<'a>>,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    file: Cow<'a, str>,
    line: usize,
    column: usize,
    message: &'a str,
}

/// Writes all diagnostics as one line of JSON, without a line break.
#[must_use]
pub fn report(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    let report = Report {
        diagnostics: diagnostics.iter().map(|diagnostic| entry(diagnostic, sources)).collect(),
        errors: diagnostics.count(Severity::Error),
        warnings: diagnostics.count(Severity::Warning),
    };
    // Only strings and numbers: serialising them has no way to fail.
    serde_json::to_string(&report).unwrap_or_default()
}

fn entry<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Entry<'a> {
    let place = match diagnostic.place {
        Place::At(Span { file, start, end }) => {
            Some((sources.line_column(file, start), sources.line_column(file, end)))
        }
        Place::File(_) | Place::Path(_) => None,
    };
    Entry {
        code: diagnostic.code.name(),
        severity: diagnostic.severity().name(),
        message: &diagnostic.message,
        file: diagnostic.path(sources),
        line: place.map(|(from, _)| from.line),
        column: place.map(|(from, _)| from.column),
        end_line: place.map(|(_, to)| to.line),
        end_column: place.map(|(_, to)| to.column),
        help: diagnostic.help.as_deref(),
        related: diagnostic
            .related
            .iter()
            .map(|related| {
                let at = sources.line_column(related.span.file, related.span.start);
                let file = sources.shown(sources.path(related.span.file));
                RelatedEntry { file, line: at.line, column: at.column, message: &related.message }
            })
            .collect(),
    }
}
