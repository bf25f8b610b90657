//! Paths to watch ─► the changes under them that matter.
//!
//! Folders are watched, never files, since editors save by putting a new file in the place of the old one. A path that
//! does not exist is awaited in the nearest folder that does. What is watched is set up again whenever a watched path
//! itself came, went or was renamed: the system follows the folder, not its name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Config, ErrorKind, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// How often a system that tells nothing is looked at, and a folder that could not be watched tried again.
pub(super) const POLL: Duration = Duration::from_secs(1);

/// What wakes the builds.
pub(super) enum Signal {
    /// The system tells of a change.
    Told(notify::Result<notify::Event>),
    /// The server ends.
    End,
}

/// A change that matters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// What changed, under the paths as they were given. May be empty: the system has lost count.
    pub paths: Vec<PathBuf>,
    /// Whether what is watched has to be set up again.
    pub renew: bool,
}

/// A path to watch, as it was given and as the system names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    given: PathBuf,
    real: PathBuf,
}

/// Watches a list of paths.
pub(super) struct Watch {
    signals: mpsc::Sender<Signal>,
    watcher: Option<Box<dyn Watcher + Send>>,
    polling: bool,
    /// Why polling has taken the place of being told, until someone asks.
    reason: Option<String>,
    roots: Vec<Root>,
    ignore: Vec<PathBuf>,
    /// The folders that are watched, and whether with all that they hold.
    targets: BTreeMap<PathBuf, bool>,
    incomplete: bool,
}

impl Watch {
    /// Watches nothing yet, and will send what it sees to `signals`.
    pub fn new(polling: bool, signals: mpsc::Sender<Signal>) -> Self {
        Self {
            signals,
            watcher: None,
            polling,
            reason: None,
            roots: Vec::new(),
            ignore: Vec::new(),
            targets: BTreeMap::new(),
            incomplete: false,
        }
    }

    /// Watches `paths` from now on, and nothing else; changes under `ignore` do not matter.
    pub fn follow(&mut self, paths: &[PathBuf], ignore: &[PathBuf]) {
        self.roots = paths.iter().map(|given| Root { given: given.clone(), real: real(given) }).collect();
        self.ignore = ignore.iter().map(|path| real(path)).collect();
        self.establish(false);
    }

    /// Brings what the system watches in line with the roots; `renew` sets up all of it again.
    pub fn establish(&mut self, renew: bool) {
        self.incomplete = false;
        let wanted = targets(&self.roots);
        if let Some(watcher) = &mut self.watcher {
            self.targets.retain(|path, recursive| {
                let keep = !renew && wanted.get(path) == Some(recursive);
                if !keep {
                    // It fails where the folder is gone, and its watch with it.
                    let _ = watcher.unwatch(path);
                }
                keep
            });
        }
        for (path, recursive) in wanted {
            if self.targets.contains_key(&path) {
                continue;
            }
            match self.watch(&path, recursive) {
                Ok(()) => {
                    self.targets.insert(path, recursive);
                }
                Err(error) if self.polling || is_gone(&error) => self.incomplete = true,
                Err(error) => {
                    // No more watches to be had, or a file system that has none.
                    self.polling = true;
                    self.reason = Some(error.to_string());
                    self.watcher = None;
                    self.targets.clear();
                    return self.establish(true);
                }
            }
        }
    }

    fn watch(&mut self, path: &Path, recursive: bool) -> notify::Result<()> {
        if self.watcher.is_none() {
            self.watcher = Some(self.watcher()?);
        }
        let mode = if recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        self.watcher.as_mut().map_or(Ok(()), |watcher| watcher.watch(path, mode))
    }

    fn watcher(&self) -> notify::Result<Box<dyn Watcher + Send>> {
        let signals = self.signals.clone();
        let tell = move |told: notify::Result<notify::Event>| {
            // Reading a file is an event too: the build would set itself off.
            if !matches!(&told, Ok(event) if event.kind.is_access()) {
                let _ = signals.send(Signal::Told(told));
            }
        };
        // A link in the content may lead to a folder without end. Times alone would miss the second of two edits:
        // they are compared by the second.
        let config = Config::default().with_follow_symlinks(false).with_poll_interval(POLL).with_compare_contents(true);
        Ok(if self.polling {
            Box::new(PollWatcher::new(tell, config)?)
        } else {
            Box::new(RecommendedWatcher::new(tell, config)?)
        })
    }

    /// Whether some folder can't be watched for the moment, so that it has to be tried again.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// Why polling has taken the place of being told, the first time that it is asked.
    pub fn take_reason(&mut self) -> Option<String> {
        self.reason.take()
    }

    /// What of an event matters, if anything.
    pub fn judge(&self, told: &notify::Result<notify::Event>) -> Option<Change> {
        let event = match told {
            Ok(event) if !event.need_rescan() => event,
            // What can't be read is complained of at every look, and no news.
            Err(_) if self.polling => return None,
            _ => return Some(Change { renew: true, ..Change::default() }),
        };
        let mut change = Change::default();
        for path in event.paths.iter().filter(|path| !self.ignore.iter().any(|ignored| path.starts_with(ignored))) {
            for root in &self.roots {
                if let Ok(rest) = path.strip_prefix(&root.real) {
                    if rest.as_os_str().is_empty() {
                        change.renew |= !is_content(event.kind);
                        change.paths.push(root.given.clone());
                    } else if !rest.iter().any(|part| is_dropping(&part.to_string_lossy())) {
                        change.paths.push(root.given.join(rest));
                    }
                } else if root.real.starts_with(path) && !is_content(event.kind) {
                    change.renew = true;
                    change.paths.push(root.given.clone());
                }
            }
        }
        (!change.paths.is_empty()).then_some(change)
    }
}

