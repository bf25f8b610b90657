//! The program `git`, asked for what it stores and for nothing else.
//!
//! A repository may come from anybody. Nothing here runs what its settings or the surroundings name (pagers, hooks,
//! filters, monitors), asks for a password, talks to another machine or writes; and no argument from outside is taken
//! for an option.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio},
};

use super::RevisionError;
use crate::suggest;

/// Variables that would lead git to another repository than the one that the project's folder lies in. Git sets them
/// for what it runs itself, such as the hook that may have started this.
const ELSEWHERE: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
];
/// The most names that are looked through for one that was misspelt.
const NAMES: usize = 2_000;

/// The repository around a folder.
pub(super) struct Git {
    folder: PathBuf,
}

impl Git {
    /// The repository that a folder lies in, if it does.
    pub(super) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C"]).arg(&self.folder);
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        // What a partial clone lacks is not fetched. Versions of git that do not know the first of these know the
        // second, which leaves them no way to fetch by.
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "");
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").env("LANGUAGE", "");
        command.stdin(Stdio::null());
        command
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, RevisionError> {
        self.command().args(arguments).output().map_err(RevisionError::start)
    }

    /// What git answers.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, RevisionError> {
        let output = self.output(arguments)?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.failure(&output)) }
    }

    fn failure(&self, output: &Output) -> RevisionError {
        let words = String::from_utf8_lossy(&output.stderr);
        if words.contains("not a git repository") {
            return RevisionError::NoRepository { folder: self.folder.clone() };
        }
        RevisionError::Git { words: words.trim().to_owned() }
    }

    /// The name of the commit that a revision means.
    pub(super) fn commit(&self, revision: &str) -> Result<String, RevisionError> {
        // In two steps: a revision may end in words to look for (`:/The words of a commit`).
        if let Some(object) = self.object(revision)?
            && let Some(commit) = self.object(&format!("{object}^{{commit}}"))?
        {
            return Ok(commit);
        }
        let shallow = self.run(&["rev-parse", "--is-shallow-repository"])?.starts_with(b"true");
        Err(RevisionError::Unknown { revision: revision.to_owned(), near: self.nearest(revision)?, shallow })
    }

    /// The name of the one object that a revision means, if it means one.
    fn object(&self, revision: &str) -> Result<Option<String>, RevisionError> {
        let output = self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", revision])?;
        let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !output.status.success() && !output.stderr.is_empty() {
            return Err(self.failure(&output));
        }
        // `^HEAD` is answered as well, and means what is not in it.
        let is_name = answer.len() >= 40 && answer.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok((output.status.success() && is_name).then_some(answer))
    }

    /// The tag or branch whose name is nearest to a revision that there is not.
    fn nearest(&self, revision: &str) -> Result<Option<String>, RevisionError> {
        let format = "--format=%(refname:short)";
        let names = self.run(&["for-each-ref", format, "refs/tags", "refs/heads", "refs/remotes"])?;
        let names = String::from_utf8_lossy(&names);
        let mut names = names.lines().take(NAMES);
        // In CI there often is `origin/main` and no `main`.
        let same = names.clone().find(|name| name.strip_suffix(revision).is_some_and(|rest| rest.ends_with('/')));
        Ok(same.or_else(|| suggest::nearest(revision, &mut names)).map(ToOwned::to_owned))
    }

    /// Begins to read what git stores.
    pub(super) fn blobs(&self) -> Result<Blobs, RevisionError> {
        let mut command = self.command();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(RevisionError::start)?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(ask), Some(answers)) => Ok(Blobs { ask: Some(ask), answers: BufReader::new(answers), process }),
            _ => Err(RevisionError::start(io::ErrorKind::BrokenPipe.into())),
        }
    }
}

/// A running `git cat-file --batch`: one process for all files.
#[derive(Debug)]
pub(super) struct Blobs {
    /// Closed, it ends the process.
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    process: Child,
}

impl Blobs {
    /// The bytes of an object.
    pub(super) fn read(&mut self, object: &str) -> io::Result<Vec<u8>> {
        if let Some(ask) = &mut self.ask {
            writeln!(ask, "{object}")?;
            ask.flush()?;
        }
        // `OBJECT blob SIZE`, or `OBJECT missing`
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.split_ascii_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| io::Error::other("git does not find it in this clone of the repository"))?;
        let mut bytes = vec![0; size];
        self.answers.read_exact(&mut bytes)?;
        self.answers.read_exact(&mut [0])?;
        Ok(bytes)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        self.ask = None;
        let _ = self.process.wait();
    }
}
