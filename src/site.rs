//! Content ─► the plan of a site: its pages, their addresses, and what refers to what.
//!
//! Pure bookkeeping: no markup is made here. Every address in the site comes from this module, so that a page and the
//! links to it can't disagree.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Config,
    html::ROOT,
    ladder::{CompetencyRef, Content, Ladder, Origin},
    link::{Index, Target},
    markdown::{self, LinkKind, Resolved},
    source::SourceMap,
};

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
    /// The index of all names, and the search where scripts run.
    Search,
    /// What a host shows for an address that does not exist.
    NotFound,
}

/// The plan.
pub struct Site<'c> {
    /// What is published.
    pub content: &'c Content,
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
    pub fn plan(content: &'c Content, config: &'c Config, sources: &'c SourceMap) -> Self {
        let index = Index::new(content, sources, &config.src, &[]);
        let mut site = Self { content, config, sources, pages: pages(content), index, referrers: BTreeMap::new() };
        site.referrers = site.find_referrers();
        site
    }

    /// For each page the texts that link it, each once, in reading order.
    fn find_referrers(&self) -> BTreeMap<Page, Vec<Origin>> {
        let mut referrers: BTreeMap<Page, Vec<Origin>> = BTreeMap::new();
        let mut add = |target: &Target, origin: Origin| {
            let Some(page) = self.page_of(target) else { return };
            let known = referrers.entry(page).or_default();
            if !known.contains(&origin) && self.home_of(origin) != page {
                known.push(origin);
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
        let target = self.index.resolve(origin, kind, target).ok()?;
        Some(Resolved { url: self.target_url(&target), label: self.index.label(&target) })
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
        let ladder = |index: usize| -> &Ladder { &self.content.ladders[index] };
        match page {
            Page::Home => "index.html".into(),
            Page::Ladder(index) => format!("{}index.html", ladder(index).prefix),
            Page::Competency(at) => {
                format!("{}competencies/{}.html", ladder(at.ladder).prefix, self.content.competency(at).id)
            }
            Page::Comparison(at, low, high) => {
                let Ladder { prefix, levels, .. } = ladder(at.ladder);
                let id = &self.content.competency(at).id;
                format!("{prefix}competencies/{id}/{}--{}.html", levels[low].id, levels[high].id)
            }
            Page::Level(index, level) => {
                format!("{}levels/{}.html", ladder(index).prefix, ladder(index).levels[level].id)
            }
            Page::Section(index, section) => {
                format!("{}sections/{}.html", ladder(index).prefix, ladder(index).sections[section].id)
            }
            Page::Shape(index) => format!("{}shape.html", ladder(index).prefix),
            Page::Prose(page) => format!("{}.html", self.content.pages[page].path),
            Page::Search => "search.html".into(),
            Page::NotFound => "404.html".into(),
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

/// All pages, the home first.
fn pages(content: &Content) -> Vec<Page> {
    let mut pages = Vec::new();
    if content.ladders.first().is_none_or(|ladder| !ladder.prefix.is_empty()) {
        pages.push(Page::Home);
    }
    for (index, ladder) in content.ladders.iter().enumerate() {
        pages.push(Page::Ladder(index));
        pages.extend((0..ladder.levels.len()).map(|level| Page::Level(index, level)));
        pages.extend(described_sections(ladder).into_iter().map(|section| Page::Section(index, section)));
        pages.extend(has_steps(ladder).then_some(Page::Shape(index)));
        for (competency, described) in ladder.competencies.iter().enumerate() {
            let at = CompetencyRef { ladder: index, competency };
            pages.push(Page::Competency(at));
            pages.extend(pairs(&described.levels()).map(|(low, high)| Page::Comparison(at, low, high)));
        }
    }
    let homes: Vec<String> = content.ladders.iter().map(|ladder| format!("{}index", ladder.prefix)).collect();
    let prose = content.pages.iter().enumerate();
    let prose = prose.filter(|(_, page)| page.path != "index" && !homes.contains(&page.path));
    pages.extend(prose.map(|(index, _)| Page::Prose(index)));
    pages.extend([Page::Search, Page::NotFound]);
    pages
}

/// The sections that a competency of the ladder describes; the others have no page.
#[must_use]
pub fn described_sections(ladder: &Ladder) -> BTreeSet<usize> {
    let cells = ladder.competencies.iter().flat_map(|competency| competency.cells.keys());
    cells.map(|(section, _)| *section).collect()
}

/// Every pair of levels, the one listed first before the other.
pub fn pairs(levels: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    levels.iter().enumerate().flat_map(|(at, low)| levels[at + 1..].iter().map(move |high| (*low, *high)))
}

/// The steps of a competency: for each level that it describes, the nearest one before it on its branch that it
/// describes as well.
#[must_use]
pub fn steps(ladder: &Ladder, described: &[usize]) -> Vec<(usize, usize)> {
    described
        .iter()
        .filter_map(|high| before(ladder, *high).find(|low| described.contains(low)).map(|low| (low, *high)))
        .collect()
}

/// Whether a competency of the ladder has a step: if not, the ladder has no shape to show.
#[must_use]
pub fn has_steps(ladder: &Ladder) -> bool {
    ladder.competencies.iter().any(|competency| !steps(ladder, &competency.levels()).is_empty())
}

/// The levels before a level on its branch, nearest first.
pub fn before(ladder: &Ladder, level: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(ladder.levels[level].after, |before| ladder.levels[*before].after)
}
