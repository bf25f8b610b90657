//! `rungs build`: check, then write the site.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc,
    time::{Duration, Instant},
};

use clap::Args;

use super::{Folder, count, fail, result, show, totals};
use crate::{build, diagnostic::Severity, emit, lower::Drafts, output::Role, project::Project};

/// Checks the content and writes the site; nothing is written where something is an error
#[derive(Args)]
#[command(after_help = "Examples:
  rungs build                  the project in this folder, into its `build-dir` (`site`)
  rungs build ladder -d out    the project in `ladder`, into `out`")]
pub(super) struct BuildArguments {
    #[command(flatten)]
    folder: Folder,
    /// The folder to write to, instead of `build-dir` in `book.toml`
    #[arg(short = 'd', long = "dest-dir", value_name = "OUT")]
    destination: Option<PathBuf>,
    /// Add pages that show every part of the theme, in `_gallery`
    #[arg(long)]
    gallery: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &BuildArguments) -> ExitCode {
    let begun = Instant::now();
    let progress = Progress::begin("Building");
    let project = Project::read(&arguments.folder.dir);
    let root = &arguments.folder.dir;
    let kept = kept_folders(&project);
    let destination = arguments.destination.clone().unwrap_or_else(|| root.join(&project.config.build_dir));
    let shown = shown(&destination);
    let site = if arguments.gallery {
        build::build_with_gallery(project, Drafts::LeftOut)
    } else {
        build::build(project, Drafts::LeftOut)
    };
    progress.end();
    show(&site.diagnostics, &site.sources, |severity| severity != Severity::Note);
    let Some(output) = site.output else {
        let errors = totals(&site.diagnostics).unwrap_or_default();
        let _ = writeln!(anstream::stderr(), "{errors}; nothing was written");
        return ExitCode::from(1);
    };
    if let Some(folder) = kept.iter().find(|folder| holds(&destination, folder)) {
        return fail(format!(
            "the site can't be written to `{shown}`: `{}` is what it is made from; choose another folder with `-d` \
             or as `build-dir` in `book.toml`",
            folder.display()
        ));
    }
    let progress = Progress::begin("Writing");
    let emitted = emit::emit(&output, &destination);
    progress.end();
    match emitted {
        Ok(report) => {
            let pages = output.files.values().filter(|file| file.role == Role::Page).count();
            let changed = match (report.written, report.removed) {
                (0, 0) => "nothing had changed".to_owned(),
                (written, 0) => format!("{written} written"),
                (written, removed) => format!("{written} written, {removed} removed"),
            };
            let warnings = totals(&site.diagnostics).map_or_else(String::new, |totals| format!("; {totals}"));
            let pages = count(pages, "page");
            result(&format!("{pages} in {shown} ({changed}) in {}{warnings}\n", seconds(begun.elapsed())))
        }
        Err(error) => fail(error),
    }
}

/// Folders that a site must not be written into or over: they hold what it is made from.
fn kept_folders(project: &Project) -> Vec<PathBuf> {
    let theme = project.config.theme.iter().map(|theme| project.root.join(theme));
    [project.root.join("book.toml"), project.content_folder()].into_iter().chain(theme).collect()
}

/// Whether writing into `destination` would write among or over the files of `kept`.
fn holds(destination: &Path, kept: &Path) -> bool {
    let Ok(kept) = kept.canonicalize() else { return false };
    // The destination may not exist yet: its nearest parent that does is where it will be.
    let mut base = std::path::absolute(destination).unwrap_or_else(|_| destination.to_owned());
    let mut rest = PathBuf::new();
    while !base.exists() {
        let Some(name) = base.file_name().map(ToOwned::to_owned) else { return false };
        rest = Path::new(&name).join(rest);
        base.pop();
    }
    let Ok(base) = base.canonicalize() else { return false };
    let whole = if rest.as_os_str().is_empty() { base } else { base.join(rest) };
    kept.starts_with(&whole) || (kept.is_dir() && whole.starts_with(&kept))
}

fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// A duration for people.
pub(super) fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// A line on the terminal that appears when something takes longer than a second, and goes when it ends.
struct Progress {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Progress {
    fn begin(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let begun = Instant::now();
            let mut wait = Duration::from_secs(1);
            while stopped.recv_timeout(wait) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprint!("\r{what} … {} s", begun.elapsed().as_secs());
                wait = Duration::from_millis(500);
            }
            if begun.elapsed() > Duration::from_secs(1) {
                eprint!("\r{:30}\r", "");
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }

    fn end(self) {
        drop(self.stop);
        if let Some(thread) = self.thread {
            let _ = thread.join();
        }
    }
}
