//! `book.toml` ─► [`Config`]: how the ladder is published.
//!
//! Keys are mdBook's where they mean the same. Every wrong key and value is reported, each at its place; the defaults
//! stand in for what is wrong, so that the run goes on and finds the rest.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    direction::runs_right_to_left,
    source::{FileId, SourceMap, Span, is_control},
    suggest,
};

/// The settings of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// Who publishes it.
    pub authors: Vec<String>,
    /// One sentence on it.
    pub description: String,
    /// The language tag, such as `en` or `pt-BR`.
    pub language: String,
    /// Where the language is named.
    pub language_span: Option<Span>,
    /// Whether the language is written from right to left.
    pub right_to_left: bool,
    /// The folder of the content, relative to the project's.
    pub src: String,
    /// The folder that the site is written to, relative to the project's.
    pub build_dir: String,
    /// The theme's folder, relative to the project's; none: the built-in theme alone.
    pub theme: Option<String>,
    /// Style sheets behind the theme's, relative to the project's folder.
    pub additional_css: Vec<String>,
    /// The scheme and host that the site is published at, if known: `https://example.org`.
    pub origin: Option<String>,
    /// The path that the site is published under, with a `/` at both ends.
    pub site_path: String,
    /// The repository's address.
    pub repository: Option<String>,
    /// Where a file can be edited, with `{path}` in it.
    pub edit_url: Option<String>,
    /// The host name for a file `CNAME`.
    pub cname: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Career ladder".into(),
            authors: Vec::new(),
            description: String::new(),
            language: "en".into(),
            language_span: None,
            right_to_left: false,
            src: "content".into(),
            build_dir: "site".into(),
            theme: None,
            additional_css: Vec::new(),
            origin: None,
            site_path: "/".into(),
            repository: None,
            edit_url: None,
            cname: None,
        }
    }
}

/// The keys of each table, in the order in which messages list them.
const KEYS: &[(&str, &[&str])] = &[
    ("", &["book", "build", "output"]),
    ("book", &["title", "authors", "description", "language", "text-direction", "src"]),
    ("build", &["build-dir"]),
    ("output", &["html"]),
    ("output.html", &["site-url", "git-repository-url", "edit-url-template", "cname", "theme", "additional-css"]),
];

/// Reads `book.toml`.
pub fn parse(sources: &SourceMap, file: FileId, sink: &mut Diagnostics) -> Config {
    let text = sources.text(file);
    // A byte order mark is no part of TOML, and editors write it.
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let (table, errors) = DeTable::parse_recoverable(&text[skipped..]);
    let mut broken = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        broken.push(range.clone());
        let (message, help) = syntax(&text[skipped..], range.clone(), error.message());
        let span = Span::new(file, range.start + skipped..range.end + skipped);
        sink.push(Diagnostic::new(Code::TomlSyntax, span, message).help(help));
    }
    let mut reader = Reader { file, skipped, broken, sink, config: Config::default() };
    reader.table("", table.get_ref());
    reader.config
}

/// A mistake in a TOML text in an author's words, and the edit that mends it.
#[must_use]
pub fn syntax(text: &str, range: Range<usize>, reason: &str) -> (String, String) {
    let line_start = text[..range.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default().trim_end();
    let written = text.get(range).unwrap_or_default().trim();
    if reason.contains("duplicate key") {
        return (format!("`{written}` is given twice"), "keep one of the two".to_owned());
    }
    let bare = written.starts_with(|c: char| c.is_alphabetic()) && !written.contains(['"', '\'', '=', '[', ']']);
    if let Some((key, value)) = line.split_once('=').filter(|(_, value)| bare && value.trim().starts_with(written)) {
        let help = format!("write `{} = \"{}\"`", key.trim(), value.trim());
        return ("a text must stand in quotation marks".to_owned(), help);
    }
    let help = "a line is either a heading such as `[book]` or a setting such as `title = \"Engineering levels\"`";
    (format!("this can't be read: {reason}"), help.to_owned())
}

struct Reader<'a> {
    file: FileId,
    skipped: usize,
    /// Where the text could not be read: what is made of it there is no further mistake.
    broken: Vec<Range<usize>>,
    sink: &'a mut Diagnostics,
    config: Config,
}

type Value<'v> = Spanned<DeValue<'v>>;

