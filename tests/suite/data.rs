//! The files for programs, of every case: what they say is what the pages say, and what they name is there.

use std::collections::BTreeSet;

use rungs::{
    history::History,
    ladder::{Origin, Words},
    markdown::{self, Flow, LinkKind, Resolved},
    site::{Page, Site},
};
use serde_json::Value;

use crate::{
    cases::{Case, cases},
    html::{pages, target},
    words,
};

fn site<'c>(case: &'c Case, history: &'c History<'c>) -> Site<'c> {
    Site::plan(history, &case.project.config, &case.project.sources)
}

fn text<'c>(case: &'c Case, path: &str) -> Option<&'c str> {
    case.output.files.get(path).map(|file| std::str::from_utf8(&file.bytes).unwrap())
}

fn json(case: &Case, path: &str) -> Value {
    serde_json::from_str(text(case, path).unwrap()).unwrap()
}

/// The texts between two marks.
fn between<'t>(text: &'t str, open: &'t str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

// Proves that every page but the one for missing addresses is in the sitemap, once, under the address that the page
// itself gives as its own; and that without an origin no page and no file says any whole address.
#[test]
fn the_sitemap_lists_what_the_pages_call_themselves() {
    let mut with_origin = 0;
    for case in cases() {
        let canonical: Vec<(&str, &str)> = case
            .pages()
            .flat_map(|(path, page)| {
                between(page, "rel=\"canonical\" href=\"", "\"").into_iter().map(move |address| (path, address))
            })
            .collect();
        let Some(origin) = &case.project.config.origin else {
            assert!(canonical.is_empty(), "{}: {canonical:?}", case.name);
            for path in ["sitemap.xml", "feed.xml", "robots.txt"] {
                assert!(!case.output.files.contains_key(path), "{}: {path}", case.name);
            }
            assert!(case.pages().all(|(_, page)| !page.contains("og:url") && !page.contains("application/atom+xml")));
            continue;
        };
        with_origin += 1;
        assert_eq!(canonical.len(), case.pages().count() - 1, "{}: every page but `404.html`", case.name);
        let listed = between(text(case, "sitemap.xml").unwrap(), "<loc>", "</loc>");
        // Of a statement, and of what is gone, another page says more.
        let listed_pages = canonical
            .iter()
            .filter(|(path, _)| !path.starts_with("s/") && !case.page(path).unwrap().contains("content=\"noindex\""));
        let named: BTreeSet<&str> = listed_pages.map(|(_, address)| *address).collect();
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), named, "{}", case.name);
        assert_eq!(listed.len(), named.len(), "{}: an address is listed twice", case.name);
        let base = format!("{origin}{}", case.project.config.site_path);
        for (path, address) in canonical {
            let below = address.strip_prefix(&base).unwrap_or_else(|| panic!("{}: {address}", case.name));
            let file =
                if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
            assert!(case.output.files.contains_key(&file), "{}: {path} calls itself {address}", case.name);
            // Of two levels, a competency and its comparison are one.
            let own = file == path || path.starts_with(&format!("{}/", file.trim_end_matches(".html")));
            assert!(own, "{}: {path} calls itself {address}", case.name);
        }
    }
    assert!(with_origin > 1, "the cases are there");
}

// Proves that a link to any page reads well where it is pasted: a title and a sentence of its own that is not too long,
// without a placeholder, and nothing for the page that is none; and that what was is not found before what is.
#[test]
fn every_page_describes_itself() {
    for page in pages() {
        let content = |name: &str| {
            let metas = page.html.named("meta").into_iter();
            let mut found =
                metas.filter(|meta| [meta.attribute("name"), meta.attribute("property")].contains(&Some(name)));
            let content = found.next().and_then(|meta| meta.attribute("content"));
            assert!(found.next().is_none(), "{}: `{name}` twice", page.path);
            content
        };
        let place = format!("{}: {}", page.case.name, page.path);
        let description = content("description").unwrap_or_else(|| panic!("{place} has no description"));
        let kind = page.html.named("body")[0].attribute("class").unwrap_or_default();
        // A statement's page is made for its words.
        let longest = if kind == "page page--statement" { 401 } else { 201 };
        assert!(!description.is_empty() && description.chars().count() <= longest, "{place}: {description}");
        for key in ["{name}", "{count}", "{low}", "{text}", "{about}", "{levels}"] {
            assert!(!description.contains(key), "{place}: {description}");
        }
        if page.path == "404.html" {
            assert_eq!((content("robots"), content("og:title")), (Some("noindex"), None), "{place}");
        } else {
            assert_eq!(content("og:description"), Some(description), "{place}");
            assert!(content("og:title").is_some_and(|title| !title.is_empty()), "{place}");
            let is_past = kind.contains("page--former") || kind.contains("page--frozen");
            assert_eq!(content("robots"), is_past.then_some("noindex"), "{place}");
        }
    }
}

