//! The only writer: an [`Output`] ─► the files of a folder, of which only those that differ are touched.
//!
//! Two ways lead there. Into a folder that is missing or empty, the whole site is written beside it and put in place
//! by one rename (`fresh`). Over a site of an earlier build, `plan` finds out what differs and whether anything
//! forbids to write, and changes nothing; `script` puts the steps in order; `run` first writes every new content
//! aside, so that a full disk is found out before anything shows, and then takes the steps.
//!
//! What this establishes, at every moment and so wherever a build is killed:
//!
//! - Every file is whole: it comes into being, and changes, by a rename.
//! - Every reference of every page leads to a file: assets come first, then pages, removals last. Pages that are new
//!   may refer to each other in circles, as may pages that go: each is a `stub`, a whole page without references,
//!   before the first of the new ones gets its content, and before the first of the old ones is removed.
//! - The list of what is ours (`manifest`) is never short of a file that we wrote, so the next build finishes the
//!   work, and nothing that is not listed is removed or replaced.
//! - One build writes at a time (`lock`).
//!
//! Contents are not flushed to the disk: that would cost more than the build, and after a power failure the next build
//! compares bytes, not times, and so repairs what was lost. A symbolic link below the folder is never followed, but
//! whoever can swap folders for links *while* a build runs can write there anyway: that race is not defended.
//!
//! That references of the finished site lead somewhere, and that names do not collide, is left to `site`.

#![allow(clippy::disallowed_methods, reason = "this module is the one that writes files")]

mod error;
mod fresh;
mod lock;
mod manifest;
mod plan;
mod run;
mod script;
mod stub;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::output::Output;

use error::Action;
pub use error::EmitError;
use manifest::Found;

/// What a build did to the files of its folder. The tool's own files are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or have other bytes than before.
    pub written: usize,
    /// Files that had the right bytes and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that this one does not have.
    pub removed: usize,
}

/// Makes `folder` hold exactly `output`, next to what others put there.
///
/// # Errors
///
/// Those of [`EmitError`]. They are found before the first change wherever that is possible; a failure later on leaves every file whole and
/// every reference in place, and the next call finishes.
pub fn emit(output: &Output, folder: &Path) -> Result<Report, EmitError> {
    manifest::check(output)?;
    let root = resolve(folder)?;
    fresh::clear_leftovers(&root);
    if matches!(manifest::inspect(&root)?, Found::Missing | Found::Empty) && fresh::put(output, &root)? {
        return Ok(Report { written: output.files.len(), ..Report::default() });
    }
    rebuild(output, &root)
}

fn rebuild(output: &Output, root: &Path) -> Result<Report, EmitError> {
    fs::create_dir_all(root).map_err(EmitError::io(Action::MAKE_FOLDER, root))?;
    // The lock is itself a file: a folder that is not ours must be refused before it is made.
    manifest::inspect(root)?;
    let _lock = lock::lock(root)?;
    let found = manifest::inspect(root)?;
    run::clear_temporary(root)?;
    let listed = if let Found::Ours(listed) = found {
        listed
    } else {
        manifest::claim(root, [])?;
        manifest::Listed::new()
    };
    let plan = plan::plan(output, root, &listed)?;
    run::run(root, &script::script(&plan, &listed))?;
    Ok(plan.report())
}

/// Follows a link that stands for the folder itself, which is its owner's choice, and names a folder given as `.`.
fn resolve(folder: &Path) -> Result<PathBuf, EmitError> {
    let is_link = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_symlink());
    if is_link || folder.file_name().is_none() {
        return fs::canonicalize(folder).map_err(EmitError::io(Action::OPEN_FOLDER, folder));
    }
    Ok(folder.to_path_buf())
}

/// Turns "there is none" into `None`.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
