//! A long history of a ladder with known edits: after each of its revisions every link that was ever published leads
//! to a page that says the true story.
//!
//! What is true is known from the edits (`history/truth.rs`), and what is published from the pages; neither asks the
//! code under test.

mod author;
mod broken;
mod edit;
mod look;
mod model;
mod published;
mod revisions;
mod story;
mod truth;

use rungs::{
    build::{Build, Checked, build, check},
    config::Config,
    date::Date,
    lower::Drafts,
    project::{ContentText, Project},
    release::{Frozen, Version, freeze},
};

use crate::cases::shown;
use edit::Kind;
use published::{Counts, Now, Published};
use revisions::History;

const SEED: u64 = 20;
const REVISIONS: usize = 104;
/// Every so many revisions are a release. Each release is a site of its own in every later build, so that the time that
/// this takes grows with their number's square.
const EACH: usize = 4;

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
    let Checked { content, diagnostics, .. } = check(&mut project, Drafts::LeftOut);
    assert!(!diagnostics.has_errors(), "{}", shown(&diagnostics, &project.sources));
    let (version, date) = (Version::parse(version).unwrap(), Date::parse(date).unwrap());
    freeze(&content, &Frozen { version, date, effective: None, notes: Some(notes) })
}

/// The version and the day of a release: months go by.
fn named(release: usize) -> (String, String) {
    let version = match release % 3 {
        0 => format!("{}", release / 3 + 1),
        minor => format!("{}.{minor}", release / 3 + 1),
    };
    (version, format!("{}-{:02}-03", 2015 + release / 12, release % 12 + 1))
}

/// Everything that was published in the course of a history.
#[derive(Default)]
struct Archive {
    releases: Vec<(String, String)>,
    versions: Vec<String>,
    published: Published,
    counts: Counts,
    built: usize,
}

impl Archive {
    /// Builds the site as it is now and looks behind every address that there ever was.
    fn publish(&mut self, history: &History, released: bool) {
        let revision = history.revision;
        let at = format!("seed {SEED}, revision {revision} ({:?})", history.log);
        let files = [history.model.files(), self.releases.clone()].concat();
        let Build { output, diagnostics, sources } = build(project(&files), Drafts::LeftOut);
        let site = output.unwrap_or_else(|| panic!("{at}:\n{}", shown(&diagnostics, &sources)));
        let cells = history.model.statements().into_iter().map(|(place, _)| place).collect();
        let now = Now { truth: &history.truth, cells: &cells, versions: &self.versions, revision, released };
        let problems = self.published.check(&site, now, &mut self.counts);
        assert!(problems.is_empty(), "{at}: {} problems\n{}", problems.len(), problems.join("\n"));
        self.built += 1;
    }

    /// Freezes the ladder as it is now.
    fn release(&mut self, history: &mut History) {
        let (version, date) = named(history.releases);
        let notes = history.release();
        let text = frozen(&history.model.files(), &version, &date, &notes);
        self.releases.push((format!("releases/{version}.json"), text));
        self.versions.push(version);
    }
}

// Proves the promise: no link that was ever sent around is broken or lies, whatever was edited since.
#[test]
fn every_link_ever_published_tells_the_true_story() {
    let mut history = History::begin(SEED);
    let mut archive = Archive::default();
    archive.release(&mut history);
    archive.publish(&history, true);
    for revision in 1..=REVISIONS {
        history.revise();
        // Between releases the site is published as well, with edits that none holds yet.
        let released = revision % EACH == 0;
        if released {
            archive.release(&mut history);
        }
        archive.publish(&history, released);
    }
    for kind in Kind::ALL {
        let made = history.made.get(&kind).copied().unwrap_or(0);
        assert!(made >= 5, "only {made} edits are {kind:?}");
    }
    let (paths, fragments) = archive.published.totals();
    let (built, counts) = (archive.built, archive.counts);
    assert!(built > 100 && history.releases > 25 && paths > 800 && fragments > 12_000, "{paths} paths, {fragments}");
    assert!(counts.pages > 40_000 && counts.fragments > 600_000 && counts.links > 600_000, "{counts:?}");
    assert!(counts.stories > 4000 && counts.statements > 100_000 && counts.frozen > 20_000, "{counts:?}");
    assert!(counts.former > 9000 && counts.places > 150_000 && counts.departed > 130_000, "{counts:?}");
}
