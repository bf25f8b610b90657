//! The plan ─► what programs read: the whole ladder as JSON, pages as Markdown, lists of addresses.
//!
//! Nothing here depends on the theme but its words. What needs the site's whole address is left out where
//! `book.toml` does not say it.

mod feed;
mod json;
mod linked;
mod llms;
mod sitemap;
mod twin;

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    meta::Meta,
    site::{Page, Site},
};

pub use linked::linked_data;

/// The path of the ladders as JSON.
pub const LADDER: &str = "ladder.json";
/// The path of that file's JSON Schema.
pub const SCHEMA: &str = "ladder.schema.json";
/// The path of the Atom feed.
pub const FEED: &str = "feed.xml";
const SITEMAP: &str = "sitemap.xml";
const LLMS: &str = "llms.txt";
const ROBOTS: &str = "robots.txt";

/// Another form of what a page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// Its media type.
    pub kind: &'static str,
    /// Its address in shared markup.
    pub url: String,
}

/// The other forms of a page.
#[must_use]
pub fn alternates(site: &Site<'_>, page: Page) -> Vec<Alternate> {
    let alternate = |kind, path: &str| Alternate { kind, url: site.url_of(path) };
    let mut alternates = Vec::new();
    if let Some(path) = site.twin(page) {
        alternates.push(alternate("text/markdown", &path));
    }
    if matches!(page, Page::Home | Page::Ladder(_)) {
        alternates.push(alternate("application/json", LADDER));
        if site.config.origin.is_some() {
            alternates.push(alternate("application/atom+xml", FEED));
        }
    }
    alternates
}

/// Makes all files for programs: path and bytes.
#[must_use]
pub fn files(meta: &Meta<'_, '_>) -> Vec<(String, Vec<u8>)> {
    let site = meta.site;
    let twins =
        site.pages.par_iter().filter_map(|page| Some((site.twin(*page)?, twin::twin(meta, *page).into_bytes())));
    let mut files: Vec<(String, Vec<u8>)> = twins.collect();
    files.push((LADDER.to_owned(), json::ladders(meta)));
    files.push((SCHEMA.to_owned(), json::schema(site).into_bytes()));
    files.push((LLMS.to_owned(), llms::llms(meta).into_bytes()));
    if let Some(sitemaps) = sitemap::sitemaps(site) {
        files.extend(sitemaps);
        files.extend(feed::feed(meta, &feed::entries(meta)).map(|feed| (FEED.to_owned(), feed.into_bytes())));
    }
    files.extend(sitemap::robots(site).map(|robots| (ROBOTS.to_owned(), robots.into_bytes())));
    files
}

/// Escapes a text for XML; the characters that XML can't hold at all become the sign for such ones.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let fits =
        |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    crate::html::escape(&text.replace(|c| !fits(c), "\u{fffd}"), &mut escaped);
    escaped
}
