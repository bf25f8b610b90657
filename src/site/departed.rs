//! What was published once and is no longer where it was ─► pages and anchors that say where it is.
//!
//! Every address that a release was published under stays: of the living site as it was at each release, each page and
//! each fragment of it that is not there any more is found here, with what it was. Frozen sites need none of this, they
//! do not change.

use std::collections::{BTreeMap, BTreeSet};

use super::{Page, described_sections, levels_of_section, pages, pairs, path_in, places_of_row};
use crate::{
    history::{History, Named},
    ladder::{Competency, CompetencyRef, Content, Id, Ladder},
};

/// A fragment that once was on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// The fragment.
    pub anchor: String,
    /// What it was.
    pub what: What,
}

/// What a fragment was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A statement, by the index of its story.
    Statement(usize),
    /// A competency, or a part of it, in the last release that had it there.
    Part {
        /// The competency.
        at: CompetencyRef,
        /// One of its sections, or all.
        section: Option<usize>,
        /// One of its levels, or all.
        level: Option<usize>,
    },
}

/// A page that is not there any more.
#[derive(Clone, Debug)]
pub struct Former {
    /// Its path.
    pub path: String,
    /// The last release that had it.
    pub release: usize,
    /// What it was in that release.
    pub page: Page,
    /// What it has become.
    pub now: Option<Page>,
    /// Its fragments.
    pub departed: Vec<(usize, Departed)>,
}

/// What a page once had.
struct Published {
    release: usize,
    page: Page,
    anchors: BTreeMap<String, (usize, What)>,
}

/// What is gone from pages that are not, each with the last release that had it there.
pub(super) type Gone = BTreeMap<Page, Vec<(usize, Departed)>>;

/// The pages that are gone, and what is gone from those that are not, each with the last release that had it there.
pub(super) fn departed(history: &History<'_>, living: &[Page]) -> (Vec<Former>, Gone) {
    let by_path: BTreeMap<String, Page> =
        living.iter().filter_map(|page| Some((path_in(history.living, *page)?, *page))).collect();
    let (mut formers, mut gone) = (Vec::new(), BTreeMap::new());
    for (path, Published { release, page, anchors }) in published(history) {
        let fragment = |(anchor, (release, what))| (release, Departed { anchor, what });
        match by_path.get(&path) {
            None => {
                let now = now(history, release, page);
                formers.push(Former {
                    path,
                    release,
                    page,
                    now,
                    departed: anchors.into_iter().map(fragment).collect(),
                });
            }
            Some(living) => {
                let there: BTreeSet<String> =
                    fragments(history, history.last(), *living, None).map(|(anchor, _)| anchor).collect();
                let rest = anchors.into_iter().filter(|(anchor, _)| !there.contains(anchor));
                let rest: Vec<(usize, Departed)> = rest.map(fragment).collect();
                if !rest.is_empty() {
                    gone.insert(*living, rest);
                }
            }
        }
    }
    (formers, gone)
}

/// What releases had and the state behind them may not have any more: of each page what stood on it last.
fn published(history: &History<'_>) -> BTreeMap<String, Published> {
    let mut found: BTreeMap<String, Published> = BTreeMap::new();
    for release in (0..history.last()).rev() {
        let (content, next) = (history.content(release), history.content(release + 1));
        let mut add = |page: Page, only: Option<CompetencyRef>| {
            let Some(path) = path_in(content, page) else { return };
            let published = found.entry(path).or_insert_with(|| Published { release, page, anchors: BTreeMap::new() });
            if only.is_some() {
                for (anchor, what) in fragments(history, release, page, only) {
                    published.anchors.entry(anchor).or_insert((release, what));
                }
            }
        };
        // What is the same in the next state is found there.
        let changed: BTreeSet<CompetencyRef> = all(content).filter(|at| is_changed(content, *at, next)).collect();
        let kept: BTreeSet<String> = pages(next).into_iter().filter_map(|page| path_in(next, page)).collect();
        for page in pages(content) {
            let changed = |at: CompetencyRef| changed.contains(&at);
            match page {
                Page::Competency(at) | Page::Comparison(at, ..) => {
                    // The page of two levels goes where these change their order.
                    let is_gone = || path_in(content, page).is_none_or(|path| !kept.contains(&path));
                    add(page, (changed(at) || is_gone()).then_some(at));
                }
                Page::Level(ladder, _) | Page::Section(ladder, _) => {
                    add(page, None);
                    // On a section's page a competency has a place for levels that only others describe.
                    let other_levels = match page {
                        Page::Section(ladder, section) => !shows_levels_of(content, (ladder, section), next),
                        _ => false,
                    };
                    for competency in 0..content.ladders[ladder].competencies.len() {
                        let at = CompetencyRef { ladder, competency };
                        if other_levels || changed(at) {
                            add(page, Some(at));
                        }
                    }
                }
                _ => add(page, None),
            }
        }
    }
    found
}

fn all(content: &Content) -> impl Iterator<Item = CompetencyRef> + '_ {
    content.ladders.iter().enumerate().flat_map(|(ladder, found)| {
        (0..found.competencies.len()).map(move |competency| CompetencyRef { ladder, competency })
    })
}

/// Whether a competency is not in the next state with all its fragments.
fn is_changed(content: &Content, at: CompetencyRef, next: &Content) -> bool {
    let prefix = &content.ladders[at.ladder].prefix;
    let other = next.ladders.iter().find(|ladder| ladder.prefix == *prefix);
    let same = |other: &&Competency| has_shape_of(content, at, next, other);
    other.and_then(|ladder| ladder.competencies.iter().find(same)).is_none()
}

