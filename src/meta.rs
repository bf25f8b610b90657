//! A page of the plan ─► what is said of it elsewhere: its title, and the sentence that describes it.
//!
//! Both are read where a link is pasted, by search engines, and in the files for programs. Author words arrive plain.

use crate::{
    difference::Spot,
    history::{self, State},
    ladder::{CompetencyRef, Ladder, Origin, Text, Words},
    link::shorten,
    markdown::{self, Flow},
    site::{Page, Site},
    theme::Strings,
};

/// Descriptions are cut where they get longer: what shows them shows no more.
const LONGEST: usize = 200;
/// The same for a page that is made for one statement.
const LONGEST_STATEMENT: usize = 400;
/// How much of a statement stands in a title.
const SHORT: usize = 80;

/// Titles and descriptions.
pub struct Meta<'s, 'c> {
    /// The plan.
    pub site: &'s Site<'c>,
    /// The words of the language.
    pub strings: &'s Strings,
    /// The summaries of the competencies as plain words, by ladder: each is a part of many descriptions.
    summaries: Vec<Vec<String>>,
}

impl<'s, 'c> Meta<'s, 'c> {
    /// Reads the words that descriptions are made of.
    #[must_use]
    pub fn new(site: &'s Site<'c>, strings: &'s Strings) -> Self {
        let mut meta = Self { site, strings, summaries: Vec::new() };
        for (ladder, found) in site.content.ladders.iter().enumerate() {
            let summary = |competency: usize| {
                let origin = Origin::Summary(CompetencyRef { ladder, competency });
                meta.plain(origin, found.competencies[competency].summary.as_ref())
            };
            let summaries = (0..found.competencies.len()).map(summary).collect();
            meta.summaries.push(summaries);
        }
        meta
    }

