//! Diagnostics ─► text as rustc draws it: code, message, source line with the span marked, remedy.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

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
                let window = own.clone().fold(lines(sources, *span), |window, related| {
                    let other = lines(sources, related.span);
                    window.start.min(other.start)..window.end.max(other.end)
                });
                let marks = own.map(|related| {
                    AnnotationKind::Context.span(marked(sources, related.span, &window)).label(&*related.message)
                });
                let mark =
                    AnnotationKind::Primary.span(marked(sources, *span, &window)).label(diagnostic.label.as_deref());
                snippet(sources, *span, &window).annotations(marks).annotation(mark).into()
            }
            Place::File(_) | Place::Path(_) => Element::from(Origin::path(diagnostic.path(sources))),
        });
    let home = match diagnostic.place {
        Place::At(span) => Some(span.file),
        Place::File(_) | Place::Path(_) => None,
    };
    for related in diagnostic.related.iter().filter(|related| Some(related.span.file) != home) {
        let window = lines(sources, related.span);
        let mark = AnnotationKind::Context.span(marked(sources, related.span, &window)).label(&*related.message);
        group = group.element(snippet(sources, related.span, &window).annotation(mark));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    group
}

/// The whole lines around a span. The renderer looks at all that it is given, once for each message: of a large file
/// with thousands of mistakes it gets only these.
fn lines(sources: &SourceMap, span: Span) -> Range<usize> {
    let text = sources.text(span.file);
    let range = sources.clamp(span);
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    start.max(bom(sources, span))..end
}

fn snippet<'s, T: Clone>(sources: &'s SourceMap, span: Span, window: &Range<usize>) -> Snippet<'s, T> {
    let text = sources.text(span.file);
    let start = Span::new(span.file, window.clone()).start;
    let line = sources.line_column(span.file, start).line;
    Snippet::source(&text[window.clone()]).line_start(line).path(sources.shown(sources.path(span.file)))
}

/// A range in the window that the renderer can draw: it panics on one that is reversed, past the end or inside a
/// character. A mark over several lines is cut to its first one, where the smallest span begins.
fn marked(sources: &SourceMap, span: Span, window: &Range<usize>) -> Range<usize> {
    let range = sources.clamp(span);
    let text = &sources.text(span.file)[range.clone()];
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let start = range.start.max(window.start) - window.start;
    start..start + line.len()
}

/// The length of a byte order mark at the start of a text: no editor shows or counts it.
fn bom(sources: &SourceMap, span: Span) -> usize {
    let text = sources.text(span.file);
    text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len()
}
