//! Small projects from end to end: what they publish is what stands beside them.
//!
//! A case is a folder `tests/sites/<case>` with a project in `in` and, in `expected`, what some of its files hold: of
//! a page its `<main>`, a line for each block, of any other file all. `files.txt` lists all published paths and `diagnostics.txt` holds the
//! warnings; a case without the latter must have none. `RUNGS_BLESS=1` rewrites what is expected of the files that are
//! there; a new expectation begins as an empty file.

use std::fs;

use crate::{
    cases::{Case, blessing, cases, compare, files},
    markup,
};

/// The part of a page that a case says something of.
fn main_of(page: &str) -> Result<String, String> {
    let html = markup::page(page)?;
    html.named("main").first().map(|main| markup::lines(main)).ok_or_else(|| "the page has no `<main>`".to_owned())
}

/// All published paths, a line each, the hash in a name hidden.
fn list(case: &Case) -> String {
    case.output.files.keys().map(|path| format!("{}\n", without_hash(path))).collect()
}

fn without_hash(path: &str) -> String {
    let Some((stem, hash)) = path.strip_prefix("assets/").and_then(|name| name.rsplit_once('-')) else {
        return path.to_owned();
    };
    match hash.split_once('.') {
        Some((hash, ending)) if hash.len() == 8 => format!("assets/{stem}-*.{ending}"),
        _ => path.to_owned(),
    }
}

fn check(case: &Case) -> Vec<String> {
    let Some(folder) = &case.expected else { return Vec::new() };
    let expected = files(folder);
    let mut problems: Vec<String> = Vec::new();
    if !expected.iter().any(|(_, path)| !path.ends_with(".txt")) {
        problems.push(format!("{}: nothing is expected of any published file", case.name));
    }
    if !case.report.is_empty() && !expected.iter().any(|(_, path)| path == "diagnostics.txt") {
        problems.push(format!("{}: there are warnings, and no `diagnostics.txt`\n{}", case.name, case.report));
    }
    for (file, path) in expected {
        let compared = match &*path {
            "files.txt" => compare(&file, &list(case)),
            "diagnostics.txt" => compare(&file, &case.report),
            path => match (case.output.files.get(path), path.ends_with(".html").then(|| case.page(path)).flatten()) {
                (None, _) => Err(format!("{}: nothing is published as `{path}`", case.name)),
                (_, Some(page)) => main_of(page).and_then(|main| compare(&file, &main)),
                (Some(found), None) if blessing() => {
                    fs::write(&file, &found.bytes).unwrap();
                    Ok(())
                }
                (Some(found), None) if fs::read(&file).unwrap() == found.bytes => Ok(()),
                (Some(_), None) => Err(format!("{}: `{path}` is not what is expected", case.name)),
            },
        };
        problems.extend(compared.err());
    }
    problems
}

// Proves that every case publishes what stands beside it, byte by byte, and warns of nothing else.
#[test]
fn every_case_publishes_what_is_expected() {
    let problems: Vec<String> = cases().iter().flat_map(check).collect();
    assert!(problems.is_empty(), "{}\n\n`RUNGS_BLESS=1` takes them as expected", problems.join("\n\n"));
}

fn case(name: &str) -> &'static Case {
    cases().iter().find(|case| case.name == name).unwrap()
}

// Proves that the direction of writing follows from the language, on every page, and stands in the page's root.
#[test]
fn a_right_to_left_language_turns_every_page() {
    for (path, page) in case("right-to-left/expected").pages() {
        assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{path}");
    }
    assert!(case("two-levels/expected").pages().all(|(_, page)| page.contains("<html lang=\"en\" dir=\"ltr\">")));
}

// Proves that a theme overrides one style sheet by its name and keeps the others, and that `additional-css` comes last.
#[test]
fn a_theme_overrides_style_sheets_one_by_one() {
    let sheet = |case: &'static Case, name: &str| {
        let path = case.output.files.keys().find(|path| without_hash(path) == name).unwrap();
        (path.clone(), String::from_utf8(case.output.files[path].bytes.clone()).unwrap())
    };
    let (path, own) = sheet(case("theme/expected"), "assets/style-*.css");
    let (_, default) = sheet(case("two-levels/expected"), "assets/style-*.css");
    assert!(own.contains(".house{color:CanvasText;}"));
    assert!(default.contains("@media print") && !own.contains("@media print"));
    assert!(own.contains("@layer") && own.len() > default.len() / 2, "the other style sheets are still there");
    let (extra, text) = sheet(case("theme/expected"), "assets/extra-*.css");
    assert_eq!(text, ".more { margin: 0; }\n");
    for (page, text) in case("theme/expected").pages() {
        let place = |path: &str| text.find(path).unwrap_or_else(|| panic!("{page} does not link {path}"));
        assert!(place(&path) < place(&extra), "{page}");
    }
}

// Proves that a draft leaves no trace in a build, not even a word.
#[test]
fn a_draft_that_is_not_shown_leaves_no_trace() {
    for (path, page) in case("drafts/expected").pages() {
        assert!(!path.contains("ghosts") && !page.to_lowercase().contains("ghosts"), "{path}");
    }
    for (path, file) in case("drafts/expected").output.files.iter().filter(|(path, _)| path.ends_with(".js")) {
        assert!(!String::from_utf8_lossy(&file.bytes).to_lowercase().contains("ghosts"), "{path}");
    }
    let shown = case("drafts/expected-drafts").page("index.html").unwrap();
    assert!(shown.contains("Ghosts") && shown.contains("Draft"));
}
