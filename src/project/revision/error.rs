//! Why a revision could not be read, with the remedy.

use std::{fmt, io, path::PathBuf};

/// Why git does not give a revision. `Display` gives a phrase with the remedy.
#[derive(Debug)]
pub enum RevisionError {
    /// There is no program `git`.
    NoGit,
    /// It could not be started.
    Start {
        /// Why not.
        source: io::Error,
    },
    /// The project is not under version control.
    NoRepository {
        /// Its folder.
        folder: PathBuf,
    },
    /// There is no such revision.
    Unknown {
        /// What was asked for.
        revision: String,
        /// The tag, branch or release whose name is nearest to it.
        near: Option<String>,
        /// Whether the clone holds only the latest revisions.
        shallow: bool,
    },
    /// Git refused.
    Git {
        /// Its own words.
        words: String,
    },
}

impl RevisionError {
    pub(super) fn start(source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::NotFound { Self::NoGit } else { Self::Start { source } }
    }
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit => f.write_str("revisions are read by the program `git`, which is not there; install it"),
            Self::Start { source } => write!(f, "can't start the program `git`: {source}"),
            Self::NoRepository { folder } => write!(
                f,
                "`{}` is in no git repository, so that it has no revisions; name a release instead",
                folder.display()
            ),
            Self::Unknown { revision, near, shallow } => {
                write!(f, "there is no revision `{revision}`")?;
                if let Some(near) = near {
                    write!(f, "; did you mean `{near}`?")?;
                }
                if *shallow {
                    f.write_str(if near.is_some() { " It may" } else { "; it may" })?;
                    f.write_str(
                        " be missing because this clone is shallow: fetch the rest with `git fetch --unshallow --tags` \
                         (in CI, check out with `fetch-depth: 0`)",
                    )?;
                }
                Ok(())
            }
            Self::Git { words } => write!(f, "git refuses: {words}"),
        }
    }
}

impl std::error::Error for RevisionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Start { source } = self { Some(source) } else { None }
    }
}
