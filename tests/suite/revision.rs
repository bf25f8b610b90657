//! Projects as they were at a revision in git: what is read from there is what was read from disk when it was committed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rayon::prelude::*;
use rungs::{
    build::{Build, build},
    diagnostic::{Code, json},
    lower::Drafts,
    project::Project,
};
use tempfile::{TempDir, tempdir};

use super::{cases::entries, ui};

/// A repository in a folder of its own.
pub struct Repository {
    /// The folder.
    pub folder: TempDir,
}

impl Repository {
    pub fn new() -> Self {
        let repository = Self { folder: tempdir().unwrap() };
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs git with the settings of nobody.
    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args([
                "-c",
                "core.autocrlf=false",
                "-c",
                "core.excludesFile=/dev/null",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(arguments)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs([("GIT_AUTHOR_NAME", "Test"), ("GIT_AUTHOR_EMAIL", "test@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Test"), ("GIT_COMMITTER_EMAIL", "test@example.org")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A", "-f"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}

/// What a project is made into: the bytes of its site, and messages.
fn made(project: Project) -> (Vec<(String, Vec<u8>)>, String) {
    let Build { output, diagnostics, mut sources } = build(project, Drafts::LeftOut);
    // The name of the revision is all that may differ.
    sources.state = String::new();
    let files = output.unwrap_or_default().files.into_iter().map(|(path, file)| (path, file.bytes));
    (files.collect(), json::report(&diagnostics, &sources))
}

/// Puts something hidden into empty folders, which git knows nothing of.
fn keep(folder: &Path) {
    let inside = entries(folder);
    if inside.is_empty() {
        fs::write(folder.join(".keep"), "").unwrap();
    }
    for path in inside.iter().filter(|path| path.is_dir() && !path.is_symlink() && !path.ends_with(".git")) {
        keep(path);
    }
}

// Every site and every mistake of the tests, links, odd names and missing files included, is the same from git.
#[test]
fn a_revision_is_read_as_its_folder_was() {
    let repository = Repository::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    for case in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")) {
        let to = repository.path().join("sites").join(case.file_name().unwrap());
        ui::copy(&case.join("in"), &to);
        folders.push(to);
    }
    for (title, project) in ui::staged() {
        let to = repository.path().join("ui").join(title);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(project.path(), &to).unwrap();
        folders.push(to);
    }
    keep(repository.path());
    repository.commit("All of them");
    let all: Vec<_> = folders.par_iter().map(|folder| made(Project::read(folder))).collect();
    for folder in entries(repository.path()).iter().filter(|folder| !folder.ends_with(".git")) {
        fs::remove_dir_all(folder).unwrap();
    }
    assert!(folders.len() > 100, "{}", folders.len());
    folders.par_iter().zip(all).for_each(|(folder, from_disk)| {
        fs::create_dir_all(folder).unwrap();
        let from_git = made(Project::read_revision(folder, "HEAD").unwrap());
        assert_eq!(from_git.1, from_disk.1, "{}", folder.display());
        assert!(from_git.0 == from_disk.0, "another site from {}", folder.display());
    });
}

/// A repository whose one commit is a small ladder in a folder `p`.
pub fn small() -> Repository {
    let repository = Repository::new();
    repository.write("p/book.toml", ui::BOOK);
    repository.write("p/content/ladder.yaml", ui::LADDER);
    repository.write("p/content/competencies/reviews.yaml", REVIEWS);
    repository.commit("A ladder");
    repository
}

pub const REVIEWS: &str =
    "name: Reviews\nsections:\n  key-behaviors:\n    l1:\n      - Reads the whole change {#r3v7w}\n";

fn codes(project: &Project) -> Vec<(Code, String)> {
    let shown = |sources| move |diagnostic: &rungs::diagnostic::Diagnostic| diagnostic.path(sources).into_owned();
    let path = shown(&project.sources);
    project.diagnostics.iter().map(|diagnostic| (diagnostic.code, path(diagnostic))).collect()
}

/// Why a revision can't be read.
fn refused(folder: &Path, revision: &str) -> String {
    Project::read_revision(folder, revision).unwrap_err().to_string()
}

// What is not committed does not count, and nothing of the repository changes by being read.
#[test]
fn reading_a_revision_touches_nothing() {
    let repository = small();
    repository.write("p/content/competencies/reviews.yaml", "name: Another\n");
    repository.write("p/content/competencies/new.yaml", "name: New\n");
    let state = |repository: &Repository| {
        let of_git = super::cases::files(&repository.path().join(".git"));
        of_git.into_iter().map(|(path, _)| (fs::read(&path).unwrap(), path)).collect::<Vec<_>>()
    };
    let before = state(&repository);
    let project = Project::read_revision(&repository.path().join("p"), "main").unwrap();
    assert_eq!(codes(&project), []);
    assert_eq!(project.competencies.len(), 1);
    assert_eq!(project.sources.text(project.competencies[0].file), REVIEWS);
    assert!(before == state(&repository));
}

// Bytes are those that were committed, whatever the working tree makes of them.
#[test]
fn line_endings_and_filters_do_not_matter() {
    let repository = small();
    repository.write(".gitattributes", "*.yaml eol=crlf filter=shout working-tree-encoding=UTF-16\n");
    repository.git(&["config", "core.autocrlf", "true"]);
    let project = Project::read_revision(&repository.path().join("p"), "HEAD").unwrap();
    assert_eq!(project.sources.text(project.competencies[0].file), REVIEWS);
}

// Settings of a repository that name programs start none of them.
#[cfg(unix)]
#[test]
fn a_repository_runs_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let repository = small();
    let ran = repository.path().join("ran");
    repository.write("run.sh", format!("#!/bin/sh\ntouch '{}'\n", ran.display()));
    let script = repository.path().join("run.sh");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.to_str().unwrap();
    repository.write(".gitattributes", "* filter=run diff=run\n");
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.ls-tree",
        "pager.cat-file",
        "core.sshCommand",
        "core.editor",
        "filter.run.smudge",
        "diff.run.textconv",
        "diff.external",
        "credential.helper",
    ] {
        repository.git(&["config", key, script]);
    }
    repository.git(&["config", "core.hooksPath", repository.path().to_str().unwrap()]);
    for hook in ["post-checkout", "reference-transaction", "post-index-change"] {
        fs::copy(script, repository.path().join(hook)).unwrap();
    }
    let project = Project::read_revision(&repository.path().join("p"), "HEAD").unwrap();
    assert_eq!(codes(&project), []);
    assert!(!ran.exists());
    // The script does what it says, so that this can fail.
    assert!(Command::new(script).status().unwrap().success() && ran.exists());
}

// A revision is whatever git takes for one, and never an option or a range.
#[test]
fn a_revision_is_one_commit() {
    let repository = small();
    repository.commit("Another");
    repository.git(&["tag", "v1.2.0"]);
    let folder = repository.path().join("p");
    for good in ["HEAD", "HEAD~1", "main", "v1.2.0", "refs/tags/v1.2.0", "main^{commit}", ":/A ladder"] {
        assert_eq!(codes(&Project::read_revision(&folder, good).unwrap()), [], "{good}");
    }
    for bad in ["-x", "--git-dir=/", "--help", "^HEAD", "HEAD..HEAD~1", "HEAD HEAD", "", "no\nname"] {
        let words = refused(&folder, bad);
        assert!(words.starts_with(&format!("there is no revision `{bad}`")), "{words}");
    }
    assert_eq!(refused(&folder, "v1.2.1"), "there is no revision `v1.2.1`; did you mean `v1.2.0`?");
    assert_eq!(refused(&folder, "mian"), "there is no revision `mian`; did you mean `main`?");
    repository.git(&["update-ref", "refs/remotes/origin/next", "HEAD"]);
    assert_eq!(refused(&folder, "next"), "there is no revision `next`; did you mean `origin/next`?");
    // What is found there is named together with the revision.
    repository.git(&["rm", "-q", "-r", "p"]);
    repository.commit("Without");
    fs::create_dir_all(&folder).unwrap();
    let project = Project::read_revision(&folder, "HEAD").unwrap();
    assert_eq!(codes(&project), [(Code::MissingFile, "HEAD:book.toml".to_owned())]);
}

// Where there is no repository, or only its end, the message says so.
#[test]
fn a_clone_without_its_history_is_named() {
    let repository = small();
    repository.commit("Another");
    let clones = tempdir().unwrap();
    let plain = refused(clones.path(), "HEAD");
    assert!(plain.contains("is in no git repository, so that it has no revisions"), "{plain}");
    let address = format!("file://{}", repository.path().display());
    let to = |name: &str| clones.path().join(name);
    repository.git(&["clone", "-q", "--depth", "1", &address, to("shallow").to_str().unwrap()]);
    let shallow = refused(&to("shallow/p"), "HEAD~1");
    assert!(shallow.contains("`git fetch --unshallow --tags`"), "{shallow}");
    // A clone that leaves files with its origin is not made to fetch them.
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    repository.git(&["clone", "-q", "--no-checkout", "--filter=blob:none", &address, to("part").to_str().unwrap()]);
    fs::create_dir_all(to("part/p")).unwrap();
    let project = Project::read_revision(&to("part/p"), "HEAD").unwrap();
    assert_eq!(codes(&project), [(Code::UnreadableFile, "HEAD:book.toml".to_owned())]);
}

// A folder that another repository fills is not silently taken for an empty one.
#[test]
fn a_submodule_is_named() {
    let (repository, other) = (small(), small());
    let address = other.path().to_str().unwrap();
    repository.git(&["submodule", "-q", "add", address, "p/content/competencies/more"]);
    repository.commit("With a part of another");
    let project = Project::read_revision(&repository.path().join("p"), "HEAD").unwrap();
    let path = "HEAD:content/competencies/more".to_owned();
    assert_eq!(codes(&project), [(Code::UnreadableFile, path)]);
}
