//! Releases: what is frozen is read again as it was, and a file that is no longer whole is said to be so.

use rungs::{
    date::Date,
    diagnostic::Diagnostics,
    project::{ContentText, Project},
    release::{self, Frozen, Version, freeze},
    theme,
};

use crate::cases::{cases, shown};

fn frozen(notes: Option<&str>) -> Frozen<'_> {
    Frozen {
        version: Version::parse("1.2").unwrap(),
        date: Date::parse("2026-02-03").unwrap(),
        effective: Date::parse("2026-03-01"),
        notes,
    }
}

/// The releases of a project that has this one.
fn read(text: &str) -> (Vec<release::Release>, Diagnostics, Project) {
    let mut project = Project::default();
    let file = project.sources.add("content/releases/1.2.json", text);
    project.releases.push(ContentText { path: "releases/1.2.json".into(), file });
    let mut sink = Diagnostics::default();
    let strings = theme::strings(&project.theme, &project.config, &project.sources, &mut sink);
    let releases = release::read(&project, &strings, &mut sink);
    (releases, sink, project)
}

// Proves that a release is complete: what is read from it is frozen to the same bytes, for every site of the tests.
#[test]
fn what_is_frozen_is_read_as_it_was() {
    let mut statements = 0;
    for case in cases() {
        let mut content = case.content.clone();
        let mut next = 0;
        for ladder in &mut content.ladders {
            for cell in ladder.competencies.iter_mut().flat_map(|competency| competency.cells.values_mut()) {
                for statement in cell.body.statements_mut().into_iter().filter(|statement| statement.id.is_none()) {
                    next += 1;
                    statement.id = rungs::ladder::Id::of_statement(&format!("x{next:05}"));
                }
            }
        }
        let notes = "Why: “because”.\r\n\n- {#x00001} Reason";
        let text = freeze(&content, &frozen(Some(notes)));
        let (releases, sink, project) = read(&text);
        assert!(sink.is_empty(), "{}: {}", case.name, shown(&sink, &project.sources));
        let [release] = &*releases else { panic!("{}: {} releases", case.name, releases.len()) };
        assert_eq!(release.notes.as_deref(), Some(notes));
        assert_eq!(freeze(&release.content, &frozen(release.notes.as_deref())), text, "{}", case.name);
        // Neither line ends nor blanks are a part of what it says.
        assert!(read(&text.replace('\n', "\r\n")).1.is_empty());
        let all = release.content.ladders.iter().flat_map(|ladder| &ladder.competencies);
        statements += all.map(|competency| competency.statements().count()).sum::<usize>();
    }
    assert!(statements > 100, "{statements}");
}
