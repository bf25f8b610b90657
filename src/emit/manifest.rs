//! The list of the files that are ours: a folder ─► whose it is; paths ─► the list's text.
//!
//! A list comes from the folder and is not trusted: one line that is not a plain relative path makes the whole list
//! invalid, so no path of a [`Listed`] leads out of the folder by its own letters. Links are `plan`'s to refuse.

use std::{collections::BTreeSet, fs, path::Path};

use super::{EmitError, error::Action, found, lock, plan, run};
use crate::output::Output;

/// The list.
pub(super) const MANIFEST: &str = ".rungs-manifest";
/// The file that a build locks.
pub(super) const LOCK: &str = ".rungs-lock";
/// The folder of what is not yet in place.
pub(super) const TEMPORARY: &str = ".rungs-tmp";
/// The name of the list in [`TEMPORARY`]; other files there have numbers.
pub(super) const CLAIM: &str = "claim";

const FIRST_LINE: &str = "rungs manifest 1";

/// The paths of a list: relative, with `/` between their parts, none of which is `.` or `..`.
pub(super) type Listed = BTreeSet<String>;

/// Whose a folder is, if not somebody else's.
pub(super) enum Found {
    /// There is none.
    Missing,
    /// There is nothing in it.
    Empty,
    /// There is in it what a build leaves that is killed before it writes its list.
    Unclaimed,
    /// An earlier build's.
    Ours(Listed),
}

/// Finds out whose `folder` is; somebody else's is an error.
pub(super) fn inspect(folder: &Path) -> Result<Found, EmitError> {
    match found(fs::metadata(folder)).map_err(EmitError::io(Action::OPEN_FOLDER, folder))? {
        None => return Ok(Found::Missing),
        Some(meta) if !meta.is_dir() => return Err(EmitError::NotAFolder { path: folder.to_path_buf() }),
        Some(_) => {}
    }
    let path = folder.join(MANIFEST);
    match found(fs::symlink_metadata(&path)).map_err(EmitError::io(Action::READ, &path))? {
        Some(meta) if meta.is_file() => {
            let bytes = fs::read(&path).map_err(EmitError::io(Action::READ, &path))?;
            return parse(&bytes).map(Found::Ours).map_err(|line| EmitError::BadManifest { path, line });
        }
        Some(_) => return Err(EmitError::SymbolicLink { path }),
        None => {}
    }
    let names = names(folder)?;
    let kind = |path: &Path| fs::symlink_metadata(path).map(|meta| (meta.is_file(), meta.is_dir(), meta.len()));
    let foreign = names.iter().find(|name| {
        let path = folder.join(name);
        match name.as_str() {
            LOCK => !matches!(kind(&path), Ok((true, _, 0))),
            TEMPORARY => {
                let is_claim = |name: &String| name == CLAIM && matches!(kind(&path.join(name)), Ok((true, ..)));
                !matches!(kind(&path), Ok((_, true, _)))
                    || !self::names(&path).is_ok_and(|names| names.iter().all(is_claim))
            }
            _ => true,
        }
    });
    let is_there = |name: &str| fs::symlink_metadata(folder.join(name)).is_ok();
    match foreign {
        // Nothing is locked yet: a build that is under way can have put the list there, or cleared its folder, meanwhile.
        Some(name) if is_there(MANIFEST) || (name == TEMPORARY && !is_there(name)) => inspect(folder),
        Some(name) => Err(EmitError::Foreign { folder: folder.to_path_buf(), example: name.clone() }),
        None if names.is_empty() => Ok(Found::Empty),
        None => Ok(Found::Unclaimed),
    }
}

/// The names in a folder, sorted.
pub(super) fn names(folder: &Path) -> Result<BTreeSet<String>, EmitError> {
    fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect())
        .map_err(EmitError::io(Action::LIST, folder))
}

/// Makes `folder`, which is locked and empty but for the lock, ours.
pub(super) fn claim<'a>(folder: &Path, paths: impl IntoIterator<Item = &'a str>) -> Result<(), EmitError> {
    let temporary = folder.join(TEMPORARY);
    let from = temporary.join(CLAIM);
    let to = folder.join(MANIFEST);
    let claimed = fs::create_dir(&temporary)
        .map_err(EmitError::io(Action::MAKE_FOLDER, &temporary))
        .and_then(|()| fs::write(&from, text(paths)).map_err(EmitError::io(Action::WRITE, &from)))
        .and_then(|()| fs::rename(&from, &to).map_err(EmitError::io(Action::PUT, &to)));
    run::clear_temporary(folder).and(claimed)
}

/// Removes from `folder` all that is ours, and the folder itself if nothing else is in it.
pub(super) fn clear(folder: &Path) -> Result<(), EmitError> {
    if !matches!(inspect(folder)?, Found::Missing | Found::Empty) {
        // Whoever is still at work in there holds the lock.
        let _lock = lock::lock(folder)?;
        let listed = if let Found::Ours(listed) = inspect(folder)? { listed } else { Listed::new() };
        run::clear_temporary(folder)?;
        let nothing = Output::default();
        let plan = plan::plan(&nothing, folder, &listed)?;
        for path in &plan.stale {
            run::remove(&folder.join(path))?;
        }
        for path in &plan.emptied {
            run::remove_folder(&folder.join(path))?;
        }
        // The list and the lock last, so that at no moment is there something left that nobody knows to be ours.
        for path in [MANIFEST, LOCK] {
            run::remove(&folder.join(path))?;
        }
    }
    run::remove_folder(folder)
}

/// The text of the list of `paths`, which are sorted.
pub(super) fn text<'a>(paths: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    text
}

fn parse(bytes: &[u8]) -> Result<Listed, usize> {
    let line_of = |offset: usize| bytes[..offset].split(|byte| *byte == b'\n').count();
    let text = str::from_utf8(bytes).map_err(|error| line_of(error.valid_up_to()))?;
    let lines = text.strip_suffix('\n').ok_or(line_of(text.len()))?.split('\n');
    let mut listed = Listed::new();
    for (index, line) in lines.enumerate() {
        let is_right = match index {
            0 => line == FIRST_LINE,
            _ => is_plain(line) && listed.last().is_none_or(|last| last.as_str() < line),
        };
        if !is_right {
            return Err(index + 1);
        }
        if index > 0 {
            listed.insert(line.to_owned());
        }
    }
    Ok(listed)
}

/// Refuses an output with paths that lead elsewhere or stand in each other's way.
pub(super) fn check(output: &Output) -> Result<(), EmitError> {
    for path in output.files.keys() {
        if !is_plain(path) {
            return Err(EmitError::BadPath { path: path.clone() });
        }
        if let Some(file) = folders(path).find(|folder| output.files.contains_key(*folder)) {
            return Err(EmitError::Clash { file: file.to_owned(), inside: path.clone() });
        }
    }
    Ok(())
}

/// The folders that a path stands in, outermost first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether a path leads to one place below the folder on every system, and none that the tool needs for itself.
///
/// `:` makes drives and alternate streams on Windows, where dots and blanks at a part's end do not count either.
fn is_plain(path: &str) -> bool {
    let reserved = path.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(".rungs-"));
    !reserved
        && !path.contains(['\\', ':'])
        && !path.contains(char::is_control)
        && path.split('/').all(|part| !part.trim_end_matches(['.', ' ']).is_empty())
}
