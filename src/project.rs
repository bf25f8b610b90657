//! Disk, or a revision in git ─► [`Project`]: the only reader of a build.
//!
//! Walks the folder once, reads every text into the [`SourceMap`] and sorts the files by what they are. What can't be
//! read, is no text, or lies outside the folder is reported and left out; everything behind this is pure.

#![allow(clippy::disallowed_methods, reason = "this module is the one that reads files")]

mod disk;
pub mod revision;
mod tree;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use self::{
    disk::Disk,
    revision::{Revision, RevisionError},
    tree::{Entry, Read, Tree},
};

use crate::{
    config::{self, Config},
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    source::{FileId, SourceMap, Span, is_control},
    theme::ThemeFiles,
};

/// No text of a ladder is anywhere near this; a larger file would only slow everybody down.
const LARGEST_TEXT: u64 = 16 << 20;
/// For files that are copied: what static hosts take.
const LARGEST_COPY: u64 = 100 << 20;
/// Kinds of file that are copied. Scripts and HTML are not among them: content is untrusted, and they would run.
const COPIED: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "pdf", "csv", "tsv", "txt", "ods", "odt", "odp", "docx",
    "xlsx", "pptx", "epub", "mp3", "ogg", "mp4", "webm", "vtt", "woff2", "zip", "ics",
];

/// Everything that a build needs, in memory.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// All texts.
    pub sources: SourceMap,
    /// The settings; the defaults where `book.toml` has errors.
    pub config: Config,
    /// `ladder.yaml` files, by folder below the content.
    pub ladders: Vec<ContentText>,
    /// Competency files.
    pub competencies: Vec<ContentText>,
    /// Releases.
    pub releases: Vec<ContentText>,
    /// Prose pages.
    pub pages: Vec<ContentText>,
    /// Files that are copied.
    pub files: Vec<crate::ladder::CopiedFile>,
    /// The theme's own files, where `book.toml` names one.
    pub theme: ThemeFiles,
    /// What was found wrong so far.
    pub diagnostics: Diagnostics,
    /// The project's folder.
    pub root: PathBuf,
}

/// A text below the content.
#[derive(Clone, Debug)]
pub struct ContentText {
    /// Its path below the content, with `/` between the parts.
    pub path: String,
    /// Its text.
    pub file: FileId,
}

