//! Steps ─► changes on the disk: first every content is written aside, then each step is one call to the system.
//!
//! An error while contents are written aside leaves the site as it was. After that, what can fail is renaming within
//! one file system; should it, every file is whole, every reference holds, and the list names all that is there.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use rayon::prelude::*;

use super::{
    EmitError,
    error::Action,
    found,
    manifest::{self, CLAIM, TEMPORARY},
    script::Step,
};

/// Takes `steps`, in order.
pub(super) fn run(root: &Path, steps: &[Step]) -> Result<(), EmitError> {
    if steps.is_empty() {
        return Ok(());
    }
    let done = stage(root, steps).and_then(|()| take(root, steps));
    done.and(clear_temporary(root))
}

fn stage(root: &Path, steps: &[Step]) -> Result<(), EmitError> {
    let temporary = root.join(TEMPORARY);
    fs::create_dir(&temporary).map_err(EmitError::io(Action::MAKE_FOLDER, &temporary))?;
    steps.par_iter().enumerate().try_for_each(|(number, step)| match step {
        Step::Put(_, bytes) => write(&temporary.join(number.to_string()), bytes),
        _ => Ok(()),
    })
}

fn take(root: &Path, steps: &[Step]) -> Result<(), EmitError> {
    let temporary = root.join(TEMPORARY);
    // One after the other, because the order is the point; renames across folders exclude each other on Linux anyway.
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Put(path, _) => {
                let place = root.join(path);
                fs::rename(temporary.join(number.to_string()), &place).map_err(EmitError::io(Action::PUT, &place))?;
            }
            Step::Remove(path) => remove(&root.join(path))?,
            Step::MakeFolder(path) => {
                let place = root.join(path);
                match fs::create_dir(&place) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists && place.is_dir() => {}
                    made => made.map_err(EmitError::io(Action::MAKE_FOLDER, &place))?,
                }
            }
            Step::RemoveFolder(path) => remove_folder(&root.join(path))?,
        }
    }
    Ok(())
}

/// Writes a file that does not exist.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), EmitError> {
    File::create_new(path).and_then(|mut file| file.write_all(bytes)).map_err(EmitError::io(Action::WRITE, path))
}

/// Removes a file, or a link and not what it leads to, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), EmitError> {
    found(fs::remove_file(path)).map(drop).map_err(EmitError::io(Action::REMOVE, path))
}

/// Removes a folder if there is one with nothing in it.
pub(super) fn remove_folder(path: &Path) -> Result<(), EmitError> {
    match found(fs::remove_dir(path)) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        done => done.map(drop).map_err(EmitError::io(Action::REMOVE_FOLDER, path)),
    }
}

/// Removes what an earlier build wrote aside in `root`, which is locked and ours. What has another name stays.
pub(super) fn clear_temporary(root: &Path) -> Result<(), EmitError> {
    let temporary = root.join(TEMPORARY);
    match found(fs::symlink_metadata(&temporary)).map_err(EmitError::io(Action::READ, &temporary))? {
        None => return Ok(()),
        Some(meta) if meta.is_symlink() => return Err(EmitError::SymbolicLink { path: temporary }),
        Some(meta) if !meta.is_dir() => return Err(EmitError::WouldOverwrite { paths: vec![temporary] }),
        Some(_) => {}
    }
    for name in manifest::names(&temporary)? {
        if name == CLAIM || name.bytes().all(|byte| byte.is_ascii_digit()) {
            remove(&temporary.join(name))?;
        }
    }
    remove_folder(&temporary)
}