// Proves that `ladder.json` has every statement of every cell, with its id, its anchor and its words, in order, and no
// others; and that every address in it leads to a page and to a place on it.
#[test]
fn the_json_says_what_the_ladder_says() {
    let mut statements = 0;
    for case in cases() {
        let history = case.history();
        let site = site(case, &history);
        let whole = json(case, "ladder.json");
        let ladders = whole["ladders"].as_array().unwrap();
        assert_eq!(ladders.len(), case.content.ladders.len());
        for (index, ladder) in case.content.ladders.iter().enumerate() {
            let competencies = ladders[index]["competencies"].as_array().unwrap();
            assert_eq!(competencies.len(), ladder.competencies.len(), "{}", case.name);
            for (at, competency) in ladder.competencies.iter().enumerate() {
                let at = rungs::ladder::CompetencyRef { ladder: index, competency: at };
                let mut said = competencies[at.competency]["cells"].as_array().unwrap().iter().flat_map(|cell| {
                    let statements = cell["statements"].as_array().unwrap();
                    statements.iter().map(move |statement| (&cell["section"], &cell["level"], statement))
                });
                for ((section, level), statement) in competency.statements() {
                    let (of, on, found) = said.next().unwrap();
                    let plain = |text: &rungs::ladder::Text| {
                        markdown::plain(&text.markdown, Flow::Statement, |target| {
                            site.label(Origin::Cell { at, section, level }, target)
                        })
                    };
                    assert_eq!(
                        (of, on),
                        (&Value::from(&*ladder.sections[section].id), &Value::from(&*ladder.levels[level].id))
                    );
                    assert_eq!(found["id"].as_str(), statement.id.as_deref());
                    assert_eq!(found["anchor"].as_str(), Some(&*statement.anchor));
                    let said = |value: &Value| value["text"].as_str().unwrap().to_owned();
                    match &statement.words {
                        Words::Text(words) => assert_eq!(said(found), plain(words)),
                        Words::Shift { from, to } => {
                            assert_eq!((said(&found["from"]), said(&found["to"])), (plain(from), plain(to)));
                        }
                    }
                    let examples = found["examples"].as_array().map_or(0, Vec::len);
                    assert_eq!(
                        (examples, found["note"].is_object()),
                        (statement.examples.len(), statement.note.is_some())
                    );
                    statements += 1;
                }
                assert!(said.next().is_none(), "{}: {} says more", case.name, competency.id);
            }
        }
        urls(&whole, &mut |url| resolves(case, "ladder.json", url));
    }
    assert!(statements > 250, "only {statements} statements were seen");
}

fn urls(value: &Value, check: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().filter(|_| name == "url") {
                    Some(url) => check(url),
                    None => urls(value, check),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| urls(item, check)),
        _ => {}
    }
}

/// Fails unless an address in a file leads to another site, or to a file of this one and an element on it.
fn resolves(case: &Case, from: &str, address: &str) {
    if address.contains(':') && !address.starts_with('#') {
        return;
    }
    let place = format!("{}: {from}: {address}", case.name);
    let (path, fragment) = target(case, from, address).unwrap_or_else(|problem| panic!("{place}: {problem}"));
    assert!(case.output.files.contains_key(&path), "{place} leads nowhere");
    if let Some(fragment) = fragment {
        let page = pages().iter().find(|page| page.case.name == case.name && page.path == path);
        assert!(page.is_some_and(|page| page.html.by_id(&fragment).is_some()), "{place}: there is no such place");
    }
}

