//! Every page of every case and of this repository's own ladder, as a reader, a browser and a crawler take it.
//!
//! What each test says holds of all pages; `markup` parses them and forgives nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use rungs::{
    ladder::Competency,
    markdown,
    site::{Page, Site},
};

use crate::{
    cases::{self, Case, cases},
    markup::{self, Element},
    words,
};

/// A page and its tree.
pub struct Parsed {
    /// The case that it belongs to.
    pub case: &'static Case,
    /// Where it is published.
    pub path: &'static str,
    /// Its tree.
    pub html: Element,
}

impl Parsed {
    /// The page's name in messages.
    fn name(&self) -> String {
        format!("{}: {}", self.case.name, self.path)
    }
}

/// Every page of every case.
pub fn pages() -> &'static [Parsed] {
    static PAGES: LazyLock<Result<Vec<Parsed>, String>> = LazyLock::new(parse);
    PAGES.as_ref().unwrap_or_else(|problem| panic!("{problem}"))
}

fn parse() -> Result<Vec<Parsed>, String> {
    let (mut parsed, mut problems) = (Vec::new(), Vec::new());
    for case in cases::all()? {
        for (path, text) in case.pages() {
            match markup::page(text) {
                Ok(html) => parsed.push(Parsed { case, path, html }),
                Err(problem) => problems.push(format!("{}: {path}: {problem}", case.name)),
            }
        }
    }
    if problems.is_empty() { Ok(parsed) } else { Err(problems.join("\n")) }
}

/// Calls `check` for every page and fails with all that it finds.
fn every_page(mut check: impl FnMut(&'static Parsed, &mut dyn FnMut(String))) {
    let mut problems = Vec::new();
    for page in pages() {
        check(page, &mut |problem| problems.push(format!("{}: {problem}", page.name())));
    }
    assert!(pages().len() > 100, "the cases are there");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

// Proves that a page has one `h1`, that it comes first, and that no heading skips a level.
#[test]
fn headings_form_an_outline() {
    every_page(|page, problem| {
        let mut before = 0;
        for element in page.html.all() {
            let Some(level) = element.name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) else {
                continue;
            };
            if level > before + 1 || (level == 1) != (before == 0) {
                problem(format!("h{level} “{}” stands below h{before}", element.text()));
            }
            if element.text().is_empty() {
                problem(format!("an h{level} is empty"));
            }
            before = level;
        }
        if before == 0 {
            problem("there is no heading".into());
        }
    });
}

// Proves that nothing is announced that is not there: no list without items, no landmark without a link.
#[test]
fn no_list_and_no_landmark_is_empty() {
    every_page(|page, problem| {
        for element in page.html.all() {
            let wanted = match &*element.name {
                "ul" | "ol" => "li",
                "dl" => "dd",
                "table" => "td",
                "nav" => "a",
                _ => continue,
            };
            if element.named(wanted).is_empty() {
                problem(format!("an empty `{}`: {:?}", element.name, element.attributes));
            }
        }
    });
}

// Proves that no id is given twice, and that every name by id leads to an element with words.
#[test]
fn ids_are_unique_and_names_by_id_exist() {
    every_page(|page, problem| {
        let mut ids = BTreeSet::new();
        for element in page.html.all() {
            if let Some(id) = element.attribute("id")
                && (id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id))
            {
                problem(format!("the id `{id}` is given twice, or is none"));
            }
        }
        for element in page.html.all() {
            for name in ["aria-labelledby", "aria-describedby", "aria-controls", "for"] {
                for id in element.attribute(name).unwrap_or_default().split_whitespace() {
                    match page.html.by_id(id) {
                        None => problem(format!("`{name}` names `{id}`, which is not there")),
                        Some(named) if name == "aria-labelledby" && named.text().is_empty() => {
                            problem(format!("`{name}` names `{id}`, which has no words"));
                        }
                        Some(_) => {}
                    }
                }
            }
            if matches!(&*element.name, "a" | "button" | "summary") && name_of(&page.html, element).is_empty() {
                problem(format!("a link or a button has no name: {:?}", element.attributes));
            }
        }
    });
}

/// What an element is called by a screen reader, roughly.
fn name_of(page: &Element, element: &Element) -> String {
    let labelled = element.attribute("aria-labelledby").and_then(|id| page.by_id(id)).map(Element::text);
    labelled.or_else(|| element.attribute("aria-label").map(str::to_owned)).unwrap_or_else(|| element.text())
}

