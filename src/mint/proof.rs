//! Edited texts ─► the proof that they say what they said, with ids.

use std::{collections::BTreeMap, fmt};

use super::Minted;
use crate::{
    build::{self, Checked},
    diagnostic::Severity,
    ladder::{Content, Statement},
    lower::Drafts,
    project::Project,
    source::{FileId, SourceMap, Span},
};

/// Why edited texts must not be written: a fault of this tool, and none of the content.
#[derive(Debug, PartialEq, Eq)]
pub enum Unproven {
    /// An edited text can't be read any more.
    Broken {
        /// Its file.
        path: String,
        /// What is found wrong with it.
        message: String,
    },
    /// Something else than an id is different.
    Changed {
        /// The file.
        path: String,
        /// The line, counted in the text before.
        line: usize,
    },
    /// There is another number of texts or statements than before.
    Lost,
}

/// Reads the project with the edited texts and compares it with `before`, what it said without them: every text must
/// be there with the same words, and every statement have an id, the same as before where it had one.
///
/// # Errors
///
/// The first difference.
pub fn prove(project: &Project, before: &Content, minted: &[Minted]) -> Result<(), Unproven> {
    let mut edited = project.clone();
    let texts: BTreeMap<FileId, &str> = minted.iter().map(|file| (file.file, &*file.text)).collect();
    for text in &mut edited.competencies {
        if let Some(new) = texts.get(&text.file) {
            text.file = edited.sources.add(project.sources.path(text.file), *new);
        }
    }
    let Checked { content: after, diagnostics, .. } = build::check(&mut edited, Drafts::Shown);
    if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.severity() == Severity::Error) {
        let path = error.path(&edited.sources).into_owned();
        return Err(Unproven::Broken { path, message: error.message.clone() });
    }
    same(&project.sources, before, &after)
}

fn same(sources: &SourceMap, before: &Content, after: &Content) -> Result<(), Unproven> {
    let changed = |span: Span| Unproven::Changed {
        path: sources.path(span.file).to_owned(),
        line: sources.line_column(span.file, span.start).line,
    };
    let (old, new) = (before.texts(), after.texts());
    for ((origin, text), (new_origin, new_text)) in old.iter().zip(&new) {
        if origin != new_origin || text.markdown != new_text.markdown {
            return Err(changed(text.span));
        }
    }
    let (old_statements, new_statements) = (statements(before), statements(after));
    for (old, new) in old_statements.iter().zip(&new_statements) {
        if new.id.is_none() || (old.id.is_some() && old.id != new.id) || old.replaces != new.replaces {
            return Err(changed(old.span));
        }
    }
    if old.len() != new.len() || old_statements.len() != new_statements.len() {
        return Err(Unproven::Lost);
    }
    Ok(())
}

fn statements(content: &Content) -> Vec<&Statement> {
    let competencies = content.ladders.iter().flat_map(|ladder| &ladder.competencies);
    competencies.flat_map(|competency| competency.statements().map(|(_, statement)| statement)).collect()
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken { path, message } => write!(f, "with its ids, `{path}` would have a mistake: {message}")?,
            Self::Changed { path, line } => write!(f, "an id would change the statement in line {line} of `{path}`")?,
            Self::Lost => write!(f, "with its ids, the ladder would not hold the same statements")?,
        }
        write!(f, ". This is a fault of rungs and not of your files; nothing was written")
    }
}

impl std::error::Error for Unproven {}
