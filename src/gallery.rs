//! A project ─► the gallery of its theme: a ladder that shows every part of the theme in every state.
//!
//! The gallery is a project like any other, made of files inside the binary and of the theme, the language and the
//! style sheets of the project that asks. Its pages come from the same templates by the same way, so that it can't
//! drift from what it shows. It stands in a folder of its own, to which no page of the site leads.

use crate::{
    config::Config,
    diagnostic::Diagnostics,
    output::Output,
    project::{ContentText, Project},
    theme,
};

/// Where it stands in a site. No content has an address that begins so.
pub const FOLDER: &str = "_gallery/";

/// The gallery for a project's theme.
#[must_use]
pub fn project(of: &Project) -> Project {
    let mut gallery = Project {
        config: Config {
            title: "Gallery of the theme".into(),
            src: "gallery".into(),
            // Addresses from here on are relative even where they are absolute elsewhere; a citation names a whole one.
            site_path: String::new(),
            origin: Some("https://example.org/".into()),
            cname: None,
            repository: Some("https://example.org/repository".into()),
            edit_url: Some("https://example.org/edit/{path}".into()),
            ..of.config.clone()
        },
        sources: of.sources.clone(),
        theme: of.theme.clone(),
        root: of.root.clone(),
        ladders: Vec::new(),
        competencies: Vec::new(),
        releases: Vec::new(),
        pages: Vec::new(),
        files: Vec::new(),
        diagnostics: Diagnostics::default(),
    };
    for (path, text) in theme::gallery() {
        let file = gallery.sources.add(format!("gallery/{path}"), text);
        let content = ContentText { path: path.to_owned(), file };
        let kind = match path.rsplit(['/', '.']).take(2).collect::<Vec<_>>()[..] {
            ["md", _] => &mut gallery.pages,
            ["json", _] => &mut gallery.releases,
            ["yaml", "ladder"] => &mut gallery.ladders,
            _ => &mut gallery.competencies,
        };
        kind.push(content);
    }
    gallery
}

/// Puts the gallery beside the site's own files, whole, so that whatever its pages name is there.
pub fn put(gallery: Output, site: &mut Output) {
    site.files.extend(gallery.files.into_iter().map(|(path, file)| (format!("{FOLDER}{path}"), file)));
}
