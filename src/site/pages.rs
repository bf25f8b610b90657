//! Content ─► the pages that it has by itself, and where each stands.

use std::collections::BTreeSet;

use super::Page;
use crate::{
    ladder::{Competency, CompetencyRef, Content, Ladder},
    release,
};

/// The path of a page below the root of a site of some content; none where the content alone does not say.
pub(super) fn path_in(content: &Content, page: Page) -> Option<String> {
    let ladder = |index: usize| -> &Ladder { &content.ladders[index] };
    Some(match page {
        Page::Home => "index.html".into(),
        Page::Ladder(index) => format!("{}index.html", ladder(index).prefix),
        Page::Competency(at) => format!("{}competencies/{}.html", ladder(at.ladder).prefix, content.competency(at).id),
        Page::Comparison(at, low, high) => {
            let Ladder { prefix, levels, .. } = ladder(at.ladder);
            let id = &content.competency(at).id;
            format!("{prefix}competencies/{id}/{}--{}.html", levels[low].id, levels[high].id)
        }
        Page::Level(index, level) => format!("{}levels/{}.html", ladder(index).prefix, ladder(index).levels[level].id),
        Page::Section(index, section) => {
            format!("{}sections/{}.html", ladder(index).prefix, ladder(index).sections[section].id)
        }
        Page::Shape(index) => format!("{}shape.html", ladder(index).prefix),
        Page::Prose(page) => format!("{}.html", content.pages[page].path),
        Page::Releases => format!("{}/index.html", release::FOLDER),
        Page::Search => "search.html".into(),
        Page::NotFound => "404.html".into(),
        Page::Statement(_) | Page::Former(_) => return None,
    })
}

/// All pages that content has by itself, the home first.
pub(super) fn pages(content: &Content) -> Vec<Page> {
    let mut pages = Vec::new();
    if content.ladders.first().is_none_or(|ladder| !ladder.prefix.is_empty()) {
        pages.push(Page::Home);
    }
    for (index, ladder) in content.ladders.iter().enumerate() {
        pages.push(Page::Ladder(index));
        pages.extend((0..ladder.levels.len()).map(|level| Page::Level(index, level)));
        pages.extend(described_sections(ladder).into_iter().map(|section| Page::Section(index, section)));
        pages.extend(has_steps(ladder).then_some(Page::Shape(index)));
        for (competency, described) in ladder.competencies.iter().enumerate() {
            let at = CompetencyRef { ladder: index, competency };
            pages.push(Page::Competency(at));
            pages.extend(pairs(&described.levels()).map(|(low, high)| Page::Comparison(at, low, high)));
        }
    }
    let homes: Vec<String> = content.ladders.iter().map(|ladder| format!("{}index", ladder.prefix)).collect();
    let prose = content.pages.iter().enumerate();
    let prose = prose.filter(|(_, page)| page.path != "index" && !homes.contains(&page.path));
    pages.extend(prose.map(|(index, _)| Page::Prose(index)));
    pages.extend([Page::Search, Page::NotFound]);
    pages
}

/// The sections that a competency of the ladder describes; the others have no page.
#[must_use]
pub fn described_sections(ladder: &Ladder) -> BTreeSet<usize> {
    let cells = ladder.competencies.iter().flat_map(|competency| competency.cells.keys());
    cells.map(|(section, _)| *section).collect()
}

/// The levels at which any competency describes a section: the columns of the section's page.
#[must_use]
pub fn levels_of_section(ladder: &Ladder, section: usize) -> BTreeSet<usize> {
    let cells = ladder.competencies.iter().flat_map(|competency| competency.cells.keys());
    cells.filter(|(of, _)| *of == section).map(|(_, level)| *level).collect()
}

/// The levels that a competency has a place for on a section's page, of which `columns` are all: where the levels are
/// columns, each row has them all; where they wrap, those that the competency describes.
#[must_use]
pub fn places_of_row(columns: &BTreeSet<usize>, competency: &Competency) -> Vec<usize> {
    if columns.len() <= 3 { columns.iter().copied().collect() } else { competency.levels() }
}

/// Every pair of levels, the one listed first before the other.
pub fn pairs(levels: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    levels.iter().enumerate().flat_map(|(at, low)| levels[at + 1..].iter().map(move |high| (*low, *high)))
}

/// The steps of a competency: for each level that it describes, the nearest one before it on its branch that it
/// describes as well.
#[must_use]
pub fn steps(ladder: &Ladder, described: &[usize]) -> Vec<(usize, usize)> {
    described
        .iter()
        .filter_map(|high| before(ladder, *high).find(|low| described.contains(low)).map(|low| (low, *high)))
        .collect()
}

/// Whether a competency of the ladder has a step: if not, the ladder has no shape to show.
#[must_use]
pub fn has_steps(ladder: &Ladder) -> bool {
    ladder.competencies.iter().any(|competency| !steps(ladder, &competency.levels()).is_empty())
}

/// The levels before a level on its branch, nearest first.
pub fn before(ladder: &Ladder, level: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(ladder.levels[level].after, |before| ladder.levels[*before].after)
}
