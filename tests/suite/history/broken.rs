//! A release that is no longer what was written: cut off, mixed up, edited by hand. Each such file is told of, unless it
//! still means the same, and none brings the tool down.

use std::{fs, path::Path};

use rungs::{
    build::{Build, build},
    diagnostic::{Place, Severity},
    lower::Drafts,
    project::Project,
};
use serde_json::Value;

use super::{frozen, revisions::History};
use crate::{
    cases::shown,
    chance::Chance,
    hostile::{sound, told, well_formed, write},
};

const SEED: u64 = 12;
const PATH: &str = "content/releases/3.1.json";

/// A project with one release, behind a history that left all its traces in it. Gives the text of the release.
fn project(root: &Path) -> String {
    let traces = [
        "\"formerly\"",
        "\"replaces\"",
        "\"note\"",
        "{#",
        "\"from\"",
        "\"points\"",
        "\"group\": \"people\"",
        "\"group\": \"work\"",
    ];
    let made = (1..200).map(|seed| {
        let mut history = History::begin(seed);
        let notes = (0..30).map(|_| {
            history.revise();
            history.release()
        });
        let notes = notes.collect::<String>();
        let files = history.model.files();
        let text = frozen(&files, "3.1", "2020-02-03", &notes);
        (files, text)
    });
    let (files, text) = made.into_iter().find(|(_, text)| traces.iter().all(|trace| text.contains(trace))).unwrap();
    for (path, text) in files {
        write(root, &format!("content/{path}"), text.as_bytes());
    }
    write(root, "book.toml", b"[book]\ntitle = \"Engineering\"\n");
    write(root, PATH, text.as_bytes());
    text
}

fn look(root: &Path) -> Build {
    build(Project::read(root), Drafts::LeftOut)
}

/// The errors and warnings on the release. Each has its place in the file, or means all of it.
fn complaints(built: &Build) -> usize {
    let of_release = built.diagnostics.iter().filter(|found| found.path(&built.sources) == PATH);
    let worth = of_release.filter(|found| found.severity() != Severity::Note);
    worth.inspect(|found| assert!(!matches!(found.place, Place::Path(_)) || found.help.is_some())).count()
}

/// Holds one broken file against what it was; gives whether it was told of.
fn holds(root: &Path, what: &str, bytes: &[u8], whole: &Value) -> bool {
    write(root, PATH, bytes);
    told(what, bytes, || {
        let built = look(root);
        sound(&built.diagnostics, &built.sources);
        well_formed(&built);
        let complaints = complaints(&built);
        // What is cut off, or has a key twice, is not the same even where a lenient reader could make it so.
        let same = serde_json::from_slice(bytes).is_ok_and(|value: Value| value == *whole);
        let text = shown(&built.diagnostics, &built.sources);
        assert!(same || complaints > 0, "{what} is not told of:\n{text}");
        assert_eq!(built.diagnostics.iter().count(), complaints, "{what} is told of elsewhere:\n{text}");
        complaints > 0
    })
}

/// Values that belong nowhere, or nowhere but in one place.
const VALUES: [&str; 16] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\" \"",
    "[[[]]]",
    "{\"text\": {\"text\": \"a\"}}",
    "1e999",
    "-0",
    "123456789012345678901234567890",
    "\"\\u0000\"",
    "\"\\u0001\"",
    "\"\\ud800\"",
    "\"nobody\"",
    "[\"nobody\", \"nobody\"]",
];

/// Where values begin and end that fill the rest of their line.
fn values(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end().trim_end_matches(',');
        let at = bare.find("\": ").map_or(bare.len() - bare.trim_start().len(), |at| at + 3);
        if !bare[at..].is_empty() && !bare.ends_with(['{', '[', '}', ']']) {
            found.push((start + at, start + bare.len()));
        }
        start += line.len();
    }
    found
}

/// The kind of mutant that has a key twice.
const SECOND_KEY: usize = 4;

