//! Every cell on every page that shows it: an author's words, all of them, in order, and no others.

use rungs::{
    ladder::{Cell, CompetencyRef, Origin},
    site::{Page, Site, pairs},
};

use crate::{
    cases::{Case, cases},
    html::pages,
    words,
};

/// One cell as it stands on one page.
struct Shown<'c> {
    page: Page,
    anchor: String,
    /// The words of its heading, or none where the page has another one.
    heading: String,
    /// Where the words are; none: the level is not described.
    cell: Option<&'c Cell>,
    at: CompetencyRef,
    section: usize,
    level: usize,
}

/// Every cell of a competency, on every page that shows it.
fn cells(case: &Case, at: CompetencyRef) -> Vec<Shown<'_>> {
    let ladder = &case.content.ladders[at.ladder];
    let competency = case.content.competency(at);
    let described = competency.levels();
    let mut shown = Vec::new();
    for (section, found) in ladder.sections.iter().enumerate() {
        let has = |levels: &[usize]| levels.iter().any(|level| competency.cells.contains_key(&(section, *level)));
        let mut row = |page: Page, levels: &[usize]| {
            for level in levels.iter().copied().filter(|_| has(levels)) {
                let anchor = format!("{}--{}", found.id, ladder.levels[level].id);
                let heading = format!("{}: {}", ladder.levels[level].name, found.title);
                shown.push(Shown {
                    page,
                    anchor,
                    heading,
                    cell: competency.cells.get(&(section, level)),
                    at,
                    section,
                    level,
                });
            }
        };
        row(Page::Competency(at), &described);
        for (low, high) in pairs(&described) {
            row(Page::Comparison(at, low, high), &[low, high]);
        }
        for level in described.iter().copied() {
            let Some(cell) = competency.cells.get(&(section, level)) else { continue };
            let cell = Some(cell);
            let (page, anchor) = (Page::Level(at.ladder, level), format!("{}--{}", competency.id, found.id));
            shown.push(Shown { page, anchor, heading: found.title.clone(), cell, at, section, level });
            let (page, anchor) =
                (Page::Section(at.ladder, section), format!("{}--{}", competency.id, ladder.levels[level].id));
            let heading = format!("{}: {}", ladder.levels[level].name, competency.name);
            shown.push(Shown { page, anchor, heading, cell, at, section, level });
        }
    }
    shown
}

// Proves that no authored word of a cell is lost, moved or repeated on any page that shows it, and that nothing stands
// in a cell that is neither authored nor a word of the theme: a quotation copied from any column is right.
#[test]
fn every_cell_holds_its_authored_words_and_no_others() {
    let mut seen = 0;
    for case in cases() {
        let history = case.history();
        let site = Site::plan(&history, &case.project.config, &case.project.sources);
        let strings = case.strings();
        let furniture: Vec<Vec<String>> = strings
            .keys()
            .filter_map(|key| strings.get(key, |_| None))
            .filter(|words| !words.contains('{'))
            .map(|words| words::split(&words))
            .collect();
        let hole = words::split(&strings.get("not_described", |_| None).unwrap());
        for (ladder, found) in case.content.ladders.iter().enumerate() {
            for competency in 0..found.competencies.len() {
                let at = CompetencyRef { ladder, competency };
                for Shown { page, anchor, heading, cell, at, section, level } in cells(case, at) {
                    let path = site.path(page);
                    let parsed = pages().iter().find(|parsed| parsed.case.name == case.name && parsed.path == path);
                    let place = format!("{}: {path}#{anchor}", case.name);
                    let element = parsed.and_then(|parsed| parsed.html.by_id(&anchor));
                    // The kind of change stands outside of the words, and is not selected with them.
                    let element = element.unwrap_or_else(|| panic!("{place} is not there")).clone();
                    let text = element.without("change").text();
                    let origin = Origin::Cell { at, section, level };
                    let mut expected = words::split(&heading);
                    match cell {
                        Some(cell) => expected.extend(words::of_cell(&site, ladder, section, origin, cell)),
                        None => expected.extend(hole.iter().cloned()),
                    }
                    let difference = words::difference(&words::split(&text), &expected, &furniture);
                    assert!(difference.is_none(), "{place}: {}\n{text}", difference.unwrap_or_default());
                    // Once more without the crate's own reader of Markdown, which could lose a word on both sides.
                    let shown = words::letters(&text);
                    let mut rest = shown.iter();
                    for word in cell.map(words::surely_shown).unwrap_or_default() {
                        assert!(rest.any(|found| *found == word), "{place}: `{word}` is lost\n{text}");
                    }
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 400, "only {seen} cells were seen");
}