/// Whether a section's page shows the same levels in the next state.
fn shows_levels_of(content: &Content, (ladder, section): (usize, usize), next: &Content) -> bool {
    let own = &content.ladders[ladder];
    let Some(later) = next.ladders.iter().find(|later| later.prefix == own.prefix) else { return false };
    let Some(other) = later.sections.iter().position(|other| other.id == own.sections[section].id) else {
        return false;
    };
    let ids = |ladder: &Ladder, section| -> Vec<Id> {
        levels_of_section(ladder, section).into_iter().map(|level| ladder.levels[level].id.clone()).collect()
    };
    ids(own, section) == ids(later, other)
}

/// Whether a competency has the id and the fragments of another.
fn has_shape_of(content: &Content, at: CompetencyRef, next: &Content, other: &Competency) -> bool {
    let own = content.competency(at);
    if own.id != other.id || own.cells.len() != other.cells.len() {
        return false;
    }
    let ladder = &content.ladders[at.ladder];
    let Some(later) = next.ladders.iter().find(|later| later.prefix == ladder.prefix) else { return false };
    own.cells.iter().zip(&other.cells).all(|(((section, level), cell), ((other_section, other_level), other))| {
        let ids = |ladder: &'_ Ladder, section: usize, level: usize| {
            (ladder.sections[section].id.clone(), ladder.levels[level].id.clone())
        };
        let (mine, theirs) = (cell.body.statements(), other.body.statements());
        ids(ladder, *section, *level) == ids(later, *other_section, *other_level)
            && mine.len() == theirs.len()
            && mine.iter().zip(theirs).all(|(mine, theirs)| mine.id == theirs.id)
    })
}

/// The fragments of a page in a state, those that come from one competency or all.
fn fragments<'h>(
    history: &'h History<'_>,
    state: usize,
    page: Page,
    only: Option<CompetencyRef>,
) -> impl Iterator<Item = (String, What)> + 'h {
    let content = history.content(state);
    let part = |at, section, level| What::Part { at, section, level };
    let mut found: Vec<(String, What)> = Vec::new();
    let mut of =
        |at: CompetencyRef, level_of_page: Option<usize>, section_of_page: Option<usize>, pair: Option<[usize; 2]>| {
            let ladder = &content.ladders[at.ladder];
            let competency = content.competency(at);
            let across = level_of_page.is_some() || section_of_page.is_some();
            let described = competency.levels();
            // Where there is no cell, the page says so, at the place of one.
            let columns = match (pair, section_of_page) {
                (Some(pair), _) => pair.to_vec(),
                (None, Some(section)) => places_of_row(&levels_of_section(ladder, section), competency),
                (None, None) => described,
            };
            let shown = |section: usize, level: usize| {
                level_of_page.is_none_or(|own| own == level)
                    && section_of_page.is_none_or(|own| own == section)
                    && pair.is_none_or(|pair| pair.contains(&level))
            };
            let mut sections = BTreeSet::new();
            for ((section, level), cell) in
                competency.cells.iter().filter(|((section, level), _)| shown(*section, *level))
            {
                sections.insert(*section);
                for statement in cell.body.statements() {
                    let Some(id) = statement.id.as_deref() else { continue };
                    found.extend(history.story_of(id).map(|story| (id.to_owned(), What::Statement(story))));
                }
                if level_of_page.is_some() {
                    let anchor = format!("{}--{}", competency.id, ladder.sections[*section].id);
                    found.push((anchor, part(at, Some(*section), Some(*level))));
                }
            }
            if across && !sections.is_empty() {
                found.push((competency.id.to_string(), part(at, section_of_page, level_of_page)));
            }
            for section in sections {
                let id = &ladder.sections[section].id;
                if !across {
                    found.push((id.to_string(), part(at, Some(section), None)));
                }
                if level_of_page.is_none() {
                    let of = if across { &competency.id } else { id };
                    let cell = |level: &usize| {
                        (format!("{of}--{}", ladder.levels[*level].id), part(at, Some(section), Some(*level)))
                    };
                    found.extend(columns.iter().map(cell));
                }
            }
        };
    let mut each = |ladder: usize, level, section| {
        for competency in 0..content.ladders[ladder].competencies.len() {
            let at = CompetencyRef { ladder, competency };
            if only.is_none_or(|only| only == at) {
                of(at, level, section, None);
            }
        }
    };
    match page {
        Page::Level(ladder, level) => each(ladder, Some(level), None),
        Page::Section(ladder, section) => each(ladder, None, Some(section)),
        Page::Competency(at) => of(at, None, None, None),
        Page::Comparison(at, low, high) => of(at, None, None, Some([low, high])),
        _ => {}
    }
    found.into_iter()
}

/// What a page of a release is in the living site.
pub(super) fn now(history: &History<'_>, release: usize, page: Page) -> Option<Page> {
    let living = history.living;
    match page {
        Page::Level(ladder, level) => {
            history.now(Named::Level, release, ladder, level).map(|(ladder, level)| Page::Level(ladder, level))
        }
        Page::Section(ladder, section) => {
            let (ladder, section) = history.now(Named::Section, release, ladder, section)?;
            described_sections(&living.ladders[ladder]).contains(&section).then_some(Page::Section(ladder, section))
        }
        Page::Competency(at) => history.competency_now(release, at).map(Page::Competency),
        Page::Comparison(at, low, high) => {
            let now = history.competency_now(release, at)?;
            let level = |level| {
                history.now(Named::Level, release, at.ladder, level).filter(|(ladder, _)| *ladder == now.ladder)
            };
            let both = level(low).zip(level(high)).map(|((_, low), (_, high))| (low.min(high), low.max(high)));
            let described = living.competency(now).levels();
            let pair = both.filter(|pair| pairs(&described).any(|known| known == *pair));
            Some(pair.map_or(Page::Competency(now), |(low, high)| Page::Comparison(now, low, high)))
        }
        _ => None,
    }
}
