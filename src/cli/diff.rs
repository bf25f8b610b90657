//! `rungs diff`: what changed in meaning between two states of the ladder.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};

use super::{coloured, count, fail, result, show};
use crate::{
    diagnostic::Severity,
    difference::{Difference, human, json, markdown},
    state::{Living, State, TREE},
};

/// Says what changed in meaning between two states of the ladder
#[derive(Args)]
#[command(after_help = "Examples:
  rungs diff                                   since the latest release
  rungs diff 1.2.0 2.0.0                       from one release to another
  rungs diff HEAD~3                            since the third last commit
  rungs diff origin/main --format markdown     a comment for a pull request

A state is a release (`1.2.0`, or `v1.2.0` where no tag has that name), anything that git takes for
a revision (`HEAD~3`, a branch, a tag), or `.`, the files as they are. A release wins over a revision
of its name; `git:1.2.0` is always the revision. Without FROM, changes are those since the latest
release, or since the last commit where there is none; without TO, those up to the files as they are.

Line ends, the order of files and how a text is wrapped are no changes. Drafts are left out. The
status is 0 whether something changed or not, and 1 where one of the two has errors in it. Revisions
need the program `git`, which writes nothing and asks nobody. In CI, check out the whole history
(`fetch-depth: 0`).")]
pub(super) struct DiffArguments {
    /// The state before: a release or git revision
    #[arg(value_name = "FROM")]
    from: Option<String>,
    /// The state after, by default the files as they are
    #[arg(value_name = "TO", default_value = TREE, hide_default_value = true)]
    to: String,
    /// The folder that holds `book.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// How to say it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For a comment on a pull request
    Markdown,
    /// For scripts
    Json,
}

/// Runs the command.
pub(super) fn run(arguments: &DiffArguments) -> ExitCode {
    let living = Living::read(&arguments.dir);
    let from = living.state(arguments.from.as_deref().unwrap_or_else(|| living.latest()));
    let to = living.state(&arguments.to);
    let mut found: Vec<&State> = [&from, &to].into_iter().flatten().collect();
    found.dedup_by_key(|state| &state.name);
    let errors: usize = found.iter().map(|state| state.diagnostics.count(Severity::Error)).sum();
    if errors > 0 {
        for state in found {
            show(&state.diagnostics, &state.sources, |severity| severity == Severity::Error);
        }
        let _ = writeln!(anstream::stderr(), "{}; nothing was compared", count(errors, "error"));
        return ExitCode::from(1);
    }
    let (from, to) = match (from, to) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(error), _) if arguments.from.is_none() => {
            return fail(format!("there is no release to begin from, and {error}"));
        }
        (Err(error), _) | (_, Err(error)) => return fail(error),
    };
    let difference = Difference::between(&from.content, &to.content);
    let titles = (&*from.name, &*to.name);
    match arguments.format {
        Format::Human => coloured(&human::report(&difference, titles)),
        Format::Markdown => result(&markdown::report(&difference, titles)),
        Format::Json => result(&(json::report(&difference, titles) + "\n")),
    }
}
