//! What a page says, found by meaning: the words of an element with and without marks of change, and where its links
//! lead. What is looked for on a page is asked here and nowhere else.

use std::collections::BTreeMap;

use super::author::plain;
use crate::markup::{Element, Node};

/// A page with its elements by id.
pub struct Page<'h> {
    /// Its path below the site's root.
    pub path: &'h str,
    /// The part that is the page's own.
    pub main: &'h Element,
    /// The elements that have an id.
    pub ids: BTreeMap<&'h str, &'h Element>,
}

impl<'h> Page<'h> {
    /// Finds what is looked for on a parsed page.
    pub fn new(path: &'h str, html: &'h Element) -> Self {
        let all = html.all();
        let main = all.iter().find(|element| element.name == "main").copied().unwrap_or(html);
        let ids = all.iter().filter_map(|element| Some((element.attribute("id")?, *element))).collect();
        Self { path, main, ids }
    }

    /// Whether an element has a link to a path, and to a fragment there if one is given.
    pub fn leads(&self, from: &Element, path: &str, fragment: Option<&str>) -> bool {
        let targets = self.targets(from);
        targets.into_iter().any(|(to, at)| to == path && fragment.is_none_or(|fragment| at == Some(fragment)))
    }

    /// Where the links of an element lead inside of the site: paths and fragments.
    pub fn targets<'e>(&self, from: &'e Element) -> Vec<(String, Option<&'e str>)> {
        let links = from.all().into_iter().filter(|element| element.name == "a");
        let inside = |address: &&str| !address.contains("://");
        links.filter_map(|link| link.attribute("href")).filter(inside).map(|address| self.target(address)).collect()
    }

    /// Where an address on this page leads; paths here need no decoding.
    fn target<'a>(&self, address: &'a str) -> (String, Option<&'a str>) {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (address, None),
        };
        if path.is_empty() {
            return (self.path.to_owned(), fragment);
        }
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        (parts.join("/"), fragment)
    }

    /// Whether an old anchor stands where the new one does: within it, around it, or right before it.
    pub fn same_place(&self, old: &str, new: &str) -> bool {
        let (old, new) = (self.ids[old], self.ids[new]);
        let within = |outer: &Element, inner: &Element| outer.all().into_iter().any(|found| std::ptr::eq(found, inner));
        within(old, new) || within(new, old) || self.before(old, new)
    }

    /// Whether nothing that could be read stands between the start of `old` and that of `new`.
    fn before(&self, old: &Element, new: &Element) -> bool {
        let mut texts = Vec::new();
        collect(self.main, &mut |node| match node {
            Found::Element(found) if std::ptr::eq(found, old) => texts = vec![String::new()],
            Found::Element(found) if std::ptr::eq(found, new) => texts.push("here".into()),
            Found::Text(words) if texts.len() == 1 => texts[0] += words.trim(),
            _ => {}
        });
        texts.len() > 1 && texts[0].is_empty()
    }
}

enum Found<'h> {
    Element(&'h Element),
    Text(&'h str),
}

fn collect<'h>(element: &'h Element, see: &mut impl FnMut(Found<'h>)) {
    see(Found::Element(element));
    for child in &element.children {
        match child {
            Node::Element(child) => collect(child, see),
            Node::Text(words) => see(Found::Text(words)),
        }
    }
}

/// The text of an element without the elements of some names or classes.
fn text_without(element: &Element, left_out: &[&str]) -> String {
    let mut text = String::new();
    add(element, left_out, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add(element: &Element, left_out: &[&str], text: &mut String) {
    let classes = element.attribute("class").unwrap_or_default();
    if left_out.contains(&&*element.name) || classes.split(' ').any(|class| left_out.contains(&class)) {
        return;
    }
    let inline = ["a", "em", "strong", "ins", "del", "span", "mark", "code", "wbr"].contains(&&*element.name);
    let blank = if inline { "" } else { " " };
    *text += blank;
    for child in &element.children {
        match child {
            Node::Element(child) => add(child, left_out, text),
            Node::Text(words) => *text += words,
        }
    }
    *text += blank;
}

/// Words that screen readers hear between the words of a change.
const SPOKEN: &str = "visually-hidden";

/// What an element says.
pub struct Told {
    texts: Vec<String>,
}

impl Told {
    /// Takes in the words of an element: as they stand, and each side of the changes marked in them.
    pub fn of(element: &Element) -> Self {
        let sides: [&[&str]; 3] = [&[], &["ins", SPOKEN], &["del", SPOKEN]];
        Self { texts: sides.map(|left_out| text_without(element, left_out)).to_vec() }
    }

    /// Whether it says these words.
    pub fn says(&self, words: &str) -> bool {
        let words = plain(words);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.texts.iter().any(|text| text.contains(&words))
    }
}

// Proves that what is looked for is found where it stands, and not found where it does not.
#[test]
fn words_and_places_are_found_where_they_are() {
    let html = crate::markup::page(
        "<!doctype html>\n<html><body><main><p id=\"a\">Reads “<del>old</del><ins>new</ins>” <a href=\"../s/k3f9w.html\">plans</a>\
         </p><div><span id=\"b\"></span><h2 id=\"c\">C</h2></div><p id=\"d\">D</p></main></body></html>",
    );
    let html = html.unwrap();
    let page = Page::new("competencies/one.html", &html);
    let told = Told::of(page.ids["a"]);
    assert!(told.says("Reads “old” plans") && told.says("Reads “new” *plans*") && !told.says("Reads “” plans"));
    assert!(page.leads(page.main, "s/k3f9w.html", None) && !page.leads(page.main, "k3f9w.html", None));
    assert!(!page.leads(page.main, "s/k3f9w.html", Some("a")) && !page.leads(page.ids["d"], "s/k3f9w.html", None));
    assert!(page.same_place("b", "c") && !page.same_place("b", "d") && !page.same_place("d", "b"));
}
