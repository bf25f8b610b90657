//! A long history of a ladder with known edits: after each of its revisions every link that was ever published leads
//! to a page that says the true story.
//!
//! What is true is known from the edits (`history/truth.rs`), and what is published from the pages; neither asks the
//! code under test.

mod chance;
mod edit;
mod model;
mod revisions;
mod truth;

use rungs::{
    build::{Build, build},
    config::Config,
    lower::Drafts,
    project::{ContentText, Project},
};

use revisions::History;

const SEED: u64 = 20;
const REVISIONS: usize = 104;

/// A project in memory.
fn project(files: &[(String, String)]) -> Project {
    let config = Config { title: "Engineering".into(), src: "content".into(), ..Config::default() };
    let mut project = Project { config, ..Project::default() };
    for (path, text) in files {
        let file = project.sources.add(format!("content/{path}"), &**text);
        let content = ContentText { path: path.clone(), file };
        match path.split('/').next() {
            Some("competencies") => project.competencies.push(content),
            _ => project.ladders.push(content),
        }
    }
    project
}

fn built(project: Project) -> Build {
    build(project, Drafts::LeftOut)
}

#[test]
fn every_link_ever_published_tells_the_true_story() {
    let mut history = History::begin(SEED);
    for revision in 0..=REVISIONS {
        if revision > 0 {
            history.revise();
        }
        let files = history.model.files();
        let built = built(project(&files));
        let report = crate::cases::shown(&built.diagnostics, &built.sources);
        assert!(built.output.is_some(), "seed {SEED}, revision {revision} ({:?}):\n{report}", history.log);
        println!("{revision} {:?} pages {} st {} c{} l{} s{} {}", history.log, built.output.unwrap().files.len(), history.model.statements().len(), history.model.competencies.len(), history.model.levels.len(), history.model.sections.len(), report);
    }
    println!("{:?}", history.made);
    println!("{:?}", history.truth.lives.len());
    for kind in edit::Kind::ALL {
        let made = history.made.get(&kind).copied().unwrap_or(0);
        assert!(made >= 5, "only {made} edits are {kind:?}");
    }
}
