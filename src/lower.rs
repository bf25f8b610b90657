//! What the author wrote ─► [`Content`]: names resolved, shapes typed, every reference checked.
//!
//! The only maker of shape, name and reference errors. It goes on behind each of them, so that one run reports
//! everything; when there was an error, its result is only good for finding more.

mod cell;
mod competency;
mod names;
mod order;
mod prose;
mod references;
mod vocabulary;

use rayon::prelude::*;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::Content,
    link::Index,
    project::{ContentText, Project},
    raw::{self, RawCompetency, RawLadder},
    source::SourceMap,
    theme::Strings,
    yaml,
};

/// Whether drafts are part of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// As in `build` and `check`.
    LeftOut,
    /// As in `serve`.
    Shown,
}

/// Lowers a project; `strings` gives titles to the sections that have none. What it returns is valid only if nothing in `sink` is an error.
pub fn lower(project: &Project, strings: &Strings, drafts: Drafts, sink: &mut Diagnostics) -> Content {
    let mut content = Content { files: project.files.clone(), ..Content::default() };
    let mut vocabularies: Vec<vocabulary::Vocabulary> =
        project.ladders.iter().map(|text| vocabulary::lower(project, text, strings, sink)).collect();
    vocabularies.sort_by(|a, b| a.ladder.prefix.cmp(&b.ladder.prefix));

    // A map of pure functions: what each file says of itself does not depend on any other file.
    let lowered: Vec<(Option<(usize, competency::Lowered)>, Diagnostics)> = project
        .competencies
        .par_iter()
        .map(|text| {
            let mut own = Diagnostics::default();
            (one_competency(project, text, &vocabularies, &mut own), own)
        })
        .collect();
    for (lowered, own) in lowered {
        sink.append(own);
        if let Some((ladder, lowered)) = lowered {
            vocabularies[ladder].competencies.push(lowered);
        }
    }
    let mut left_out = Vec::new();
    let mut related = Vec::new();
    for vocabulary in vocabularies {
        let (ladder, names) = vocabulary.finish(drafts, &mut left_out, sink);
        content.ladders.push(ladder);
        related.push(names);
    }
    content.pages = prose::lower(project, sink);
    names::check(project, &content, sink);
    references::check(project, &mut content, &related, &left_out, sink);
    content
}

/// What a release holds of one ladder.
pub struct Frozen {
    /// The path of its `ladder.yaml` below the content, and the file of the release.
    pub text: ContentText,
    /// What stood in it.
    pub ladder: RawLadder,
    /// Its competencies: the path of each below the content, and what stood in it.
    pub competencies: Vec<(String, RawCompetency)>,
}

/// Lowers the ladders of a release. What their texts refer to is not checked: prose and other files are not a part of
/// it, and may be gone.
pub fn frozen(sources: &SourceMap, ladders: Vec<Frozen>, strings: &Strings, sink: &mut Diagnostics) -> Content {
    let mut content = Content::default();
    let mut related = Vec::new();
    for Frozen { text, ladder, competencies } in ladders {
        let mut vocabulary = vocabulary::of(ladder, &text, strings, sink);
        for (path, raw) in competencies {
            let text = ContentText { path, file: text.file };
            vocabulary.competencies.extend(competency::lower(sources, &text, raw, &vocabulary, sink));
        }
        let (ladder, names) = vocabulary.finish(Drafts::Shown, &mut Vec::new(), sink);
        content.ladders.push(ladder);
        related.push(names);
    }
    names::unique_statement_ids(&content, sink);
    let found = {
        let index = Index::new(&content, sources, "", &[]);
        references::related(&index, &related, sink)
    };
    for (at, related) in found {
        content.ladders[at.ladder].competencies[at.competency].related = related;
    }
    content
}

fn one_competency(
    project: &Project,
    text: &ContentText,
    vocabularies: &[vocabulary::Vocabulary],
    sink: &mut Diagnostics,
) -> Option<(usize, competency::Lowered)> {
    let owner = vocabularies
        .iter()
        .enumerate()
        .filter(|(_, vocabulary)| text.path.starts_with(&format!("{}competencies/", vocabulary.ladder.prefix)))
        .max_by_key(|(_, vocabulary)| vocabulary.ladder.prefix.len());
    let length = project.sources.text(text.file).len();
    let Some(node) = yaml::parse(&project.sources, text.file, 0..length, sink) else {
        // Where the text could not be read, that was said.
        if !sink.has_errors() {
            let message = "this file says nothing";
            let diagnostic = Diagnostic::new(Code::MissingKey, Place::File(text.file), message);
            sink.push(diagnostic.help("begin it with `name:` and `sections:`, or delete it"));
        }
        let (index, vocabulary) = owner?;
        return Some((index, competency::lower(&project.sources, text, RawCompetency::default(), vocabulary, sink)?));
    };
    let raw = raw::competency(&project.sources, &node, sink);
    let Some((index, vocabulary)) = owner else {
        // Without any ladder at all, that alone is the problem.
        if !vocabularies.is_empty() {
            let message = "this competency belongs to no ladder: there is no `ladder.yaml` beside `competencies`";
            let diagnostic = Diagnostic::new(Code::MissingFile, Place::File(text.file), message);
            sink.push(diagnostic.help("move it below the `competencies` folder of a ladder"));
        }
        return None;
    };
    Some((index, competency::lower(&project.sources, text, raw, vocabulary, sink)?))
}
