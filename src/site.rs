//! Content ─► the plan of a site: its pages, their addresses, and what refers to what.
//!
//! Pure bookkeeping: no markup is made here. Every address in the site comes from this module, so that a page and the
//! links to it can't disagree.

mod departed;
mod pages;

use std::collections::BTreeMap;

use crate::{
    config::Config,
    history::History,
    html::ROOT,
    ladder::{CompetencyRef, Content, Origin},
    link::{Index, Target},
    markdown::{self, LinkKind, Resolved},
    release,
    source::SourceMap,
};

pub use departed::{Departed, Former, What};
pub use pages::{before, described_sections, has_steps, levels_of_section, pairs, places_of_row, steps};
use pages::{pages, path_in};

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The site's home, where no ladder stands at the content's root.
    Home,
    /// A ladder's home, with its matrix.
    Ladder(usize),
    /// A competency.
    Competency(CompetencyRef),
    /// Two levels of a competency, by index, the lower first.
    Comparison(CompetencyRef, usize, usize),
    /// A level, by ladder and index.
    Level(usize, usize),
    /// A section, by ladder and index.
    Section(usize, usize),
    /// How much each step of a ladder asks.
    Shape(usize),
    /// A prose page.
    Prose(usize),
    /// A statement, by the index of its story.
    Statement(usize),
    /// All releases, and what each changed.
    Releases,
    /// A page that releases had and the living site has no more, by index.
    Former(usize),
    /// The index of all names, and the search where scripts run.
    Search,
    /// What a host shows for an address that does not exist.
    NotFound,
}

/// The plan: of the living site, or of a release that is frozen beside it.
pub struct Site<'c> {
    /// What is published.
    pub content: &'c Content,
    /// What became of everything.
    pub history: &'c History<'c>,
    /// Which release this is, and the plan of the living site; none: this is that.
    pub frozen: Option<(usize, &'c Site<'c>)>,
    /// The pages that are gone.
    pub former: Vec<Former>,
    /// What is gone from pages, each with the last release that had it there.
    departed: BTreeMap<Page, Vec<(usize, Departed)>>,
    /// How.
    pub config: &'c Config,
    /// The texts behind it.
    pub sources: &'c SourceMap,
    /// All pages.
    pub pages: Vec<Page>,
    index: Index<'c>,
    referrers: BTreeMap<Page, Vec<Origin>>,
}

impl<'c> Site<'c> {
    /// Plans the site of valid content.
    #[must_use]
    pub fn plan(history: &'c History<'c>, config: &'c Config, sources: &'c SourceMap) -> Self {
        let mut planned = pages(history.living);
        let (former, departed) = departed::departed(history, &planned);
        planned.extend((0..history.stories.len()).map(Page::Statement));
        planned.extend((!history.releases.is_empty()).then_some(Page::Releases));
        planned.extend((0..former.len()).map(Page::Former));
        Self { former, departed, ..Self::of(history, history.last(), None, planned, (config, sources)) }
    }

    /// Plans the site of a release, beside the living one.
    #[must_use]
    pub fn freeze(living: &'c Site<'c>, release: usize) -> Self {
        let history = living.history;
        let kept = |page: &Page| {
            matches!(page, Page::Home | Page::Ladder(_) | Page::Competency(_) | Page::Level(..) | Page::Section(..))
        };
        let pages = pages(history.content(release)).into_iter().filter(kept).collect();
        Self::of(history, release, Some((release, living)), pages, (living.config, living.sources))
    }

    fn of(
        history: &'c History<'c>,
        state: usize,
        frozen: Option<(usize, &'c Site<'c>)>,
        pages: Vec<Page>,
        (config, sources): (&'c Config, &'c SourceMap),
    ) -> Self {
        let content = history.content(state);
        let index = Index::new(content, sources, &config.src, &[]);
        let mut site = Self {
            content,
            history,
            frozen,
            former: Vec::new(),
            departed: BTreeMap::new(),
            config,
            sources,
            pages,
            index,
            referrers: BTreeMap::new(),
        };
        site.referrers = site.find_referrers();
        site
    }

    /// The living site: this one, or the one that it is frozen beside.
    #[must_use]
    pub fn living(&self) -> &Self {
        self.frozen.map_or(self, |(_, living)| living)
    }

    /// Which state of the content this is the site of.
    #[must_use]
    pub fn state(&self) -> usize {
        self.frozen.map_or(self.history.last(), |(release, _)| release)
    }

    /// The folder that a release's site stands in; empty: the site's root.
    #[must_use]
    pub fn base(&self, state: usize) -> String {
        match self.history.releases.get(state) {
            Some(release) => format!("{}/{}/", release::FOLDER, release.version),
            None => String::new(),
        }
    }

