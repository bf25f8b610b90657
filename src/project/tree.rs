//! What a project is read from: files below its folder, by path. Whoever implements [`Tree`] knows how to get at them;
//! what becomes of them is decided once, in `project`.

/// Files below a project's folder. Paths are relative to it and have `/` between their parts.
pub(super) trait Tree {
    /// Whether a path names a folder, links followed.
    fn is_folder(&mut self, path: &str) -> bool;

    /// Whether the links in a path lead out of the project's folder. What is not there at all is no way out.
    fn leads_out(&mut self, path: &str) -> bool;

    /// What stands below a folder at any depth, in the order of paths part by part. Hidden files are passed over; links
    /// are named and not followed, as they may lead outside.
    fn walk(&mut self, folder: &str) -> Vec<Entry>;

    /// Reads a file of at most `limit` bytes, links followed.
    fn read(&mut self, path: &str, limit: u64) -> Read;
}

/// What a walk comes by; paths are relative to the folder that is walked.
pub(super) enum Entry {
    /// A file.
    File(String),
    /// A symbolic link.
    Link(String),
    /// A file or folder whose name is no text, as far as it can be shown.
    NotUtf8(String),
    /// Something that can't be looked at.
    Failed {
        /// Its path, relative to the project's folder.
        path: String,
        /// Why not.
        reason: String,
    },
}

/// What reading a file gives.
pub(super) enum Read {
    /// Its content.
    Bytes(Vec<u8>),
    /// It is larger than the limit.
    TooLarge,
    /// It is not there.
    Missing,
    /// Why it can't be read.
    Failed(String),
}
