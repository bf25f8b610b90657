//! Texts that were edited ─► an author's files, each whole or not at all.
//!
//! These files are the only ones of their kind, so more care is taken than for a site: a new text is written beside the
//! file and brought to the disk, all of them before the first takes its place by a rename. What stops this earlier has
//! changed nothing. A file that is no longer what was read is not written over, nothing is written through a symbolic
//! link, and a file keeps its permissions.
//!
//! Killed on the way, it may leave a `.name.rungs-…` behind, which holds nothing that is not elsewhere and which no
//! build reads. Whoever swaps folders for links meanwhile can write there anyway: that race is not defended.

#![allow(clippy::disallowed_methods, reason = "this module writes an author's files")]

mod error;

use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::{self, Write},
    path::{Path, PathBuf},
};

pub use error::EditError;

/// A new text for a file that was read.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The path below the folder, with `/` between its parts.
    pub path: &'a str,
    /// What was read.
    pub before: &'a str,
    /// What is to stand there.
    pub after: &'a str,
}

/// Writes new texts over files below `folder`.
///
/// # Errors
///
/// Those of [`EditError`]. All but [`EditError::Halfway`] have changed nothing.
pub fn replace(folder: &Path, changes: &[Change<'_>]) -> Result<(), EditError> {
    let mut ready: Vec<Ready> = Vec::new();
    for change in changes {
        let path = place(folder, change.path)?;
        let permissions = unchanged(&path, change.before)?;
        if permissions.readonly() {
            return Err(EditError::ReadOnly { path });
        }
        let aside = Aside::write(&path, change.after, Some(permissions))?;
        ready.push(Ready { path, aside });
    }
    // Writing took a while, in which an editor may have saved.
    for (change, Ready { path, .. }) in changes.iter().zip(&ready) {
        unchanged(path, change.before)?;
    }
    for (done, Ready { path, aside }) in ready.iter().enumerate() {
        if let Err(source) = fs::rename(&aside.path, path) {
            let error = EditError::io("write", path)(source);
            return Err(if done == 0 { error } else { EditError::Halfway { done, error: Box::new(error) } });
        }
    }
    Ok(())
}

/// Makes a file below `folder` that does not exist, and the folders that it stands in.
///
/// # Errors
///
/// Those of [`EditError`]; [`EditError::Exists`] where something has the name already.
pub fn create_new(folder: &Path, path: &str, text: &str) -> Result<(), EditError> {
    let path = place(folder, path)?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(EditError::io("make the folder", parent))?;
    }
    if fs::symlink_metadata(&path).is_ok() {
        return Err(EditError::Exists { path });
    }
    let aside = Aside::write(&path, text, None)?;
    // A second name for the file is given only if it is free; a rename would take it from whoever was faster.
    match fs::hard_link(&aside.path, &path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(EditError::Exists { path }),
        // Some file systems know no second names.
        Err(_) => fs::rename(&aside.path, &path).map_err(EditError::io("write", &path)),
    }
}

/// A file whose new text is written.
struct Ready {
    path: PathBuf,
    aside: Aside,
}

/// A text that stands beside the file that it is for, and goes when it is not needed.
struct Aside {
    path: PathBuf,
}

impl Aside {
    fn write(beside: &Path, text: &str, permissions: Option<fs::Permissions>) -> Result<Self, EditError> {
        let name = beside.file_name().unwrap_or_default().to_string_lossy();
        // Hidden, so that no build takes it for content; a name that nobody can have waiting there.
        let path = beside.with_file_name(format!(".{name}.rungs-{:016x}", RandomState::new().hash_one(0)));
        let mut file = File::create_new(&path).map_err(EditError::io("write", &path))?;
        let aside = Self { path };
        // Before there is anything to read in it.
        let permitted = permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions));
        let written = permitted.and_then(|()| file.write_all(text.as_bytes())).and_then(|()| file.sync_all());
        written.map_err(EditError::io("write", &aside.path))?;
        Ok(aside)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // In its place already, or one that can't be removed: what went wrong before is what has to be told.
        let _ = fs::remove_file(&self.path);
    }
}

/// The place of a path below `folder`, on the way to which there is no link.
fn place(folder: &Path, path: &str) -> Result<PathBuf, EditError> {
    let mut place = folder.strip_prefix(".").unwrap_or(folder).to_owned();
    for part in path.split('/') {
        place.push(part);
        if fs::symlink_metadata(&place).is_ok_and(|meta| meta.is_symlink()) {
            return Err(EditError::SymbolicLink { path: place });
        }
    }
    Ok(place)
}

/// The permissions of a file that still is what was read.
fn unchanged(path: &Path, before: &str) -> Result<fs::Permissions, EditError> {
    let meta = fs::symlink_metadata(path).map_err(EditError::io("read", path))?;
    if meta.is_symlink() {
        return Err(EditError::SymbolicLink { path: path.to_owned() });
    }
    // The length first: whatever stands there by now may be large, or without an end.
    let same = meta.is_file()
        && meta.len() == before.len() as u64
        && fs::read(path).map_err(EditError::io("read", path))? == before.as_bytes();
    if same { Ok(meta.permissions()) } else { Err(EditError::Changed { path: path.to_owned() }) }
}
