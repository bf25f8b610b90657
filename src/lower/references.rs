//! Every link of every text ─► checked; `related` ─► resolved.

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ladder::{CompetencyRef, Content},
    link::{Index, Problem},
    markdown,
    project::Project,
    raw::{Name, written},
    source::Span,
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
    let mut resolved: Vec<(CompetencyRef, Vec<CompetencyRef>)> = Vec::new();
    for (ladder, competencies) in related.iter().enumerate() {
        for (competency, names) in competencies.iter().enumerate() {
            let found = names.iter().filter_map(|name| {
                index.competency(Some(ladder), &name.text).map_err(|problem| report(problem, name.span, sink)).ok()
            });
            resolved.push((CompetencyRef { ladder, competency }, found.collect()));
        }
    }
    for (origin, text) in content.texts() {
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

fn report(problem: Problem, span: Span, sink: &mut Diagnostics) {
    sink.push(Diagnostic::new(problem.code, span, problem.message).maybe_help(problem.help));
}
