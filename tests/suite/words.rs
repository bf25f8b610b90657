//! What an author wrote ─► the words that a reader must find, in order.

use rungs::{
    ladder::{Cell, Origin, Statement},
    markdown,
    site::Site,
};

/// A cell's authored words, as a reader sees them: the section's lead, then every statement with what belongs to it.
pub fn of_cell(site: &Site<'_>, ladder: usize, section: usize, origin: Origin, cell: &Cell) -> Vec<String> {
    let lead = site.content.ladders[ladder].sections[section].lead.as_ref();
    let lead = lead.map(|text| plain(site, Origin::Vocabulary { ladder }, &text.markdown));
    let statements = cell.body.statements().into_iter();
    let statements = statements.flat_map(Statement::texts).map(|text| plain(site, origin, &text.markdown));
    lead.into_iter().chain(statements).flat_map(|text| split(&text)).collect()
}

fn plain(site: &Site<'_>, origin: Origin, markdown: &str) -> String {
    markdown::plain(markdown, origin.flow(), |target| site.label(origin, target))
}

/// The words of a text.
pub fn split(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The runs of letters that a cell's Markdown surely shows, found without the crate's own reader of Markdown: link
/// targets, marks and digits left out.
pub fn surely_shown(cell: &Cell) -> Vec<String> {
    let texts = cell.body.statements().into_iter().flat_map(Statement::texts);
    texts.flat_map(|text| letters(&without_targets(&text.markdown))).collect()
}

/// The runs of letters in a text.
pub fn letters(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn without_targets(markdown: &str) -> String {
    let mut kept = String::new();
    let mut rest = markdown;
    while let Some(at) = ["[[", "](", "&", "`"].iter().filter_map(|mark| rest.find(mark)).min() {
        kept += &rest[..at];
        kept.push(' ');
        rest = &rest[at..];
        let (open, end) = match rest.as_bytes()[0] {
            b'[' => ("[[", "]]"),
            b']' => ("](", ")"),
            b'&' => ("&", ";"),
            _ => ("`", "`"),
        };
        let Some((inner, after)) = rest[open.len()..].split_once(end) else { break };
        match open {
            // A bare wiki link shows the label of its target.
            "[[" => kept += inner.split_once('|').map_or("", |(_, label)| label),
            "`" => kept += inner,
            // A reference to a character may be one; else it is words. Either way nothing is sure.
            _ => {}
        }
        kept.push(' ');
        rest = after;
    }
    kept + rest
}

/// What of `shown` is neither expected nor among `furniture`, or what of the expected is missing; nothing when all
/// authored words stand there in order, with nothing but furniture between them.
pub fn difference(shown: &[String], expected: &[String], furniture: &[Vec<String>]) -> Option<String> {
    let (mut at, mut next) = (0, 0);
    while at < shown.len() {
        if expected.get(next) == Some(&shown[at]) {
            at += 1;
            next += 1;
        } else if let Some(piece) = furniture.iter().find(|piece| shown[at..].starts_with(piece)) {
            at += piece.len();
        } else {
            let near = &shown[at.saturating_sub(4)..shown.len().min(at + 5)];
            return Some(format!(
                "`{}` is shown where `{:?}` is due: … {} …",
                shown[at],
                expected.get(next),
                near.join(" ")
            ));
        }
    }
    expected.get(next).map(|lost| format!("`{lost}` is lost: … {} …", expected[next.saturating_sub(4)..].join(" ")))
}

// Proves that the comparison sees a word that is lost, invented or out of order, and passes over furniture.
#[test]
fn the_comparison_of_words_sees_every_difference() {
    let furniture = [split("Not described"), split("From")];
    let check = |shown: &str, expected: &str| difference(&split(shown), &split(expected), &furniture).is_none();
    assert!(check("From a b", "a b") && check("From From a", "From a") && check("a Not described", "a"));
    assert!(!check("a", "a b") && !check("a b c", "a b") && !check("b a", "a b") && !check("Not", ""));
}

// Proves that marks and targets are left out and no letter that is shown is; a link's target is not taken for words.
#[test]
fn what_is_surely_shown_is_found() {
    let found = |text: &str| letters(&without_targets(text)).join(" ");
    assert_eq!(found("*a* [b](c.md) [[d]] [[e|f]] `g h` 1. i &amp; j"), "a b f g h i j");
}
