//! `rungs mint`: ids behind statements, and nothing else in a file.
//!
//! A case is a folder of `tests/mint`: a competency in `in.yaml`, and the same with its ids in `out.yaml`.

mod command;
mod ids;
mod made;
mod proof;

use std::{collections::BTreeSet, fs, path::Path};

use rungs::{
    build::{Checked, check},
    ladder::Content,
    lower::Drafts,
    mint::{Minted, mint, prove},
    project::{ContentText, Project},
    release::Release,
};

use crate::cases::{blessing, compare, entries, shown};

const LADDER: &str = "title: Ladder
levels:
  - {id: l1, name: Level 1}
  - {id: l2, name: Level 2}
  - {id: l3, name: Level 3}
  - {id: l4, name: Level 4}
  - {id: l5, name: Level 5}
  - {id: l6, name: Level 6}
  - {id: l7, name: Level 7}
  - {id: l8, name: Level 8}
  - {id: l9, name: Level 9}
  - {id: l10, name: Level 10}
  - {id: l11, name: Level 11}
groups:
  - {id: group, name: Group}
sections:
  - {id: text, title: Text, style: prose}
  - {id: items, title: Items, style: list}
  - {id: steps, title: Steps, style: steps}
  - {id: turn, title: Turn, style: shift}
  - {id: sum, title: Sum, style: summary}
";

/// A project with these competencies: path and text.
fn project(ladder: &str, competencies: &[(&str, &str)]) -> Project {
    let mut project = Project::default();
    let mut add = |path: &str, text: &str| {
        let file = project.sources.add(format!("content/{path}"), text);
        ContentText { path: path.to_owned(), file }
    };
    let ladder = add("ladder.yaml", ladder);
    let competencies: Vec<_> =
        competencies.iter().map(|(path, text)| add(&format!("competencies/{path}"), text)).collect();
    project.ladders.push(ladder);
    project.competencies = competencies;
    project
}

/// What a project says, which has no mistakes.
fn content(project: &mut Project) -> Content {
    let Checked { content, diagnostics, .. } = check(project, Drafts::Shown);
    assert!(!diagnostics.has_errors(), "{}", shown(&diagnostics, &project.sources));
    content
}

/// Mints and proves.
fn minted(project: &mut Project, releases: &[Release]) -> Vec<Minted> {
    let content = content(project);
    let minted = mint(project, &content, releases);
    assert_eq!(prove(project, &content, &minted), Ok(()));
    minted
}

/// The text of a competency with its ids.
fn with_ids(text: &str) -> String {
    let mut minted = minted(&mut project(LADDER, &[("one.yaml", text)]), &[]);
    assert!(minted.len() <= 1);
    minted.pop().map_or_else(|| text.to_owned(), |file| file.text)
}

/// The ids of all statements, in order; none where one is missing.
fn ids(project: &mut Project) -> Vec<Option<String>> {
    let content = content(project);
    let competencies = content.ladders.iter().flat_map(|ladder| &ladder.competencies);
    let statements = competencies.flat_map(|competency| competency.statements().map(|(_, statement)| statement));
    statements.map(|statement| statement.id.as_ref().map(ToString::to_string)).collect()
}

/// What was put into `before` to make `after`, found without regard to how it was done: every difference must be an id
/// in one of its forms, or a quote. Returns how many of each there are.
fn additions(before: &str, after: &str) -> Result<(usize, usize), String> {
    let ids: BTreeSet<String> = ids(&mut project(LADDER, &[("one.yaml", after)])).into_iter().flatten().collect();
    let (mut old, mut new) = (before, after);
    let (mut added, mut quotes) = (0, 0);
    while !new.is_empty() {
        // An id of before is the same on both sides.
        if let Some(rest) = addition(new, &ids)
            .filter(|rest| new.len() - rest.len() > 1 && !old.starts_with(&new[..new.len() - rest.len()]))
        {
            added += 1;
            new = rest;
        } else if let (Some(a), Some(b)) = (old.chars().next(), new.chars().next())
            && a == b
        {
            old = &old[a.len_utf8()..];
            new = &new[b.len_utf8()..];
        } else if new.starts_with(['\'', '"']) {
            quotes += 1;
            new = &new[1..];
        } else {
            return Err(format!("`{}` was put in front of `{}`", &new[..new.len().min(40)], &old[..old.len().min(40)]));
        }
    }
    if old.is_empty() { Ok((added, quotes)) } else { Err(format!("`{old}` was lost")) }
}

/// What stands behind an id that `text` begins with, in one of the forms that an id has.
fn addition<'t>(text: &'t str, ids: &BTreeSet<String>) -> Option<&'t str> {
    let behind = |rest: &'t str, end: &str| {
        let id = ids.iter().find(|id| rest.starts_with(&***id))?;
        rest[id.len()..].strip_prefix(end)
    };
    if let Some(rest) = text.strip_prefix(" {#") {
        return behind(rest, "}");
    }
    if let Some(rest) = text.strip_prefix(", id: ") {
        return behind(rest, "");
    }
    let rest = text.trim_start_matches(['\r', '\n']);
    let line_ends = text.len() - rest.len();
    let rest = rest.trim_start_matches(' ').strip_prefix("id: ")?;
    if matches!(&text[..line_ends], "\n" | "\r" | "\r\n") { behind(rest, "") } else { None }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mint")
}

/// Every case: its name and text.
fn cases() -> Vec<(String, String)> {
    let case = |folder: std::path::PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(folder.join("in.yaml")).unwrap())
    };
    entries(&folder()).into_iter().map(case).collect()
}

// Every case gets the ids that stand beside it, in the notation of its author.
#[test]
fn every_case_becomes_what_stands_beside_it() {
    let mut wrong = Vec::new();
    for (name, text) in cases() {
        let out = folder().join(&name).join("out.yaml");
        assert!(out.is_file() || blessing(), "{name} expects nothing");
        wrong.extend(compare(&out, &with_ids(&text)).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A way to save a file: its name, and what it makes of a text.
type Saved = (&'static str, fn(&str) -> String);

/// What one can do to a file without changing what it says.
const SAVED: [Saved; 6] = [
    ("as it is", str::to_owned),
    ("with CRLF", |text| text.replace('\n', "\r\n")),
    ("with CR", |text| text.replace('\n', "\r")),
    ("with a byte order mark", |text| format!("\u{feff}{text}")),
    ("without a line end at the end", |text| text.trim_end_matches('\n').to_owned()),
    ("with CRLF, and none at the end", |text| text.trim_end_matches('\n').replace('\n', "\r\n")),
];

// However a case was saved, ids are all that is added, the same ones in the same places, and twice adds nothing.
#[test]
fn nothing_but_ids_is_added_however_a_file_was_saved() {
    for (name, text) in cases() {
        for (how, save) in SAVED {
            let title = format!("{name}, {how}");
            let before = save(&text);
            let after = with_ids(&before);
            let missing = ids(&mut project(LADDER, &[("one.yaml", &before)])).iter().filter(|id| id.is_none()).count();
            let (added, quotes) = additions(&before, &after).unwrap_or_else(|problem| panic!("{title}: {problem}"));
            assert_eq!(added, missing, "{title}");
            assert!(name == "in-brackets" || quotes == 0, "{title}: {quotes} quotes");
            assert_eq!(with_ids(&after), after, "{title}");
            assert_eq!(after, save(&with_ids(&text)), "{title}");
        }
    }
}