impl Project {
    /// Reads the project in `root`, the folder that holds `book.toml`.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        Self::read_from(root, &mut Disk { root: root.to_owned() })
    }

    /// Reads the project in `root` as it was at a revision, in memory. What lies on the disk does not matter and is not
    /// touched, and messages name the revision with each path.
    ///
    /// # Errors
    /// Why git does not give that revision. What is wrong with the project itself is among its diagnostics.
    pub fn read_revision(root: &Path, revision: &str) -> Result<Self, RevisionError> {
        let mut tree = Revision::open(root, revision)?;
        let mut project = Self::read_from(root, &mut tree);
        project.sources.state = format!("{revision}:");
        Ok(project)
    }

    fn read_from(root: &Path, tree: &mut dyn Tree) -> Self {
        let mut project = Self { root: root.to_owned(), ..Self::default() };
        if !project.stays_inside(tree, "book.toml") {
            return project;
        }
        let Some(file) = project.text(tree, "book.toml") else { return project };
        project.config = config::parse(&project.sources, file, &mut project.diagnostics);
        project.read_content(tree);
        project.read_theme(tree);
        project
    }

    /// The folder of the content.
    #[must_use]
    pub fn content_folder(&self) -> PathBuf {
        self.root.join(&self.config.src)
    }

    fn read_content(&mut self, tree: &mut dyn Tree) {
        let src = self.config.src.clone();
        if !tree.is_folder(&src) {
            self.report(Code::MissingFile, &src, format!("there is no folder `{src}` beside `book.toml`"), |d| {
                d.help("create it, or name the folder of the content as `src` in `book.toml`")
            });
            return;
        }
        if !self.stays_inside(tree, &src) {
            return;
        }
        for path in self.walk(tree, &src) {
            let shown = format!("{src}/{path}");
            let name = path.rsplit('/').next().unwrap_or_default();
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
            match &*ending {
                "yaml" | "yml" if matches!(name, "ladder.yaml" | "ladder.yml") => {
                    let file = self.text(tree, &shown);
                    self.ladders.extend(file.map(|file| ContentText { path, file }));
                }
                "yaml" | "yml" if path.split('/').any(|part| part == "competencies") => {
                    let file = self.text(tree, &shown);
                    self.competencies.extend(file.map(|file| ContentText { path, file }));
                }
                "md" => {
                    let file = self.text(tree, &shown);
                    self.pages.extend(file.map(|file| ContentText { path, file }));
                }
                "json" if path.strip_prefix("releases/").is_some_and(|name| !name.contains('/')) => {
                    let file = self.text(tree, &shown);
                    self.releases.extend(file.map(|file| ContentText { path, file }));
                }
                ending if COPIED.contains(&ending) => self.copy(tree, path, &shown),
                _ => {
                    let help = match &*ending {
                        "yaml" | "yml" => "competencies belong in the folder `competencies`; move the file there",
                        "html" | "htm" | "js" => "pages and scripts are not copied, because they would run",
                        _ => "remove it, or keep it outside of the content",
                    };
                    let message = format!("`{path}` is neither content nor a file that is copied; it is left out");
                    self.report(Code::UnusedFile, &shown, message, |d| d.help(help));
                }
            }
        }
        if self.ladders.is_empty() {
            let path = format!("{src}/ladder.yaml");
            self.report(Code::MissingFile, &path, format!("there is no `ladder.yaml` in `{src}`"), |d| {
                d.help("a ladder begins with this file: its title and its levels")
            });
        }
    }

    /// All files below `folder` in the order of their paths, which are relative to it.
    fn walk(&mut self, tree: &mut dyn Tree, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        for entry in tree.walk(folder) {
            match entry {
                Entry::File(path) => files.push(path),
                Entry::Link(path) => {
                    let message = format!("`{path}` is a symbolic link; it is left out");
                    self.report(Code::SymbolicLink, &format!("{folder}/{path}"), message, |d| {
                        d.help("put the file itself here: links may lead out of the project's folder")
                    });
                }
                Entry::NotUtf8(path) => {
                    let message = "the name of this file is not UTF-8";
                    self.report(Code::NotUtf8, &format!("{folder}/{path}"), message, |d| {
                        d.help("rename the file: its name becomes a part of addresses")
                    });
                }
                Entry::Failed { path, reason } => {
                    self.report(Code::UnreadableFile, &path, format!("can't read `{path}`: {reason}"), |d| {
                        d.help("see to it that you may read it")
                    });
                }
            }
        }
        files
    }

    fn read_theme(&mut self, tree: &mut dyn Tree) {
        if let Some(folder) = self.config.theme.clone() {
            if tree.is_folder(&folder) {
                let files = if self.stays_inside(tree, &folder) { self.walk(tree, &folder) } else { Vec::new() };
                for path in files {
                    let full = format!("{folder}/{path}");
                    if !is_of_theme(&path) {
                        let message = format!("`{path}` is no part of a theme; it is left out");
                        self.report(Code::UnusedFile, &full, message, |d| {
                            d.help(
                                "a theme has `icon.svg` and the folders `templates`, `css`, `js`, `js-head`, `search`, `lang` and `assets`",
                            )
                        });
                    } else if path == "icon.svg" || path.starts_with("assets/") {
                        if let Some(bytes) = self.bytes(tree, &full, LARGEST_COPY) {
                            self.theme.assets.push((path, bytes));
                        }
                    } else if let Some(file) = self.text(tree, &full) {
                        self.theme.texts.push((path, file));
                    }
                }
            } else {
                self.report(Code::MissingFile, &folder, format!("there is no theme folder `{folder}`"), |d| {
                    d.help("`theme` in `book.toml` names a folder below it, such as `themes/acme`")
                });
            }
        }
        for path in self.config.additional_css.clone() {
            if self.stays_inside(tree, &path) {
                let file = self.text(tree, &path);
                self.theme.additional_css.extend(file);
            }
        }
    }

    fn copy(&mut self, tree: &mut dyn Tree, path: String, shown: &str) {
        let Some(bytes) = self.bytes(tree, shown, LARGEST_COPY) else { return };
        if path.to_ascii_lowercase().ends_with(".svg")
            && let Some(what) = active_svg(&bytes)
        {
            self.report(Code::UnsafeFile, shown, format!("`{path}` is a picture that {what}"), |d| {
                d.help("save it as a plain SVG or as a PNG: a picture of the ladder may hold neither script nor links")
            });
            return;
        }
        self.files.push(crate::ladder::CopiedFile { path, bytes: bytes.into() });
    }

    /// Whether a path that `book.toml` names stays inside the project's folder when its links are followed; reports
    /// one that does not. What is not there at all is no way out.
    fn stays_inside(&mut self, tree: &mut dyn Tree, path: &str) -> bool {
        let inside = !tree.leads_out(path);
        if !inside {
            let message = format!("`{path}` is a link that leads out of the project's folder");
            self.report(Code::PathOutside, path, message, |d| d.help("put the files themselves here"));
        }
        inside
    }

    /// Reads a text, or reports why it can't be.
    fn text(&mut self, tree: &mut dyn Tree, path: &str) -> Option<FileId> {
        let bytes = self.bytes(tree, path, LARGEST_TEXT)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let file = self.sources.add(path, text);
                let message = "this file is not UTF-8 from here on";
                self.diagnostics.push(
                    Diagnostic::new(Code::NotUtf8, Span::new(file, valid..valid + '\u{fffd}'.len_utf8()), message)
                        .help("save it with the encoding UTF-8"),
                );
                return None;
            }
        };
        let file = self.sources.add(path, text);
        self.report_control_characters(file);
        Some(file)
    }

    /// Control characters have no place in a text, and markup relies on their absence (`html::ROOT`).
    fn report_control_characters(&mut self, file: FileId) {
        let text = Arc::clone(&self.sources.get(file).text);
        // The scan over bytes passes at once over what nearly every file is: free of them.
        // The second byte of a C1 control follows on 0xc2.
        let suspect = |byte| matches!(byte, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0xc2);
        if !text.bytes().any(suspect) {
            return;
        }
        for (at, found) in text.char_indices().filter(|(_, c)| is_control(*c)).take(20) {
            let message = format!("there is an invisible control character (U+{:04X}) here", u32::from(found));
            let span = Span::new(file, at..at + found.len_utf8());
            self.diagnostics.push(Diagnostic::new(Code::ControlCharacter, span, message).help("delete it"));
        }
    }

    fn bytes(&mut self, tree: &mut dyn Tree, path: &str, limit: u64) -> Option<Vec<u8>> {
        match tree.read(path, limit) {
            Read::Bytes(bytes) => return Some(bytes),
            Read::TooLarge => {
                let message = format!("`{path}` is larger than {} MiB", limit >> 20);
                self.report(Code::FileTooLarge, path, message, |d| d.help("split it, or leave it out"));
            }
            Read::Missing => {
                let help = match path {
                    "book.toml" => "name the folder that holds `book.toml`, or run this inside of it",
                    _ => "create it, or take its name out of `book.toml`",
                };
                self.report(Code::MissingFile, path, format!("there is no file `{path}`"), |d| d.help(help));
            }
            Read::Failed(reason) => {
                self.report(Code::UnreadableFile, path, format!("can't read `{path}`: {reason}"), |d| {
                    d.help("see to it that it is a file, and that you may read it")
                });
            }
        }
        None
    }

    fn report(&mut self, code: Code, path: &str, message: impl Into<String>, add: impl Fn(Diagnostic) -> Diagnostic) {
        self.diagnostics.push(add(Diagnostic::new(code, Place::Path(path.to_owned()), message)));
    }
}

