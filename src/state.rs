//! A word ─► the state of the ladder that it names: a release, a revision in git, or the working tree.
//!
//! A release wins over a revision of its name, because a ladder's readers know releases; `git:NAME` is always the
//! revision.

use std::{fmt, path::Path};

use crate::{
    against::{self, Earlier, Present},
    build::{self, Build, Checked},
    diagnostic::{Diagnostic, Diagnostics, Severity},
    ladder::Content,
    lower::Drafts,
    project::{Project, revision::RevisionError},
    release::{FOLDER, Release, Version},
    source::{Shift, SourceMap},
    suggest,
};

/// What the working tree is called.
pub const TREE: &str = ".";

/// A project as it is in the folder, from which the states that it had are found.
#[derive(Debug)]
pub struct Living {
    /// What was read.
    pub project: Project,
    /// What it says.
    pub checked: Checked,
}

/// What the ladder said at some time.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name for people, as in `release 1.2.0`.
    pub name: String,
    /// What it says; valid where nothing is an error.
    pub content: Content,
    /// The texts that it was read from.
    pub sources: SourceMap,
    /// Whether these are the texts of the folder.
    pub living: bool,
    /// What is wrong with it, sorted.
    pub diagnostics: Diagnostics,
}

/// Why a word names no state. `Display` gives a phrase with the remedy.
#[derive(Debug)]
pub enum StateError {
    /// It names neither a release nor a revision.
    Unknown {
        /// The word.
        word: String,
        /// A release whose name is near.
        near: Option<String>,
        /// What git says.
        revision: RevisionError,
    },
    /// It names no revision, and can't name a release.
    Revision(RevisionError),
}

impl Living {
    /// Reads the project in a folder.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        Self::of(Project::read(root))
    }

    /// Checks a project that was read.
    #[must_use]
    pub fn of(mut project: Project) -> Self {
        let checked = build::check(&mut project, Drafts::LeftOut);
        Self { project, checked }
    }

    /// The state that a word names.
    ///
    /// # Errors
    /// Why there is none.
    pub fn state(&self, word: &str) -> Result<State, StateError> {
        if word == TREE {
            return Ok(self.of_folder("the working tree".to_owned(), self.checked.content.clone(), |_| true));
        }
        if let Some(name) = word.strip_prefix("git:") {
            return self.revision(name).map_err(StateError::Revision);
        }
        if let Some(state) = self.release(word) {
            return Ok(state);
        }
        self.revision(word).or_else(|revision| {
            // Where releases are tagged, `v1.2.0` is the tag.
            let untagged = word.strip_prefix('v').and_then(|version| self.release(version));
            untagged.ok_or_else(|| {
                let releases = self.checked.releases.iter().map(|release| release.version.as_str());
                let near = suggest::nearest(word, releases).map(ToOwned::to_owned);
                StateError::Unknown { word: word.to_owned(), near, revision }
            })
        })
    }

    /// What a comparison begins from where nobody says: the latest release, or else the last commit.
    #[must_use]
    pub fn latest(&self) -> &str {
        self.checked.releases.last().map_or("git:HEAD", |release| release.version.as_str())
    }

    fn of_folder(&self, name: String, content: Content, keep: impl Fn(&Diagnostic) -> bool) -> State {
        let mut diagnostics = Diagnostics::default();
        self.checked.diagnostics.iter().filter(|found| keep(found)).for_each(|found| diagnostics.push(found.clone()));
        diagnostics.sort(&self.project.sources);
        State { name, content, sources: self.project.sources.clone(), living: true, diagnostics }
    }

    /// The release of a name. One that is broken says nothing, and why.
    fn release(&self, name: &str) -> Option<State> {
        let version = Version::parse(name)?;
        let path = |stem: &str| format!("{}/{FOLDER}/{stem}.json", self.project.config.src);
        let found: Option<&Release> = self.checked.releases.iter().find(|release| release.version == version);
        let file = match found {
            Some(release) => self.project.sources.path(release.file).to_owned(),
            None => path(name),
        };
        let of_file = |found: &Diagnostic| found.path(&self.project.sources) == file;
        let broken = || self.project.releases.iter().any(|text| self.project.sources.path(text.file) == file);
        match found {
            Some(release) => {
                Some(self.of_folder(format!("release {}", release.version), release.content.clone(), of_file))
            }
            None => broken().then(|| self.of_folder(format!("release {name}"), Content::default(), of_file)),
        }
    }

    fn revision(&self, name: &str) -> Result<State, RevisionError> {
        let mut project = Project::read_revision(&self.project.root, name)?;
        let Checked { content, mut diagnostics, .. } = build::check(&mut project, Drafts::LeftOut);
        diagnostics.sort(&project.sources);
        Ok(State { name: name.to_owned(), content, sources: project.sources, living: false, diagnostics })
    }
}

/// Adds to what a build has found what would become untrue for those who hold links of an earlier state. Content with
/// errors in it is not compared.
///
/// # Errors
/// Why the word names no state.
pub fn against(build: &mut Build, project: Project, word: &str) -> Result<(), StateError> {
    let with_drafts = build::check(&mut project.clone(), Drafts::Shown).content;
    let living = Living::of(project);
    let State { name, content, sources, living: same, diagnostics } = living.state(word)?;
    let shift = if same { Shift::default() } else { build.sources.adopt(&sources) };
    if diagnostics.has_errors() && !same {
        let errors = diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        errors.for_each(|found| build.diagnostics.push(found.clone().adopted(&sources, shift)));
    } else if !diagnostics.has_errors() && !living.checked.diagnostics.has_errors() {
        let earlier = Earlier { name: &name, content: &content, shift };
        let Checked { content, releases, .. } = &living.checked;
        let present = Present { content, with_drafts: &with_drafts, releases };
        against::against(&earlier, present, &mut build.diagnostics);
    }
    build.diagnostics.sort(&build.sources);
    Ok(())
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revision(revision) => revision.fmt(f),
            Self::Unknown { word, near: Some(near), .. } => {
                write!(f, "there is no release and no revision `{word}`; did you mean the release `{near}`?")
            }
            Self::Unknown { word, revision, near: None } => match revision {
                RevisionError::Unknown { .. } => revision.fmt(f),
                other => write!(f, "there is no release `{word}`, and {other}"),
            },
        }
    }
}

impl std::error::Error for StateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Revision(source) | Self::Unknown { revision: source, .. } => Some(source),
        }
    }
}
