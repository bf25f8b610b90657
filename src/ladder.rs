//! The model: a valid ladder, every name resolved to an index, every cell in the shape of its section's style.
//!
//! Made by `lower` alone, which reports whatever is not so; what comes after indexes without checking again. Words
//! stay Markdown here, with their places; `markdown` turns them into HTML.

use std::{collections::BTreeMap, fmt, ops::Deref};

use crate::source::{FileId, Span};

/// A checked name of a level, group, section, competency or folder, or a statement's permanent id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

impl Id {
    /// Takes a name of the form `[a-z0-9]+(-[a-z0-9]+)*`, so that `--` always stands between two of them.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        (name.len() <= 100 && name.split('-').all(part)).then(|| Self(name.into()))
    }

    /// Takes a statement's permanent id, of the form `[a-z0-9]{4,10}`.
    #[must_use]
    pub fn of_statement(name: &str) -> Option<Self> {
        let fits = (4..=10).contains(&name.len()) && !name.contains('-');
        fits.then(|| Self::new(name)).flatten()
    }
}

impl Deref for Id {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Markdown with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The words, blanks at both ends taken off.
    pub markdown: String,
    /// Where they stand, quotation marks or block indicator included.
    pub span: Span,
}

/// Everything that a site is made of.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The ladders, by folder; one at the root of the content comes first.
    pub ladders: Vec<Ladder>,
    /// The prose pages, in their order.
    pub pages: Vec<Prose>,
    /// The files that are copied.
    pub files: Vec<CopiedFile>,
}

/// An ordered set of levels and the competencies described on them.
#[derive(Clone, Debug)]
pub struct Ladder {
    /// Its folder below the content with a final `/`, also the prefix of its URLs; empty at the content's root.
    pub prefix: String,
    /// Its title.
    pub title: String,
    /// The file `ladder.yaml`, or the release that it is read from.
    pub file: FileId,
    /// The path of its `ladder.yaml` below the content.
    pub path: String,
    /// Whether a level also expects what the levels before it on its branch expect.
    pub cumulative: bool,
    /// The levels as listed.
    pub levels: Vec<Level>,
    /// The groups as listed.
    pub groups: Vec<Group>,
    /// The sections as listed.
    pub sections: Vec<Section>,
    /// The competencies: by group, then by order, then by name.
    pub competencies: Vec<Competency>,
}

/// One level.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// One line on it.
    pub summary: Option<Text>,
    /// The index of the level before it on its branch.
    pub after: Option<usize>,
    /// Ids that it had before.
    pub formerly: Vec<Id>,
    /// Where its id stands.
    pub span: Span,
}

/// A set of competencies.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Where its id stands.
    pub span: Span,
}

/// A kind of section: the same question asked at every level of every competency.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its id, also its anchor.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// The shape of what its cells hold.
    pub style: Style,
    /// Words shown before the statements of every cell.
    pub lead: Option<Text>,
    /// Ids that it had before.
    pub formerly: Vec<Id>,
}

/// The shape of what a section's cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// One text.
    Prose,
    /// Statements without order.
    List,
    /// Statements in order.
    Steps,
    /// Words to say, or that were said.
    Quotes,
    /// One `from` and one `to`.
    Shift,
    /// Points, then a closing text.
    Summary,
}

impl Style {
    /// All styles.
    pub const ALL: [Self; 6] = [Self::Prose, Self::List, Self::Steps, Self::Quotes, Self::Shift, Self::Summary];

    /// The name in `ladder.yaml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::List => "list",
            Self::Steps => "steps",
            Self::Quotes => "quotes",
            Self::Shift => "shift",
            Self::Summary => "summary",
        }
    }
}

/// One competency.
#[derive(Clone, Debug)]
pub struct Competency {
    /// Its id: the stem of its file.
    pub id: Id,
    /// Its file, or the release that it is read from.
    pub file: FileId,
    /// The path of its file below the content.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The index of its group.
    pub group: Option<usize>,
    /// One line on it.
    pub summary: Option<Text>,
    /// What it is related to.
    pub related: Vec<CompetencyRef>,
    /// Left out of builds, shown in `serve`.
    pub draft: bool,
    /// Ids that it had before.
    pub formerly: Vec<Id>,
    /// What it says, by section and level index. What is absent is not described.
    pub cells: BTreeMap<(usize, usize), Cell>,
}

impl Competency {
    /// The indices of the levels that it describes, in the ladder's order.
    #[must_use]
    pub fn levels(&self) -> Vec<usize> {
        let mut levels: Vec<usize> = self.cells.keys().map(|(_, level)| *level).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// Its statements in the order of sections and levels, each with its cell's indices.
    pub fn statements(&self) -> impl Iterator<Item = ((usize, usize), &Statement)> {
        self.cells.iter().flat_map(|(at, cell)| cell.body.statements().into_iter().map(|statement| (*at, statement)))
    }
}

/// A competency in one of the site's ladders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompetencyRef {
    /// The index of the ladder.
    pub ladder: usize,
    /// The index of the competency in it.
    pub competency: usize,
}

/// What one level says in one section of one competency.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The words, in the shape of the section's style.
    pub body: Body,
    /// Where the cell begins: its level's key.
    pub span: Span,
}

