//! `rungs release`: freeze the ladder under a name, or say which name it asks for.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use clap::Args;

use super::{coloured, count, fail, show, totals, warn};
use crate::{
    build::{self, Checked},
    date::Date,
    diagnostic::Severity,
    difference::{Difference, human},
    edit,
    ladder::Content,
    lower::Drafts,
    project::Project,
    proposal::{self, Proposal},
    release::{self, Frozen, Release, Version, freeze},
    source::{SourceMap, is_control},
};

/// No notes are anywhere near this; a larger file is another one.
const LONGEST_NOTES: u64 = 1 << 20;

/// Freezes the ladder as a release, or proposes the version of the next one
#[derive(Args)]
#[command(after_help = "Examples:
  rungs release                                   what changed, and the version that it asks for
  rungs release 2.0.0 --notes notes.md            freeze it
  rungs release 2.0.0 --effective 2027-01-01      frozen today, counts from the new year

A release is a file in `content/releases`: commit it. Its version is one to three numbers. The first
rises where something new or more is asked, the second where something is clarified or dropped, the
third for what does not affect an assessment.

The notes are Markdown. A list item that begins with an id gives the reason why a statement was
retired, as in `- {#k3f9w} The tools do this by now.`; the id of a competency, section or level
speaks for all of its statements.")]
pub(super) struct ReleaseArguments {
    /// The version, as in `2.1.0`; without it, one is proposed and nothing is written
    #[arg(value_name = "VERSION")]
    version: Option<String>,
    /// The folder that holds `book.toml`
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// A Markdown file with what is said of the release
    #[arg(long, value_name = "FILE")]
    notes: Option<PathBuf>,
    /// The day from which the release counts, as in `2027-01-01`
    #[arg(long, value_name = "DATE", value_parser = day)]
    effective: Option<Date>,
    /// The day of the release, instead of today's (in UTC)
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a day is written as in `2026-11-24`".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &ReleaseArguments) -> ExitCode {
    let mut project = Project::read(&arguments.dir);
    let Checked { content, releases, mut diagnostics } = build::check(&mut project, Drafts::LeftOut);
    diagnostics.sort(&project.sources);
    show(&diagnostics, &project.sources, |severity| severity != Severity::Note);
    if diagnostics.has_errors() {
        let errors = totals(&diagnostics).unwrap_or_default();
        let _ = writeln!(anstream::stderr(), "{errors}; nothing was written");
        return ExitCode::from(1);
    }
    let proposal = proposal::propose(&content, &releases);
    let Some(version) = &arguments.version else { return propose(&project, &content, &releases, &proposal) };
    let Some(version) = Version::parse(version) else {
        return fail(format!("`{version}` is no version; it has one to three numbers, as in `{}`", proposal.version));
    };
    if let Some(same) = releases.iter().find(|release| release.version == version) {
        return fail(format!(
            "there is a release {} already, and releases are never overwritten; the next one is {}",
            same.version, proposal.version
        ));
    }
    if let Some(last) = releases.last().filter(|last| last.version > version) {
        return fail(format!(
            "{version} is below the last release {}; the next one is {}",
            last.version, proposal.version
        ));
    }
    if unminted(&project.sources, &content) {
        return ExitCode::from(1);
    }
    let notes = match arguments.notes.as_deref().map(notes).transpose() {
        Ok(notes) => notes.flatten(),
        Err(problem) => return fail(problem),
    };
    let date = arguments.date.unwrap_or_else(today);
    warnings(&version, &proposal, &releases, notes.as_deref(), date);
    let frozen = Frozen { version: version.clone(), date, effective: arguments.effective, notes: notes.as_deref() };
    let text = freeze(&content, &frozen);
    let path = format!("{}/{version}.json", release::FOLDER);
    if let Err(error) = edit::create_new(&project.content_folder(), &path, &text) {
        return fail(error);
    }
    let statements = proposal::count_statements(&content);
    let mut said = proposal.difference.as_ref().map(|difference| changes(difference, &releases)).unwrap_or_default();
    said += &format!("release {version} with {} in {}/{path}\n", count(statements, "statement"), project.config.src);
    coloured(&said)
}

