//! A page of the plan and the shared markup ─► its view.

mod across;
mod compare;
mod index;
mod shape;

use super::{
    HomeView, LevelHead, Link, MatrixCell, MatrixGroup, MatrixRow, MatrixView, PageView, ProseView, SiteView,
    pieces::{self, CompetencyPieces, Pieces, by_group, link, statements_at},
};
use crate::{
    data,
    html::ROOT,
    ladder::{Competency, CompetencyRef, Ladder, Origin},
    markdown::{self, Flow, LinkKind, Rendered},
    meta::{Meta, ladder_of},
    site::{self, Page, Site},
    source::FileId,
    theme::Theme,
};

/// Makes views: the plan and the shared markup at hand.
pub struct Builder<'s, 'c> {
    /// The plan.
    pub site: &'s Site<'c>,
    /// The shared markup.
    pub pieces: &'s Pieces,
    /// Titles and descriptions.
    pub meta: &'s Meta<'s, 'c>,
    /// The plans of the releases.
    pub frozen: &'s [Site<'s>],
    /// The templates.
    pub tera: &'s tera::Tera,
}

/// What all pages of a site share.
#[must_use]
pub fn site_view(site: &Site<'_>, theme: &Theme) -> SiteView {
    let url = |path: &String| format!("{ROOT}{path}");
    let ladders = if site.content.ladders.len() > 1 { &site.content.ladders[..] } else { &[] };
    let ladders = ladders.iter().enumerate().map(|(index, ladder)| link(&ladder.title, site, Page::Ladder(index)));
    let prose = site.pages.iter().filter_map(|page| match page {
        Page::Prose(index) => Some(link(site.content.pages[*index].title.as_deref().unwrap_or_default(), site, *page)),
        _ => None,
    });
    SiteView {
        title: site.config.title.clone(),
        language: site.config.language.clone(),
        direction: if site.config.right_to_left { "rtl" } else { "ltr" },
        home: site.url(site.home()),
        search: site.url(Page::Search),
        releases: (!site.history.releases.is_empty()).then(|| site.url(Page::Releases)),
        nav: ladders.chain(prose).collect(),
        stylesheets: theme.stylesheets.iter().map(url).collect(),
        early_script: theme.early_script.as_ref().map(url),
        scripts: theme.scripts.iter().map(url).collect(),
        icon: url(&theme.icon),
        repository: site.config.repository.clone(),
        address: site.address_of(""),
    }
}

