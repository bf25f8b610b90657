//! `rungs serve`: build, show, watch, build again.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, ToSocketAddrs},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;

use super::{Folder, build::seconds, count, fail};
use crate::{
    build,
    diagnostic::{
        Severity,
        human::{self, Style},
    },
    lower::Drafts,
    project::Project,
    serve::{self, Event, Options, Snapshot},
};

/// Shows the site while you write: builds at every edit and reloads the open page; drafts are shown
#[derive(Args)]
#[command(after_help = "Examples:
  rungs serve --open         this folder, in the browser
  rungs serve ladder -p 0    the project in `ladder`, on any free port
  rungs serve -n 0.0.0.0     for other machines of the network as well")]
pub(super) struct ServeArguments {
    #[command(flatten)]
    folder: Folder,
    /// The port to listen on; 0 takes any free one
    #[arg(short, long, default_value_t = 3000)]
    port: u16,
    /// The host name or address to listen on
    #[arg(short = 'n', long = "hostname", value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// Show the site in the browser
    #[arg(long)]
    open: bool,
    /// Look for edits every second instead of being told, for network drives and some containers
    #[arg(long)]
    poll: bool,
    /// Show every part of the theme as well, at `_gallery/`
    #[arg(long)]
    gallery: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &ServeArguments) -> ExitCode {
    let Some(address) = address(&arguments.host) else {
        return fail(format!("`{}` is no address of this machine: choose another with `-n HOST`", arguments.host));
    };
    let (root, gallery) = (arguments.folder.dir.clone(), arguments.gallery);
    let options = Options {
        address,
        port: arguments.port,
        prefix: Project::read(&root).config.site_path,
        open: arguments.open,
        poll: arguments.poll,
        watch: vec![root.join("book.toml"), root.join("content")],
    };
    match serve::serve(options, move || snapshot(&root, gallery), show, None) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error),
    }
}

fn address(host: &str) -> Option<IpAddr> {
    match host.parse() {
        Ok(address) => Some(address),
        Err(_) if host == "localhost" => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        Err(_) => (host, 0).to_socket_addrs().ok()?.next().map(|address| address.ip()),
    }
}

/// One build as the server wants it.
fn snapshot(root: &Path, gallery: bool) -> Snapshot {
    let project = Project::read(root);
    let watch = watched(root, &project);
    let ignore = vec![root.join(&project.config.build_dir)];
    let site =
        if gallery { build::build_with_gallery(project, Drafts::Shown) } else { build::build(project, Drafts::Shown) };
    let keep = |severity| severity != Severity::Note;
    Snapshot {
        report: human::report(&site.diagnostics, &site.sources, Style::Plain, keep),
        errors: site.diagnostics.count(Severity::Error),
        warnings: site.diagnostics.count(Severity::Warning),
        output: site.output,
        watch,
        ignore,
    }
}

fn watched(root: &Path, project: &Project) -> Vec<PathBuf> {
    let config = &project.config;
    let named = config.theme.iter().chain(&config.additional_css).map(|path| root.join(path));
    [root.join("book.toml"), project.content_folder()].into_iter().chain(named).collect()
}

/// Tells what happens.
fn show(event: Event) {
    let mut terminal = anstream::stderr();
    let _ = match event {
        Event::Listening { url } => writeln!(terminal, "serving {url} (end with Ctrl-C)"),
        Event::Built { good, seconds: time, pages, errors, warnings, report, .. } => {
            let time = seconds(Duration::from_secs_f64(time));
            let warned = if warnings > 0 { format!("; {}", count(warnings, "warning")) } else { String::new() };
            let line = if good {
                format!("built {} in {time}{warned}", count(pages, "page"))
            } else {
                format!("{}{warned}; the last good site stays up", count(errors, "error"))
            };
            writeln!(terminal, "{report}{line}")
        }
        Event::Panicked { message } => {
            writeln!(terminal, "this build broke off, which is a mistake in rungs: {message}")
        }
        Event::Polling { reason } => writeln!(terminal, "looking for edits every second: {reason}"),
        Event::NotOpened { reason } => writeln!(terminal, "can't open a browser: {reason}"),
    };
}
