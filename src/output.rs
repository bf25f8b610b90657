//! What a build makes: path ─► bytes, in memory. Written by `emit`, answered from by `serve`, compared by tests.

use std::collections::BTreeMap;

/// What a file is to the others, which decides the order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Something that pages refer to: style sheets, scripts, copied files. Written first.
    Asset,
    /// Something that refers to others.
    Page,
}

/// One file of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Asset or page.
    pub role: Role,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// A whole site. Paths are relative, with `/` between their parts, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The files by path.
    pub files: BTreeMap<String, OutputFile>,
}

impl Output {
    /// Adds a page.
    pub fn page(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), OutputFile { role: Role::Page, bytes: bytes.into() });
    }

    /// Adds an asset.
    pub fn asset(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), OutputFile { role: Role::Asset, bytes: bytes.into() });
    }
}
