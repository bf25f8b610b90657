//! Citations in their three forms: cases that the script of the theme meets as well, and what a quotation shows.

use std::{fs, path::Path};

use rungs::{
    config::Config,
    diagnostic::Diagnostics,
    html::Html,
    ladder::{CompetencyRef, Origin, Words},
    markdown::{self, Flow},
    site::Site,
    source::SourceMap,
    theme::{self, Strings, ThemeFiles},
    view::citation::{Cited, citation},
};
use serde::{Deserialize, Serialize};

use crate::cases::{blessing, cases, compare};

/// A case, what is expected of it last.
#[derive(Deserialize, Serialize)]
struct Case {
    name: String,
    words: Vec<String>,
    place: Vec<String>,
    release: Option<String>,
    link: String,
    #[serde(default)]
    html: String,
    #[serde(default)]
    markdown: String,
    #[serde(default)]
    plain: String,
}

fn english() -> std::sync::Arc<Strings> {
    let (files, config) = (ThemeFiles::default(), Config::default());
    theme::strings(&files, &config, &SourceMap::default(), &mut Diagnostics::default())
}

// Proves what a citation looks like, `RUNGS_BLESS=1` writes it anew. `tests/browser/cite.test.mjs` holds the script to
// the same cases.
#[test]
fn citations_are_as_expected() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations.json");
    let mut cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let strings = english();
    for case in &mut cases {
        let words: Vec<Html> = case.words.iter().map(|words| Html::from_markup(words)).collect();
        let place: Vec<&str> = case.place.iter().map(String::as_str).collect();
        let cited = Cited {
            words: &words.iter().collect::<Vec<_>>(),
            place: &place,
            release: case.release.as_deref(),
            link: &case.link,
            right_to_left: false,
        };
        let found = citation(&cited, &strings);
        case.html = found.html.as_str().to_owned();
        case.markdown = found.markdown;
        case.plain = found.plain;
    }
    assert!(cases.len() > 20 || blessing());
    let found = serde_json::to_string_pretty(&cases).unwrap() + "\n";
    compare(&file, &found).unwrap();
}

/// What is written between tags, without any blanks.
fn shown(html: &str) -> String {
    let texts = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect::<String>();
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", ""), ("&amp;", "&")];
    let text = signs.iter().fold(texts, |text, (escaped, sign)| text.replace(escaped, sign));
    text.split_whitespace().collect()
}

// Proves that the quotation shows what the page shows, in each form, for every statement of every case: no sign of an
// author's means more, or less, where it is pasted.
#[test]
fn a_quotation_shows_what_the_page_shows() {
    let strings = english();
    let mut count = 0;
    for case in cases() {
        let history = case.history();
        let site = Site::plan(&history, &case.project.config, &case.project.sources);
        let ladders = case.content.ladders.iter().enumerate();
        let all = ladders.flat_map(|(ladder, found)| {
            (0..found.competencies.len()).map(move |competency| CompetencyRef { ladder, competency })
        });
        for at in all {
            for ((section, level), cell) in &case.content.competency(at).cells {
                let origin = Origin::Cell { at, section: *section, level: *level };
                let resolve = |kind, target: &str| site.resolve(origin, kind, target);
                for statement in cell.body.statements() {
                    let texts = match &statement.words {
                        Words::Text(text) => vec![text],
                        Words::Shift { from, to } => vec![from, to],
                    };
                    let words: Vec<Html> = texts
                        .iter()
                        .map(|text| markdown::render(&text.markdown, origin.flow(), resolve).html)
                        .collect();
                    let words: Vec<&Html> = words.iter().collect();
                    let link = "https://example.org/";
                    let cited = Cited { words: &words, place: &["A"], release: None, link, right_to_left: false };
                    let found = citation(&cited, &strings);
                    let arrow = if words.len() == 2 { "→" } else { "" };
                    let pieces: Vec<String> =
                        words.iter().map(|words| shown(&without_pictures(words.as_str()))).collect();
                    let expected = pieces.join(arrow) + "—A";
                    let context = format!("{}: {:?}", case.name, texts[0].markdown);
                    assert_eq!(shown(found.html.as_str()), expected, "{context}");
                    let read = markdown::render(&found.markdown, Flow::Page, |_, _| None).html;
                    assert_eq!(shown(read.as_str()), expected, "{context}\n{}", found.markdown);
                    count += 1;
                }
            }
        }
    }
    assert!(count > 500, "only {count} statements");
}

/// Pictures are the words that stand for them.
fn without_pictures(html: &str) -> String {
    let mut pieces = html.split("<img ");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (tag, rest) = piece.split_once('>').unwrap_or((piece, ""));
        text += tag.split_once("alt=\"").and_then(|(_, alt)| alt.split('"').next()).unwrap_or_default();
        text += rest;
    }
    text
}
