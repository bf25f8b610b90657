//! Disk ─► [`Project`]: the only reader of a build.
//!
//! Walks the folder once, reads every text into the [`SourceMap`] and sorts the files by what they are. What can't be
//! read, is no text, or lies outside the folder is reported and left out; everything behind this is pure.

#![allow(clippy::disallowed_methods, reason = "this module is the one that reads files")]

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use walkdir::WalkDir;

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
        let mut project = Self { root: root.to_owned(), ..Self::default() };
        if !project.stays_inside(&root.join("book.toml"), "book.toml") {
            return project;
        }
        let Some(file) = project.text(&root.join("book.toml"), "book.toml") else { return project };
        project.config = config::parse(&project.sources, file, &mut project.diagnostics);
        project.read_content();
        project.read_theme();
        project
    }

    /// The folder of the content.
    #[must_use]
    pub fn content_folder(&self) -> PathBuf {
        self.root.join(&self.config.src)
    }

    fn read_content(&mut self) {
        let folder = self.content_folder();
        let src = self.config.src.clone();
        if !folder.is_dir() {
            self.report(Code::MissingFile, &src, format!("there is no folder `{src}` beside `book.toml`"), |d| {
                d.help("create it, or name the folder of the content as `src` in `book.toml`")
            });
            return;
        }
        if !self.stays_inside(&folder, &src) {
            return;
        }
        for (path, full) in self.walk(&folder, &src) {
            let shown = format!("{src}/{path}");
            let name = path.rsplit('/').next().unwrap_or_default();
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
            match &*ending {
                "yaml" | "yml" if matches!(name, "ladder.yaml" | "ladder.yml") => {
                    let file = self.text(&full, &shown);
                    self.ladders.extend(file.map(|file| ContentText { path, file }));
                }
                "yaml" | "yml" if path.split('/').any(|part| part == "competencies") => {
                    let file = self.text(&full, &shown);
                    self.competencies.extend(file.map(|file| ContentText { path, file }));
                }
                "md" => {
                    let file = self.text(&full, &shown);
                    self.pages.extend(file.map(|file| ContentText { path, file }));
                }
                "json" if path.strip_prefix("releases/").is_some_and(|name| !name.contains('/')) => {
                    let file = self.text(&full, &shown);
                    self.releases.extend(file.map(|file| ContentText { path, file }));
                }
                ending if COPIED.contains(&ending) => self.copy(path, &full, &shown),
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

    /// All files below `folder` in the order of their paths, as path below it and path on disk. Hidden files are
    /// passed over; links are named and not followed, as they may lead outside.
    fn walk(&mut self, folder: &Path, shown: &str) -> Vec<(String, PathBuf)> {
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.')
        };
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().map_or_else(|| shown.to_owned(), |path| path.display().to_string());
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.report(Code::UnreadableFile, &path, format!("can't read `{path}`: {reason}"), |d| {
                        d.help("see to it that you may read it")
                    });
                    continue;
                }
            };
            let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let Some(path) = slashed(relative) else {
                let path = relative.to_string_lossy().into_owned();
                self.report(Code::NotUtf8, &format!("{shown}/{path}"), "the name of this file is not UTF-8", |d| {
                    d.help("rename the file: its name becomes a part of addresses")
                });
                continue;
            };
            // The folder itself is known to stay inside.
            if entry.depth() > 0 && entry.path_is_symlink() {
                let message = format!("`{path}` is a symbolic link; it is left out");
                self.report(Code::SymbolicLink, &format!("{shown}/{path}"), message, |d| {
                    d.help("put the file itself here: links may lead out of the project's folder")
                });
            } else if entry.file_type().is_file() {
                files.push((path, entry.into_path()));
            }
        }
        files
    }

    fn read_theme(&mut self) {
        if let Some(folder) = self.config.theme.clone() {
            let full = self.root.join(&folder);
            if full.is_dir() {
                let files = if self.stays_inside(&full, &folder) { self.walk(&full, &folder) } else { Vec::new() };
                for (path, full) in files {
                    if !is_of_theme(&path) {
                        let message = format!("`{path}` is no part of a theme; it is left out");
                        self.report(Code::UnusedFile, &format!("{folder}/{path}"), message, |d| {
                            d.help(
                                "a theme has `icon.svg` and the folders `templates`, `css`, `js`, `js-head`, `search`, `lang` and `assets`",
                            )
                        });
                    } else if path == "icon.svg" || path.starts_with("assets/") {
                        if let Some(bytes) = self.bytes(&full, &format!("{folder}/{path}"), LARGEST_COPY) {
                            self.theme.assets.push((path, bytes));
                        }
                    } else if let Some(file) = self.text(&full, &format!("{folder}/{path}")) {
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
            let full = self.root.join(&path);
            if self.stays_inside(&full, &path) {
                let file = self.text(&full, &path);
                self.theme.additional_css.extend(file);
            }
        }
    }

    fn copy(&mut self, path: String, full: &Path, shown: &str) {
        let Some(bytes) = self.bytes(full, shown, LARGEST_COPY) else { return };
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
    fn stays_inside(&mut self, full: &Path, shown: &str) -> bool {
        let (Ok(root), Ok(full)) = (self.root.canonicalize(), full.canonicalize()) else { return true };
        let inside = full.starts_with(root);
        if !inside {
            let message = format!("`{shown}` is a link that leads out of the project's folder");
            self.report(Code::PathOutside, shown, message, |d| d.help("put the files themselves here"));
        }
        inside
    }

    /// Reads a text, or reports why it can't be.
    fn text(&mut self, full: &Path, shown: &str) -> Option<FileId> {
        let bytes = self.bytes(full, shown, LARGEST_TEXT)?;
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let file = self.sources.add(shown, text);
                let message = "this file is not UTF-8 from here on";
                self.diagnostics.push(
                    Diagnostic::new(Code::NotUtf8, Span::new(file, valid..valid + '\u{fffd}'.len_utf8()), message)
                        .help("save it with the encoding UTF-8"),
                );
                return None;
            }
        };
        let file = self.sources.add(shown, text);
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

    fn bytes(&mut self, full: &Path, shown: &str, limit: u64) -> Option<Vec<u8>> {
        let read = fs::metadata(full).and_then(|meta| {
            // A device or a pipe could be read without end.
            if !meta.is_file() {
                return Err(std::io::Error::other("it is not a file"));
            }
            if meta.len() > limit { Ok(None) } else { fs::read(full).map(Some) }
        });
        match read {
            Ok(Some(bytes)) => Some(bytes),
            Ok(None) => {
                let message = format!("`{shown}` is larger than {} MiB", limit >> 20);
                self.report(Code::FileTooLarge, shown, message, |d| d.help("split it, or leave it out"));
                None
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let help = match shown {
                    "book.toml" => "name the folder that holds `book.toml`, or run this inside of it",
                    _ => "create it, or take its name out of `book.toml`",
                };
                self.report(Code::MissingFile, shown, format!("there is no file `{shown}`"), |d| d.help(help));
                None
            }
            Err(error) => {
                self.report(Code::UnreadableFile, shown, format!("can't read `{shown}`: {error}"), |d| {
                    d.help("see to it that it is a file, and that you may read it")
                });
                None
            }
        }
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
