//! Every link of every text ─► checked; `related` ─► resolved.

use std::ops::Range;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    ladder::{CompetencyRef, Content},
    link::{Index, Problem},
    markdown,
    project::Project,
    raw::{Name, written},
    source::{Span, is_control},
};

/// Checks all references. `related` holds, by ladder and competency, the names still to be resolved.
pub fn check(
    project: &Project,
    content: &mut Content,
    related: &[Vec<Vec<Name>>],
    left_out: &[String],
    sink: &mut Diagnostics,
) {
    let index = Index::new(content, &project.sources, &project.config.src, left_out);
    let resolved = self::related(&index, related, sink);
    for (origin, text) in content.texts() {
        for (range, found) in hidden(&text.markdown) {
            let message = format!("this stands for an invisible control character (U+{:04X})", u32::from(found));
            let span = written(&project.sources, text, range);
            sink.push(Diagnostic::new(Code::ControlCharacter, span, message).help("delete it"));
        }
        for reference in markdown::references(&text.markdown, origin.flow()) {
            if let Err(problem) = index.resolve(origin, reference.kind, &reference.target) {
                report(problem, written(&project.sources, text, reference.range), sink);
            }
        }
    }
    for (at, related) in resolved {
        content.ladders[at.ladder].competencies[at.competency].related = related;
    }
}

/// Looks up what competencies are related to, given by ladder and competency.
pub fn related(
    index: &Index<'_>,
    related: &[Vec<Vec<Name>>],
    sink: &mut Diagnostics,
) -> Vec<(CompetencyRef, Vec<CompetencyRef>)> {
    let mut resolved = Vec::new();
    for (ladder, competencies) in related.iter().enumerate() {
        for (competency, names) in competencies.iter().enumerate() {
            let found = names.iter().filter_map(|name| {
                index.competency(Some(ladder), &name.text).map_err(|problem| report(problem, name.span, sink)).ok()
            });
            resolved.push((CompetencyRef { ladder, competency }, found.collect()));
        }
    }
    resolved
}

/// Control characters that are written by their number, as in `&#1;`.
fn hidden(markdown: &str) -> impl Iterator<Item = (Range<usize>, char)> + '_ {
    markdown.match_indices("&#").filter_map(|(at, _)| {
        let number = &markdown[at + 2..];
        let number = &number[..number.find(';')?];
        let value = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let found = char::from_u32(value.ok()?).filter(|c| *c != '\0' && is_control(*c))?;
        Some((at..at + number.len() + 3, found))
    })
}

fn report(problem: Problem, span: Span, sink: &mut Diagnostics) {
    sink.push(Diagnostic::new(problem.code, span, problem.message).maybe_help(problem.help));
}
