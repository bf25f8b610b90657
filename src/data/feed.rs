//! Releases ─► `feed.xml`: an Atom feed that tells of each.

use super::{FEED, xml};
use crate::{
    link::shorten,
    markdown::{self, Flow},
    meta::Meta,
    release::{self, Release},
};

/// When a feed without entries was last changed: never. Atom demands a time, and no build reads the clock, by which the
/// same ladder would give other bytes every day.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// What a feed tells of.
pub(super) struct Entry {
    /// Its title.
    pub title: String,
    /// Its whole address, which is its identity as well.
    pub address: String,
    /// When it came out, as in `2026-11-24T00:00:00Z`.
    pub updated: String,
    /// What it brings, as plain words.
    pub summary: String,
}

/// An entry for each release, the newest first.
pub(super) fn entries(meta: &Meta<'_, '_>) -> Vec<Entry> {
    let site = meta.site;
    let releases = site.history.releases.iter().enumerate().rev();
    let entry = |(index, release): (usize, &Release)| {
        let version = release.version.as_str();
        let mut summary = match release.effective {
            Some(date) => meta.strings.say("counts_from", &[("date", &date.to_string())]),
            None => String::new(),
        };
        let notes = release.notes.as_deref().unwrap_or_default();
        let notes = markdown::plain(notes, Flow::Page, |target| Some(target.to_owned()));
        let notes = release::with_ids(&notes, |id| named(meta, id));
        summary = [summary, notes].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n");
        if summary.is_empty() {
            summary = meta.strings.say("release", &[("version", version)]);
        }
        Some(Entry {
            title: meta.strings.say("release", &[("version", version)]),
            address: site.address_of(&site.base(index))?,
            updated: format!("{}T00:00:00Z", release.date),
            summary,
        })
    };
    releases.filter_map(entry).collect()
}

/// What an id in the notes stands for: the words of a statement, or else itself, which is a name.
fn named(meta: &Meta<'_, '_>, id: &str) -> String {
    let history = meta.site.history;
    let state = history.story_of(id).and_then(|story| history.stories[story].latest());
    state.map_or_else(|| id.to_owned(), |state| format!("“{}”", shorten(&meta.words(state), 80)))
}

/// The feed; the newest entry comes first. None without the site's whole address.
pub(super) fn feed(meta: &Meta<'_, '_>, entries: &[Entry]) -> Option<String> {
    let site = meta.site;
    let (own, home) = (site.address_of(FEED)?, site.address(site.home())?);
    let title = meta.strings.say("feed_title", &[("title", &site.config.title)]);
    let updated = entries.first().map_or(NEVER, |newest| &newest.updated);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{own}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/>\n",
        xml(&site.config.language),
        xml(&title),
        xml(updated),
        own = xml(&own),
        home = xml(&home),
    );
    // Atom demands an author: where none is named, the site speaks for itself.
    let authors = &site.config.authors;
    let authors = if authors.is_empty() { std::slice::from_ref(&site.config.title) } else { authors };
    for author in authors {
        feed += &format!("<author><name>{}</name></author>\n", xml(author));
    }
    for Entry { title, address, updated, summary } in entries {
        feed += &format!(
            "<entry>\n<id>{address}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n<summary>{}</summary>\n</entry>\n",
            xml(title),
            xml(updated),
            xml(summary),
            address = xml(address),
        );
    }
    Some(feed + "</feed>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, history::History, ladder::Content, site::Site, source::SourceMap, theme::Strings};

    #[test]
    fn the_newest_entry_dates_the_feed() {
        let config = Config { origin: Some("https://a.b".into()), ..Config::default() };
        let (content, sources, strings) = (Content::default(), SourceMap::default(), Strings::default());
        let history = History::new(&content, &[]);
        let site = Site::plan(&history, &config, &sources);
        let meta = Meta::new(&site, &strings);
        let entry = |day: &str| Entry {
            title: format!("A & {day}"),
            address: format!("https://a.b/releases/{day}/"),
            updated: format!("{day}T00:00:00Z"),
            summary: "1 < 2".into(),
        };
        let feed = feed(&meta, &[entry("2026-02-03"), entry("2025-02-03")]).unwrap_or_default();
        assert!(feed.contains("</title>\n<updated>2026-02-03T00:00:00Z</updated>\n<link rel=\"self\""));
        assert!(feed.contains("<title>A &amp; 2025-02-03</title>") && feed.contains("<summary>1 &lt; 2</summary>"));
        assert_eq!(feed.matches("<entry>").count(), 2);
    }
}
