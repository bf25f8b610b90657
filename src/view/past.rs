//! What was ─► views: the page of a statement with its story, the banner of a release, and what is left of pages and
//! fragments that are gone.

use serde::Serialize;

use super::{Builder, CitationView, Link, Url, anchors::with_anchors, cite, pieces};
use crate::{
    difference::{self, Segment},
    history::{State, Turn},
    html::Html,
    ladder::{Cell, CompetencyRef, Origin, Statement, Text, Words},
    link::shorten,
    markdown,
    site::{self, Page},
};

/// What a page of a release says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct FrozenView {
    /// The release's name.
    pub version: String,
    /// The day on which it was made, as in `2026-11-24`.
    pub date: String,
    /// The day from which it counts, where that is another.
    pub effective: Option<String>,
    /// The same page today, or what it has become.
    pub today: Option<Link>,
    /// All releases, at this one.
    pub releases: Url,
}

/// A statement's page.
#[derive(Clone, Debug, Serialize)]
pub struct StatementPageView {
    /// Its permanent id, and its anchor.
    pub id: String,
    /// Its last words; none where no state holds it, and for a shift.
    pub words: Option<Html>,
    /// Both halves of a shift.
    pub shift: Option<(Html, Html)>,
    /// `auto` where the words may run against the direction of the page.
    pub direction: Option<&'static str>,
    /// Examples, which are not statements.
    pub examples: Vec<Html>,
    /// A remark.
    pub note: Option<Html>,
    /// Whether it stands in the ladder and not as it is in the last release.
    pub unreleased: bool,
    /// It as it is cited; none without the site's whole address.
    pub citation: Option<CitationView>,
    /// Where it stands, or stood last: competency, level, section.
    pub places: Vec<PlaceLink>,
    /// Whether it is no longer in the ladder.
    pub retired: bool,
    /// The last release that holds it, where it is retired.
    pub last: Option<Link>,
    /// Why it was retired.
    pub reason: Option<Html>,
    /// What took its place.
    pub replaced_by: Vec<Link>,
    /// Whose place it takes.
    pub replaces: Vec<Link>,
    /// The same section at the level before.
    pub below: Vec<NeighbourView>,
    /// The same section at the levels behind.
    pub above: Vec<NeighbourView>,
    /// What refers to it.
    pub referred_by: Vec<Link>,
    /// What became of it, the newest first.
    pub turns: Vec<TurnView>,
    /// It in every release that holds it, the newest first.
    pub frozen: Vec<Link>,
}

/// A part of a statement's place.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceLink {
    /// Which: `competency`, `level` or `section`.
    pub kind: &'static str,
    /// Its name.
    pub label: String,
    /// Its page, at the statement.
    pub url: Url,
}

/// The same section of the same competency at another level.
#[derive(Clone, Debug, Serialize)]
pub struct NeighbourView {
    /// The level, with the cell on the competency's page.
    pub level: Link,
    /// Lead and statements; none: not described at this level.
    pub content: Option<Html>,
}

/// A turn in the story of a statement.
#[derive(Clone, Debug, Serialize)]
pub struct TurnView {
    /// `added`, `reworded`, `moved`, `moved-reworded`, `retired`, `replaced` or `returned`.
    pub kind: &'static str,
    /// The release, and the statement in it; none: it is not yet in a release.
    pub release: Option<Link>,
    /// The day of the release.
    pub date: Option<String>,
    /// Where it stood before, where it moved.
    pub from: Option<String>,
    /// Where it came to, where it moved.
    pub to: Option<String>,
    /// The words before, where they changed.
    pub before: Vec<SegmentView>,
    /// The words from then on; of the first turn all of them, of the last none where it has gone.
    pub after: Vec<SegmentView>,
    /// Why it was retired.
    pub reason: Option<Html>,
    /// What took its place.
    pub by: Vec<Link>,
}

/// A run of plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentView {
    /// `same`, `old` or `new`.
    pub kind: &'static str,
    /// The words.
    pub text: String,
}

/// Two wordings as runs of words: those of the first, and those of the second.
pub(super) fn segments(before: &str, after: &str) -> (Vec<SegmentView>, Vec<SegmentView>) {
    let compared = difference::reworded(before, after);
    let side = |text: &str, marked: &[std::ops::Range<usize>], kind: &'static str| {
        let mut runs = Vec::new();
        let mut from = 0;
        let mut push = |kind, part: &str| {
            if !part.is_empty() {
                runs.push(SegmentView { kind, text: part.to_owned() });
            }
        };
        for range in marked {
            push("same", &text[from..range.start]);
            push(kind, &text[range.clone()]);
            from = range.end;
        }
        push("same", &text[from..]);
        runs
    };
    (side(&compared.before, &compared.gone, "old"), side(&compared.after, &compared.new, "new"))
}

/// Two wordings in one line.
pub(super) fn in_line(segments: &[Segment]) -> Vec<SegmentView> {
    let view = |segment: &Segment| match segment {
        Segment::Same(text) => SegmentView { kind: "same", text: text.clone() },
        Segment::Old(text) => SegmentView { kind: "old", text: text.clone() },
        Segment::New(text) => SegmentView { kind: "new", text: text.clone() },
    };
    segments.iter().map(view).collect()
}

