//! A revision in git ─► a tree of files in memory: what `git ls-tree` lists below the project's folder, each file read when
//! it is asked for.
//!
//! Bytes are taken as git stores them: line endings, filters and attributes are a matter of the working tree. The
//! working tree, the index and references are neither read nor written.

mod error;
mod git;

use std::{collections::BTreeMap, path::Path};

use super::tree::{Entry, Read, Tree};

pub use error::RevisionError;
use git::{Blobs, Git};

/// How many links are followed on the way to one file, as systems do.
const LINKS: usize = 40;
/// A link is a path; what is longer is none.
const LONGEST_LINK: u64 = 4096;

/// The files below a folder at a revision.
#[derive(Debug)]
pub(super) struct Revision {
    /// By path below the folder. Names need not be UTF-8.
    entries: BTreeMap<Vec<u8>, Found>,
    blobs: Blobs,
}

/// What stands at a path.
#[derive(Clone, Debug)]
enum Found {
    /// A file. The size of one that this clone lacks is unknown.
    File { object: String, size: Option<u64> },
    /// A symbolic link.
    Link { object: String, size: Option<u64> },
    /// A folder that another repository fills.
    Submodule,
}

/// Where a path leads.
enum Way {
    /// To this path, in which nothing is a link.
    To(Vec<u8>),
    /// Out of the project's folder.
    Out,
    /// Nowhere.
    Nowhere,
}

impl Revision {
    /// Finds a revision, in the repository that a project's folder lies in.
    pub(super) fn open(root: &Path, revision: &str) -> Result<Self, RevisionError> {
        let git = Git::at(root);
        let commit = git.commit(revision)?;
        let mut entries = BTreeMap::new();
        // From inside a folder, git lists what is below it, by paths from there.
        for line in git.run(&["ls-tree", "-r", "-l", "-z", &commit])?.split(|byte| *byte == 0) {
            if let Some((path, found)) = entry(line) {
                entries.insert(path.to_owned(), found);
            }
        }
        Ok(Self { entries, blobs: git.blobs()? })
    }

    fn object(&mut self, object: &str, size: Option<u64>, limit: u64) -> Read {
        match size {
            None => Read::Failed("this clone of the repository does not hold it; fetch it first".into()),
            Some(size) if size > limit => Read::TooLarge,
            Some(_) => match self.blobs.read(object) {
                Ok(bytes) => Read::Bytes(bytes),
                Err(error) => Read::Failed(error.to_string()),
            },
        }
    }

    /// Follows the links in a path.
    fn resolve(&mut self, path: &str) -> Way {
        let parts = |path: &[u8]| path.split(|byte| *byte == b'/').rev().map(<[u8]>::to_vec).collect::<Vec<_>>();
        let mut rest = parts(path.as_bytes());
        let mut at: Vec<u8> = Vec::new();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            match &*part {
                b"" | b"." => continue,
                b".." if at.is_empty() => return Way::Out,
                b".." => {
                    at.truncate(at.iter().rposition(|byte| *byte == b'/').unwrap_or(0));
                    continue;
                }
                _ => {}
            }
            let parent = at.len();
            if parent > 0 {
                at.push(b'/');
            }
            at.extend(part);
            if let Some(Found::Link { object, size }) = self.entries.get(&at).cloned() {
                links += 1;
                let Read::Bytes(target) = self.object(&object, size, LONGEST_LINK) else { return Way::Nowhere };
                if links > LINKS {
                    return Way::Nowhere;
                }
                if target.first() == Some(&b'/') {
                    return Way::Out;
                }
                at.truncate(parent);
                rest.extend(parts(&target));
            }
        }
        Way::To(at)
    }

    /// What lies below a folder: the path from there, and what it is.
    fn below<'a>(&'a self, folder: &'a [u8]) -> impl Iterator<Item = (&'a [u8], &'a Found)> {
        let prefix: Vec<u8> = if folder.is_empty() { Vec::new() } else { [folder, b"/"].concat() };
        let length = prefix.len();
        let end = prefix.clone();
        let below = self.entries.range(prefix..).take_while(move |(path, _)| path.starts_with(&end));
        below.map(move |(path, found)| (&path[length..], found))
    }
}

impl Tree for Revision {
    fn is_folder(&mut self, path: &str) -> bool {
        match self.resolve(path) {
            // Whether what a link leads to outside is a folder is not known; that it leads out is reported.
            Way::Out => true,
            Way::Nowhere => false,
            Way::To(at) => matches!(self.entries.get(&at), Some(Found::Submodule)) || self.below(&at).next().is_some(),
        }
    }

    fn leads_out(&mut self, path: &str) -> bool {
        matches!(self.resolve(path), Way::Out)
    }

    fn walk(&mut self, folder: &str) -> Vec<Entry> {
        let Way::To(at) = self.resolve(folder) else { return Vec::new() };
        let submodule = |path: String| {
            let reason = "it is a submodule, and its files are in another repository".to_owned();
            Entry::Failed { path, reason }
        };
        if let Some(Found::Submodule) = self.entries.get(&at) {
            return vec![submodule(folder.to_owned())];
        }
        let hidden = |path: &[u8]| path.split(|byte| *byte == b'/').any(|part| part.first() == Some(&b'.'));
        let mut found: Vec<(&[u8], &Found)> = self.below(&at).filter(|(path, _)| !hidden(path)).collect();
        // Part by part, as a walk over folders comes by them: `a/b` before `a.md`.
        found.sort_by(|a, b| a.0.split(|byte| *byte == b'/').cmp(b.0.split(|byte| *byte == b'/')));
        let entry = |(path, found): (&[u8], &Found)| match (str::from_utf8(path), found) {
            (Err(_), _) => Entry::NotUtf8(String::from_utf8_lossy(path).into_owned()),
            (Ok(path), Found::File { .. }) => Entry::File(path.to_owned()),
            (Ok(path), Found::Link { .. }) => Entry::Link(path.to_owned()),
            (Ok(path), Found::Submodule) => submodule(format!("{folder}/{path}")),
        };
        found.into_iter().map(entry).collect()
    }

    fn read(&mut self, path: &str, limit: u64) -> Read {
        let Way::To(at) = self.resolve(path) else { return Read::Missing };
        match self.entries.get(&at).cloned() {
            Some(Found::File { object, size }) => self.object(&object, size, limit),
            None if self.below(&at).next().is_none() => Read::Missing,
            _ => Read::Failed("it is not a file".into()),
        }
    }
}

/// One line of `git ls-tree -l -z`: `MODE TYPE OBJECT SIZE⇥PATH`.
fn entry(line: &[u8]) -> Option<(&[u8], Found)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let head = str::from_utf8(&line[..tab]).ok()?;
    let [mode, kind, object, size] = head.split_ascii_whitespace().collect::<Vec<_>>()[..] else { return None };
    let (object, size) = (object.to_owned(), size.parse().ok());
    let found = match (kind, mode) {
        ("blob", "120000") => Found::Link { object, size },
        ("blob", _) => Found::File { object, size },
        _ => Found::Submodule,
    };
    Some((&line[tab + 1..], found))
}