/// The folders to watch for `roots`, and whether with all that they hold. None lies in another that is.
fn targets(roots: &[Root]) -> BTreeMap<PathBuf, bool> {
    let mut targets = BTreeMap::<PathBuf, bool>::new();
    for Root { real, .. } in roots {
        let recursive = real.is_dir();
        let folder = if recursive { Some(real.as_path()) } else { real.ancestors().skip(1).find(|path| path.is_dir()) };
        if let Some(folder) = folder {
            *targets.entry(folder.to_owned()).or_default() |= recursive;
        }
    }
    let whole: Vec<PathBuf> = targets.iter().filter(|&(_, whole)| *whole).map(|(path, _)| path.clone()).collect();
    targets.retain(|path, _| !whole.iter().any(|folder| path != folder && path.starts_with(folder)));
    targets
}

/// The path as the system will name it in its events: absolute, with the links on the way to it resolved.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // The last part stays as it is: a link in its place may be replaced as a file may.
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return path.canonicalize().unwrap_or(path);
    };
    for folder in parent.ancestors() {
        if let Ok(real) = folder.canonicalize() {
            let rest = parent.strip_prefix(folder).unwrap_or(Path::new(""));
            return real.join(rest).join(name);
        }
    }
    path
}

/// Whether the path is what is missing, so that it may come back.
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Whether the event leaves every name where it was.
fn is_content(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
}

/// Whether a file or folder of this name is no content: what editors, file managers and git leave beside it.
fn is_dropping(name: &str) -> bool {
    let is_swap = name
        .rsplit_once('.')
        .is_some_and(|(_, end)| end == "swp" || (name.starts_with('.') && end.len() == 3 && end.starts_with("sw")));
    is_swap
        || matches!(name, ".git" | "4913" | ".DS_Store")
        || name.ends_with('~')
        || name.ends_with(".kate-swp")
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#') && name.len() > 1)
        || name.starts_with(".goutputstream-")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(roots: &[&str], ignore: &[&str]) -> Watch {
        let mut watch = Watch::new(false, mpsc::channel().0);
        watch.roots = roots.iter().map(|root| Root { given: root[1..].into(), real: root.into() }).collect();
        watch.ignore = ignore.iter().map(PathBuf::from).collect();
        watch
    }

    fn judge(watch: &Watch, kind: EventKind, path: &str) -> Option<Change> {
        watch.judge(&Ok(notify::Event::new(kind).add_path(path.into())))
    }

    const DATA: EventKind = EventKind::Modify(ModifyKind::Data(notify::event::DataChange::Any));
    const CREATED: EventKind = EventKind::Create(notify::event::CreateKind::Any);

    // What editors leave beside a file builds nothing; names that only look like it do.
    #[test]
    fn droppings_do_not_matter() {
        for name in ["a.md~", ".#a.md", "#a.md#", "4913", ".a.md.swp", ".a.md.swx", "a.swp", ".git", ".DS_Store"] {
            assert!(is_dropping(name), "{name}");
        }
        for name in ["a.md", "swp", "4913.md", "git", ".gitkeep", "#", "a.swf", "sw.swift"] {
            assert!(!is_dropping(name), "{name}");
        }
    }

    // A change is named by the path as it was given; siblings of a watched file, ignored folders and git are silent.
    #[test]
    fn only_what_is_under_a_root_matters() {
        let watch = watch(&["/p/book.toml", "/p/content"], &["/p/content/site"]);
        let change = |paths: &[&str], renew| Some(Change { paths: paths.iter().map(PathBuf::from).collect(), renew });
        assert_eq!(judge(&watch, DATA, "/p/content/a/b.yaml"), change(&["p/content/a/b.yaml"], false));
        assert_eq!(judge(&watch, DATA, "/p/book.toml"), change(&["p/book.toml"], false));
        assert_eq!(judge(&watch, CREATED, "/p/content"), change(&["p/content"], true));
        assert_eq!(judge(&watch, DATA, "/p/README.md"), None);
        assert_eq!(judge(&watch, CREATED, "/p/contents/a.yaml"), None);
        assert_eq!(judge(&watch, CREATED, "/p/content/site/index.html"), None);
        assert_eq!(judge(&watch, DATA, "/p/content/.git/index"), None);
        assert_eq!(judge(&watch, DATA, "/p"), None);
        assert!(judge(&watch, CREATED, "/p").is_some_and(|change| change.renew));
    }

    // A file is watched through its folder, a missing path through the nearest one, and none twice.
    #[test]
    fn targets_are_folders_that_exist() {
        let folder = std::env::temp_dir().join(format!("rungs-targets-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("content/deep")).unwrap();
        std::fs::write(folder.join("book.toml"), "").unwrap();
        let root = |path: &str| Root { given: path.into(), real: folder.join(path) };
        let found = targets(&[root("book.toml"), root("content"), root("content/deep"), root("none/at/all")]);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [(folder.clone(), false), (folder.join("content"), true)]);
    }
}