impl<'c> Builder<'_, 'c> {
    pub(super) fn ladder(&self, index: usize) -> &'c Ladder {
        &self.site.content.ladders[index]
    }

    pub(super) fn competency_of(&self, at: CompetencyRef) -> &'c Competency {
        self.site.content.competency(at)
    }

    fn link(&self, label: &str, page: Page) -> Link {
        link(label, self.site, page)
    }

    pub(super) fn referred_by(&self, page: Page) -> Vec<Link> {
        pieces::referred_by(self.site, page)
    }

    fn level_head(&self, ladder: usize, level: usize) -> LevelHead {
        let found = &self.ladder(ladder).levels[level];
        LevelHead {
            id: found.id.to_string(),
            name: found.name.clone(),
            url: self.site.url(Page::Level(ladder, level)),
            summary: self.pieces.ladders[ladder].levels[level].clone(),
        }
    }

    /// What every page has.
    #[must_use]
    pub fn page(&self, page: Page) -> PageView {
        let content = self.site.content;
        let (kind, file): (_, Option<FileId>) = match page {
            Page::Home => ("home", None),
            Page::Ladder(index) => ("home", Some(self.ladder(index).file)),
            Page::Competency(at) => ("competency", Some(self.competency_of(at).file)),
            Page::Comparison(at, ..) => ("comparison", Some(self.competency_of(at).file)),
            Page::Level(ladder, _) => ("level", Some(self.ladder(ladder).file)),
            Page::Section(ladder, _) => ("section", Some(self.ladder(ladder).file)),
            Page::Shape(ladder) => ("shape", Some(self.ladder(ladder).file)),
            Page::Prose(index) => ("prose", Some(content.pages[index].file)),
            Page::Statement(_) => ("statement", None),
            Page::Releases => ("releases", None),
            Page::Former(_) => ("former", None),
            Page::Search => ("search", None),
            Page::NotFound => ("not-found", None),
        };
        PageView {
            kind,
            title: self.meta.name(page),
            head_title: self.meta.title(page),
            description: self.meta.description(page),
            breadcrumbs: self.breadcrumbs(page),
            nav_url: self.site.url(page),
            canonical: self.site.address(self.site.canonical(page)).filter(|_| page != Page::NotFound),
            alternates: data::alternates(self.site, page),
            linked_data: data::linked_data(self.meta, page),
            edit: match page {
                _ if self.site.frozen.is_some() => None,
                Page::Statement(story) => self.edit_statement(story),
                _ => file.and_then(|file| self.edit(file, None)),
            },
            frozen: self.frozen(page),
            unlisted: self.site.frozen.is_some() || matches!(page, Page::Former(_)),
            departed: self.departed(page),
            cite: self.cite(page),
            place: self.place(page),
        }
    }

    /// Where a file can be edited, at a line or as a whole.
    fn edit(&self, file: FileId, line: Option<usize>) -> Option<String> {
        let template = self.site.config.edit_url.as_ref()?;
        let url = template.replace("{path}", &markdown::encode(self.site.sources.path(file)));
        Some(match line {
            _ if url.contains("{line}") => url.replace("{line}", &line.unwrap_or(1).to_string()),
            // What most hosts know; the others pass over it.
            Some(line) if !url.contains('#') => format!("{url}#L{line}"),
            _ => url,
        })
    }

    /// Where a statement can be edited: at its very line.
    fn edit_statement(&self, story: usize) -> Option<String> {
        let history = self.site.history;
        let state = history.stories[story].at(history.last())?;
        let span = state.spot.statement.texts().first()?.span;
        self.edit(span.file, Some(self.site.sources.line_column(span.file, span.start).line))
    }

    /// The plan of a state.
    pub(super) fn site_of(&self, state: usize) -> &Site<'_> {
        self.frozen.get(state).unwrap_or(self.site.living())
    }

    fn breadcrumbs(&self, page: Page) -> Vec<Link> {
        let home = self.site.home();
        let mut trail = Vec::new();
        if let Some((_, living)) = self.site.frozen {
            trail.push(link(&living.config.title, living, living.home()));
            trail.push(link(&self.meta.strings.say("releases", &[]), living, Page::Releases));
        }
        if page == home {
            return trail;
        }
        let release = self.site.frozen.map(|(release, _)| self.site.history.releases[release].version.as_str());
        trail.push(self.link(release.unwrap_or(&self.site.config.title), home));
        let history = self.site.history;
        let competency = match page {
            Page::Comparison(at, ..) => Some(at),
            Page::Statement(story) => history.stories[story].at(history.last()).map(|state| state.spot.at),
            _ => None,
        };
        let ladder = ladder_of(page).or(competency.map(|at| at.ladder));
        if let Some(ladder) = ladder.filter(|ladder| home != Page::Ladder(*ladder)) {
            trail.push(self.link(&self.ladder(ladder).title, Page::Ladder(ladder)));
        }
        if let Some(at) = competency {
            trail.push(self.link(&self.competency_of(at).name, Page::Competency(at)));
        }
        trail
    }

    /// A home page: of a ladder, or of a site that has several.
    #[must_use]
    pub fn home(&self, page: Page) -> HomeView {
        let content = self.site.content;
        let (prefix, ladder) = match page {
            Page::Ladder(index) => (self.ladder(index).prefix.clone(), Some(index)),
            _ => (String::new(), None),
        };
        let path = format!("{prefix}index");
        let intro = content.pages.iter().position(|prose| prose.path == path);
        let ladders = content.ladders.iter().enumerate().filter(|(index, _)| Some(*index) != ladder);
        let ladders = ladders.map(|(index, found)| self.link(&found.title, Page::Ladder(index)));
        HomeView {
            intro: intro.map(|index| self.prose_text(index).html),
            ladders: if page == self.site.home() { ladders.collect() } else { Vec::new() },
            release: self.last_release(),
            matrix: ladder.map(|index| self.matrix(index)),
            referred_by: self.referred_by(page),
        }
    }

    fn matrix(&self, index: usize) -> MatrixView {
        let ladder = self.ladder(index);
        let groups = by_group(ladder, |_| true).into_iter().map(|(id, name, members)| MatrixGroup {
            id,
            name,
            rows: members
                .into_iter()
                .map(|(competency, found)| self.matrix_row(CompetencyRef { ladder: index, competency }, found))
                .collect(),
        });
        let sections = site::described_sections(ladder).into_iter();
        MatrixView {
            title: ladder.title.clone(),
            cumulative: ladder.cumulative,
            levels: (0..ladder.levels.len()).map(|level| self.level_head(index, level)).collect(),
            groups: groups.collect(),
            shape: (self.site.frozen.is_none() && site::has_steps(ladder)).then(|| self.site.url(Page::Shape(index))),
            sections: sections.map(|at| self.link(&ladder.sections[at].title, Page::Section(index, at))).collect(),
        }
    }

    fn matrix_row(&self, at: CompetencyRef, competency: &Competency) -> MatrixRow {
        let ladder = self.ladder(at.ladder);
        let CompetencyPieces { levels: described, steps, .. } = self.pieces.of(at);
        let cell = |level: usize| {
            described.contains(&level).then(|| MatrixCell {
                level: ladder.levels[level].name.clone(),
                url: match steps.iter().find(|(_, high)| *high == level && self.site.frozen.is_none()) {
                    Some((low, high)) => self.site.url(Page::Comparison(at, *low, *high)),
                    None => format!("{}#{}", self.site.url(Page::Level(at.ladder, level)), competency.id),
                },
                statements: statements_at(competency, level),
            })
        };
        MatrixRow {
            name: competency.name.clone(),
            url: self.site.url(Page::Competency(at)),
            summary: self.pieces.of(at).summary.clone(),
            draft: competency.draft,
            cells: (0..ladder.levels.len()).map(cell).collect(),
        }
    }

    fn prose_text(&self, index: usize) -> Rendered {
        let origin = Origin::Page(index);
        markdown::render(&self.site.content.pages[index].text.markdown, Flow::Page, |kind: LinkKind, target| {
            self.site.resolve(origin, kind, target)
        })
    }

    /// A prose page.
    #[must_use]
    pub fn prose(&self, index: usize) -> ProseView {
        let rendered = self.prose_text(index);
        let pages: Vec<Page> = self.site.pages.iter().copied().filter(|page| matches!(page, Page::Prose(_))).collect();
        let at = pages.iter().position(|page| *page == Page::Prose(index));
        let beside = |page: Option<&Page>| match page {
            Some(page @ Page::Prose(index)) => {
                Some(self.link(self.site.content.pages[*index].title.as_deref().unwrap_or_default(), *page))
            }
            _ => None,
        };
        let headings = rendered.headings.iter().filter(|heading| heading.level == 2);
        ProseView {
            index: headings
                .map(|heading| Link { label: heading.text.clone(), url: format!("#{}", markdown::encode(&heading.id)) })
                .collect(),
            content: rendered.html,
            referred_by: self.referred_by(Page::Prose(index)),
            previous: at.and_then(|at| at.checked_sub(1)).and_then(|at| beside(pages.get(at))),
            next: at.and_then(|at| beside(pages.get(at + 1))),
        }
    }
}