    /// What a page of a release is in the living site.
    #[must_use]
    pub fn page_now(&self, release: usize, page: Page) -> Option<Page> {
        departed::now(self.history, release, page)
    }

    /// What is gone from a page, each with the last release that had it there.
    #[must_use]
    pub fn departed(&self, page: Page) -> &[(usize, Departed)] {
        match page {
            Page::Former(index) => &self.former[index].departed,
            page => self.departed.get(&page).map_or(&[], Vec::as_slice),
        }
    }

    /// The path of a page of a release, in the site that is frozen of it.
    #[must_use]
    pub fn frozen_path(&self, release: usize, page: Page) -> Option<String> {
        Some(self.base(release) + &path_in(self.history.content(release), page)?)
    }

    /// For each page the texts that link it, each once, in reading order.
    fn find_referrers(&self) -> BTreeMap<Page, Vec<Origin>> {
        let mut referrers: BTreeMap<Page, Vec<Origin>> = BTreeMap::new();
        let mut add = |target: &Target, origin: Origin| {
            let Some(page) = self.page_of(target) else { return };
            let statement = match target {
                Target::Competency(_, Some(anchor)) if self.frozen.is_none() => self.history.story_of(anchor),
                _ => None,
            };
            for page in [page].into_iter().chain(statement.map(Page::Statement)) {
                let known = referrers.entry(page).or_default();
                if !known.contains(&origin) && self.home_of(origin) != page {
                    known.push(origin);
                }
            }
        };
        for (origin, text) in self.content.texts() {
            for reference in markdown::references(&text.markdown, origin.flow()) {
                if let Ok(target) = self.index.resolve(origin, reference.kind, &reference.target) {
                    add(&target, origin);
                }
            }
        }
        for (ladder_index, ladder) in self.content.ladders.iter().enumerate() {
            for (competency, from) in ladder.competencies.iter().enumerate() {
                let at = CompetencyRef { ladder: ladder_index, competency };
                from.related.iter().for_each(|to| add(&Target::Competency(*to, None), Origin::Summary(at)));
            }
        }
        referrers
    }

    fn page_of(&self, target: &Target) -> Option<Page> {
        match target {
            Target::Competency(at, _) => Some(Page::Competency(*at)),
            Target::Level { ladder, level } => Some(Page::Level(*ladder, *level)),
            Target::Ladder(ladder) => Some(Page::Ladder(*ladder)),
            Target::Page(page, _) => Some(self.prose_page(*page)),
            Target::File(_) | Target::Outside(_) => None,
        }
    }

    /// The page that shows a prose text: an introduction stands on its ladder's home.
    #[must_use]
    pub fn prose_page(&self, page: usize) -> Page {
        let prose = &self.content.pages[page];
        match prose.path.strip_suffix("index") {
            Some(prefix) if prose.is_index() => {
                let ladder = self.content.ladders.iter().position(|ladder| ladder.prefix == prefix);
                match ladder {
                    Some(ladder) => Page::Ladder(ladder),
                    None if prefix.is_empty() => Page::Home,
                    None => Page::Prose(page),
                }
            }
            _ => Page::Prose(page),
        }
    }

    /// The page that a text stands on.
    fn home_of(&self, origin: Origin) -> Page {
        match origin {
            Origin::Vocabulary { ladder } => Page::Ladder(ladder),
            Origin::Summary(at) | Origin::Cell { at, .. } => Page::Competency(at),
            Origin::Page(page) => self.prose_page(page),
        }
    }

    /// What refers to a page: label and address of each place.
    #[must_use]
    pub fn referred_by(&self, page: Page) -> Vec<(String, String)> {
        let origins = self.referrers.get(&page).map_or(&[][..], Vec::as_slice);
        origins.iter().map(|origin| self.place(*origin)).collect()
    }

    /// The label and address of the place where a text stands.
    fn place(&self, origin: Origin) -> (String, String) {
        let target = match origin {
            Origin::Vocabulary { ladder } => Target::Ladder(ladder),
            Origin::Summary(at) => Target::Competency(at, None),
            Origin::Cell { at, section, level } => {
                let ladder = &self.content.ladders[at.ladder];
                let anchor = format!("{}--{}", ladder.sections[section].id, ladder.levels[level].id);
                Target::Competency(at, Some(anchor))
            }
            Origin::Page(page) => match self.prose_page(page) {
                Page::Ladder(ladder) => Target::Ladder(ladder),
                // The introduction of a site of several ladders needs no title of its own.
                Page::Home => return (self.config.title.clone(), self.url(Page::Home)),
                _ => Target::Page(page, None),
            },
        };
        (self.index.label(&target), self.target_url(&target))
    }