pub(super) fn plain_segment(text: String) -> Vec<SegmentView> {
    vec![SegmentView { kind: "same", text }]
}

impl Builder<'_, '_> {
    /// What a page of a release says of itself; none on the living site.
    #[must_use]
    pub fn frozen(&self, page: Page) -> Option<FrozenView> {
        let (index, living) = self.site.frozen?;
        let release = &living.history.releases[index];
        let today = match page {
            Page::Home | Page::Ladder(_) => Some(living.home()),
            page => living.page_now(index, page),
        };
        let named = |page| Link { label: self.meta.name_in(living.history.last(), page), url: living.url(page) };
        Some(FrozenView {
            version: release.version.to_string(),
            date: release.date.to_string(),
            effective: release.effective.map(|date| date.to_string()),
            today: today.map(named),
            releases: self.release_report(index),
        })
    }

    /// The report of a release among all.
    pub(super) fn release_report(&self, index: usize) -> Url {
        let living = self.site.living();
        format!("{}#{}", living.url(Page::Releases), living.history.releases[index].version)
    }

    /// A statement of some release, where it is frozen.
    fn frozen_statement(&self, state: &State<'_>) -> Option<Link> {
        let site = self.site;
        let release = site.history.releases.get(state.index)?;
        let path = site.frozen_path(state.index, Page::Competency(state.spot.at))?;
        let id = state.spot.statement.id.as_deref().unwrap_or_default();
        Some(Link { label: release.version.to_string(), url: format!("{}#{id}", site.url_of(&path)) })
    }

    /// A link to a statement's page, by its words.
    fn statement_link(&self, id: &str) -> Option<Link> {
        let history = self.site.history;
        let index = history.story_of(id)?;
        let words = history.stories[index].latest().map(|state| self.meta.words(state));
        let label = words
            .map_or_else(|| id.to_owned(), |words| self.meta.strings.say("quoted", &[("text", &shorten(&words, 120))]));
        Some(Link { label, url: self.site.living().url(Page::Statement(index)) })
    }

    pub(super) fn statement_links(&self, ids: &[&str]) -> Vec<Link> {
        ids.iter().filter_map(|id| self.statement_link(id)).collect()
    }