/// The ids that a page may have because its content has them: all others are furniture.
fn authored_ids(case: &Case, site: &Site<'_>, page: Page) -> BTreeSet<String> {
    let history = site.history;
    let content = &case.content;
    let mut ids = BTreeSet::new();
    let anchors = |competency: &Competency| -> Vec<String> {
        competency.statements().map(|(_, statement)| statement.anchor.clone()).collect()
    };
    match page {
        Page::Competency(at) | Page::Comparison(at, ..) => {
            let ladder = &content.ladders[at.ladder];
            for section in &ladder.sections {
                ids.insert(section.id.to_string());
                ids.extend(ladder.levels.iter().map(|level| format!("{}--{}", section.id, level.id)));
            }
            ids.extend(anchors(content.competency(at)));
        }
        Page::Level(ladder, _) | Page::Section(ladder, _) => {
            let ladder = &content.ladders[ladder];
            for competency in &ladder.competencies {
                ids.insert(competency.id.to_string());
                let seconds = match page {
                    Page::Level(..) => ladder.sections.iter().map(|section| &section.id).collect::<Vec<_>>(),
                    _ => ladder.levels.iter().map(|level| &level.id).collect(),
                };
                ids.extend(seconds.iter().map(|second| format!("{}--{second}", competency.id)));
                for anchor in anchors(competency) {
                    ids.extend((2..9).map(|count| format!("{anchor}-{count}")));
                    ids.insert(anchor);
                }
            }
        }
        Page::Prose(index) => ids.extend(headings(case, index)),
        Page::Home | Page::Ladder(_) => {
            let indices = (0..content.pages.len()).filter(|index| content.pages[*index].is_index());
            ids.extend(indices.flat_map(|index| headings(case, index)));
        }
        Page::Statement(story) => ids.extend([history.stories[story].id.to_owned()]),
        Page::Releases => ids.extend(case.releases.iter().map(|release| release.version.to_string())),
        Page::Former(_) | Page::Shape(_) | Page::Search | Page::NotFound => {}
    }
    // What once stood on the page.
    ids.extend(site.departed(page).iter().map(|(_, departed)| departed.anchor.clone()));
    ids
}

fn headings(case: &Case, index: usize) -> Vec<String> {
    let found = markdown::headings(&case.content.pages[index].text.markdown);
    found.into_iter().map(|heading| heading.id).collect()
}

// Proves that the page's own furniture can't meet an anchor of the content: its ids begin with `_`, and no other does.
#[test]
fn ids_are_those_of_the_content_or_begin_with_an_underscore() {
    for case in cases() {
        let history = case.history();
        let site = Site::plan(&history, &case.project.config, &case.project.sources);
        for page in site.pages.iter().copied() {
            let authored = authored_ids(case, &site, page);
            let path = site.path(page);
            let parsed = pages().iter().find(|parsed| parsed.case.name == case.name && parsed.path == path).unwrap();
            for id in parsed.html.all().into_iter().filter_map(|element| element.attribute("id")) {
                assert_ne!(authored.contains(id), id.starts_with('_'), "{}: `{id}`", parsed.name());
            }
        }
    }
}

/// The file and fragment behind a relative address on a page.
pub fn target(case: &Case, page: &str, address: &str) -> Result<(String, Option<String>), String> {
    let (path, fragment) = match address.split_once('#') {
        Some((path, fragment)) => (path, Some(decoded(fragment))),
        None => (address, None),
    };
    if path.is_empty() {
        return Ok((page.to_owned(), fragment));
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let relative = match (path.starts_with('/'), page) {
        (false, "404.html") => return Err("404.html is shown at any address".into()),
        (false, _) => path,
        (true, "404.html") => {
            parts.clear();
            path.strip_prefix(&*case.project.config.site_path).ok_or("it lies outside of the site's path")?
        }
        (true, _) => return Err("it begins at the host's root".into()),
    };
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop().ok_or("it leaves the site")?;
            }
            part => parts.push(part),
        }
    }
    Ok((decoded(&parts.join("/")), fragment))
}

fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |bytes: &[u8]| u8::from_str_radix(std::str::from_utf8(bytes).unwrap(), 16).unwrap();
        if *first == b'%' {
            bytes.push(hex(&after[..2]));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn is_absolute(address: &str) -> bool {
    address.starts_with("//") || address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?']))
}

// Proves that every link inside the site leads to a file of the site and to an element on it, from `404.html` as well.
#[test]
fn every_link_and_fragment_resolves() {
    let mut ids: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for page in pages() {
        let found = page.html.all().into_iter().filter_map(|element| element.attribute("id")).collect();
        ids.insert((&page.case.name, page.path), found);
    }
    let mut links = 0;
    every_page(|page, problem| {
        for element in page.html.all() {
            for name in ["href", "src"] {
                let Some(address) = element.attribute(name).filter(|address| !is_absolute(address)) else { continue };
                links += 1;
                match target(page.case, page.path, address) {
                    Err(reason) => problem(format!("`{address}`: {reason}")),
                    Ok((path, _)) if !page.case.output.files.contains_key(&path) => {
                        problem(format!("`{address}` leads to `{path}`, which is not published"));
                    }
                    Ok((path, Some(fragment))) => {
                        let there = ids.get(&(&*page.case.name, &*path)).is_some_and(|ids| ids.contains(&*fragment));
                        if !there {
                            problem(format!("`{address}`: `{path}` has no `#{fragment}`"));
                        }
                    }
                    Ok((_, None)) => {}
                }
            }
        }
    });
    assert!(links > 3000, "only {links} links were seen");
}

// Proves that a page asks no other host for anything, and leads only where an author or `book.toml` says.
#[test]
fn other_hosts_are_named_only_where_an_author_links_them() {
    every_page(|page, problem| {
        let sources = &page.case.project;
        let texts = [&sources.pages, &sources.ladders, &sources.competencies, &sources.releases].into_iter().flatten();
        let texts: Vec<&str> = texts.map(|text| sources.sources.text(text.file)).collect();
        let edit = sources.config.edit_url.as_ref().and_then(|url| url.split("{path}").next());
        for element in page.html.all() {
            for (name, address) in &element.attributes {
                if !matches!(&**name, "href" | "src" | "srcset" | "action" | "poster" | "data") || !is_absolute(address)
                {
                    continue;
                }
                let bare = address.strip_prefix("mailto:").unwrap_or(address);
                let configured = sources.config.repository.as_deref() == Some(address)
                    || edit.is_some_and(|edit| address.starts_with(edit));
                let authored = texts.iter().any(|text| text.contains(bare));
                // A citation goes elsewhere, and its link leads back to the page that offers it.
                let base = sources.config.origin.as_ref().map(|origin| format!("{origin}{}", sources.config.site_path));
                let own = base.is_some_and(|base| *address == format!("{base}{}", page.path));
                // The page's own address is asked for nothing.
                if element.name == "link" && element.attribute("rel") == Some("canonical") {
                    continue;
                }
                if element.name != "a" || !(configured || authored || own) {
                    problem(format!("`{}` refers to `{address}`", element.name));
                }
            }
        }
    });
    for case in cases() {
        for (path, file) in case.output.files.iter().filter(|(path, _)| path.ends_with(".css")) {
            let sheet = std::str::from_utf8(&file.bytes).unwrap();
            for bad in ["@import", "http:", "https:", "url(//", "url(\"//"] {
                assert!(!sheet.contains(bad), "{}: {path} holds `{bad}`", case.name);
            }
        }
    }
}

// Proves that a strict content security policy breaks nothing: no style, script or handler stands in a page itself.
#[test]
fn nothing_is_inline() {
    every_page(|page, problem| {
        for element in page.html.all() {
            // Linked data is a block of data, which nothing runs and the policy does not speak of.
            let is_data = element.attribute("type") == Some("application/ld+json");
            if element.name == "script" && is_data {
                if element.attributes.len() > 1 || serde_json::from_str::<serde_json::Value>(&element.text()).is_err() {
                    problem("a block of linked data is not JSON alone".into());
                }
            } else if element.name == "script" && (element.attribute("src").is_none() || !element.children.is_empty()) {
                problem("a script stands in the page".into());
            }
            for (name, value) in &element.attributes {
                let scheme = value.trim_start().to_ascii_lowercase();
                if name == "style" || name.starts_with("on") || scheme.starts_with("javascript:") {
                    problem(format!("`{}` has the attribute `{name}={value}`", element.name));
                }
            }
        }
    });
}

// Proves that a page says its language and a title that no other page of its site has.
#[test]
fn every_page_says_its_language_and_has_a_title_of_its_own() {
    let mut titles: BTreeMap<(&str, String), &str> = BTreeMap::new();
    every_page(|page, problem| {
        let config = &page.case.project.config;
        if page.html.attribute("lang") != Some(&*config.language) {
            problem("the language is not that of `book.toml`".into());
        }
        let found = page.html.named("title");
        let [title] = &*found else { return problem("there is not one title".into()) };
        if !title.text().contains(&words::split(&config.title).join(" ")) {
            problem(format!("the title “{}” does not name the site", title.text()));
        }
        if let Some(other) = titles.insert((&page.case.name, title.text()), page.path) {
            problem(format!("`{other}` has the title “{}” as well", title.text()));
        }
    });
}

// Proves that the marks that stand for addresses and content while a page is made are gone when it is done.
#[test]
fn no_mark_of_the_making_is_left() {
    for case in cases() {
        for (path, page) in case.pages() {
            let left = page.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
            assert!(left.is_none(), "{}: {path} holds {left:?}", case.name);
        }
    }
}
