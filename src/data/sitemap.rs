//! The plan ─► `sitemap.xml`: the addresses that search engines are to know, and `robots.txt`, which names it.
//!
//! No entry has a date: no build reads the clock, and a false one is worse than none.

use std::collections::BTreeSet;

use super::{ROBOTS, SITEMAP, xml};
use crate::site::{Page, Site};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMES: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
/// The most addresses that one file may have.
const MOST: usize = 50_000;
/// The most bytes that one file may have.
const LARGEST: usize = 50_000_000;

/// The sitemap: one file, or several and one that lists them. None without the site's whole address.
pub(super) fn sitemaps(site: &Site<'_>) -> Option<Vec<(String, Vec<u8>)>> {
    site.config.origin.as_ref()?;
    // Statements stand on pages that say more, and what is gone is of no use to who searches.
    let listed = |page: &&Page| !matches!(page, Page::NotFound | Page::Statement(_) | Page::Former(_));
    let pages = site.pages.iter().filter(listed);
    let canonical: BTreeSet<Page> = pages.map(|page| site.canonical(*page)).collect();
    let addresses: Vec<String> = canonical.into_iter().filter_map(|page| site.address(page)).collect();
    Some(in_parts(site, &addresses, MOST, LARGEST))
}

fn in_parts(site: &Site<'_>, addresses: &[String], most: usize, largest: usize) -> Vec<(String, Vec<u8>)> {
    let mut parts = vec![String::new()];
    let mut count = 0;
    for address in addresses {
        let entry = format!("<url><loc>{}</loc></url>\n", xml(address));
        // Some room is for the lines around the entries.
        if count == most || parts.last().is_some_and(|part| part.len() + entry.len() + 500 > largest) {
            parts.push(String::new());
            count = 0;
        }
        count += 1;
        if let Some(part) = parts.last_mut() {
            part.push_str(&entry);
        }
    }
    let whole = |part: &str| format!("{HEAD}<urlset {NAMES}>\n{part}</urlset>\n").into_bytes();
    if let [only] = &*parts {
        return vec![(SITEMAP.to_owned(), whole(only))];
    }
    let mut index = String::new();
    let mut files = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let path = format!("sitemap-{}.xml", at + 1);
        index += &format!("<sitemap><loc>{}</loc></sitemap>\n", xml(&site.address_of(&path).unwrap_or_default()));
        files.push((path, whole(part)));
    }
    let index = format!("{HEAD}<sitemapindex {NAMES}>\n{index}</sitemapindex>\n");
    files.push((SITEMAP.to_owned(), index.into_bytes()));
    files
}

/// `robots.txt`, where the site stands at a domain's root, which is the one place where it is looked for, and the
/// content has none.
pub(super) fn robots(site: &Site<'_>) -> Option<String> {
    let own = site.content.files.iter().any(|file| file.path.eq_ignore_ascii_case(ROBOTS));
    let sitemap = site.address_of(SITEMAP)?;
    (site.config.site_path == "/" && !own).then(|| format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, history::History, ladder::Content, source::SourceMap};

    #[test]
    fn a_long_list_is_split_and_listed() {
        let config = Config { origin: Some("https://a.b".into()), site_path: "/c/".into(), ..Config::default() };
        let (content, sources) = (Content::default(), SourceMap::default());
        let history = History::new(&content, &[]);
        let site = Site::plan(&history, &config, &sources);
        let addresses: Vec<String> = (0..5).map(|at| format!("https://a.b/c/{at}.html")).collect();
        let paths = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        let all = ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"];
        let parts = in_parts(&site, &addresses, 2, LARGEST);
        assert_eq!(paths(&parts), all);
        let text = |at: usize| String::from_utf8_lossy(&parts[at].1).into_owned();
        assert!(text(2).contains("/4.html") && !text(2).contains("/3.html"));
        assert!(text(3).contains("<sitemap><loc>https://a.b/c/sitemap-3.xml</loc></sitemap>"));
        assert_eq!(paths(&in_parts(&site, &addresses, 5, LARGEST)), ["sitemap.xml"]);
        assert_eq!(in_parts(&site, &addresses, 5, 550).len(), 6);
    }
}