fn mutant(text: &str, kind: usize, chance: &mut Chance) -> Vec<u8> {
    let mut lines: Vec<&str> = text.lines().collect();
    let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
    let values = values(text);
    let (from, to) = *chance.pick(&values);
    match kind {
        0 => {
            lines.remove(at);
            lines.join("\n").into_bytes()
        }
        1 => {
            lines.swap(at, other);
            lines.join("\n").into_bytes()
        }
        2 => {
            lines.insert(at, lines[at]);
            lines.join("\n").into_bytes()
        }
        3 => {
            let mut bytes = text.as_bytes().to_vec();
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(8);
            bytes
        }
        SECOND_KEY => {
            let keys: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("\": \"")).collect();
            let at = *chance.pick(&keys);
            let line = format!("{},", lines[at].trim_end_matches(','));
            lines.insert(at, &line);
            lines.join("\n").into_bytes()
        }
        5 => [&text[..from], *chance.pick(&VALUES), &text[to..]].concat().into_bytes(),
        6 => {
            // The value of another key: of the right type at times, and of the wrong meaning.
            let (other, end) = *chance.pick(&values);
            [&text[..from], &text[other..end], &text[to..]].concat().into_bytes()
        }
        _ => {
            let pieces: [&[u8]; 8] =
                [b"\0", b"\x01", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\\", b"\t"];
            let at = chance.below(text.len());
            let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            [&text.as_bytes()[..at], *chance.pick(&pieces), &text.as_bytes()[at..]].concat()
        }
    }
}

// Proves that nobody loses a release without knowing: cut off anywhere, it is told of.
#[test]
fn a_release_that_is_cut_off_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let text = project(root);
    let built = look(root);
    assert!(built.output.is_some() && built.diagnostics.is_empty(), "{}", shown(&built.diagnostics, &built.sources));
    let whole: Value = serde_json::from_str(&text).unwrap();
    for step in 0..50 {
        let end = text.len() * step / 50;
        let end = (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        assert!(holds(root, &format!("the first {end} bytes"), &text.as_bytes()[..end], &whole));
    }
    fs::remove_file(root.join(PATH)).unwrap();
    assert_eq!(complaints(&look(root)), 0);
}

// Proves for every way of editing a file by hand that what changes its meaning is told of.
#[test]
fn a_release_that_was_edited_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let text = project(root);
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut chance = Chance::new(SEED);
    let (mut found, mut harmless) = (0, 0);
    for round in 0..280 {
        let bytes = mutant(&text, round % 8, &mut chance);
        let kind = round % 8;
        let told = holds(root, &format!("mutant {round} of kind {kind}"), &bytes, &whole);
        // A second key would be passed over in silence, though nothing else changes.
        assert!(told || kind != SECOND_KEY, "a key that is given twice in mutant {round} is not told of");
        if told {
            found += 1;
        } else {
            harmless += 1;
        }
    }
    assert!(found > 240 && harmless > 0, "{found} of the mutants are told of, {harmless} mean the same");
}

// Proves that files which no program would write are told of as well: the whole of them, or some place.
#[test]
fn a_file_that_is_no_release_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let text = project(root);
    let whole: Value = serde_json::from_str(&text).unwrap();
    let deep = ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(60) + &"]".repeat(60)];
    let files =
        ["", "\n", "null", "1", "\"\"", "[]", "{}", "{\"rungs\": 1}", "{\"rungs\": 4294967296}", "{\"rungs\": \"1\"}"];
    for file in files.into_iter().chain(deep.iter().map(|deep| &**deep)) {
        assert!(holds(root, &file.chars().take(20).collect::<String>(), file.as_bytes(), &whole));
    }
    // Line ends, a mark at the beginning and blanks are what editors and repositories change.
    for (what, file) in [
        ("CRLF", text.replace('\n', "\r\n")),
        ("a mark", format!("\u{feff}{text}")),
        ("blanks", text.replace("  ", "\t")),
    ] {
        write(root, PATH, file.as_bytes());
        let built = look(root);
        assert!(built.output.is_some() && complaints(&built) == 0, "{what}");
    }
    // The same release under another name, and one version under two.
    write(root, PATH, text.as_bytes());
    write(root, "content/releases/3.json", text.as_bytes());
    write(root, "content/releases/3.1.0.json", text.replace("\"3.1\"", "\"3.1.0\"").as_bytes());
    let built = look(root);
    let told: Vec<String> = built.diagnostics.iter().map(|found| found.path(&built.sources).to_string()).collect();
    assert!(told.iter().any(|path| path == "content/releases/3.json"), "{told:?}");
    assert!(built.diagnostics.iter().any(|found| found.message.contains("one version")), "{told:?}");
}
