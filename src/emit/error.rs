//! Why a site was not written, with the remedy.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a site was not written. `Display` gives whole sentences with the remedy.
#[derive(Debug)]
pub enum EmitError {
    /// The folder holds files, and nothing says that they are ours. Nothing was changed.
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// The name of something in it.
        example: String,
    },
    /// The list of our files in the folder is not one that a build wrote. Nothing was changed.
    BadManifest {
        /// The list.
        path: PathBuf,
        /// Its first wrong line, from 1.
        line: usize,
    },
    /// Files that are not ours stand where the site's go. Nothing was changed.
    WouldOverwrite {
        /// These files, sorted.
        paths: Vec<PathBuf>,
    },
    /// A symbolic link stands where a folder or a file of our own goes. Nothing was changed.
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// The folder is a file. Nothing was changed.
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// The site itself has a path that may lead out of the folder, or that is reserved. Nothing was changed.
    BadPath {
        /// The path.
        path: String,
    },
    /// The site itself has a file and, below the same path, another one. Nothing was changed.
    Clash {
        /// The file.
        file: String,
        /// The path below it.
        inside: String,
    },
    /// Another build writes into the folder. Nothing was changed by this one.
    Busy {
        /// The folder.
        folder: PathBuf,
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
}

/// The words for what was tried, kept together so that messages agree.
pub(super) struct Action;

impl Action {
    pub const OPEN_FOLDER: &str = "open the folder";
    pub const MAKE_FOLDER: &str = "make the folder";
    pub const REMOVE_FOLDER: &str = "remove the folder";
    pub const LIST: &str = "list the folder";
    pub const READ: &str = "read";
    pub const WRITE: &str = "write";
    pub const PUT: &str = "put in place";
    pub const REMOVE: &str = "remove";
    pub const LOCK: &str = "lock";
}

impl EmitError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { folder, example } => write!(
                f,
                "`{}` holds files that no build of rungs wrote, for instance `{example}`. Nothing was changed. \
                 Choose another folder for the site, or empty this one first.",
                folder.display()
            ),
            Self::BadManifest { path, line } => write!(
                f,
                "`{}` is not the list that rungs wrote (line {line}), so it is not known which files here are its own. \
                 Nothing was changed. Restore that file, or empty the folder and build again.",
                path.display()
            ),
            Self::WouldOverwrite { paths } => {
                let named: Vec<_> = paths.iter().take(5).map(|path| format!("`{}`", path.display())).collect();
                write!(f, "The site would replace what rungs did not write: {}", named.join(", "))?;
                if paths.len() > named.len() {
                    write!(f, " and {} more", paths.len() - named.len())?;
                }
                write!(f, ". Nothing was changed. Move that elsewhere, or choose another folder for the site.")
            }
            Self::SymbolicLink { path } => write!(
                f,
                "`{}` is a symbolic link where the site needs a folder or file of its own; rungs does not write or \
                 remove through it. Nothing was changed. Remove the link, or choose another folder for the site.",
                path.display()
            ),
            Self::NotAFolder { path } => write!(
                f,
                "`{}` is a file. Nothing was changed. Choose another folder for the site, or remove that file.",
                path.display()
            ),
            Self::BadPath { path } => write!(
                f,
                "The site has a file `{}` whose path is reserved or may lead out of its folder. Nothing was changed. \
                 Rename what it is made from.",
                path.escape_debug()
            ),
            Self::Clash { file, inside } => write!(
                f,
                "The site has a file `{file}` and a folder of the same name, for `{inside}`. Nothing was changed. \
                 Rename one of those that they are made from."
            ),
            Self::Busy { folder } => write!(
                f,
                "Another rungs is writing into `{}`. Nothing was changed. Wait until it is done, or choose another \
                 folder for the site.",
                folder.display()
            ),
            Self::Io { action, path, source } => write!(
                f,
                "Cannot {action} `{}`: {source}. Once that is mended, build again: the next build finishes the site.",
                path.display()
            ),
        }
    }
}

impl std::error::Error for EmitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Io { source, .. } = self { Some(source) } else { None }
    }
}