/// Whether a theme uses a file of that path.
fn is_of_theme(path: &str) -> bool {
    let folder = path.split_once('/').map(|(folder, _)| folder);
    let folders = ["templates", "css", "js", "js-head", "search", "lang", "assets"];
    path == "icon.svg" || folder.is_some_and(|folder| folders.contains(&folder))
}

/// Why an SVG is more than a picture, if it is. A plain search over the text: what it finds in a comment or a title
/// is refused as well, which costs an author a minute and readers nothing.
fn active_svg(bytes: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("is not UTF-8") };
    let text = text.to_ascii_lowercase();
    if ["script", "<!entity", "<?xml-stylesheet", "<handler"].iter().any(|bad| text.contains(bad)) {
        Some("holds a script or an entity")
    } else if ["foreignobject", "<iframe", "<embed", "<object"].iter().any(|bad| text.contains(bad)) {
        Some("embeds another document")
    } else if text.contains("href") && text.contains("&#") {
        Some("hides where its links lead")
    } else if text.match_indices("on").any(|(at, _)| is_event_attribute(&text, at)) {
        Some("reacts to events")
    } else {
        None
    }
}

/// Whether `on…=` at `at` is an attribute that runs a script.
fn is_event_attribute(text: &str, at: usize) -> bool {
    let begins = text[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
    let name = text[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    begins && text.len() - at - name.len() > 2 && name.trim_start().starts_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_that_could_run_is_refused_and_a_drawing_is_not() {
        assert_eq!(active_svg(b"<svg><path d='M0 0'/><text>one on one, one on one</text></svg>"), None);
        for bad in [
            "<svg onload=alert(1)>",
            "<svg\nonload = 'x'>",
            "<svg x=''onclick='y'>",
            "<svg><script>",
            "<a href='javascript:x'>",
            "<a href='java&#115;cript:x'>",
            "<svg><foreignObject/></svg>",
        ] {
            assert!(active_svg(bad.as_bytes()).is_some(), "{bad}");
        }
        assert!(active_svg(&[0xff, 0xfe, b'<', 0]).is_some());
    }
}
