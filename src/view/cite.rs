//! The history and a page ─► what it tells whoever cites from it: the release, the place, and the citation itself.

use super::{
    Builder, CitationView, CiteView, PlaceView,
    citation::{Cited, citation},
};
use crate::{
    history::State,
    html::Html,
    ladder::{CompetencyRef, Statement},
    release::Release,
    site::{Page, Site},
};

/// Whether a statement is not in the last release as it stands.
pub(super) fn unreleased(site: &Site<'_>, statement: &Statement) -> bool {
    let history = site.history;
    let Some(last) = history.last().checked_sub(1).filter(|_| site.frozen.is_none()) else { return false };
    let story = statement.id.as_deref().and_then(|id| history.story_of(id)).map(|index| &history.stories[index]);
    let both = story.and_then(|story| story.at(last).zip(story.at(history.last())));
    both.is_none_or(|(then, now)| history.standing(then, now).name() != "same")
}

impl Builder<'_, '_> {
    /// The release by which statements of a page are cited.
    pub(super) fn cite(&self, page: Page) -> Option<CiteView> {
        let history = self.site.history;
        let view = |release: &Release, frozen| CiteView {
            release: release.version.to_string(),
            date: release.date.to_string(),
            frozen,
        };
        if let Some((index, _)) = self.site.frozen {
            return Some(view(&history.releases[index], None));
        }
        let last = history.last().checked_sub(1)?;
        let (release, then) = match page {
            // One that is retired is cited by the last release that holds it.
            Page::Statement(story) => {
                let story = &history.stories[story];
                let state = story.at(last).or(story.latest().filter(|state| state.index < last))?;
                (state.index, Page::Competency(state.spot.at))
            }
            page => (last, self.counterpart(last, page)?),
        };
        let frozen = self.site.frozen_path(release, then)?;
        Some(view(&history.releases[release], Some(self.site.url_of(&frozen))))
    }

    /// The page of a release that shows what a living page does.
    fn counterpart(&self, release: usize, page: Page) -> Option<Page> {
        let (living, then) = (self.site.content, self.site.history.content(release));
        let ladder = |index: usize| then.ladders.iter().position(|other| other.prefix == living.ladders[index].prefix);
        let competency = |at: CompetencyRef| {
            let ladder = ladder(at.ladder)?;
            let id = &living.competency(at).id;
            let competency = then.ladders[ladder].competencies.iter().position(|other| other.id == *id)?;
            Some(Page::Competency(CompetencyRef { ladder, competency }))
        };
        match page {
            Page::Competency(at) | Page::Comparison(at, ..) => competency(at),
            Page::Level(index, level) => {
                let ladder = ladder(index)?;
                let id = &living.ladders[index].levels[level].id;
                let level = then.ladders[ladder].levels.iter().position(|other| other.id == *id)?;
                Some(Page::Level(ladder, level))
            }
            Page::Section(index, section) => {
                let ladder = ladder(index)?;
                let id = &living.ladders[index].sections[section].id;
                let section = then.ladders[ladder].sections.iter().position(|other| other.id == *id)?;
                let described = crate::site::described_sections(&then.ladders[ladder]).contains(&section);
                described.then_some(Page::Section(ladder, section))
            }
            _ => None,
        }
    }

    /// Where the statement of a page stands, or stood.
    pub(super) fn place(&self, page: Page) -> Option<PlaceView> {
        let Page::Statement(story) = page else { return None };
        let [competency, level, section] = self.names(self.site.history.stories[story].latest()?);
        Some(PlaceView { competency, level, section })
    }

    /// The names of competency, level and section.
    fn names(&self, state: &State<'_>) -> [String; 3] {
        let content = self.site.history.content(state.index);
        let ladder = &content.ladders[state.spot.at.ladder];
        [
            content.competency(state.spot.at).name.clone(),
            ladder.levels[state.spot.level].name.clone(),
            ladder.sections[state.spot.section].title.clone(),
        ]
    }

    /// A statement as it is cited: by the release that holds it as it stands, if there is one. None where `book.toml` does
    /// not say the site's whole address: a citation goes elsewhere, and its link must lead back. A script knows it.
    pub(super) fn citation(&self, story: usize, words: &[&Html]) -> Option<CitationView> {
        let (site, history) = (self.site, self.site.history);
        let found = &history.stories[story];
        let state = found.latest()?;
        let as_released = match state.index {
            index if index < history.last() => Some(index),
            _ => history.last().checked_sub(1).filter(|_| !unreleased(site, state.spot.statement)),
        };
        let link = site.address(Page::Statement(story))?;
        let place = self.names(state);
        let cited = Cited {
            words,
            place: &place.each_ref().map(String::as_str),
            release: as_released.map(|index| history.releases[index].version.as_str()),
            link: &link,
            right_to_left: site.config.right_to_left,
        };
        Some(citation(&cited, self.meta.strings))
    }
}