    /// A statement's page.
    #[must_use]
    pub fn statement(&self, index: usize) -> StatementPageView {
        let (site, history) = (self.site, self.site.history);
        let story = &history.stories[index];
        let latest = story.latest();
        let retired = latest.is_none_or(|state| state.index != history.last());
        let turns = history.turns(story);
        let reason = turns.last().filter(|turn| turn.after.is_none()).and_then(|turn| self.reason(turn));
        let neighbours = |levels: Vec<usize>| {
            latest.filter(|_| !retired).map_or(Vec::new(), |state| self.neighbours_of(state, &levels))
        };
        let level_around = |state: &State<'_>| {
            let ladder = &history.content(state.index).ladders[state.spot.at.ladder];
            let after = (0..ladder.levels.len()).filter(|other| ladder.levels[*other].after == Some(state.spot.level));
            (site::before(ladder, state.spot.level).next().into_iter().collect(), after.collect())
        };
        let (below, above) = latest.filter(|_| !retired).map_or((Vec::new(), Vec::new()), level_around);
        let replaced_by = self.statement_links(&story.replaced_by);
        let words = self.texts(latest, |statement| match &statement.words {
            Words::Text(text) => vec![text],
            Words::Shift { from, to } => vec![from, to],
        });
        StatementPageView {
            id: story.id.to_owned(),
            unreleased: latest.is_some_and(|state| !retired && cite::unreleased(site, state.spot.statement)),
            citation: self.citation(index, &words.iter().collect::<Vec<_>>()),
            shift: <&[Html; 2]>::try_from(&*words).ok().cloned().map(|[from, to]| (from, to)),
            words: if words.len() == 1 { words.into_iter().next() } else { None },
            direction: latest.and_then(|state| pieces::direction(site, state.spot.statement)),
            examples: self.texts(latest, |statement| statement.examples.iter().collect()),
            note: self.texts(latest, |statement| statement.note.iter().collect()).pop(),
            places: latest.map(|state| self.places(state)).unwrap_or_default(),
            retired,
            last: latest.filter(|_| retired).and_then(|state| self.frozen_statement(state)),
            reason,
            replaces: self.statement_links(&story.replaces),
            below: neighbours(below),
            above: neighbours(above),
            referred_by: self.referred_by(Page::Statement(index)),
            turns: turns.iter().rev().map(|turn| self.turn(turn, &replaced_by)).collect(),
            frozen: story.states.iter().rev().filter_map(|state| self.frozen_statement(state)).collect(),
            replaced_by,
        }
    }

    /// Some texts of a statement, as the pages of their state show them.
    fn texts<'t>(&self, state: Option<&State<'t>>, pick: impl Fn(&'t Statement) -> Vec<&'t Text>) -> Vec<Html> {
        let Some(state) = state else { return Vec::new() };
        let spot = &state.spot;
        let site = self.site_of(state.index);
        let origin = Origin::Cell { at: spot.at, section: spot.section, level: spot.level };
        pick(spot.statement).into_iter().map(|text| pieces::html(site, origin, text)).collect()
    }

    /// Where a statement stands, or stood in the last state that holds it.
    fn places(&self, state: &State<'_>) -> Vec<PlaceLink> {
        let spot = &state.spot;
        let (site, content) = (self.site_of(state.index), self.site.history.content(state.index));
        let ladder = &content.ladders[spot.at.ladder];
        let id = spot.statement.id.as_deref().unwrap_or_default();
        let place = |kind, label: &str, page| PlaceLink {
            kind,
            label: label.to_owned(),
            url: format!("{}#{id}", site.url(page)),
        };
        vec![
            place("competency", &content.competency(spot.at).name, Page::Competency(spot.at)),
            place("level", &ladder.levels[spot.level].name, Page::Level(spot.at.ladder, spot.level)),
            place("section", &ladder.sections[spot.section].title, Page::Section(spot.at.ladder, spot.section)),
        ]
    }

    fn neighbours_of(&self, state: &State<'_>, levels: &[usize]) -> Vec<NeighbourView> {
        let spot = &state.spot;
        let ladder = self.ladder(spot.at.ladder);
        let competency = self.competency_of(spot.at);
        let url = self.site.url(Page::Competency(spot.at));
        let neighbour = |level: &usize| {
            let anchor = format!("{}--{}", ladder.sections[spot.section].id, ladder.levels[*level].id);
            let cell = competency.cells.get(&(spot.section, *level));
            let piece = self.pieces.of(spot.at).cells.get(&(spot.section, *level));
            let described = competency.levels().contains(level);
            let url = if described { format!("{url}#{anchor}") } else { url.clone() };
            NeighbourView {
                level: Link { label: ladder.levels[*level].name.clone(), url },
                content: cell.zip(piece).map(|(cell, piece)| self.elsewhere(spot.at, cell, piece.content())),
            }
        };
        levels.iter().map(neighbour).collect()
    }

    /// The markup of a cell on a page where its statements do not stand: their anchors are no fragments of that page,
    /// and their links lead to where they are at home.
    fn elsewhere(&self, at: CompetencyRef, cell: &Cell, markup: &str) -> Html {
        let home = self.site.url(Page::Competency(at));
        with_anchors(markup, |anchor, is_link| {
            let own = cell.body.statements().into_iter().find(|statement| statement.anchor == anchor)?;
            let story = own.id.as_deref().and_then(|id| self.site.history.story_of(id));
            let url = match story {
                Some(story) => self.site.url(Page::Statement(story)),
                None => format!("{home}#{}", markdown::encode(anchor)),
            };
            Some(if is_link { url } else { format!("_{anchor}") })
        })
    }

    /// Why a statement was retired, as markup.
    fn reason(&self, turn: &Turn<'_>) -> Option<Html> {
        let text = self.site.history.reason(turn)?;
        Some(self.note(turn.index, text))
    }

    fn turn(&self, turn: &Turn<'_>, replaced_by: &[Link]) -> TurnView {
        let history = self.site.history;
        let first = turn.before.is_none();
        let release = history.releases.get(turn.index);
        let (before, after) = match (&turn.before, &turn.after) {
            (Some(before), Some(after)) if turn.standing.reworded => {
                segments(&self.meta.words(before), &self.meta.words(after))
            }
            (None, Some(state)) => (Vec::new(), plain_segment(self.meta.words(state))),
            _ => (Vec::new(), Vec::new()),
        };
        let place =
            |state: Option<&State<'_>>| state.filter(|_| turn.standing.moved).map(|state| self.meta.place(state));
        let at = turn.after.as_ref().or(turn.before.as_ref());
        let link = |state: &State<'_>| {
            let release = release?;
            let url = match turn.after {
                Some(_) => self.frozen_statement(state)?.url,
                None => self.release_report(turn.index),
            };
            Some(Link { label: release.version.to_string(), url })
        };
        let came_back = first
            && at.is_some_and(|state| {
                let story = state.spot.statement.id.as_deref().and_then(|id| history.story_of(id));
                story.is_some_and(|story| {
                    history.stories[story].states.first().is_some_and(|early| early.index < turn.index)
                })
            });
        TurnView {
            kind: match (&turn.before, &turn.after) {
                (None, _) if came_back => "returned",
                (None, _) => "added",
                (_, None) if replaced_by.is_empty() => "retired",
                (_, None) => "replaced",
                _ if turn.standing.moved && turn.standing.reworded => "moved-reworded",
                _ if turn.standing.moved => "moved",
                _ => "reworded",
            },
            release: at.and_then(link),
            date: release.map(|release| release.date.to_string()),
            from: place(turn.before.as_ref()),
            to: place(turn.after.as_ref()),
            before,
            after,
            reason: if turn.after.is_none() { self.reason(turn) } else { None },
            by: if turn.after.is_none() { replaced_by.to_vec() } else { Vec::new() },
        }
    }
}
