//! A link as written, and whose text it stands in ─► what it leads to, or what is wrong with it.
//!
//! One [`Index`] of everything that can be linked serves the check of all references and the rendering of each, so
//! that what was checked is what is written.

mod address;

use std::collections::HashMap;

use crate::{
    diagnostic::Code,
    ladder::{CompetencyRef, Content, Ladder, Origin},
    markdown::{self, Flow, LinkKind},
    source::{FileId, SourceMap},
    suggest,
};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A competency's page, with an anchor of it or none.
    Competency(CompetencyRef, Option<String>),
    /// A level's page.
    Level {
        /// The index of the ladder.
        ladder: usize,
        /// The index of the level.
        level: usize,
    },
    /// A ladder's home page.
    Ladder(usize),
    /// A prose page, with an anchor of it or none.
    Page(usize, Option<String>),
    /// A copied file, by index.
    File(usize),
    /// An address outside of the site.
    Outside(String),
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// The edit to make.
    pub help: Option<String>,
}

/// Everything that can be linked, by name.
pub struct Index<'c> {
    content: &'c Content,
    /// Competencies by prefix and id, as in `ic/customer-value`.
    competencies: HashMap<String, CompetencyRef>,
    /// Where each permanent id stands.
    statements: HashMap<&'c str, CompetencyRef>,
    /// Everything that has a file below the content, by its path.
    files: HashMap<String, Target>,
    /// The anchors of each prose page.
    headings: Vec<Vec<String>>,
    /// Names of drafts that are left out, as in `competencies`, and their statements' ids, as in `#k3f9w`.
    drafts: &'c [String],
    sources: &'c SourceMap,
    /// The folder of the content.
    src: &'c str,
}

impl<'c> Index<'c> {
    /// Makes the index. `drafts` names the competencies that were left out, each with its ladder's prefix, and their
    /// statements, each with a `#`.
    #[must_use]
    pub fn new(content: &'c Content, sources: &'c SourceMap, src: &'c str, drafts: &'c [String]) -> Self {
        let mut index = Self {
            content,
            competencies: HashMap::new(),
            statements: HashMap::new(),
            files: HashMap::new(),
            headings: Vec::new(),
            drafts,
            sources,
            src,
        };
        for (ladder_index, ladder) in content.ladders.iter().enumerate() {
            index.files.insert(ladder.path.clone(), Target::Ladder(ladder_index));
            for (competency_index, competency) in ladder.competencies.iter().enumerate() {
                let at = CompetencyRef { ladder: ladder_index, competency: competency_index };
                index.competencies.insert(format!("{}{}", ladder.prefix, competency.id), at);
                index.files.insert(competency.path.clone(), Target::Competency(at, None));
                let ids = competency.statements().filter_map(|(_, statement)| statement.id.as_deref());
                index.statements.extend(ids.map(|id| (id, at)));
            }
        }
        for (page_index, page) in content.pages.iter().enumerate() {
            index.files.insert(index.below(page.file).to_owned(), Target::Page(page_index, None));
            let headings = markdown::headings(&page.text.markdown);
            index.headings.push(headings.into_iter().map(|heading| heading.id).collect());
        }
        for (file_index, file) in content.files.iter().enumerate() {
            index.files.insert(file.path.clone(), Target::File(file_index));
        }
        index
    }

