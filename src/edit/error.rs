//! Why a file was not written, with the remedy.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a file was not written. `Display` gives whole sentences with the remedy.
#[derive(Debug)]
pub enum EditError {
    /// The file is not what was read.
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A symbolic link stands where a file or its folder should be.
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// The file is not to be written.
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A file that is to be new has a name that is taken.
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    Io {
        /// What was tried, as in "cannot write".
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The system refused when some of the files had been written.
    Halfway {
        /// How many.
        done: usize,
        /// What stopped it.
        error: Box<EditError>,
    },
}

impl EditError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { path } => write!(
                f,
                "`{}` was changed by something else meanwhile. Nothing was written. Run this again.",
                path.display()
            ),
            Self::SymbolicLink { path } => write!(
                f,
                "`{}` is a symbolic link, which may lead out of the folder. Nothing was written. Put the file or folder \
                 itself there.",
                path.display()
            ),
            Self::ReadOnly { path } => {
                write!(f, "`{}` is read-only. Nothing was written. Make it writable first.", path.display())
            }
            Self::Exists { path } => {
                write!(f, "There is a `{}` already. Nothing was written. Choose another name.", path.display())
            }
            Self::Io { action, path, source } => write!(f, "Cannot {action} `{}`: {source}.", path.display()),
            Self::Halfway { done, error } => {
                write!(f, "{error} {done} of the files had been written by then. Run this again for the others.")
            }
        }
    }
}

impl std::error::Error for EditError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Halfway { error, .. } => Some(error),
            _ => None,
        }
    }
}
