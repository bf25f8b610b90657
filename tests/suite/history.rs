//! A long history of a ladder with known edits: after each of its revisions every link that was ever published leads
//! to a page that says the true story.
//!
//! What is true is known from the edits (`history/truth.rs`), and what is published from the pages; neither asks the
//! code under test.

mod author;
mod broken;
mod edit;
mod model;
mod published;
mod revisions;
mod story;
mod truth;

use rungs::{
    build::{Build, build, check},
    config::Config,
    date::Date,
    lower::Drafts,
    project::{ContentText, Project},
    release::{Frozen, Version, freeze},
};

use crate::cases::shown;
use published::{Counts, Now, Published};
use revisions::History;

const SEED: u64 = 20;
const REVISIONS: usize = 104;

/// A project in memory: the files of its content.
fn project(files: &[(String, String)]) -> Project {
    let config = Config { title: "Engineering".into(), src: "content".into(), ..Config::default() };
    let mut project = Project { config, ..Project::default() };
    for (path, text) in files {
        let file = project.sources.add(format!("content/{path}"), &**text);
        let content = ContentText { path: path.clone(), file };
        match path.split('/').next() {
            Some("competencies") => project.competencies.push(content),
            Some("releases") => project.releases.push(content),
            _ => project.ladders.push(content),
        }
    }
    project
}

/// The text of a release of a ladder.
fn frozen(files: &[(String, String)], version: &str, date: &str, notes: &str) -> String {
    let mut project = project(files);
    let (content, diagnostics) = check(&mut project, Drafts::LeftOut);
    assert!(!diagnostics.has_errors(), "{}", shown(&diagnostics, &project.sources));
    let (version, date) = (Version::parse(version).unwrap(), Date::parse(date).unwrap());
    freeze(&content, &Frozen { version, date, effective: None, notes: Some(notes) })
}

/// The version and the day of a release: months go by.
fn named(revision: usize) -> (String, String) {
    let version = match revision % 3 {
        0 => format!("{}", revision / 3 + 1),
        minor => format!("{}.{minor}", revision / 3 + 1),
    };
    (version, format!("{}-{:02}-03", 2015 + revision / 12, revision % 12 + 1))
}

#[test]
fn every_link_ever_published_tells_the_true_story() {
    let mut history = History::begin(SEED);
    let mut releases: Vec<(String, String)> = Vec::new();
    let mut versions = Vec::new();
    let (mut published, mut counts) = (Published::default(), Counts::default());
    for revision in 0..=REVISIONS {
        let notes = if revision == 0 { "The first one.\n".to_owned() } else { history.revise() };
        let mut files = history.model.files();
        let (version, date) = named(revision);
        let text = frozen(&files, &version, &date, &notes);
        releases.push((format!("releases/{version}.json"), text));
        files.extend(releases.iter().cloned());
        let Build { output, diagnostics, sources } = build(project(&files), Drafts::LeftOut);
        let report = shown(&diagnostics, &sources);
        let at = format!("seed {SEED}, revision {revision} ({:?})", history.log);
        let site = output.unwrap_or_else(|| panic!("{at}:\n{report}"));
        versions.push(version);
        let now = Now { truth: &history.truth, model: &history.model, versions: &versions, revision };
        let problems = published.check(&site, now, &mut counts);
        assert!(problems.is_empty(), "{at}: {} problems\n{}", problems.len(), problems.join("\n"));
    }
    for kind in edit::Kind::ALL {
        let made = history.made.get(&kind).copied().unwrap_or(0);
        assert!(made >= 5, "only {made} edits are {kind:?}");
    }
}
