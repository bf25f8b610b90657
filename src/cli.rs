//! The command line: arguments ─► one call of the library, and its result printed.
//!
//! The only place that writes to the terminal. Standard output carries results, standard error diagnostics and
//! progress. Exit status: 0 clean, 1 the content has errors, 2 wrong usage or a failure of the system.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this module is the one that prints")]
#![allow(clippy::disallowed_methods, reason = "the terminal, the time that a build took, and where its folder lies")]

mod build;
mod check;
mod diff;
mod explain;
mod mint;
mod release;
mod serve;

use std::{
    fmt::Display,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    diagnostic::{
        Diagnostics, Severity,
        human::{self, Style},
    },
    source::SourceMap,
};

/// Publishes a career ladder: the levels of every competency side by side, section by section.
#[derive(Parser)]
#[command(name = "rungs", version, about, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  rungs serve --open          write with the site beside you
  rungs check                 look for mistakes, write nothing
  rungs build                 write the site into `site`
  rungs mint                  give an id to every statement that has none
  rungs diff                  what changed in meaning since the latest release
  rungs explain unknown-key   what a message means";

#[derive(Subcommand)]
enum Command {
    Build(build::BuildArguments),
    Serve(serve::ServeArguments),
    Check(check::CheckArguments),
    Mint(mint::MintArguments),
    Release(release::ReleaseArguments),
    Diff(diff::DiffArguments),
    Explain(explain::ExplainArguments),
}

/// The folder that a command works on.
#[derive(Args)]
struct Folder {
    /// The folder that holds `book.toml`
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Runs the command line tool with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results; everything else is wrong usage.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Mint(arguments) => mint::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    }
}

/// Shows diagnostics on standard error, those that `keep` admits.
fn show(diagnostics: &Diagnostics, sources: &SourceMap, keep: impl Fn(Severity) -> bool) {
    let text = human::report(diagnostics, sources, Style::Coloured, keep);
    // The stream takes the colours out again where nobody wants them.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Shows what is worth a word and stops nothing.
fn warn(message: impl Display) {
    // The stream takes the colours out again where nobody wants them.
    let _ = writeln!(anstream::stderr(), "\u{1b}[1m\u{1b}[93mwarning\u{1b}[0m: {message}");
}

/// Shows a failure that is no fault of the content.
fn fail(error: impl Display) -> ExitCode {
    let style = anstream::AutoStream::choice(&io::stderr());
    let word = if style == anstream::ColorChoice::Never { "error" } else { "\u{1b}[1m\u{1b}[91merror\u{1b}[0m" };
    let _ = writeln!(anstream::stderr(), "{word}: {error}");
    ExitCode::from(2)
}

/// Writes a result to standard output.
fn result(text: &str) -> ExitCode {
    written(io::stdout().write_all(text.as_bytes()))
}

/// Writes a result whose colours are taken out again where nobody wants them.
fn coloured(text: &str) -> ExitCode {
    written(anstream::stdout().write_all(text.as_bytes()))
}

/// A reader that has heard enough (`| head`) is no failure.
fn written(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => fail(format!("can't write the result: {error}")),
        _ => ExitCode::SUCCESS,
    }
}

/// `1 error`, `2 errors`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Counts of errors and warnings in words, such as `2 errors, 1 warning`; none where there are neither.
fn totals(diagnostics: &Diagnostics) -> Option<String> {
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let parts: Vec<String> = words
        .iter()
        .map(|(severity, word)| (diagnostics.count(*severity), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