// Proves that a twin holds all authored words of its page in order, that each of its links leads somewhere, and that no
// statement breaks out of its place: its headings are those that the page has.
#[test]
fn twins_say_what_their_pages_say() {
    let mut seen = 0;
    for case in cases() {
        let history = case.history();
        let site = site(case, &history);
        let strings = case.strings();
        for page in site.pages.iter().copied() {
            let Some(path) = site.twin(page) else { continue };
            let place = format!("{}: {path}", case.name);
            let twin = text(case, &path).unwrap_or_else(|| panic!("{place} is not there"));
            let mut links = Vec::new();
            let rendered = markdown::render(twin, Flow::Page, |_: LinkKind, target| {
                links.push(target.to_owned());
                Some(Resolved { url: target.to_owned(), label: String::new() })
            });
            for link in &links {
                resolves(case, &path, link);
            }
            let plain = words::letters(&markdown::plain(twin, Flow::Page, |_| None));
            let (ladder, cells) = cells(case, page);
            let mut rest = plain.iter();
            for cell in cells {
                for word in words::surely_shown(cell) {
                    assert!(rest.any(|found| *found == word), "{place}: `{word}` is lost");
                    seen += 1;
                }
            }
            let ladder = &case.content.ladders[ladder];
            let mut known: Vec<String> = [
                ladder.sections.iter().map(|section| &section.title).collect::<Vec<_>>(),
                ladder.levels.iter().map(|level| &level.name).collect(),
                ladder.groups.iter().map(|group| &group.name).collect(),
                ladder.competencies.iter().map(|competency| &competency.name).collect(),
            ]
            .concat()
            .into_iter()
            .map(|name| words::split(name).join(" "))
            .collect();
            known.extend(["not_described", "no_group"].map(|key| strings.say(key, &[])));
            for heading in rendered.headings {
                assert!(known.contains(&heading.text), "{place}: the heading “{}”", heading.text);
            }
        }
    }
    assert!(seen > 5000, "only {seen} words were seen");
}

/// The cells that a page with a twin shows, in order, and its ladder.
fn cells(case: &Case, page: Page) -> (usize, Vec<&rungs::ladder::Cell>) {
    match page {
        Page::Competency(at) => (at.ladder, case.content.competency(at).cells.values().collect()),
        Page::Level(ladder, level) => {
            let found = &case.content.ladders[ladder];
            let groups = (0..found.groups.len()).map(Some).chain([None]);
            let competencies = groups.flat_map(|group| found.competencies.iter().filter(move |one| one.group == group));
            let cells = competencies.flat_map(|one| one.cells.iter()).filter(|((_, of), _)| *of == level);
            (ladder, cells.map(|(_, cell)| cell).collect())
        }
        _ => panic!("{page:?} has no twin"),
    }
}

// Proves that `llms.txt` names every twin and every page that has none but comparisons and the search, and that each link in it holds.
#[test]
fn llms_txt_names_every_page() {
    for case in cases() {
        let history = case.history();
        let site = site(case, &history);
        let text = text(case, "llms.txt").unwrap();
        let links: Vec<&str> = between(text, "](", ")");
        let base =
            case.project.config.origin.as_ref().map(|origin| format!("{origin}{}", case.project.config.site_path));
        let below: Vec<&str> = match &base {
            Some(base) => links.iter().map(|link| link.strip_prefix(base.as_str()).unwrap()).collect(),
            None => links,
        };
        for link in &below {
            resolves(case, "llms.txt", link);
        }
        for page in site.pages.iter().copied() {
            let path = match page {
                Page::Comparison(..) | Page::Search | Page::NotFound | Page::Home | Page::Ladder(_)
                // Of these, other pages say more.
                | Page::Statement(_) | Page::Former(_) => continue,
                page => site.twin(page).unwrap_or_else(|| site.path(page)),
            };
            assert!(below.contains(&markdown::encode(&path).as_str()), "{}: {path} is not named", case.name);
        }
    }
}

// Proves that the schema is JSON with the identity that belongs to it, and that the file names it.
#[test]
fn the_schema_knows_where_it_is() {
    for case in cases() {
        let schema = json(case, "ladder.schema.json");
        let known = case.project.config.origin.as_ref();
        let address = known.map(|origin| format!("{origin}{}ladder.schema.json", case.project.config.site_path));
        assert_eq!(schema["$id"].as_str(), address.as_deref(), "{}", case.name);
        assert_eq!(json(case, "ladder.json")["$schema"], "ladder.schema.json");
    }
}
