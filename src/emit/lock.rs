//! One build at a time: a folder ─► a lock that lasts as long as the value, or as the process.
//!
//! The system holds the lock, so none outlives a killed build. The file is empty and stays as long as its folder: a
//! lock file that comes and goes lets two builds lock two different files of the same name. It goes only with the
//! leftover of a killed build, whose name never comes up again.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use super::{EmitError, error::Action, found, manifest::LOCK};

/// A folder that is locked.
pub(super) struct Lock(File);

impl Drop for Lock {
    /// Said and not left to closing the file: a process that is started meanwhile holds a copy of it for a moment.
    fn drop(&mut self) {
        // What can't be unlocked is unlocked by the end of the process.
        let _ = self.0.unlock();
    }
}

/// Locks `folder`, or tells that another build has it.
pub(super) fn lock(folder: &Path) -> Result<Lock, EmitError> {
    let path = folder.join(LOCK);
    let failed = |error| EmitError::io(Action::LOCK, &path)(error);
    let file = match found(fs::symlink_metadata(&path)).map_err(failed)? {
        Some(meta) if meta.is_file() => OpenOptions::new().read(true).write(true).open(&path),
        Some(_) => return Err(EmitError::SymbolicLink { path }),
        // `create_new` does not follow a link; losing the race for it means that another build is under way.
        None => OpenOptions::new().read(true).write(true).create_new(true).open(&path),
    };
    let file = match file {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(EmitError::Busy { folder: folder.to_path_buf() });
        }
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock() {
        Ok(()) => {}
        // Some network file systems have no locks. To refuse every build there would be worse than to trust the user.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(failed(error)),
        Err(TryLockError::WouldBlock) => return Err(EmitError::Busy { folder: folder.to_path_buf() }),
    }
    // Between our opening and our locking it, a leftover can have been cleared away, and the lock with it.
    if fs::symlink_metadata(&path).is_err() {
        return Err(EmitError::Busy { folder: folder.to_path_buf() });
    }
    Ok(Lock(file))
}