    /// A file's path below the content.
    fn below(&self, file: FileId) -> &'c str {
        let path = self.sources.path(file);
        path.strip_prefix(self.src).unwrap_or(path).trim_start_matches('/')
    }

    /// The folder below the content that the relative links of a text start from.
    fn folder(&self, origin: Origin) -> &str {
        let path = match origin {
            Origin::Vocabulary { ladder } => &*self.content.ladders[ladder].path,
            Origin::Summary(at) | Origin::Cell { at, .. } => &*self.content.competency(at).path,
            Origin::Page(page) => self.below(self.content.pages[page].file),
        };
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The ladder that names in a text belong to: its own, or the only one there is.
    fn ladder_of(&self, origin: Origin) -> Option<usize> {
        match origin {
            Origin::Vocabulary { ladder } => Some(ladder),
            Origin::Summary(at) | Origin::Cell { at, .. } => Some(at.ladder),
            Origin::Page(page) => {
                let path = &self.content.pages[page].path;
                let own = |ladder: &&Ladder| path.starts_with(&ladder.prefix);
                let best = self.content.ladders.iter().filter(own).max_by_key(|ladder| ladder.prefix.len());
                let only = || (self.content.ladders.len() == 1).then_some(0);
                best.and_then(|best| self.content.ladders.iter().position(|l| std::ptr::eq(l, best))).or_else(only)
            }
        }
    }

    /// Resolves a link of a text.
    ///
    /// # Errors
    /// What is wrong with it, in the author's words.
    pub fn resolve(&self, origin: Origin, kind: LinkKind, target: &str) -> Result<Target, Problem> {
        match kind {
            LinkKind::Wiki => self.wiki(origin, target.trim()),
            LinkKind::Address => self.address(origin, target.trim()),
            LinkKind::Image => self.picture(origin, target.trim()),
        }
    }

    /// Resolves the name of a competency as in `related`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn competency(&self, ladder: Option<usize>, name: &str) -> Result<CompetencyRef, Problem> {
        let prefix = ladder.map_or("", |ladder| &*self.content.ladders[ladder].prefix);
        let full = format!("{prefix}{name}");
        if let Some(at) = self.competencies.get(&full).or_else(|| self.competencies.get(name)) {
            return Ok(*at);
        }
        if self.drafts.iter().any(|draft| *draft == full || draft == name) {
            return Err(draft_problem(name));
        }
        // Names of the own ladder are proposed without its prefix, as they are written.
        let mut known: Vec<&str> =
            self.competencies.keys().map(|name| name.strip_prefix(prefix).unwrap_or(name)).collect();
        known.sort_unstable();
        let page = self.content.pages.iter().find(|page| page.path == name);
        Err(Problem {
            code: Code::UnknownReference,
            message: format!("there is no competency `{name}`"),
            help: match page {
                Some(page) => Some(format!("to link the page, write `[label]({}.md)`", page.path)),
                None => suggest::help(name, known.iter().copied()),
            },
        })
    }

    fn wiki(&self, origin: Origin, target: &str) -> Result<Target, Problem> {
        let ladder = self.ladder_of(origin);
        let (name, anchor) = match target.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (target, None),
        };
        if let Some(level) = self.level(ladder, name) {
            return level;
        }
        match anchor {
            Some(anchor) if name.is_empty() => self.statement(anchor),
            anchor => self.anchored(self.competency(ladder, name)?, anchor),
        }
    }

    /// `level:l2`, `ic/level:l2` or `level:ic/l2`; none where the name has another form.
    fn level(&self, own: Option<usize>, name: &str) -> Option<Result<Target, Problem>> {
        let (before, rest) = name.split_once("level:")?;
        let (prefix, id) = match rest.rsplit_once('/') {
            Some((prefix, id)) => (format!("{prefix}/"), id),
            None => (before.to_owned(), rest),
        };
        let ladder = match &*prefix {
            "" => own,
            prefix => self.content.ladders.iter().position(|ladder| ladder.prefix == prefix),
        };
        let Some(ladder) = ladder else {
            let mut prefixes = self.content.ladders.iter().map(|ladder| ladder.prefix.trim_end_matches('/'));
            return Some(Err(Problem {
                code: Code::UnknownReference,
                message: "it is not clear which ladder this level belongs to".into(),
                help: match prefix.trim_end_matches('/') {
                    "" => prefixes.next().map(|first| format!("name its ladder, as in `[[level:{first}/{id}]]`")),
                    prefix => suggest::help(prefix, prefixes.collect::<Vec<_>>().iter().copied()),
                },
            }));
        };
        let levels = &self.content.ladders[ladder].levels;
        Some(match levels.iter().position(|level| *level.id == *id.trim()) {
            Some(level) => Ok(Target::Level { ladder, level }),
            None => Err(Problem {
                code: Code::UnknownLevel,
                message: format!("there is no level `{id}`"),
                help: suggest::help(id, levels.iter().map(|level| &*level.id)),
            }),
        })
    }

    fn statement(&self, id: &str) -> Result<Target, Problem> {
        match self.statements.get(id) {
            Some(at) => Ok(Target::Competency(*at, Some(id.to_owned()))),
            None if self.drafts.iter().any(|draft| draft.strip_prefix('#') == Some(id)) => Err(Problem {
                code: Code::DraftReference,
                message: format!("the statement `{id}` stands in a draft, which is not published"),
                help: Some("take `draft: true` out of its file, or take this reference out".into()),
            }),
            None => Err(Problem {
                code: Code::DanglingAnchor,
                message: format!("no statement has the id `{id}`"),
                help: {
                    let mut known: Vec<&str> = self.statements.keys().copied().collect();
                    known.sort_unstable();
                    Some(match suggest::nearest(id, known) {
                        Some(best) => format!("did you mean `#{best}`?"),
                        None => "copy the id from behind the statement, where it stands as `{#k3f9w}`".to_owned(),
                    })
                },
            }),
        }
    }

    /// Checks an anchor of a competency's page: a section, a cell, or one of its statements.
    fn anchored(&self, at: CompetencyRef, anchor: Option<&str>) -> Result<Target, Problem> {
        let Some(anchor) = anchor else { return Ok(Target::Competency(at, None)) };
        let ladder = &self.content.ladders[at.ladder];
        let competency = self.content.competency(at);
        let found = Ok(Target::Competency(at, Some(anchor.to_owned())));
        if competency.statements().any(|(_, statement)| statement.id.as_deref() == Some(anchor)) {
            return found;
        }
        let (section_id, level_id) = match anchor.split_once("--") {
            Some((section, level)) => (section, Some(level)),
            None => (anchor, None),
        };
        let Some(section) = ladder.sections.iter().position(|section| *section.id == *section_id) else {
            let sections = ladder.sections.iter().map(|section| &*section.id);
            return Err(Problem {
                code: Code::DanglingAnchor,
                message: format!("`{}` has no section or statement `{section_id}`", competency.id),
                help: suggest::help(section_id, sections),
            });
        };
        let title = &ladder.sections[section].title;
        let Some(level_id) = level_id else {
            if competency.cells.keys().any(|(of, _)| *of == section) {
                return found;
            }
            return Err(Problem {
                code: Code::DanglingAnchor,
                message: format!("`{}` does not describe “{title}” at any level", competency.id),
                help: Some("describe it there, or link the competency alone".into()),
            });
        };
        let Some(level) = ladder.levels.iter().position(|level| *level.id == *level_id) else {
            return Err(Problem {
                code: Code::DanglingAnchor,
                message: format!("there is no level `{level_id}`"),
                help: suggest::help(level_id, ladder.levels.iter().map(|level| &*level.id)),
            });
        };
        if competency.cells.contains_key(&(section, level)) {
            return found;
        }
        Err(Problem {
            code: Code::DanglingAnchor,
            message: format!("`{}` does not describe “{title}” at {}", competency.id, ladder.levels[level].name),
            help: Some(format!(
                "describe it there, or link the section alone: `{}{}#{section_id}`",
                ladder.prefix, competency.id
            )),
        })
    }

    /// The words for a link that has none of its own.
    #[must_use]
    pub fn label(&self, target: &Target) -> String {
        match target {
            Target::Competency(at, None) => self.content.competency(*at).name.clone(),
            Target::Competency(at, Some(anchor)) => self.anchor_label(*at, anchor),
            Target::Level { ladder, level } => self.content.ladders[*ladder].levels[*level].name.clone(),
            Target::Ladder(ladder) => self.content.ladders[*ladder].title.clone(),
            Target::Page(page, _) => {
                let page = &self.content.pages[*page];
                page.title.clone().unwrap_or_else(|| page.path.clone())
            }
            Target::File(file) => self.content.files[*file].path.clone(),
            Target::Outside(address) => address.clone(),
        }
    }

    fn anchor_label(&self, at: CompetencyRef, anchor: &str) -> String {
        let ladder = &self.content.ladders[at.ladder];
        let competency = self.content.competency(at);
        if let Some(((section, level), statement)) =
            competency.statements().find(|(_, statement)| statement.id.as_deref() == Some(anchor))
        {
            let words = statement.texts().first().map_or("", |text| &*text.markdown);
            let origin = Origin::Cell { at, section, level };
            let inner = |target: &str| match self.wiki(origin, target.trim()).ok()? {
                // Words inside of words would go round in circles where two statements refer to each other.
                Target::Competency(at, Some(_)) => Some(self.content.competency(at).name.clone()),
                target => Some(self.label(&target)),
            };
            return format!("“{}”", shorten(&markdown::plain(words, Flow::Statement, inner), 80));
        }
        let (section, level) = anchor.split_once("--").unwrap_or((anchor, ""));
        let section = ladder.sections.iter().find(|found| *found.id == *section).map_or("", |found| &*found.title);
        match ladder.levels.iter().find(|found| *found.id == *level) {
            Some(level) => format!("{}: {section}, {}", competency.name, level.name),
            None => format!("{}: {section}", competency.name),
        }
    }
}

fn draft_problem(name: &str) -> Problem {
    Problem {
        code: Code::DraftReference,
        message: format!("`{name}` is a draft, which is not published"),
        help: Some("take `draft: true` out of its file, or take this reference out".into()),
    }
}

/// The way from a folder to a file, both below one root, as a link is written.
#[must_use]
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(from, to)| from == to).count();
    "../".repeat(from.len() - shared) + &to[shared..].join("/")
}

/// Cuts a text behind a word, so that it has at most `limit` characters and a mark of the cut.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}