    /// Turns a link of a text into an address and a label.
    #[must_use]
    pub fn resolve(&self, origin: Origin, kind: LinkKind, target: &str) -> Option<Resolved> {
        match self.index.resolve(origin, kind, target) {
            Ok(target) => Some(Resolved { url: self.target_url(&target), label: self.index.label(&target) }),
            // Prose and other files are no part of a release: what stands in their place today is shown.
            Err(_) => {
                let (_, living) = self.frozen?;
                let target = living.index.resolve_from(self.index.folder(origin), kind, target)?;
                Some(Resolved { url: living.target_url(&target), label: living.index.label(&target) })
            }
        }
    }

    /// The same for a text in a page's twin: what has a twin is linked by it, unless a place on the page is meant.
    #[must_use]
    pub fn resolve_to_twin(&self, origin: Origin, kind: LinkKind, target: &str) -> Option<Resolved> {
        let target = self.index.resolve(origin, kind, target).ok()?;
        let page = match &target {
            Target::Competency(_, None) | Target::Level { .. } => self.page_of(&target),
            _ => None,
        };
        let url = match page.and_then(|page| self.twin(page)) {
            Some(path) => format!("{ROOT}{}", markdown::encode(&path)),
            None => self.target_url(&target),
        };
        Some(Resolved { url, label: self.index.label(&target) })
    }

    /// The plain words of a text's links that have none of their own.
    #[must_use]
    pub fn label(&self, origin: Origin, target: &str) -> Option<String> {
        self.index.resolve(origin, LinkKind::Wiki, target).ok().map(|target| self.index.label(&target))
    }

    fn target_url(&self, target: &Target) -> String {
        let anchored = |page: Page, anchor: &Option<String>| {
            let url = self.url(page);
            anchor.as_ref().map_or(url.clone(), |anchor| format!("{url}#{}", markdown::encode(anchor)))
        };
        match target {
            Target::Competency(at, anchor) => anchored(Page::Competency(*at), anchor),
            Target::Level { ladder, level } => self.url(Page::Level(*ladder, *level)),
            Target::Ladder(ladder) => self.url(Page::Ladder(*ladder)),
            Target::Page(page, anchor) => anchored(self.prose_page(*page), anchor),
            Target::File(file) => format!("{ROOT}{}", markdown::encode(&self.content.files[*file].path)),
            Target::Outside(address) => address.clone(),
        }
    }

    /// A page's path below the site's root.
    #[must_use]
    pub fn path(&self, page: Page) -> String {
        match page {
            Page::Statement(story) => format!("s/{}.html", self.history.stories[story].id),
            Page::Former(index) => self.former[index].path.clone(),
            page => self.base(self.state()) + &path_in(self.content, page).unwrap_or_default(),
        }
    }

    /// A page's address in shared markup: the marker for the way to the root, then its path.
    #[must_use]
    pub fn url(&self, page: Page) -> String {
        self.url_of(&self.path(page))
    }

    /// The address of a published path in shared markup.
    #[must_use]
    pub fn url_of(&self, path: &str) -> String {
        format!("{ROOT}{}", markdown::encode(path))
    }

    /// The way from a page to the root: `""`, `"../"` and so on; for the page that is shown at any address, absolute.
    #[must_use]
    pub fn root(&self, page: Page) -> String {
        match page {
            Page::NotFound => self.config.site_path.clone(),
            page => "../".repeat(self.path(page).matches('/').count()),
        }
    }

    /// The page that search engines are to show for a page: itself, or the other one that says the same. Of two levels,
    /// a competency is their comparison, and is the home of its anchors.
    #[must_use]
    pub fn canonical(&self, page: Page) -> Page {
        match page {
            Page::Comparison(at, ..) if self.content.competency(at).levels().len() == 2 => Page::Competency(at),
            page => page,
        }
    }

    /// A page's whole address, where it is known; of a home page that of its folder.
    #[must_use]
    pub fn address(&self, page: Page) -> Option<String> {
        let path = self.path(page);
        let folder = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        self.address_of(folder.unwrap_or(&path))
    }

    /// The whole address of a published path, where it is known.
    #[must_use]
    pub fn address_of(&self, path: &str) -> Option<String> {
        let origin = self.config.origin.as_ref()?;
        Some(format!("{origin}{}{}", self.config.site_path, markdown::encode(path)))
    }

    /// The path of a page's twin: the same in Markdown, for programs that read.
    #[must_use]
    pub fn twin(&self, page: Page) -> Option<String> {
        match page {
            _ if self.frozen.is_some() => None,
            Page::Competency(_) | Page::Level(..) => Some(self.path(page).replace(".html", ".md")),
            _ => None,
        }
    }

    /// The site's home page.
    #[must_use]
    pub fn home(&self) -> Page {
        self.pages.first().copied().unwrap_or(Page::Home)
    }
}
