//! `rungs check`: look for mistakes, write nothing.

use std::{io::Write, process::ExitCode};

use clap::{Args, ValueEnum};

use super::{Folder, count, fail, result, show, totals};
use crate::{
    build,
    diagnostic::{Severity, json},
    lower::Drafts,
    project::Project,
    state,
};

/// Looks for mistakes in the content and writes nothing
#[derive(Args)]
#[command(after_help = "Examples:
  rungs check                    messages for people, on standard error
  rungs check --format json      one JSON object on one line, on standard output
  rungs check --deny-warnings    exit with status 1 on warnings as well
  rungs check --against 1.2.0    which ids and links of that release would be lost

`--against` takes a release or anything that git takes for a revision, such as `origin/main`. A
release wins over a revision of its name; `git:NAME` is always the revision. What is no longer there is shown
where it was, in the file of the release or as in `origin/main:content/…`.

The JSON object has the keys `diagnostics`, `errors` and `warnings`. A diagnostic has `code`,
`severity` (error, warning or note), `message`, `file`, `line`, `column`, `end_line`, `end_column`,
`help` and `related`. Lines and columns count from 1, columns in characters; they are null for a
whole file.")]
pub(super) struct CheckArguments {
    #[command(flatten)]
    folder: Folder,
    /// How to report
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Warn of permanent ids and addresses of that release or git revision that would be lost
    #[arg(long, value_name = "RELEASE|REV")]
    against: Option<String>,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For scripts and editors
    Json,
}

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> ExitCode {
    let project = Project::read(&arguments.folder.dir);
    let earlier = arguments.against.as_ref().map(|word| (word, project.clone()));
    let mut build = build::build(project, Drafts::LeftOut);
    if let Some((word, project)) = earlier
        && let Err(error) = state::against(&mut build, project, word)
    {
        return fail(error);
    }
    let bad = |severity| build.diagnostics.count(severity) > 0;
    let failed = bad(Severity::Error) || (arguments.deny_warnings && bad(Severity::Warning));
    let written = match arguments.format {
        Format::Json => result(&(json::report(&build.diagnostics, &build.sources) + "\n")),
        Format::Human => {
            show(&build.diagnostics, &build.sources, |_| true);
            let found = totals(&build.diagnostics).unwrap_or_else(|| "no mistakes".to_owned());
            let notes = build.diagnostics.count(Severity::Note);
            let notes = if notes > 0 { format!(", {}", count(notes, "note")) } else { String::new() };
            let _ = writeln!(anstream::stderr(), "{found}{notes}");
            ExitCode::SUCCESS
        }
    };
    if failed { ExitCode::from(1) } else { written }
}
