//! Diagnostics ─► text as rustc draws it: code, message, source line with the span marked, remedy.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::source::{SourceMap, Span};

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI escape sequences.
    Coloured,
}

/// Writes the diagnostics that `keep` admits, each followed by an empty line.
#[must_use]
pub fn report(diagnostics: &Diagnostics, sources: &SourceMap, style: Style, keep: impl Fn(Severity) -> bool) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| keep(diagnostic.severity())) {
        text += &renderer.render(&[group(diagnostic, sources)]);
        text += "\n\n";
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group =
        level.primary_title(&*diagnostic.message).id(diagnostic.code.name()).element(match &diagnostic.place {
            Place::At(span) => {
                let own = diagnostic.related.iter().filter(|related| related.span.file == span.file);
                let marks = own.map(|related| {
                    AnnotationKind::Context.span(marked(sources, related.span)).label(&*related.message)
                });
                let mark = AnnotationKind::Primary.span(marked(sources, *span)).label(diagnostic.label.as_deref());
                snippet(sources, *span).annotations(marks).annotation(mark).into()
            }
            Place::File(file) => annotate_snippets::Element::from(Origin::path(sources.path(*file))),
            Place::Path(path) => Origin::path(path.as_str()).into(),
        });
    let home = match diagnostic.place {
        Place::At(span) => Some(span.file),
        Place::File(_) | Place::Path(_) => None,
    };
    for related in diagnostic.related.iter().filter(|related| Some(related.span.file) != home) {
        let mark = AnnotationKind::Context.span(marked(sources, related.span)).label(&*related.message);
        group = group.element(snippet(sources, related.span).annotation(mark));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    group
}

fn snippet<T: Clone>(sources: &SourceMap, span: Span) -> Snippet<'_, T> {
    Snippet::source(&sources.text(span.file)[bom(sources, span)..]).path(sources.path(span.file))
}

/// A range that the renderer can draw: it panics on one that is reversed, past the end or inside a character. A mark
/// over several lines is cut to its first one, where the smallest span begins.
fn marked(sources: &SourceMap, span: Span) -> std::ops::Range<usize> {
    let range = sources.clamp(span);
    let text = &sources.text(span.file)[range.clone()];
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let start = range.start.max(bom(sources, span)) - bom(sources, span);
    start..start + line.len()
}

/// The length of a byte order mark at the start of a text: no editor shows or counts it.
fn bom(sources: &SourceMap, span: Span) -> usize {
    let text = sources.text(span.file);
    text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len()
}
