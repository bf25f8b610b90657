//! A valid project ─► the same texts with a permanent id behind every statement that had none.
//!
//! What an author wrote stays byte for byte: an id is put into the text where it belongs (`place`), and nothing is
//! written anew. What comes of it is not believed but read again: [`prove`] holds the edited project against the one
//! before. Drafts are minted as well, so that an id can be given before a competency is published.
//!
//! Reading and writing files is left to `project` and `edit`.

mod id;
mod place;
mod proof;

use std::{collections::BTreeMap, ops::Range};

use crate::{
    diagnostic::Diagnostics,
    ladder::{Competency, Content, Ladder},
    project::Project,
    release::Release,
    source::FileId,
    yaml,
};

use id::{Ids, Seed};
pub use proof::{Unproven, prove};

/// A file whose statements get ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    /// Its path below the content.
    pub path: String,
    /// Its text as it was read.
    pub file: FileId,
    /// What is put where, in order: one edit a statement.
    pub edits: Vec<Edit>,
    /// The text with all of them.
    pub text: String,
}

/// A new id in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it takes the place of: nothing, except where a text gets quotes with its id.
    pub range: Range<usize>,
    /// What is written there.
    pub new: String,
}

/// Mints ids for the statements of `content`, which was made of `project` without errors and with its drafts. What any
/// of `releases` holds is not given again, even where nothing else is left of it.
#[must_use]
pub fn mint(project: &Project, content: &Content, releases: &[Release]) -> Vec<Minted> {
    let mut ids = Ids::default();
    ids.take_note(content);
    for release in releases {
        ids.take_note(&release.content);
    }
    // By path, because the order of the competencies follows from their names and groups: a new name for one of them
    // must not change the ids that others get.
    let mut texts: Vec<_> = project.competencies.iter().collect();
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    let competencies =
        content.ladders.iter().flat_map(|ladder| ladder.competencies.iter().map(move |one| (ladder, one)));
    let of_file: BTreeMap<FileId, _> = competencies.map(|found| (found.1.file, found)).collect();
    let mut minted = Vec::new();
    for text in texts {
        let Some((ladder, competency)) = of_file.get(&text.file) else { continue };
        let edits = edits(project, ladder, competency, &mut ids);
        if !edits.is_empty() {
            let edited = apply(project.sources.text(text.file), &edits);
            minted.push(Minted { path: text.path.clone(), file: text.file, edits, text: edited });
        }
    }
    minted
}

fn edits(project: &Project, ladder: &Ladder, competency: &Competency, ids: &mut Ids) -> Vec<Edit> {
    if competency.statements().all(|(_, statement)| statement.id.is_some()) {
        return Vec::new();
    }
    let file = competency.file;
    let source = project.sources.text(file);
    // It was parsed without a mistake before.
    let tree = yaml::parse(&project.sources, file, 0..source.len(), &mut Diagnostics::default());
    let places = tree.as_ref().map(place::Places::new).unwrap_or_default();
    let mut edits = Vec::new();
    for ((section, level), cell) in &competency.cells {
        for (position, statement) in cell.body.statements().into_iter().enumerate() {
            if statement.id.is_some() {
                continue;
            }
            let seed = Seed {
                file: project.sources.path(file),
                section: &ladder.sections[*section].id,
                level: &ladder.levels[*level].id,
                words: &statement.words,
                position,
            };
            edits.extend(places.edit(source, &statement.words, || ids.mint(&seed)));
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

fn apply(source: &str, edits: &[Edit]) -> String {
    let mut text = String::with_capacity(source.len() + edits.len() * " {#k3f9w}".len());
    let mut done = 0;
    for Edit { range, new } in edits {
        text.push_str(&source[done..range.start]);
        text.push_str(new);
        done = range.end;
    }
    text + &source[done..]
}
