//! A page of the plan ─► what it is as linked data (JSON-LD): a ladder is a set of defined terms, a competency one.
//!
//! Only the pages that a search engine would show have any: comparisons, which are most pages, stay light.

use serde::Serialize;

use crate::{
    html::Html,
    meta::{Meta, ladder_of},
    site::Page,
};

#[derive(Serialize)]
struct Linked<'d> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'d str,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    url: String,
    #[serde(rename = "termCode", skip_serializing_if = "Option::is_none")]
    code: Option<&'d str>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    language: Option<&'d str>,
    #[serde(rename = "inDefinedTermSet", skip_serializing_if = "Option::is_none")]
    set: Option<String>,
}

/// The linked data of a page, for an element that nothing runs.
#[must_use]
pub fn linked_data(meta: &Meta<'_, '_>, page: Page) -> Option<Html> {
    let site = meta.site;
    // Without the site's whole address, it is taken from that of the page.
    let address = |to: Page| site.address(to).unwrap_or_else(|| format!("{}{}", site.root(page), site.path(to)));
    let linked = match page {
        Page::Ladder(ladder) => Linked {
            context: "https://schema.org",
            kind: "DefinedTermSet",
            name: &site.content.ladders[ladder].title,
            description: meta.description(page),
            url: address(page),
            code: None,
            language: Some(&site.config.language),
            set: None,
        },
        Page::Competency(at) => Linked {
            context: "https://schema.org",
            kind: "DefinedTerm",
            name: &site.content.competency(at).name,
            description: meta.text(page),
            url: address(page),
            code: Some(&site.content.competency(at).id),
            language: None,
            set: ladder_of(page).map(|ladder| address(Page::Ladder(ladder))),
        },
        _ => return None,
    };
    Some(Html::from_json(&linked))
}
