//! The folder of a project on disk, as a [`Tree`].

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::tree::{Entry, Read, Tree};

/// A project's folder.
pub(super) struct Disk {
    /// The folder.
    pub root: PathBuf,
}

impl Tree for Disk {
    fn is_folder(&mut self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    fn leads_out(&mut self, path: &str) -> bool {
        let (Ok(root), Ok(full)) = (self.root.canonicalize(), self.root.join(path).canonicalize()) else {
            return false;
        };
        !full.starts_with(root)
    }

    fn walk(&mut self, folder: &str) -> Vec<Entry> {
        let full = self.root.join(folder);
        let hidden =
            |entry: &DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.');
        let walk = WalkDir::new(&full).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry));
        walk.filter_map(|entry| match entry {
            Ok(entry) => found(&entry, &full),
            Err(error) => {
                let path = error.path().map(|path| path.strip_prefix(&self.root).unwrap_or(path));
                let path = path.map_or_else(|| folder.to_owned(), |path| path.display().to_string());
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                Some(Entry::Failed { path, reason })
            }
        })
        .collect()
    }

    fn read(&mut self, path: &str, limit: u64) -> Read {
        let full = self.root.join(path);
        let read = fs::metadata(&full).and_then(|meta| {
            // A device or a pipe could be read without end.
            if !meta.is_file() {
                return Err(io::Error::other("it is not a file"));
            }
            if meta.len() > limit { Ok(None) } else { fs::read(&full).map(Some) }
        });
        match read {
            Ok(Some(bytes)) => Read::Bytes(bytes),
            Ok(None) => Read::TooLarge,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Read::Missing,
            Err(error) => Read::Failed(error.to_string()),
        }
    }
}

/// What an entry below `folder` is; none where it is a folder itself.
fn found(entry: &DirEntry, folder: &Path) -> Option<Entry> {
    let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
    let Some(path) = slashed(relative) else {
        return Some(Entry::NotUtf8(relative.to_string_lossy().into_owned()));
    };
    // The folder itself is known to stay inside.
    if entry.depth() > 0 && entry.path_is_symlink() {
        Some(Entry::Link(path))
    } else {
        entry.file_type().is_file().then_some(Entry::File(path))
    }
}

/// A relative path with `/` between its parts; none where a part is not UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    parts.map(|parts| parts.join("/"))
}
