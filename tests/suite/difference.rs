//! Two states of a project, and what changed in meaning.
//!
//! A case is a folder `tests/difference/<case>` with the projects `before` and `after`, and beside them what people and
//! programs are told: `expected.txt` (without its colors), `expected.md` and `expected.json`.

use std::{collections::BTreeSet, path::Path};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};
use rungs::{
    build::{Checked, check},
    diagnostic::Severity,
    difference::{Bump, Change, Counts, Difference, Kind, human, json, markdown},
    ladder::{Content, Words},
    lower::Drafts,
    project::Project,
};

use crate::cases::{cases, compare, entries, shown};

/// The content of a project.
fn read(folder: &Path) -> Content {
    let mut project = Project::read(folder);
    let Checked { content, diagnostics, .. } = check(&mut project, Drafts::LeftOut);
    let report = shown(&diagnostics, &project.sources);
    assert_eq!(diagnostics.count(Severity::Error), 0, "{}:\n{report}", folder.display());
    content
}

fn folders() -> Vec<std::path::PathBuf> {
    let folders = entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/difference"));
    assert!(folders.len() > 5);
    folders
}

mod edits;

const TITLES: (&str, &str) = ("release 1", "the working tree");

// Proves that people and programs are told what stands beside each case.
#[test]
fn every_case_is_told_as_expected() {
    let mut problems = Vec::new();
    for folder in folders() {
        let (before, after) = (read(&folder.join("before")), read(&folder.join("after")));
        let difference = Difference::between(&before, &after);
        let human = anstream::adapter::strip_str(&human::report(&difference, TITLES)).to_string();
        let json = json::report(&difference, TITLES);
        assert_eq!(json.lines().count(), 1);
        // A line for each change is easier to compare, and as valid.
        let json = json.replace("},{\"kind\"", "},\n{\"kind\"") + "\n";
        for (ending, text) in [("txt", human), ("md", markdown::report(&difference, TITLES)), ("json", json)] {
            problems.extend(compare(&folder.join(format!("expected.{ending}")), &text).err());
        }
    }
    assert!(problems.is_empty(), "{}\n\n`RUNGS_BLESS=1` takes them as expected", problems.join("\n\n"));
}

// Proves that the cases show each kind of change, each aspect of the vocabulary and each effect, and that the way back is
// as long: what was added is removed, and whatever else changed changes back.
#[test]
fn every_kind_and_effect_is_shown_by_a_case() {
    let (mut kinds, mut aspects, mut effects) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for folder in folders() {
        let (before, after) = (read(&folder.join("before")), read(&folder.join("after")));
        let (there, back) = (Difference::between(&before, &after), Difference::between(&after, &before));
        for change in &there.changes {
            effects.insert(change.effect);
            kinds.insert(format!("{:?}", change.kind).split(' ').next().unwrap_or_default().to_owned());
            if let Kind::Altered { aspect, .. } = change.kind {
                aspects.insert(aspect);
            }
        }
        let (there, back) = (there.counts(), back.counts());
        let turned = Counts { added: back.removed, removed: back.added, ..back };
        // Losing an id is a change, gaining one is none.
        assert_eq!(Counts { extras: 0, ..turned }, Counts { extras: 0, ..there }, "{}", folder.display());
    }
    assert_eq!(kinds.len(), 9);
    assert_eq!(aspects.len(), 12);
    assert_eq!(effects.len(), 5);
}

// Proves that nothing changed where nothing changed, whatever a ladder holds.
#[test]
fn a_content_is_no_different_from_itself() {
    for case in cases() {
        let difference = Difference::between(&case.content, &case.content);
        assert!(difference.is_empty(), "{}: {:?}", case.name, difference.changes);
        assert_eq!(difference.bump(), Bump::Nothing);
    }
}

