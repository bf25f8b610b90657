//! The plan ─► `llms.txt`: where a language model finds what, as <https://llmstxt.org> describes it.

use super::LADDER;
use crate::{
    ladder::CompetencyRef,
    markdown::{encode, escape_markdown},
    meta::Meta,
    site::{self, Page},
};

/// The file: a title, a description, and a list of links for each kind of page.
pub(super) fn llms(meta: &Meta<'_, '_>) -> String {
    let site = meta.site;
    let several = site.content.ladders.len() > 1;
    let mut list = List { meta, text: format!("# {}\n", escape_markdown(&site.config.title)) };
    let description = meta.description(site.home());
    list.text += &format!("\n> {}\n", escape_markdown(&description));
    for (index, ladder) in site.content.ladders.iter().enumerate() {
        let head = |key: &str| {
            let words = meta.strings.say(key, &[]);
            if several { meta.strings.say("described", &[("about", &ladder.title), ("text", &words)]) } else { words }
        };
        if ladder.cumulative && ladder.levels.len() > 1 {
            list.text += &format!("\n{}\n", escape_markdown(&head("cumulative")));
        }
        let competencies = (0..ladder.competencies.len()).map(|competency| {
            let page = Page::Competency(CompetencyRef { ladder: index, competency });
            (page, meta.text(page))
        });
        list.section(&head("competencies"), competencies);
        let levels =
            (0..ladder.levels.len()).map(|level| (Page::Level(index, level), meta.text(Page::Level(index, level))));
        let shape = site::has_steps(ladder).then(|| (Page::Shape(index), String::new()));
        list.section(&head("levels"), levels.chain(shape));
        let sections = site::described_sections(ladder).into_iter().map(|section| Page::Section(index, section));
        list.section(&head("sections_across"), sections.map(|page| (page, String::new())));
    }
    let prose = site.pages.iter().copied().filter(|page| matches!(page, Page::Prose(_) | Page::Releases));
    list.section(&meta.strings.say("nav_main", &[]), prose.map(|page| (page, meta.text(page))));
    list.text += &format!("\n## {}\n\n", escape_markdown(&meta.strings.say("data", &[])));
    list.item(LADDER, LADDER, &meta.strings.say("data_ladder", &[]));
    list.text
}

struct List<'m, 's, 'c> {
    meta: &'m Meta<'s, 'c>,
    text: String,
}

impl List<'_, '_, '_> {
    fn section(&mut self, title: &str, pages: impl Iterator<Item = (Page, String)>) {
        let mut pages = pages.peekable();
        if pages.peek().is_none() {
            return;
        }
        self.text += &format!("\n## {}\n\n", escape_markdown(title));
        for (page, text) in pages {
            let path = self.meta.site.twin(page).unwrap_or_else(|| self.meta.site.path(page));
            self.item(&self.meta.name(page), &path, &text);
        }
    }

    fn item(&mut self, name: &str, path: &str, text: &str) {
        let address = self.meta.site.address_of(path).unwrap_or_else(|| encode(path));
        self.text += &format!("- [{}]({address})", escape_markdown(name));
        if !text.is_empty() {
            self.text += &format!(": {}", escape_markdown(text));
        }
        self.text.push('\n');
    }
}
