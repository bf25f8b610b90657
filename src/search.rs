//! The plan ─► what the search looks through: scripts of data, and the script that looks through them.
//!
//! Nothing of it is loaded before someone searches. The data is written for size: a page's address, a competency's
//! name and a level's stand there once, and a statement is its anchor and its words. It comes in parts of a bounded
//! size, whose names change with their content; `search.js` names them, and has a name of its own, so that a page stays
//! as it is when the words of another one change.

use std::{borrow::Cow, fmt::Write};

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    html::ROOT,
    ladder::{Competency, CompetencyRef, Ladder, Origin, Statement, Text, Words},
    markdown,
    site::{self, Page, Site},
    theme::{self, Theme},
};

/// About how many bytes of data make a part. Parts are loaded side by side, and none is large enough to be refused.
const PART: usize = 1 << 20;

/// The script that looks through the data; it lies beside the page for searching, which knows it by that.
const SCRIPT: &str = "search.js";

/// A ladder's words: its title and home, levels and sections. What has no page has an empty address.
#[derive(Serialize)]
struct LadderData<'c>(&'c str, String, Vec<LevelData<'c>>, Vec<SectionData<'c>>);

/// A level's address, id, name and summary.
#[derive(Serialize)]
struct LevelData<'c>(String, &'c str, &'c str, String);

/// A section's address, id and title.
#[derive(Serialize)]
struct SectionData<'c>(String, &'c str, &'c str);

/// The index of a competency's ladder, its address, name, summary and cells.
#[derive(Serialize)]
struct CompetencyData<'c>(usize, String, &'c str, String, Vec<CellData<'c>>);

/// The indexes of a cell's section and level, and its statements: anchor and words of each in turn. Examples and notes
/// stand behind their statement with an empty anchor.
#[derive(Serialize)]
struct CellData<'c>(usize, usize, Vec<Cow<'c, str>>);

/// A prose page's address and title, and its passages: anchor, heading and words of each in turn.
#[derive(Serialize)]
struct PageData<'c>(String, &'c str, Vec<String>);

/// In the place of an anchor that is made of its statement's words, and nothing else.
const FROM_WORDS: &str = "-";

/// The kinds of entries in a part, in their order.
const KINDS: [&str; 3] = ["ladders", "pages", "competencies"];

/// The scripts of the search: path and bytes.
#[must_use]
pub fn assets(site: &Site<'_>, theme: &Theme) -> Vec<(String, Vec<u8>)> {
    let mut assets = Vec::new();
    let mut names = Vec::new();
    for (index, part) in parts(entries(site)).into_iter().enumerate() {
        let mut script = format!("rungsSearch.part({index},{{");
        for (at, (kind, entries)) in KINDS.iter().zip(part).enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(script, "{comma}\"{kind}\":[{}]", entries.join(",\n"));
        }
        script += "});\n";
        let path = theme::hashed("search.js", script.as_bytes());
        names.push(path.clone());
        assets.push((path, script.into_bytes()));
    }
    let script = [&theme.search, "rungsSearch.start(", &json(&theme.strings.of_script("search_")), ",", &json(&names)];
    assets.push((SCRIPT.to_owned(), (script.concat() + ");\n").into_bytes()));
    assets
}

/// Everything that can be found, each with its kind, as JSON.
fn entries(site: &Site<'_>) -> Vec<(usize, String)> {
    let content = site.content;
    let ladders =
        content.ladders.iter().enumerate().map(|(index, ladder)| (0, json(&ladder_data(site, index, ladder))));
    let pages = (0..content.pages.len()).map(|index| (1, json(&page_data(site, index))));
    let mut entries: Vec<(usize, String)> = ladders.chain(pages).collect();
    let competencies = content.ladders.iter().enumerate();
    let competencies: Vec<CompetencyRef> = competencies
        .flat_map(|(ladder, found)| {
            (0..found.competencies.len()).map(move |competency| CompetencyRef { ladder, competency })
        })
        .collect();
    entries.par_extend(competencies.into_par_iter().map(|at| (2, json(&competency_data(site, at)))));
    entries
}

