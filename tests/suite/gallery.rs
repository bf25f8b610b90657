//! The gallery shows the theme whole: whatever the style sheets and the templates name stands on one of its pages.

use std::{collections::BTreeSet, path::Path};

use rungs::{
    build::{Build, build, build_with_gallery},
    diagnostic::Severity,
    ladder::Style,
    lower::Drafts,
    project::Project,
};

use crate::{
    cases::{files, shown},
    markup,
};

const FOLDER: &str = "_gallery/";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the gallery of this repository's ladder, by path.
fn pages() -> Vec<(String, markup::Element)> {
    let Build { output, diagnostics, sources } = build_with_gallery(Project::read(root()), Drafts::LeftOut);
    let files = output.unwrap_or_else(|| panic!("{}", shown(&diagnostics, &sources))).files;
    let pages = files.into_iter().filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".html"));
    pages.map(|(path, file)| (path, markup::page(&String::from_utf8(file.bytes).unwrap()).unwrap())).collect()
}

/// The classes that elements of the pages have.
fn worn(pages: &[(String, markup::Element)]) -> BTreeSet<String> {
    let elements = pages.iter().flat_map(|(_, page)| page.all());
    let classes = elements.filter_map(|element| element.attribute("class"));
    classes.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// The words that stand behind a dot in the selectors of a style sheet.
fn styled(sheet: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut classes = BTreeSet::new();
    // What stands before a brace and behind the last brace, semicolon or comment is a selector.
    for (at, _) in sheet.match_indices('{') {
        let selector = sheet[..at].rsplit(['{', '}', ';', '/']).next().unwrap_or_default();
        for (dot, _) in selector.match_indices('.').filter(|_| !selector.contains('@')) {
            let name = &selector[dot + 1..];
            let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
            classes.extend(name.starts_with(|c: char| c.is_ascii_lowercase()).then(|| name[..end].to_owned()));
        }
    }
    classes
}

/// The classes that a template writes in full.
fn written(template: &str) -> BTreeSet<String> {
    let values = template.match_indices("class=\"").map(|(at, marker)| &template[at + marker.len()..]);
    let values = values.filter_map(|rest| rest.split_once('"')).map(|(value, _)| without_language(value));
    let classes: Vec<String> =
        values.flat_map(|value| value.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    // What ends in a hyphen goes on with a value.
    classes.into_iter().filter(|class| !class.is_empty() && !class.ends_with('-')).collect()
}

/// A text without the tags of the template's language; a value that is put in leaves a hyphen.
fn without_language(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        kept += before;
        kept += if behind.starts_with('{') { "-" } else { "" };
        rest = behind.split_once(if behind.starts_with('{') { "}}" } else { "%}" }).map_or("", |(_, after)| after);
    }
    kept + rest
}

fn theme(folder: &str) -> Vec<String> {
    let files = files(&root().join("themes/default").join(folder));
    files.into_iter().map(|(file, _)| std::fs::read_to_string(file).unwrap()).collect()
}

// Proves that every class of the style sheets and of the templates is worn on a page of the gallery, so that nothing in
// the theme goes unseen.
#[test]
fn the_gallery_shows_every_part_of_the_theme() {
    let sheets = theme("css").iter().flat_map(|sheet| styled(sheet)).collect::<BTreeSet<_>>();
    let templates = theme("templates").iter().flat_map(|template| written(template)).collect::<BTreeSet<_>>();
    assert!(sheets.len() > 80 && templates.len() > 80, "{} and {} classes were found", sheets.len(), templates.len());
    // What a script makes is seen when it is used.
    let scripts = ["js", "js-head", "search", "cite"].into_iter().flat_map(theme).collect::<String>();
    let made = |class: &str| scripts.contains(&format!("\"{class}\"")) || scripts.contains(&format!(" {class}\""));
    let worn = worn(&pages());
    let missing: Vec<&String> =
        sheets.union(&templates).filter(|class| !worn.contains(*class) && !made(class)).collect();
    assert!(missing.is_empty(), "the gallery does not show {missing:?}: add them to `themes/default/gallery`");
}

// Proves that the gallery shows every style of a section, each with statements that have a permanent id, that have
// none, and that have examples or a note.
#[test]
fn the_gallery_shows_every_style_in_every_form() {
    let pages = pages();
    let (_, page) = pages.iter().find(|(path, _)| path == "_gallery/styles/competencies/every-style.html").unwrap();
    let mut missing = Vec::new();
    for style in Style::ALL {
        let cells = ["l1", "l2"].map(|level| page.by_id(&format!("{}--{level}", style.name())));
        let elements: Vec<&markup::Element> = cells.into_iter().flatten().flat_map(|cell| cell.all()).collect();
        let classes = |element: &markup::Element| -> Vec<String> {
            element.attribute("class").unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        };
        let has = |fits: &dyn Fn(&str) -> bool, not: &str| {
            let mut all = elements.iter().map(|element| classes(element));
            all.any(|found| found.iter().any(|class| fits(class)) && !found.iter().any(|class| class == not))
        };
        for (form, found) in [
            ("a permanent id", has(&|class| class == "statement", "statement--loose")),
            ("no permanent id", has(&|class| class == "statement--loose", "")),
            ("examples or a note", has(&|class| class == "extra", "")),
        ] {
            if !found {
                missing.push(format!("{}: {form}", style.name()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

// Proves that the gallery has nothing to complain of, wears the project's own theme, and leaves the site as it is
// without it: the same pages with the same bytes, none of which leads there.
#[test]
fn the_gallery_stands_beside_a_site_that_it_does_not_change() {
    let project = || Project::read(&root().join("tests/sites/theme/in"));
    let plain = build(project(), Drafts::LeftOut).output.unwrap().files;
    let with = build_with_gallery(project(), Drafts::LeftOut);
    assert_eq!(with.diagnostics.count(Severity::Error), 0);
    let with = with.output.unwrap().files;
    for (path, file) in &plain {
        assert_eq!(with.get(path), Some(file), "{path}");
        assert!(!String::from_utf8_lossy(&file.bytes).contains(FOLDER), "{path} leads to the gallery");
        // What is looked through is another in the gallery.
        if path.starts_with("assets/") && !path.starts_with("assets/search-") {
            assert_eq!(with.get(&format!("{FOLDER}{path}")), Some(file), "{path} is another in the gallery");
        }
    }
    let more: Vec<&String> = with.keys().filter(|path| !plain.contains_key(*path)).collect();
    assert!(more.len() > 20 && more.iter().all(|path| path.starts_with(FOLDER)), "{more:?}");
    let gallery = build(rungs::gallery::project(&Project::read(root())), Drafts::Shown);
    let complaints: Vec<_> =
        [Severity::Error, Severity::Warning].map(|severity| gallery.diagnostics.count(severity)).into();
    assert_eq!(complaints, [0, 0], "{}", shown(&gallery.diagnostics, &gallery.sources));
    let files = gallery.output.unwrap().files;
    for (path, page) in pages() {
        let links = page.named("link").into_iter().filter_map(|link| link.attribute("href").map(str::to_owned));
        for link in links.filter(|link| !link.contains("://")) {
            // Every way in the head goes by the root.
            let target = link.trim_start_matches("../");
            assert!(files.contains_key(target), "{path} names {link}");
        }
    }
}
