//! What is gone from the living site ─► views: what is left of pages, and of fragments.

use serde::Serialize;

use super::{Builder, Link, Url};
use crate::{
    history::Named,
    html::Html,
    ladder::CompetencyRef,
    link::shorten,
    site::{Departed, Page, What},
};

/// What stands in the place of a page that is gone.
#[derive(Clone, Debug, Serialize)]
pub struct FormerView {
    /// What it has become.
    pub now: Option<Link>,
    /// It in the last release that had it, or what of that release comes nearest.
    pub last: Link,
    /// The name of that release.
    pub version: String,
    /// Why it is gone, where the notes of the release without it say so.
    pub reason: Option<Html>,
}

/// A fragment that is gone from a page.
#[derive(Clone, Debug, Serialize)]
pub struct DepartedView {
    /// The fragment.
    pub id: String,
    /// `moved`, `retired`, `replaced`, `renamed` or `gone`.
    pub kind: &'static str,
    /// What it was: a statement's last words, or names.
    pub label: String,
    /// Where it is, or what is said of it.
    pub url: Url,
}

impl Builder<'_, '_> {
    /// What stands in the place of a page that is gone.
    #[must_use]
    pub fn former(&self, index: usize) -> FormerView {
        let site = self.site;
        let former = &site.former[index];
        // Pairs and shapes are not frozen.
        let nearest = match former.page {
            Page::Comparison(at, ..) => Page::Competency(at),
            Page::Shape(ladder) => Page::Ladder(ladder),
            page => page,
        };
        let version = site.history.releases[former.release].version.to_string();
        let path = site.frozen_path(former.release, nearest).unwrap_or_default();
        FormerView {
            now: former.now.map(|page| Link { label: self.meta.title(page), url: site.url(page) }),
            last: Link { label: self.meta.name(Page::Former(index)), url: site.url_of(&path) },
            version,
            reason: self.reason_of_page(former.release, former.page),
        }
    }

    /// What the notes of the release without something say of it, whatever its name was when it had the page.
    fn reason_of_page(&self, release: usize, page: Page) -> Option<Html> {
        let history = self.site.history;
        let (named, ladder, index) = match page {
            Page::Competency(at) | Page::Comparison(at, ..) => (Named::Competency, at.ladder, at.competency),
            Page::Level(ladder, level) => (Named::Level, ladder, level),
            Page::Section(ladder, section) => (Named::Section, ladder, section),
            _ => return None,
        };
        // Under this name it may be gone long since: what counts is when the last of its names went.
        let (last, ladder, index) = history.last_of(named, (release, ladder, index));
        let of = &history.content(last).ladders[ladder];
        let id = match named {
            Named::Competency => &of.competencies[index].id,
            Named::Level => &of.levels[index].id,
            Named::Section => &of.sections[index].id,
        };
        let id = format!("{}{id}", of.prefix);
        let next = last + 1;
        if next >= history.last() {
            return None;
        }
        let reason = history.reasons(next).iter().find(|reason| reason.id == id && !reason.text.is_empty())?;
        Some(self.note(next, &reason.text))
    }

    /// What is gone from a page.
    #[must_use]
    pub fn departed(&self, page: Page) -> Vec<DepartedView> {
        self.site.departed(page).iter().map(|(release, departed)| self.departed_view(*release, departed)).collect()
    }

    fn departed_view(&self, release: usize, departed: &Departed) -> DepartedView {
        let (site, history) = (self.site, self.site.history);
        match departed.what {
            What::Statement(index) => {
                let story = &history.stories[index];
                let latest = story.latest();
                let kind = match latest {
                    Some(state) if state.index == history.last() => "moved",
                    _ if !story.replaced_by.is_empty() => "replaced",
                    _ => "retired",
                };
                let words = latest.map(|state| self.meta.words(state)).unwrap_or_default();
                let url = site.url(Page::Statement(index));
                DepartedView { id: departed.anchor.clone(), kind, label: shorten(&words, 160), url }
            }
            What::Part { at, section, level } => {
                let content = history.content(release);
                let ladder = &content.ladders[at.ladder];
                let names = [
                    Some(&content.competency(at).name),
                    section.map(|section| &ladder.sections[section].title),
                    level.map(|level| &ladder.levels[level].name),
                ];
                let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
                let now = self.part_now(release, at, section, level);
                let anchor = match (section, level) {
                    // Where a competency did not describe a level, other pages said so in its place.
                    (Some(section), Some(level)) if content.competency(at).levels().contains(&level) => {
                        format!("#{}--{}", ladder.sections[section].id, ladder.levels[level].id)
                    }
                    (Some(section), _) => format!("#{}", ladder.sections[section].id),
                    _ => String::new(),
                };
                let kind = if now.is_some() { "renamed" } else { "gone" };
                let url = now.unwrap_or_else(|| {
                    let path = site.frozen_path(release, Page::Competency(at)).unwrap_or_default();
                    site.url_of(&path) + &anchor
                });
                let label = self.meta.strings.list("departed_part", "names", &names);
                DepartedView { id: departed.anchor.clone(), kind, label, url }
            }
        }
    }

    /// The address of a competency, or of a part of it, in the living site; none where it is not described any more.
    fn part_now(&self, release: usize, at: CompetencyRef, section: Option<usize>, level: Option<usize>) -> Option<Url> {
        let history = self.site.history;
        let now = history.competency_now(release, at)?;
        let ladder = &history.living.ladders[now.ladder];
        let competency = history.living.competency(now);
        let own = |named, index| history.now(named, release, at.ladder, index).filter(|(of, _)| *of == now.ladder);
        let url = self.site.url(Page::Competency(now));
        let section = match section {
            Some(section) => Some(own(Named::Section, section)?.1),
            None => None,
        };
        let level = match level {
            Some(level) => Some(own(Named::Level, level)?.1),
            None => None,
        };
        let described = competency.cells.keys().any(|(of, at)| {
            section.is_none_or(|section| section == *of)
                && (section.is_some() || level.is_none_or(|level| level == *at))
        });
        if !described || level.is_some_and(|level| !competency.levels().contains(&level)) {
            return None;
        }
        Some(match (section, level) {
            (Some(section), Some(level)) => {
                format!("{url}#{}--{}", ladder.sections[section].id, ladder.levels[level].id)
            }
            (Some(section), None) => format!("{url}#{}", ladder.sections[section].id),
            (None, Some(level)) => {
                format!("{}#{}", self.site.url(Page::Level(now.ladder, level)), competency.id)
            }
            (None, None) => url,
        })
    }
}
