//! What a build has to change: output, folder and list ─► [`Plan`], or the reason why nothing may be changed.
//!
//! Reads only. A plan says of every path of the output what is there, and of every listed one whether it has to go;
//! no path of it leads through a symbolic link, and none of its changes touches what is not listed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use rayon::prelude::*;

use super::{
    EmitError, Report,
    error::Action,
    found,
    manifest::{Listed, MANIFEST, folders},
};
use crate::output::{Output, OutputFile};

/// What stands at the path of a file of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing, or what goes before anything is written.
    Missing,
    /// The same bytes.
    Same,
    /// Something else.
    Differs,
    /// A folder; in a finished plan, none is left.
    Folder,
}

/// What has to change.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// The files of the output.
    pub files: Vec<(&'a str, &'a OutputFile, State)>,
    /// Files of ours that are there and no longer part of the output, sorted.
    pub stale: Vec<&'a str>,
    /// Those of them that stand in the way of new ones: a file where a folder goes, or the reverse.
    pub in_the_way: BTreeSet<&'a str>,
    /// Whether [`Plan::emptied`] has to be done before anything is added.
    pub is_blocked: bool,
    /// Folders to make, outermost first.
    pub missing: Vec<&'a str>,
    /// Folders of ours in which the output has nothing, innermost first.
    pub emptied: Vec<&'a str>,
}

impl Plan<'_> {
    /// What will have been done.
    pub fn report(&self) -> Report {
        let unchanged = self.files.iter().filter(|(.., state)| *state == State::Same).count();
        Report { written: self.files.len() - unchanged, unchanged, removed: self.stale.len() }
    }
}

/// Compares `output` with what is in `root`, of which `listed` is ours.
pub(super) fn plan<'a>(output: &'a Output, root: &Path, listed: &'a Listed) -> Result<Plan<'a>, EmitError> {
    let new_folders: BTreeSet<&str> = output.files.keys().flat_map(|path| folders(path)).collect();
    let old_folders: BTreeSet<&str> = listed.iter().flat_map(|path| folders(path)).collect();
    let mut foreign = BTreeSet::new();

    // First of all, because everything after this looks below these folders.
    let mut missing = Vec::new();
    for &folder in new_folders.union(&old_folders) {
        let path = root.join(folder);
        match found(fs::symlink_metadata(&path)).map_err(EmitError::io(Action::READ, &path))? {
            Some(meta) if meta.is_symlink() => return Err(EmitError::SymbolicLink { path }),
            Some(meta) if meta.is_dir() => continue,
            Some(_) if new_folders.contains(folder) && !listed.contains(folder) => drop(foreign.insert(folder)),
            _ => {}
        }
        if new_folders.contains(folder) {
            missing.push(folder);
        }
    }

    let mut stale = Vec::new();
    for path in listed.iter().filter(|path| !output.files.contains_key(*path)) {
        let place = root.join(path);
        let meta = found(fs::symlink_metadata(&place)).map_err(EmitError::io(Action::READ, &place))?;
        if meta.is_some_and(|meta| !meta.is_dir()) {
            stale.push(path.as_str());
        }
    }
    let mut in_the_way: BTreeSet<&str> = stale
        .iter()
        .copied()
        .filter(|path| new_folders.contains(path) || folders(path).any(|folder| output.files.contains_key(folder)))
        .collect();

    let mut files = compare(output, root)?;
    let mut is_blocked = !in_the_way.is_empty();
    for (path, _, state) in &mut files {
        match state {
            State::Folder if is_ours(root, path, listed, &old_folders)? => {
                *state = State::Missing;
                is_blocked = true;
            }
            State::Folder => drop(foreign.insert(path)),
            State::Differs if !listed.contains(*path) => drop(foreign.insert(path)),
            State::Differs | State::Missing | State::Same => {}
        }
    }

    if is_respelt(root, &stale, &old_folders, output, &new_folders) {
        let folded: BTreeSet<String> = stale.iter().map(|path| path.to_lowercase()).collect();
        for (path, _, state) in files.iter_mut().filter(|(path, ..)| folded.contains(&path.to_lowercase())) {
            *state = State::Missing;
            foreign.remove(path);
        }
        in_the_way.extend(&stale);
        missing = new_folders.iter().copied().collect();
        is_blocked = true;
    }
    if !foreign.is_empty() {
        return Err(EmitError::WouldOverwrite { paths: foreign.into_iter().map(|path| root.join(path)).collect() });
    }
    let emptied = old_folders.iter().rev().copied().filter(|folder| !new_folders.contains(folder)).collect();
    Ok(Plan { files, stale, in_the_way, is_blocked, missing, emptied })
}

fn compare<'a>(output: &'a Output, root: &Path) -> Result<Vec<(&'a str, &'a OutputFile, State)>, EmitError> {
    let files: Vec<_> = output.files.iter().collect();
    files
        .par_iter()
        .map_init(
            || vec![0; 1 << 16],
            |buffer, (path, file)| {
                let place = root.join(path);
                let state = state(&place, &file.bytes, buffer).map_err(EmitError::io(Action::READ, &place))?;
                Ok((path.as_str(), *file, state))
            },
        )
        .collect()
}

fn state(path: &Path, bytes: &[u8], buffer: &mut [u8]) -> io::Result<State> {
    let Some(meta) = found(fs::symlink_metadata(path))? else { return Ok(State::Missing) };
    if meta.is_dir() {
        return Ok(State::Folder);
    }
    // What is neither a file nor a folder is not read: a link leads elsewhere, and a pipe never ends.
    if !meta.is_file() || meta.len() != bytes.len() as u64 {
        return Ok(State::Differs);
    }
    let mut file = File::open(path)?;
    let mut rest = bytes;
    loop {
        let count = file.read(buffer)?;
        match (count, rest.strip_prefix(&buffer[..count])) {
            (0, _) => return Ok(if rest.is_empty() { State::Same } else { State::Differs }),
            (_, Some(after)) => rest = after,
            (_, None) => return Ok(State::Differs),
        }
    }
}

/// Whether a folder that stands where a file goes was made for files of ours and holds nothing else.
fn is_ours(root: &Path, folder: &str, listed: &Listed, old_folders: &BTreeSet<&str>) -> Result<bool, EmitError> {
    if !old_folders.contains(folder) {
        return Ok(false);
    }
    let place = root.join(folder);
    let failed = |error| EmitError::io(Action::LIST, &place)(error);
    for entry in fs::read_dir(&place).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let is_ours = if entry.file_type().map_err(failed)?.is_dir() {
            is_ours(root, &path, listed, old_folders)?
        } else {
            listed.contains(&path)
        };
        if !is_ours {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether something old differs from something new in its case alone, on a file system where that is one name.
///
/// Removing the old one last would remove the new one there, and leaving it would publish a name that no link has. So
/// all that is stale goes first.
fn is_respelt(
    root: &Path,
    stale: &[&str],
    old_folders: &BTreeSet<&str>,
    output: &Output,
    new_folders: &BTreeSet<&str>,
) -> bool {
    if stale.is_empty() || fs::symlink_metadata(root.join(MANIFEST.to_uppercase())).is_err() {
        return false;
    }
    let new = output.files.keys().map(String::as_str).chain(new_folders.iter().copied());
    let spelt: BTreeMap<String, &str> = new.map(|path| (path.to_lowercase(), path)).collect();
    let mut old = stale.iter().chain(old_folders);
    old.any(|path| spelt.get(&path.to_lowercase()).is_some_and(|new| new != path))
}
