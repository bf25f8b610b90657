//! Section styles: for each a fixture `tests/styles/<style>.yaml`, a competency with one section `sample` of that
//! style, and beside it `<style>.html`, its cells as they are published. `RUNGS_BLESS=1` rewrites them.
//!
//! The levels are the forms of a statement: `plain` has no id, `permanent` has one, `inline` has Markdown in its line,
//! `blocks` has several, `extras` has examples and a note.

use std::path::Path;

use rungs::{
    build::build,
    ladder::Style,
    lower::Drafts,
    project::{ContentText, Project},
};

use crate::{
    cases::{compare, files, shown},
    markup,
};

const FORMS: [&str; 5] = ["plain", "permanent", "inline", "blocks", "extras"];

/// The cells of a fixture as they stand on its competency's page.
fn cells(style: Style, fixture: &str) -> String {
    let mut project = Project::default();
    let levels: String = FORMS.iter().map(|form| format!("  - {{id: {form}, name: {form}}}\n")).collect();
    let section = format!("  - {{id: sample, title: Sample, style: {}, lead: \"Such as:\"}}\n", style.name());
    let ladder = format!("title: Styles\nlevels:\n{levels}sections:\n{section}");
    let mut add = |path: &str, text: &str| {
        let file = project.sources.add(format!("content/{path}"), text);
        ContentText { path: path.to_owned(), file }
    };
    let ladder = add("ladder.yaml", &ladder);
    let competency = add("competencies/fixture.yaml", fixture);
    project.ladders.push(ladder);
    project.competencies.push(competency);
    let built = build(project, Drafts::LeftOut);
    let report = shown(&built.diagnostics, &built.sources);
    let output = built.output.unwrap_or_else(|| panic!("{}:\n{report}", style.name()));
    let page = String::from_utf8(output.files["competencies/fixture.html"].bytes.clone()).unwrap();
    let html = markup::page(&page).unwrap();
    let mut cells = String::new();
    for form in FORMS {
        let cell = html.by_id(&format!("sample--{form}")).map(markup::lines).unwrap_or_default();
        let hole = cell.is_empty() || cell.contains("class=\"hole\"");
        assert!(!hole, "the fixture of `{}` says nothing at `{form}`", style.name());
        cells += &format!("<!-- {form} -->\n{cell}");
    }
    cells
}

// Proves that each style publishes each form of a statement as its fixture says, and that every style has a fixture.
#[test]
fn every_style_publishes_its_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles");
    let mut problems = Vec::new();
    for style in Style::ALL {
        let path = folder.join(format!("{}.yaml", style.name()));
        let fixture = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("`{}` has no fixture", style.name()));
        problems.extend(compare(&path.with_extension("html"), &cells(style, &fixture)).err());
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    for (_, name) in files(&folder) {
        let known = Style::ALL.iter().any(|style| name.split('.').next() == Some(style.name()));
        assert!(known, "tests/styles/{name} belongs to no style");
    }
}