/// What a reader of a comment sees: the words before and after of each quotation, blanks left out.
fn seen(comment: &str) -> Vec<[String; 2]> {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut seen: Vec<[String; 2]> = Vec::new();
    let (mut quotation, mut old, mut new) = (false, false, false);
    let words = |text: &str| text.replace(|c: char| c.is_whitespace() || c == '\u{200b}', "");
    for event in TextMergeStream::new(Parser::new_ext(comment, options)) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                quotation = true;
                seen.push(Default::default());
            }
            Event::End(TagEnd::BlockQuote(_)) => quotation = false,
            Event::Start(Tag::Strikethrough) => old = true,
            Event::End(TagEnd::Strikethrough) => old = false,
            Event::Start(Tag::Strong) => new = true,
            Event::End(TagEnd::Strong) => new = false,
            Event::Text(text) => {
                let plain = text.to_lowercase();
                for call in ["@a", "#1", "#a", "!1", "gh-1", "://", "www.a", "www.e", ":a"] {
                    assert!(!plain.contains(call), "{text} calls {call} in:\n{comment}");
                }
                if quotation && let Some([before, after]) = seen.last_mut() {
                    before.push_str(&if new { String::new() } else { words(&text) });
                    after.push_str(&if old { String::new() } else { words(&text) });
                }
            }
            // Permanent ids.
            Event::Code(text) => assert!(!quotation && text.chars().all(char::is_alphanumeric), "{text}"),
            Event::Start(Tag::Heading { .. } | Tag::List(None) | Tag::Item | Tag::Paragraph)
            | Event::End(TagEnd::Heading(_) | TagEnd::List(false) | TagEnd::Item | TagEnd::Paragraph) => {}
            other => panic!("{other:?} in:\n{comment}"),
        }
    }
    seen
}

// Proves that no text of an author is more than words in a comment, whatever is in it, and that none is lost: what is
// marked as gone and new leaves the one wording and the other.
#[test]
fn authored_text_is_nothing_but_words_in_a_comment() {
    for folder in folders() {
        let (before, after) = (read(&folder.join("before")), read(&folder.join("after")));
        seen(&markdown::report(&Difference::between(&before, &after), TITLES));
    }
    let parts = [
        "sings",
        "choir",
        "plays",
        "listens",
        "a1",
        " ",
        " ",
        " ",
        " ",
        "*",
        "**",
        "_",
        "~~",
        "~",
        "`",
        "```",
        "\\",
        "<b>",
        "-->",
        "&amp;",
        "[x](y)",
        "![",
        "]",
        "@a",
        "#1",
        "#a",
        "!1",
        "gh-1",
        "https://a",
        "www.a",
        ":a:",
        "$",
        "|",
        "---",
        "1.",
        "1)",
        "- ",
        "> ",
        "# ",
        "=",
        "+ ",
        "\n",
        "\n\n",
        "天",
        "周",
        "é",
        "\u{301}",
        "“",
        "…",
        "🎉",
    ];
    let mut chance = Chance(3);
    let mut text = |common: &str| {
        let mut some = || (0..chance.below(9)).map(|_| parts[chance.below(parts.len())]).collect::<String>();
        [some(), common.to_owned(), some()].concat()
    };
    let content = read(&folders()[0].join("before"));
    let mut reworded = 0;
    for round in 0..3000 {
        let common = ["", " sings every song of the whole choir "][round % 2];
        let states = [text(common), text(common)].map(|markdown| {
            let mut content = content.clone();
            let cells = &mut content.ladders[0].competencies[0].cells;
            let statements = cells.values_mut().next().unwrap().body.statements_mut();
            let Words::Text(text) = &mut statements.into_iter().next().unwrap().words else { panic!("no text") };
            text.markdown = markdown;
            content
        });
        let difference = Difference::between(&states[0], &states[1]);
        let comment = markdown::report(&difference, TITLES);
        let seen = seen(&comment);
        let Some(Change { kind: Kind::Reworded { words, .. }, .. }) = difference.changes.first() else { continue };
        reworded += usize::from(words.segments.len() > 2);
        if words.before != words.after {
            // What is the same stands there as in the new wording, which may be punctuated otherwise.
            let letters = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
            let [[before, after]] = &seen[..] else { panic!("{comment}") };
            assert_eq!(letters(before), letters(&words.before), "{comment}");
            assert_eq!(*after, words.after.replace(char::is_whitespace, ""), "{comment}");
        }
    }
    assert!(reworded > 300, "only {reworded} were reworded");
}

/// A few numbers by chance, always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}