/// The entries in parts: of each part, the entries of each kind.
fn parts(entries: Vec<(usize, String)>) -> Vec<[Vec<String>; KINDS.len()]> {
    let mut parts = vec![<[Vec<String>; KINDS.len()]>::default()];
    let mut size = 0;
    for (kind, entry) in entries {
        if size > 0 && size + entry.len() > PART {
            parts.push(Default::default());
            size = 0;
        }
        size += entry.len();
        if let Some(part) = parts.last_mut() {
            part[kind].push(entry);
        }
    }
    parts
}

fn ladder_data<'c>(site: &Site<'c>, index: usize, ladder: &'c Ladder) -> LadderData<'c> {
    let origin = Origin::Vocabulary { ladder: index };
    let described = site::described_sections(ladder);
    let levels = ladder.levels.iter().enumerate().map(|(at, level)| {
        let summary = level.summary.as_ref().map(|text| plain(site, origin, text)).unwrap_or_default();
        LevelData(address(site, Page::Level(index, at)), &level.id, &level.name, summary.into_owned())
    });
    let sections = ladder.sections.iter().enumerate().map(|(at, section)| {
        let page = described.contains(&at).then(|| address(site, Page::Section(index, at)));
        SectionData(page.unwrap_or_default(), &section.id, &section.title)
    });
    LadderData(&ladder.title, address(site, Page::Ladder(index)), levels.collect(), sections.collect())
}

fn page_data<'c>(site: &Site<'c>, index: usize) -> PageData<'c> {
    let prose = &site.content.pages[index];
    let page = site.prose_page(index);
    let title = match page {
        Page::Ladder(ladder) => &site.content.ladders[ladder].title,
        Page::Home => &site.config.title,
        _ => prose.title.as_ref().unwrap_or(&site.config.title),
    };
    let passages = markdown::passages(&prose.text.markdown, |target| site.label(Origin::Page(index), target));
    let passages = passages.into_iter().flat_map(|passage| {
        let (id, words) = passage.heading.map(|heading| (heading.id, heading.text)).unwrap_or_default();
        [id, words, passage.text]
    });
    PageData(address(site, page), title, passages.collect())
}

fn competency_data<'c>(site: &Site<'c>, at: CompetencyRef) -> CompetencyData<'c> {
    let competency: &'c Competency = site.content.competency(at);
    let summary = competency.summary.as_ref().map(|text| plain(site, Origin::Summary(at), text)).unwrap_or_default();
    let cells = competency.cells.iter().map(|((section, level), cell)| {
        let origin = Origin::Cell { at, section: *section, level: *level };
        let statements = cell.body.statements().into_iter();
        CellData(*section, *level, statements.flat_map(|found| statement_data(site, origin, found)).collect())
    });
    let page = address(site, Page::Competency(at));
    CompetencyData(at.ladder, page, &competency.name, summary.into_owned(), cells.collect())
}

fn statement_data<'c>(site: &Site<'c>, origin: Origin, statement: &'c Statement) -> Vec<Cow<'c, str>> {
    let words = match &statement.words {
        Words::Text(text) => plain(site, origin, text),
        Words::Shift { from, to } => format!("{} / {}", plain(site, origin, from), plain(site, origin, to)).into(),
    };
    // Most anchors of statements without an id follow from words that the script has: it makes them again. Only of
    // ASCII, so that no version of Unicode matters.
    let follows = statement.id.is_none() && words.is_ascii() && statement.anchor == markdown::slug(&words);
    let anchor = if follows { FROM_WORDS } else { &*statement.anchor };
    let mut data = vec![Cow::Borrowed(anchor), words];
    for text in statement.examples.iter().chain(&statement.note) {
        data.extend([Cow::Borrowed(""), plain(site, origin, text)]);
    }
    data
}

fn plain<'c>(site: &Site<'c>, origin: Origin, text: &'c Text) -> Cow<'c, str> {
    markdown::plain(&text.markdown, origin.flow(), |target| site.label(origin, target)).into()
}

/// A page's address from the site's root.
fn address(site: &Site<'_>, page: Page) -> String {
    site.url(page).trim_start_matches(ROOT).to_owned()
}

fn json(data: &impl Serialize) -> String {
    // Texts, numbers and lists of them: nothing here can fail to be written.
    serde_json::to_string(data).unwrap_or_default()
}
