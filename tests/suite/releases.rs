//! Releases: what is frozen is read again as it was, and a file that is no longer whole is said to be so.

mod command;

use rungs::{
    date::Date,
    diagnostic::Diagnostics,
    project::{ContentText, Project},
    release::{self, Frozen, Version, freeze},
    theme,
};

use crate::{
    cases::{cases, shown},
    html::pages,
};

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

// Proves that every page of a release, and no other, says above all else which release it is, of which day and from when
// it counts, with the way to the same page today or the word that there is none.
#[test]
fn every_page_of_a_release_says_which_it_is() {
    let (mut seen, mut gone) = (0, 0);
    for page in pages() {
        let banners: Vec<_> =
            page.html.all().into_iter().filter(|element| element.attribute("class") == Some("frozen")).collect();
        let release = page.case.releases.iter().find(|release| {
            page.path
                .strip_prefix(&format!("releases/{}/", release.version))
                .is_some_and(|path| path.ends_with(".html"))
        });
        let Some(release) = release else {
            assert!(banners.is_empty(), "{}: {} is no page of a release", page.case.name, page.path);
            continue;
        };
        let [banner] = &*banners else { panic!("{}: {}", page.case.name, page.path) };
        let days: Vec<_> = banner.named("time").iter().filter_map(|time| time.attribute("datetime")).collect();
        let due: Vec<_> =
            [Some(release.date), release.effective].into_iter().flatten().map(|day| day.to_string()).collect();
        assert_eq!(days, due, "{}", page.path);
        assert!(banner.text().contains(release.version.as_str()), "{}", page.path);
        let ways: Vec<_> = banner.named("a").iter().filter_map(|way| way.attribute("href")).collect();
        let report = format!("index.html#{}", release.version);
        assert!(ways.last().is_some_and(|way| way.ends_with(&report)), "{}: {ways:?}", page.path);
        gone += usize::from(ways.len() == 1);
        seen += 1;
    }
    assert!(seen > 20 && gone > 0, "{seen} pages, {gone} without one today");
}
