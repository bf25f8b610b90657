//! `rungs mint`: give an id to every statement that has none.

use std::{io::Write, process::ExitCode};

use clap::Args;

use super::{Folder, count, fail, result, show, totals};
use crate::{
    build::{self, Checked},
    diagnostic::Severity,
    edit,
    lower::Drafts,
    mint::{self, Minted},
    project::Project,
};

/// Gives a permanent id to every statement that has none, in the files themselves
#[derive(Args)]
#[command(after_help = "Examples:
  rungs mint            write the missing ids, as in `Asks for a review early {#k3f9w}`
  rungs mint --check    name the files where ids are missing, with status 1, and write nothing

Nothing else in a file is touched. An id stays with its statement for as long as it asks for the
same thing, however it is worded and wherever it stands; one that was given is never given again.")]
pub(super) struct MintArguments {
    #[command(flatten)]
    folder: Folder,
    /// Only say what there is to do
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &MintArguments) -> ExitCode {
    let mut project = Project::read(&arguments.folder.dir);
    let Checked { content, releases, mut diagnostics } = build::check(&mut project, Drafts::Shown);
    if diagnostics.has_errors() {
        diagnostics.sort(&project.sources);
        show(&diagnostics, &project.sources, |severity| severity != Severity::Note);
        let errors = totals(&diagnostics).unwrap_or_default();
        let _ = writeln!(anstream::stderr(), "{errors}; nothing was written");
        return ExitCode::from(1);
    }
    let minted = mint::mint(&project, &content, &releases);
    if minted.is_empty() {
        return result("every statement has an id\n");
    }
    if let Err(error) = mint::prove(&project, &content, &minted) {
        return fail(error);
    }
    if arguments.check {
        return report(&project, &minted);
    }
    let texts = minted.iter().map(|file| (&*file.path, project.sources.text(file.file), &*file.text));
    let changes: Vec<_> = texts.map(|(path, before, after)| edit::Change { path, before, after }).collect();
    match edit::replace(&project.content_folder(), &changes) {
        Ok(()) => result(&format!("minted {} in {}\n", count(ids(&minted), "id"), count(minted.len(), "file"))),
        Err(error) => fail(error),
    }
}

fn ids(minted: &[Minted]) -> usize {
    minted.iter().map(|file| file.edits.len()).sum()
}

/// Says what there is to do.
fn report(project: &Project, minted: &[Minted]) -> ExitCode {
    let line = |file: &Minted| format!("{}: {}\n", project.sources.path(file.file), statements(file.edits.len()));
    let mut text: String = minted.iter().map(line).collect();
    text += &format!("{} without an id in {}\n", statements(ids(minted)), count(minted.len(), "file"));
    let written = result(&text);
    if written == ExitCode::SUCCESS { ExitCode::from(1) } else { written }
}

fn statements(number: usize) -> String {
    count(number, "statement")
}
