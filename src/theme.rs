//! Theme files ─► [`Theme`]: templates ready to render, one style sheet, one script, the words of the language.
//!
//! The built-in theme is part of the binary. A project's own theme overrides its files one by one, by their paths, and
//! inherits the rest; what is wrong with it is reported with file, line and column like any other mistake.

mod css;
pub mod plural;
mod strings;
mod templates;
mod words;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::{
    config::Config,
    diagnostic::Diagnostics,
    source::{FileId, SourceMap},
};

pub use strings::{Filling, Strings};
pub use templates::{TemplateProblem, report};

/// The built-in theme's files: path and bytes, sorted by path.
const BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// The files of a project's own theme.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    /// Templates, style sheets, scripts and languages, by path below the theme's folder.
    pub texts: Vec<(String, FileId)>,
    /// Pictures and fonts.
    pub assets: Vec<(String, Vec<u8>)>,
    /// The style sheets that `additional-css` names.
    pub additional_css: Vec<FileId>,
}

/// A theme that is ready to render.
pub struct Theme {
    /// The template engine, all templates loaded.
    pub tera: tera::Tera,
    /// The words of the language.
    pub strings: Arc<Strings>,
    /// Style sheet, script, pictures and fonts: published path and bytes.
    pub assets: Vec<(String, Vec<u8>)>,
    /// The style sheets among them, in order.
    pub stylesheets: Vec<String>,
    /// The script among them that runs before a page is painted.
    pub early_script: Option<String>,
    /// The other scripts among them, in order.
    pub scripts: Vec<String>,
    /// The script that searches, which takes its place beside the page for searching when its data is known.
    pub search: String,
    /// The site's icon among them.
    pub icon: String,
}

/// Reads the words of the site's language, those of the project's theme over the built-in ones.
pub fn strings(files: &ThemeFiles, config: &Config, sources: &SourceMap, sink: &mut Diagnostics) -> Arc<Strings> {
    Arc::new(strings::load(files, config, sources, sink))
}

/// Loads the built-in theme with a project's files over it. Built-in templates are added to `sources`, so that a
/// message can point into them.
pub fn load(
    files: &ThemeFiles,
    strings: Arc<Strings>,
    sources: &mut SourceMap,
    sink: &mut Diagnostics,
) -> Option<Theme> {
    let tera = templates::load(files, &strings, sources, sink)?;
    let lean =
        |path: &str, text: &str| if built_in(path) == text.as_bytes() { without_notes(text) } else { text.to_owned() };
    let search = joined(files, "search/", ".js", sources, lean);
    let mut theme = Theme {
        tera,
        strings,
        assets: Vec::new(),
        stylesheets: Vec::new(),
        early_script: None,
        scripts: Vec::new(),
        search,
        icon: String::new(),
    };
    let styles = joined(files, "css/", ".css", sources, |_, text| css::lean(text));
    theme.stylesheets.push(theme_asset(&mut theme.assets, "style.css", styles.into_bytes()));
    for file in &files.additional_css {
        let source = sources.get(*file);
        let name = source.path.rsplit('/').next().unwrap_or_default();
        theme.stylesheets.push(theme_asset(&mut theme.assets, name, source.text.as_bytes().to_vec()));
    }
    let early = joined(files, "js-head/", ".js", sources, lean);
    if !early.trim().is_empty() {
        theme.early_script = Some(theme_asset(&mut theme.assets, "head.js", early.into_bytes()));
    }
    let script = joined(files, "js/", ".js", sources, lean);
    if !script.trim().is_empty() {
        let script = citing(&mut theme, &joined(files, "cite/", ".js", sources, lean)) + &script;
        theme.scripts.push(theme_asset(&mut theme.assets, "script.js", script.into_bytes()));
    }
    // Assets that a style sheet names keep their names, since the sheet says them.
    for (path, bytes) in BUILT_IN.iter().filter(|(path, _)| path.starts_with("assets/")) {
        theme.assets.push(((*path).to_owned(), bytes.to_vec()));
    }
    theme.assets.extend(files.assets.iter().filter(|(path, _)| path.starts_with("assets/")).cloned());
    let own_icon = files.assets.iter().find(|(path, _)| path == "icon.svg").map(|(_, bytes)| bytes.clone());
    let icon = own_icon.unwrap_or_else(|| built_in("icon.svg").to_vec());
    theme.icon = theme_asset(&mut theme.assets, "icon.svg", icon);
    Some(theme)
}

/// Adds the script that is loaded when someone cites, its words in it, and returns the line by which the script of every
/// page knows it and has the words of its own.
fn citing(theme: &mut Theme, script: &str) -> String {
    let words = |prefix| serde_json::to_string(&theme.strings.of_script(prefix)).unwrap_or_default();
    let script = format!("Object.assign(window.rungsCite.words,{});\n{script}", words("cite_"));
    let own = words("citing_");
    let path = theme_asset(&mut theme.assets, "cite.js", script.into_bytes());
    let name = path.rsplit('/').next().unwrap_or_default();
    format!("window.rungsCite={{words:{own},script:\"{name}\"}};\n")
}

/// The content of the gallery: path and text, sorted by path.
pub fn gallery() -> impl Iterator<Item = (&'static str, String)> {
    let files = BUILT_IN.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("gallery/")?, bytes)));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).into_owned()))
}

fn built_in(path: &str) -> &'static [u8] {
    BUILT_IN.iter().find(|(found, _)| *found == path).map_or(&[], |(_, bytes)| bytes)
}

/// All texts of a folder, built-in and own, joined in the order of their names; an own one takes the place of the
/// built-in one of its name.
fn joined(
    files: &ThemeFiles,
    folder: &str,
    ending: &str,
    sources: &SourceMap,
    piece: impl Fn(&str, &str) -> String,
) -> String {
    let fits = |path: &str| path.starts_with(folder) && path.ends_with(ending);
    let mut pieces: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for (path, bytes) in BUILT_IN.iter().filter(|(path, _)| fits(path)) {
        pieces.insert(path, piece(path, &String::from_utf8_lossy(bytes)));
    }
    for (path, file) in files.texts.iter().filter(|(path, _)| fits(path)) {
        pieces.insert(path, piece(path, sources.text(*file)));
    }
    let mut text = String::new();
    for piece in pieces.into_values() {
        text += &piece;
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}

/// A built-in script without indentation and without lines of comment, a third of its bytes. No string of theirs goes
/// over a line.
fn without_notes(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Adds an asset under a name that changes with its content, so that a page never meets another version's style, and
/// returns its path.
fn theme_asset(assets: &mut Vec<(String, Vec<u8>)>, name: &str, bytes: Vec<u8>) -> String {
    let path = hashed(name, &bytes);
    assets.push((path.clone(), bytes));
    path
}

/// The path of an asset, which changes with its content.
#[must_use]
pub fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("assets/{stem}-{hash:08x}.{ending}")
}