/// What a cell holds: one variant for each [`Style`].
#[derive(Clone, Debug)]
pub enum Body {
    /// One text.
    Prose(Statement),
    /// Statements without order.
    List(Vec<Statement>),
    /// Statements in order.
    Steps(Vec<Statement>),
    /// Words to say, or that were said.
    Quotes(Vec<Statement>),
    /// One change of mind; its statement's words are [`Words::Shift`].
    Shift(Statement),
    /// Points, then a closing text.
    Summary {
        /// The points.
        points: Vec<Statement>,
        /// The text behind them.
        text: Option<Statement>,
    },
}

impl Body {
    /// Its statements in order.
    #[must_use]
    pub fn statements(&self) -> Vec<&Statement> {
        match self {
            Self::Prose(statement) | Self::Shift(statement) => vec![statement],
            Self::List(list) | Self::Steps(list) | Self::Quotes(list) => list.iter().collect(),
            Self::Summary { points, text } => points.iter().chain(text).collect(),
        }
    }

    /// Its statements in order, to be changed.
    pub fn statements_mut(&mut self) -> Vec<&mut Statement> {
        match self {
            Self::Prose(statement) | Self::Shift(statement) => vec![statement],
            Self::List(list) | Self::Steps(list) | Self::Quotes(list) => list.iter_mut().collect(),
            Self::Summary { points, text } => points.iter_mut().chain(text).collect(),
        }
    }
}

/// One citable item of a cell.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says.
    pub words: Words,
    /// Its permanent id.
    pub id: Option<Id>,
    /// Its anchor: the permanent id, or one derived from its words, unique in the competency's page.
    pub anchor: String,
    /// Examples, which are not statements.
    pub examples: Vec<Text>,
    /// A remark.
    pub note: Option<Text>,
    /// Permanent ids of statements whose place it takes.
    pub replaces: Vec<Id>,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// Every text that it holds, in the order in which a reader comes by them.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        let mut texts = match &self.words {
            Words::Text(text) => vec![text],
            Words::Shift { from, to } => vec![from, to],
        };
        texts.extend(&self.examples);
        texts.extend(&self.note);
        texts
    }
}

/// What a statement says.
#[derive(Clone, Debug)]
pub enum Words {
    /// One text.
    Text(Text),
    /// Both halves of a change of mind.
    Shift {
        /// The old way of thinking.
        from: Text,
        /// The new one.
        to: Text,
    },
}

/// A prose page.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Its path below the content without the ending, as in `ic/guide`.
    pub path: String,
    /// Its file.
    pub file: FileId,
    /// Its title; the introduction of a home page may have none.
    pub title: Option<String>,
    /// The anchor of the heading that became its title, if one did: it stands for the page.
    pub title_anchor: Option<String>,
    /// Its place among the prose pages; those without one come last, by title.
    pub order: Option<i64>,
    /// Its text, front matter left out.
    pub text: Text,
}

impl Prose {
    /// Whether this is the introduction of a home page.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.path == "index" || self.path.ends_with("/index")
    }
}

/// A file that is copied as it stands.
#[derive(Clone, Debug)]
pub struct CopiedFile {
    /// Its path below the content, and below the site.
    pub path: String,
    /// Its content.
    pub bytes: std::sync::Arc<[u8]>,
}

/// Whose text it is: decides what its relative links start from, and what its back-link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A word of a ladder's vocabulary: a level's summary, a section's lead.
    Vocabulary {
        /// The index of the ladder.
        ladder: usize,
    },
    /// A competency's summary.
    Summary(CompetencyRef),
    /// A statement, its examples and note included.
    Cell {
        /// The competency.
        at: CompetencyRef,
        /// The index of the section.
        section: usize,
        /// The index of the level.
        level: usize,
    },
    /// A prose page.
    Page(usize),
}

impl Content {
    /// The competency behind a reference.
    #[must_use]
    pub fn competency(&self, at: CompetencyRef) -> &Competency {
        &self.ladders[at.ladder].competencies[at.competency]
    }

    /// Every text that may hold links, in reading order.
    #[must_use]
    pub fn texts(&self) -> Vec<(Origin, &Text)> {
        let mut texts = Vec::new();
        for (ladder_index, ladder) in self.ladders.iter().enumerate() {
            let words = ladder.levels.iter().filter_map(|level| level.summary.as_ref());
            let words = words.chain(ladder.sections.iter().filter_map(|section| section.lead.as_ref()));
            texts.extend(words.map(|text| (Origin::Vocabulary { ladder: ladder_index }, text)));
            for (index, competency) in ladder.competencies.iter().enumerate() {
                let at = CompetencyRef { ladder: ladder_index, competency: index };
                texts.extend(competency.summary.iter().map(|text| (Origin::Summary(at), text)));
                for ((section, level), statement) in competency.statements() {
                    let origin = Origin::Cell { at, section, level };
                    texts.extend(statement.texts().into_iter().map(|text| (origin, text)));
                }
            }
        }
        texts.extend(self.pages.iter().enumerate().map(|(index, page)| (Origin::Page(index), &page.text)));
        texts
    }
}

impl Origin {
    /// How much of Markdown such a text may use.
    #[must_use]
    pub fn flow(self) -> crate::markdown::Flow {
        match self {
            Self::Vocabulary { .. } | Self::Summary(_) => crate::markdown::Flow::Line,
            Self::Cell { .. } => crate::markdown::Flow::Statement,
            Self::Page(_) => crate::markdown::Flow::Page,
        }
    }
}
