//! A site where there is none: it is written whole into a folder beside its place and renamed.
//!
//! A build killed on the way leaves no site, and a folder beside it. Its name alone proves nothing: it is removed by
//! the next build if it holds our list, and then only what that lists, or nothing at all.

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    EmitError, Output,
    error::Action,
    lock,
    manifest::{self, folders},
    run,
};

/// Puts the whole of `output` at `root`, which is missing or empty. `false` means that only writing in place will do.
pub(super) fn put(output: &Output, root: &Path) -> Result<bool, EmitError> {
    // Windows does not rename a folder with an open file in it, and the lock is one.
    if cfg!(windows) || is_working_folder(root) {
        return Ok(false);
    }
    let Some((parent, prefix)) = beside(root) else { return Ok(false) };
    fs::create_dir_all(&parent).map_err(EmitError::io(Action::MAKE_FOLDER, &parent))?;
    // The name must never come up again: a build that clears leftovers trusts that it still means the folder that it
    // looked into. The random number is in the name of a folder that is gone when the build is done, and nowhere else.
    let folder = parent.join(format!("{prefix}{:016x}", RandomState::new().hash_one(0)));
    // The parent may be closed to us while the folder itself is open.
    if fs::create_dir(&folder).is_err() {
        return Ok(false);
    }
    let renamed = fill(output, &folder, root);
    if !matches!(renamed, Ok(true)) {
        // What went wrong is told; that the leftover could not be removed as well would only hide it.
        let _ = manifest::clear(&folder);
    }
    renamed
}

fn fill(output: &Output, folder: &Path, root: &Path) -> Result<bool, EmitError> {
    // Held beyond the rename: a build that starts meanwhile sees that this is no leftover. It may have taken the folder
    // for one before there was a lock to see.
    let Ok(_lock) = lock::lock(folder) else { return Ok(false) };
    manifest::claim(folder, output.files.keys().map(String::as_str))?;
    for path in output.files.keys().flat_map(|path| folders(path)).collect::<BTreeSet<_>>() {
        let path = folder.join(path);
        fs::create_dir(&path).map_err(EmitError::io(Action::MAKE_FOLDER, &path))?;
    }
    let files: Vec<_> = output.files.iter().collect();
    files.par_iter().try_for_each(|(path, file)| run::write(&folder.join(path), &file.bytes))?;
    if let Ok(meta) = fs::metadata(root) {
        // An empty folder was prepared by somebody, whose permissions the site's folder keeps.
        fs::set_permissions(folder, meta.permissions()).map_err(EmitError::io(Action::PUT, root))?;
    }
    Ok(fs::rename(folder, root).is_ok())
}

/// Removes the folders that killed builds left beside `root`. One that cannot be removed is in nobody's way.
pub(super) fn clear_leftovers(root: &Path) {
    let Some((parent, prefix)) = beside(root) else { return };
    let Ok(names) = manifest::names(&parent) else { return };
    for name in names {
        let is_number = |rest: &str| rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let path = parent.join(&name);
        if name.strip_prefix(&prefix).is_some_and(is_number)
            && fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir())
        {
            let _ = manifest::clear(&path);
        }
    }
}

/// The folder around `root`, and how the names of the folders begin in which its builds are made.
fn beside(root: &Path) -> Option<(PathBuf, String)> {
    let name = root.file_name()?.to_str()?;
    let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some((parent.to_path_buf(), format!(".{name}.rungs-")))
}

/// Whether the shell that started us stands in `root`; a rename would leave it in a folder that is no more.
fn is_working_folder(root: &Path) -> bool {
    match (env::current_dir(), fs::canonicalize(root)) {
        (Ok(working), Ok(root)) => fs::canonicalize(working).is_ok_and(|working| working == root),
        _ => false,
    }
}