impl Reader<'_> {
    fn span<T>(&self, value: &Spanned<T>) -> Span {
        let range = value.span();
        Span::new(self.file, range.start + self.skipped..range.end + self.skipped)
    }

    fn table(&mut self, name: &str, table: &DeTable<'_>) {
        let known = KEYS.iter().find(|(table, _)| *table == name).map_or(&[][..], |(_, keys)| keys);
        for (key, value) in table {
            let key_name: &str = key.get_ref();
            let path = if name.is_empty() { key_name.to_owned() } else { format!("{name}.{key_name}") };
            if !known.contains(&key_name) {
                let place = if name.is_empty() { "`book.toml`".to_owned() } else { format!("`[{name}]`") };
                let message = format!("`{key_name}` is not a setting of {place}");
                let diagnostic = Diagnostic::new(Code::UnknownKey, self.span(key), message);
                self.sink.push(diagnostic.maybe_help(suggest::help(key_name, known.iter().copied())));
            } else if KEYS.iter().any(|(table, _)| *table == path) {
                match value.get_ref().as_table() {
                    Some(table) => self.table(&path, table),
                    None => self.wrong(&path, value, "a table", &format!("write `[{path}]` on a line of its own")),
                }
            } else {
                self.setting(&path, value);
            }
        }
    }

    fn setting(&mut self, path: &str, value: &Value<'_>) {
        match path {
            "book.title" => self.config.title = self.text(path, value).unwrap_or_else(|| self.config.title.clone()),
            "book.authors" => self.config.authors = self.texts(path, value),
            "book.description" => self.config.description = self.text(path, value).unwrap_or_default(),
            "book.language" => self.language(path, value),
            "book.text-direction" => match self.text(path, value).as_deref() {
                Some("ltr") => self.config.right_to_left = false,
                Some("rtl") => self.config.right_to_left = true,
                Some(_) => self.wrong(path, value, "`ltr` or `rtl`", "leave it out, and the language decides"),
                None => {}
            },
            "book.src" => self.config.src = self.path(path, value).unwrap_or_else(|| self.config.src.clone()),
            "build.build-dir" => {
                self.config.build_dir = self.path(path, value).unwrap_or_else(|| self.config.build_dir.clone());
            }
            "output.html.theme" => self.config.theme = self.path(path, value),
            "output.html.additional-css" => self.additional_css(path, value),
            "output.html.site-url" => self.site_url(path, value),
            "output.html.git-repository-url" => self.config.repository = self.web_address(path, value),
            "output.html.edit-url-template" => self.edit_url(path, value),
            "output.html.cname" => self.cname(path, value),
            _ => {}
        }
    }

    fn wrong(&mut self, path: &str, value: &Value<'_>, expected: &str, help: &str) {
        let range = value.span();
        if self.broken.iter().any(|broken| broken.start < range.end && range.start < broken.end) {
            return;
        }
        let message = format!("`{path}` must be {expected}");
        let diagnostic = Diagnostic::new(Code::WrongType, self.span(value), message);
        self.sink.push(diagnostic.help(help));
    }

    fn text(&mut self, path: &str, value: &Value<'_>) -> Option<String> {
        if let Some(text) = value.get_ref().as_str() {
            if text.chars().any(is_control) {
                let message = format!("there is an invisible control character in `{path}`");
                self.sink.push(Diagnostic::new(Code::ControlCharacter, self.span(value), message).help("delete it"));
                return None;
            }
            return Some(text.trim().to_owned());
        }
        self.wrong(path, value, "a text", "put it in quotation marks");
        None
    }

    fn texts(&mut self, path: &str, value: &Value<'_>) -> Vec<String> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(path, value, "a list of texts", "write it as `[\"one\", \"two\"]`");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(path, item)).collect()
    }

    fn language(&mut self, path: &str, value: &Value<'_>) {
        let Some(text) = self.text(path, value) else { return };
        let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if text.split('-').all(part) && text.split('-').next().is_some_and(|first| first.len() >= 2) {
            // `text-direction` stands behind it in the order of the keys, and has the last word.
            self.config.right_to_left = runs_right_to_left(&text);
            self.config.language = text;
            self.config.language_span = Some(self.span(value));
        } else {
            self.wrong(path, value, "a language tag", "write it as in `en`, `de` or `pt-BR`");
        }
    }

    /// A path that stays inside the project's folder: settings come from pull requests as well.
    fn path(&mut self, path: &str, value: &Value<'_>) -> Option<String> {
        let text = self.text(path, value)?;
        let part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains([':', '\\']);
        let trimmed = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/');
        if trimmed.split('/').all(part) {
            return Some(trimmed.to_owned());
        }
        let message = format!("`{path}` must lie inside the project's folder");
        let diagnostic = Diagnostic::new(Code::PathOutside, self.span(value), message);
        self.sink
            .push(diagnostic.help("write it relative to `book.toml`, with `/` between its parts and without `..`"));
        None
    }

    fn additional_css(&mut self, path: &str, value: &Value<'_>) {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(path, value, "a list of paths", "write it as `[\"acme.css\"]`");
            return;
        };
        let paths = items.iter().filter_map(|item| self.path(path, item)).collect();
        self.config.additional_css = paths;
    }

    fn web_address(&mut self, path: &str, value: &Value<'_>) -> Option<String> {
        let text = self.text(path, value)?;
        if is_web_address(&text) {
            return Some(text);
        }
        self.wrong(path, value, "a web address", "begin it with `https://`");
        None
    }

    fn site_url(&mut self, path: &str, value: &Value<'_>) {
        let Some(text) = self.text(path, value) else { return };
        let (origin, rest) = if is_web_address(&text) {
            let host_at = text.find("://").map_or(0, |at| at + 3);
            let end = text[host_at..].find('/').map_or(text.len(), |at| host_at + at);
            (Some(text[..end].to_owned()), &text[end..])
        } else {
            (None, &*text)
        };
        let clean = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~' | '%');
        if (origin.is_none() && !rest.starts_with('/')) || rest.contains("//") || !rest.chars().all(clean) {
            let help = "as in `https://example.org/ladder/`, or `/ladder/` where the host is not known";
            self.wrong(path, value, "the address of the site", help);
            return;
        }
        self.config.origin = origin;
        self.config.site_path =
            if rest.trim_matches('/').is_empty() { "/".to_owned() } else { format!("/{}/", rest.trim_matches('/')) };
    }

    fn edit_url(&mut self, path: &str, value: &Value<'_>) {
        let Some(text) = self.web_address(path, value) else { return };
        if text.contains("{path}") {
            self.config.edit_url = Some(text);
        } else {
            self.wrong(path, value, "an address with `{path}` in it", "put `{path}` where the file's path belongs");
        }
    }

    fn cname(&mut self, path: &str, value: &Value<'_>) {
        let Some(text) = self.text(path, value) else { return };
        if text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        {
            self.config.cname = Some(text);
        } else {
            self.wrong(path, value, "a host name", "as in `levels.example.org`");
        }
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let clean = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\');
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(clean))
}
