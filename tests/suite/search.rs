//! What the search looks through: every statement of every site, once, under an address that is there.

use std::collections::BTreeMap;

use rungs::{
    ladder::{CompetencyRef, Origin, Words},
    markdown,
    site::{Page, Site},
};
use serde_json::Value;

use crate::{
    cases::{Case, cases},
    html::pages,
};

/// The parts of the data that a site's `search.js` names, in their order.
fn parts(case: &Case) -> Vec<Value> {
    let script = String::from_utf8(case.output.files["search.js"].bytes.clone()).unwrap();
    let names = &script[script.rfind('[').unwrap()..=script.rfind(']').unwrap()];
    let names: Vec<String> = serde_json::from_str(names).unwrap();
    let part = |(index, name): (usize, &String)| {
        let text = case.page(name).unwrap_or_else(|| panic!("{}: `{name}` is not published", case.name));
        let data = text.strip_prefix(&format!("rungsSearch.part({index},")).and_then(|rest| rest.strip_suffix(");\n"));
        serde_json::from_str(data.unwrap()).unwrap()
    };
    names.iter().enumerate().map(part).collect()
}

fn list<'v>(value: &'v Value, at: &str) -> &'v [Value] {
    value.pointer(at).and_then(Value::as_array).unwrap_or_else(|| panic!("no list {at} in {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The statements that a site has: address and words.
fn expected(case: &Case) -> BTreeMap<String, String> {
    let history = case.history();
    let site = Site::plan(&history, &case.project.config, &case.project.sources);
    let mut statements = BTreeMap::new();
    for (ladder, found) in case.content.ladders.iter().enumerate() {
        for (competency, found) in found.competencies.iter().enumerate() {
            let at = CompetencyRef { ladder, competency };
            for ((section, level), statement) in found.statements() {
                let origin = Origin::Cell { at, section, level };
                let plain = |text: &str| markdown::plain(text, origin.flow(), |target| site.label(origin, target));
                let words = match &statement.words {
                    Words::Text(text) => plain(&text.markdown),
                    Words::Shift { from, to } => format!("{} / {}", plain(&from.markdown), plain(&to.markdown)),
                };
                statements.insert(format!("{}#{}", site.path(Page::Competency(at)), statement.anchor), words);
            }
        }
    }
    statements
}

// Proves that what can be found is what the site says: every statement once, with its words, its level and its section,
// and nothing else; and that every address among the data leads to an element of a page.
#[test]
fn every_statement_is_found_once_and_every_address_leads_somewhere() {
    let mut seen = 0;
    for case in cases() {
        let mut statements = expected(case);
        let mut addresses = Vec::new();
        let parts = parts(case);
        for ladder in parts.iter().flat_map(|part| list(part, "/ladders")) {
            addresses.push(text(&ladder[1]).to_owned());
            let named = list(ladder, "/2").iter().chain(list(ladder, "/3"));
            addresses.extend(named.map(|row| text(&row[0]).to_owned()).filter(|address| !address.is_empty()));
        }
        for page in parts.iter().flat_map(|part| list(part, "/pages")) {
            addresses.push(text(&page[0]).to_owned());
            for passage in list(page, "/2").chunks(3).filter(|passage| passage[0] != "") {
                addresses.push(format!("{}#{}", text(&page[0]), text(&passage[0])));
            }
        }
        for competency in parts.iter().flat_map(|part| list(part, "/competencies")) {
            let ladder = &case.content.ladders[usize::try_from(competency[0].as_u64().unwrap()).unwrap()];
            let address = text(&competency[1]);
            for cell in list(competency, "/4") {
                let index = |at: usize| usize::try_from(cell[at].as_u64().unwrap()).unwrap();
                addresses.push(format!("{address}#{}--{}", ladder.sections[index(0)].id, ladder.levels[index(1)].id));
                for pair in list(cell, "/2").chunks(2).filter(|pair| pair[0] != "") {
                    let words = text(&pair[1]);
                    let anchor = if pair[0] == "-" { markdown::slug(words) } else { text(&pair[0]).to_owned() };
                    let place = format!("{address}#{anchor}");
                    let expected = statements.remove(&place);
                    assert_eq!(expected.as_deref(), Some(words), "{}: {place} is found twice or is wrong", case.name);
                    addresses.push(place);
                    seen += 1;
                }
            }
        }
        assert!(statements.is_empty(), "{}: not to be found: {statements:?}", case.name);
        for address in addresses {
            let (path, anchor) = address.split_once('#').unwrap_or((&address, ""));
            let page = pages().iter().find(|page| page.case.name == case.name && page.path == path);
            let page = page.unwrap_or_else(|| panic!("{}: there is no page `{path}`", case.name));
            assert!(anchor.is_empty() || page.html.by_id(anchor).is_some(), "{}: there is no `{address}`", case.name);
        }
    }
    assert!(seen > 250, "only {seen} statements were seen");
}

// Proves that no page names the data: an edit of one competency leaves the pages of the others as they are.
#[test]
fn no_page_changes_with_the_data_of_the_search() {
    for case in cases() {
        let data = case.output.files.keys().filter(|path| path.starts_with("assets/search-")).collect::<Vec<_>>();
        assert!(!data.is_empty(), "{}: there is nothing to look through", case.name);
        for (path, page) in case.pages() {
            assert!(data.iter().all(|name| !page.contains(&***name)), "{}: {path}", case.name);
        }
    }
}