/// Says what changed and which version that asks for.
fn propose(project: &Project, content: &Content, releases: &[Release], proposal: &Proposal<'_>) -> ExitCode {
    let version = &proposal.version;
    let text = match &proposal.difference {
        None => format!("there is no release yet; the first one is {version}: `rungs release {version}`\n"),
        Some(difference) if difference.is_empty() => {
            let last = releases.last().map(|release| release.version.to_string()).unwrap_or_default();
            format!("nothing changed since release {last}\n")
        }
        Some(difference) => {
            let bump = difference.bump().name();
            format!("{}\nthis is a {bump} change: `rungs release {version}`\n", changes(difference, releases))
        }
    };
    let written = coloured(&text);
    if unminted(&project.sources, content) { ExitCode::from(1) } else { written }
}

fn changes(difference: &Difference<'_>, releases: &[Release]) -> String {
    let last = releases.last().map(|release| format!("release {}", release.version)).unwrap_or_default();
    human::report(difference, (&last, "the working tree"))
}

/// Whether statements have no id yet, which is then said.
fn unminted(sources: &SourceMap, content: &Content) -> bool {
    let missing = proposal::without_id(content);
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for spot in &missing {
        *files.entry(sources.path(spot.statement.span.file)).or_default() += 1;
    }
    if missing.is_empty() {
        return false;
    }
    let lines: Vec<String> = files.iter().map(|(path, number)| format!("  {path}: {number}\n")).collect();
    let _ = write!(
        anstream::stderr(),
        "{} no id, so that no release can hold {}:\n{}run `rungs mint` first\n",
        if missing.len() == 1 { "1 statement has".to_owned() } else { format!("{} statements have", missing.len()) },
        if missing.len() == 1 { "it" } else { "them" },
        lines.concat()
    );
    true
}

/// What is worth a word before a release is made, and keeps nobody from it.
fn warnings(version: &Version, proposal: &Proposal<'_>, releases: &[Release], notes: Option<&str>, date: Date) {
    let Some(difference) = &proposal.difference else { return };
    if *version < proposal.version {
        let what = difference.bump().name();
        warn(format!("what changed is {what}, which asks for {} and not for {version}", proposal.version));
    }
    if difference.is_empty() {
        warn("nothing changed since the last release");
    }
    if let Some(last) = releases.last().filter(|last| last.date > date) {
        warn(format!("the last release is of {}, and this one of {date}", last.date));
    }
    let reasons = notes.map(release::reasons).unwrap_or_default();
    for spot in proposal::without_reason(difference, &reasons) {
        let id = spot.statement.id.as_deref().unwrap_or_default();
        let words = crate::link::shorten(&difference.words_before(spot), 80);
        warn(format!("`{id}` is retired without a reason (“{words}”); say it in the notes: `- {{#{id}}} …`"));
    }
}

/// Reads the notes; none where they say nothing.
fn notes(path: &Path) -> Result<Option<String>, String> {
    let shown = path.display();
    let problem = |error: &dyn std::fmt::Display| format!("can't read the notes `{shown}`: {error}");
    let meta = fs::metadata(path).map_err(|error| problem(&error))?;
    if !meta.is_file() {
        return Err(problem(&"it is not a file"));
    }
    if meta.len() > LONGEST_NOTES {
        return Err(problem(&"it is larger than 1 MiB"));
    }
    let text = fs::read(path).map_err(|error| problem(&error))?;
    let text = String::from_utf8(text).map_err(|_| problem(&"it is not UTF-8"))?;
    if text.chars().any(is_control) {
        return Err(problem(&"there is an invisible control character in it"));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The day that it is, in UTC.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::from_days(u32::try_from(seconds / 86_400).unwrap_or(u32::MAX))
}