    fn ladder(&self, index: usize) -> &'c Ladder {
        &self.site.content.ladders[index]
    }

    /// A text as plain words; empty where there is none.
    #[must_use]
    pub fn plain(&self, origin: Origin, text: Option<&Text>) -> String {
        let words =
            |text: &Text| markdown::plain(&text.markdown, origin.flow(), |target| self.site.label(origin, target));
        text.map(words).unwrap_or_default()
    }

    /// A page's name as its heading says it.
    #[must_use]
    pub fn name(&self, page: Page) -> String {
        let content = self.site.content;
        match page {
            Page::Home => self.site.config.title.clone(),
            Page::Ladder(index) => {
                let several = content.ladders.len() > 1 && !self.ladder(index).prefix.is_empty();
                if several { self.ladder(index).title.clone() } else { self.site.config.title.clone() }
            }
            Page::Competency(at) | Page::Comparison(at, ..) => content.competency(at).name.clone(),
            Page::Level(ladder, level) => self.ladder(ladder).levels[level].name.clone(),
            Page::Section(ladder, section) => self.ladder(ladder).sections[section].title.clone(),
            Page::Prose(index) => content.pages[index].title.clone().unwrap_or_default(),
            Page::Shape(_) => self.strings.say("shape", &[]),
            Page::Statement(story) => match self.site.history.stories[story].latest() {
                Some(state) => self.place(state),
                None => self.strings.say("statement_named", &[("id", self.site.history.stories[story].id)]),
            },
            Page::Releases => self.strings.say("releases", &[]),
            Page::Former(index) => {
                let former = &self.site.former[index];
                self.name_in(former.release, former.page)
            }
            Page::Search => self.strings.say("search", &[]),
            Page::NotFound => self.strings.say("not_found", &[]),
        }
    }

    /// The place of a statement in words: competency, level and section.
    #[must_use]
    pub fn place(&self, state: &State<'_>) -> String {
        let content = self.site.history.content(state.index);
        let Spot { at, section, level, .. } = state.spot;
        let ladder = &content.ladders[at.ladder];
        let values = [
            ("competency", &*content.competency(at).name),
            ("level", &*ladder.levels[level].name),
            ("section", &*ladder.sections[section].title),
        ];
        self.strings.say("statement_place", &values)
    }

    /// The plain words of a statement in some state; both halves of a shift in one.
    #[must_use]
    pub fn words(&self, state: &State<'_>) -> String {
        let content = self.site.history.content(state.index);
        let Spot { at, section, level, statement, .. } = state.spot;
        let origin = Origin::Cell { at, section, level };
        let label = |target: &str| {
            let own = || self.site.living().label(origin, target);
            // In a release, what a name meant then.
            if state.index == self.site.history.last() {
                own()
            } else {
                Some(history::label(content, at.ladder, target))
            }
        };
        let plain = |text: &Text| markdown::plain(&text.markdown, Flow::Statement, label);
        match &statement.words {
            Words::Text(text) => plain(text),
            Words::Shift { from, to } => format!("{} → {}", plain(from), plain(to)),
        }
    }

    /// The name of a page of some state.
    #[must_use]
    pub fn name_in(&self, release: usize, page: Page) -> String {
        let content = self.site.history.content(release);
        let level = |ladder: usize, level: usize| content.ladders[ladder].levels[level].name.clone();
        match page {
            Page::Ladder(ladder) | Page::Shape(ladder) => content.ladders[ladder].title.clone(),
            Page::Level(ladder, index) => level(ladder, index),
            Page::Section(ladder, index) => content.ladders[ladder].sections[index].title.clone(),
            Page::Competency(at) => content.competency(at).name.clone(),
            Page::Comparison(at, low, high) => {
                let (low, high) = (level(at.ladder, low), level(at.ladder, high));
                let values = [("name", &*content.competency(at).name), ("low", &*low), ("high", &*high)];
                self.strings.say("title_pair", &values)
            }
            _ => self.site.config.title.clone(),
        }
    }

    /// A page's title, without that of the site.
    #[must_use]
    pub fn title(&self, page: Page) -> String {
        let name = self.name(page);
        let title = match page {
            Page::Comparison(at, low, high) => {
                let levels = &self.ladder(at.ladder).levels;
                let values = [("name", &*name), ("low", &levels[low].name), ("high", &levels[high].name)];
                self.strings.say("title_pair", &values)
            }
            Page::Level(..) | Page::Section(..) => self.strings.say("title_across", &[("name", &name)]),
            Page::Statement(story) => match self.site.history.stories[story].latest() {
                Some(state) => {
                    let words = shorten(&self.words(state), SHORT);
                    self.strings.say("title_statement", &[("text", &words), ("place", &name)])
                }
                None => name,
            },
            Page::Former(index) => {
                let release = &self.site.history.releases[self.site.former[index].release];
                self.strings.say("title_former", &[("title", &name), ("version", release.version.as_str())])
            }
            _ => name,
        };
        let title = match self.site.history.releases.get(self.site.state()) {
            Some(release) => {
                self.strings.say("title_frozen", &[("title", &title), ("version", release.version.as_str())])
            }
            None => title,
        };
        // Ladders of one site often have levels and sections of the same name.
        match ladder_of(page).filter(|_| self.site.content.ladders.len() > 1) {
            Some(ladder) => format!("{title} · {}", self.ladder(ladder).title),
            None => title,
        }
    }

    /// A sentence that says what a page is; empty where there is nothing to say.
    #[must_use]
    pub fn description(&self, page: Page) -> String {
        let name = self.name(page);
        let about = match page {
            Page::Home | Page::Ladder(_) => self.about_home(page),
            Page::Competency(at) => {
                let levels = self.site.content.competency(at).levels();
                match *levels {
                    [low, high] => self.about_pair(at, low, high),
                    _ => self.strings.count("about_competency", levels.len(), &name),
                }
            }
            Page::Comparison(at, low, high) => self.about_pair(at, low, high),
            Page::Level(ladder, level) => {
                let competencies = self.ladder(ladder).competencies.iter();
                let count = competencies.filter(|found| found.cells.keys().any(|(_, at)| *at == level)).count();
                self.strings.count("about_level", count, &name)
            }
            Page::Section(ladder, section) => {
                let competencies = self.ladder(ladder).competencies.iter();
                let count = competencies.filter(|found| found.cells.keys().any(|(at, _)| *at == section)).count();
                self.strings.count("about_section", count, &name)
            }
            Page::Shape(_) => self.strings.say("shape_summary", &[]),
            Page::Search => self.strings.say("about_search", &[]),
            Page::Prose(_) => String::new(),
            Page::Releases => self.strings.say("about_releases", &[]),
            Page::Former(_) => self.strings.say("former_gone", &[("name", &name)]),
            Page::Statement(story) => {
                let state = self.site.history.stories[story].latest();
                let text = state.map(|state| self.words(state)).unwrap_or_default();
                let whole = self.strings.say("described", &[("about", &name), ("text", &text)]);
                // It is what a link shows where it is pasted, and the whole of it where that is possible.
                return shorten(&whole, LONGEST_STATEMENT);
            }
            Page::NotFound => self.strings.say("not_found_text", &[]),
        };
        let text = self.text(page);
        let whole = match (about.is_empty(), text.is_empty()) {
            (true, _) => text,
            (_, true) => about,
            _ => self.strings.say("described", &[("about", &about), ("text", &text)]),
        };
        shorten(&whole, LONGEST)
    }

    /// What the author says of a page in one line, or at its beginning; empty where nothing is said.
    #[must_use]
    pub fn text(&self, page: Page) -> String {
        match page {
            Page::Competency(at) | Page::Comparison(at, ..) => self.summaries[at.ladder][at.competency].clone(),
            Page::Level(ladder, level) => {
                self.plain(Origin::Vocabulary { ladder }, self.ladder(ladder).levels[level].summary.as_ref())
            }
            Page::Prose(index) => {
                let whole = &self.site.content.pages[index].text;
                // A sentence does not run on into the next heading.
                let begun = whole.markdown.split("\n#").next().filter(|begun| !begun.starts_with('#'));
                let begun = begun.unwrap_or(&whole.markdown);
                let origin = Origin::Page(index);
                shorten(&markdown::plain(begun, origin.flow(), |target| self.site.label(origin, target)), LONGEST)
            }
            _ => String::new(),
        }
    }

    /// The site's own description, or else what there is in it.
    fn about_home(&self, page: Page) -> String {
        let config = self.site.config;
        if page == self.site.home() && !config.description.is_empty() {
            return config.description.clone();
        }
        match page {
            Page::Ladder(index) => {
                let ladder = self.ladder(index);
                let competencies = self.strings.count("count_competencies", ladder.competencies.len(), "");
                let levels = self.strings.count("count_levels", ladder.levels.len(), "");
                self.strings.say("about_ladder", &[("competencies", &competencies), ("levels", &levels)])
            }
            _ => {
                let titles: Vec<&str> = self.site.content.ladders.iter().map(|ladder| &*ladder.title).collect();
                self.strings.list("about_site", "ladders", &titles)
            }
        }
    }

    fn about_pair(&self, at: CompetencyRef, low: usize, high: usize) -> String {
        let levels = &self.ladder(at.ladder).levels;
        let name = &self.site.content.competency(at).name;
        let values = [("name", &**name), ("low", &levels[low].name), ("high", &levels[high].name)];
        self.strings.say("about_pair", &values)
    }
}

/// The ladder that a page is a part of.
#[must_use]
pub fn ladder_of(page: Page) -> Option<usize> {
    match page {
        Page::Competency(at) | Page::Comparison(at, ..) => Some(at.ladder),
        Page::Level(ladder, _) | Page::Section(ladder, _) | Page::Shape(ladder) => Some(ladder),
        Page::Home
        | Page::Ladder(_)
        | Page::Prose(_)
        | Page::Statement(_)
        | Page::Releases
        | Page::Former(_)
        | Page::Search
        | Page::NotFound => None,
    }
}
