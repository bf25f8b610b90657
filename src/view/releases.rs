//! All releases ─► the page that lists them, each with its notes and with what it changed.

use serde::Serialize;

use super::{
    Builder, LastRelease, Link, Url,
    past::{SegmentView, in_line, plain_segment},
};
use crate::{
    difference::{self, Aspect, Change, Difference, Effect, Kind, Spot, Thing},
    html::Html,
    ladder::{CompetencyRef, Content, Text},
    link::shorten,
    markdown::{self, Flow, Resolved},
    release::with_ids,
    site::{Page, described_sections},
};

/// The page of all releases.
#[derive(Clone, Debug, Serialize)]
pub struct ReleasesView {
    /// What is not yet in a release; none where nothing changed since the last.
    pub next: Option<ReportView>,
    /// The releases, the newest first.
    pub releases: Vec<ReleaseView>,
    /// Links to their places on the page, and to what is not yet in a release.
    pub index: Vec<Link>,
}

/// One release.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseView {
    /// Its name, and its anchor.
    pub version: String,
    /// The day on which it was made.
    pub date: String,
    /// The day from which it counts, where that is another.
    pub effective: Option<String>,
    /// Its home page.
    pub url: Url,
    /// What its authors say of it.
    pub notes: Option<Html>,
    /// What it changed; none of the first one.
    pub report: Option<ReportView>,
}

/// What changed between two states.
#[derive(Clone, Debug, Serialize)]
pub struct ReportView {
    /// How many changes there are.
    pub count: usize,
    /// How many of them ask for something new, or for more.
    pub asks: usize,
    /// The changes, by what they belong to.
    pub groups: Vec<ReportGroup>,
}

/// The changes of one competency, or of the vocabulary.
#[derive(Clone, Debug, Serialize)]
pub struct ReportGroup {
    /// The competency's name; none: the vocabulary.
    pub title: Option<String>,
    /// The changes in reading order.
    pub changes: Vec<ChangeView>,
}

/// One change.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// What kind: `added`, `instead` (of another), `removed`, `replaced`, `reworded`, `moved`, `reordered`, `extras`, `came`, `went` or `altered`.
    pub kind: &'static str,
    /// What it means for an assessment: `asks`, `clarifies`, `drops`, `spelling` or `none`.
    pub effect: &'static str,
    /// Where: level and section, or the name of a thing.
    pub place: String,
    /// Where it came to, where it moved.
    pub to: Option<String>,
    /// What of a thing changed, as the end of a key of the words; else empty.
    pub aspect: &'static str,
    /// What kind of thing changed: `ladder`, `level`, `group`, `section`, `competency`; none: a statement.
    pub thing: Option<&'static str>,
    /// How many statements came or went with it.
    pub statements: usize,
    /// The words, those that changed marked.
    pub words: Vec<SegmentView>,
    /// The page of the statement, or of the thing where it came or went.
    pub url: Option<Url>,
}

/// How an effect is known to templates.
fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Asks => "asks",
        Effect::Clarifies => "clarifies",
        Effect::Drops => "drops",
        Effect::Spelling => "spelling",
        Effect::None => "none",
    }
}

impl Builder<'_, '_> {
    /// The page of all releases.
    #[must_use]
    pub fn releases(&self) -> ReleasesView {
        let history = self.site.history;
        let release = |index: usize| {
            let release = &history.releases[index];
            ReleaseView {
                version: release.version.to_string(),
                date: release.date.to_string(),
                effective: release.effective.map(|date| date.to_string()),
                url: self.site.url_of(&format!("{}index.html", self.site.base(index))),
                notes: release.notes.as_deref().map(|notes| self.note(index, notes)),
                report: index.checked_sub(1).map(|before| self.report(before, index)),
            }
        };
        let next = history.last().checked_sub(1).map(|last| self.report(last, history.last()));
        let next = next.filter(|report| report.count > 0);
        let releases: Vec<ReleaseView> = (0..history.last()).rev().map(release).collect();
        let unreleased =
            next.iter().map(|_| Link { label: self.meta.strings.say("not_yet", &[]), url: "#_next".into() });
        let of = |release: &ReleaseView| Link {
            label: self.meta.strings.say("release", &[("version", &release.version)]),
            url: format!("#{}", release.version),
        };
        ReleasesView { index: unreleased.chain(releases.iter().map(of)).collect(), next, releases }
    }

    /// Notes of a release as markup; `{#k3f9w}` in them is a link to the statement.
    pub(super) fn note(&self, release: usize, notes: &str) -> Html {
        let (living, history) = (self.site.living(), self.site.history);
        let linked = with_ids(notes, |id| format!("[[#{id}]]"));
        let resolve = |kind, target: &str| {
            if markdown::LinkKind::Wiki != kind {
                // Notes are no file of the content, from which a path could start.
                let address = target.starts_with("https://") || target.starts_with("http://");
                return address.then(|| Resolved { url: markdown::encode(target), label: target.to_owned() });
            }
            let name = target.trim().trim_start_matches('#');
            if let Some(story) = history.story_of(name) {
                let words = history.stories[story].latest().map(|state| self.meta.words(state));
                let quoted = |words: String| self.meta.strings.say("quoted", &[("text", &shorten(&words, SHORT))]);
                let label = words.map_or_else(|| name.to_owned(), quoted);
                return Some(Resolved { url: living.url(Page::Statement(story)), label });
            }
            // What went with this release, the one before knows.
            [Some(release), release.checked_sub(1)].into_iter().flatten().find_map(|state| {
                let thing = named(history.content(state), name)?;
                let url = self.thing_url(state, thing)?;
                Some(Resolved { url, label: thing_name(history.content(state), thing) })
            })
        };
        markdown::render(&linked, Flow::Statement, resolve).html
    }

    /// The last release, as seen from the living ladder.
    pub(super) fn last_release(&self) -> Option<LastRelease> {
        let (site, history) = (self.site, self.site.history);
        let index = history.last().checked_sub(1).filter(|_| site.frozen.is_none())?;
        let release = &history.releases[index];
        Some(LastRelease {
            version: release.version.to_string(),
            date: release.date.to_string(),
            effective: release.effective.map(|date| date.to_string()),
            url: site.url_of(&format!("{}index.html", site.base(index))),
            releases: site.url(Page::Releases),
            changes: told(&Difference::between(history.content(index), history.living)).count(),
        })
    }

    fn report(&self, before: usize, after: usize) -> ReportView {
        let history = self.site.history;
        let difference = Difference::between(history.content(before), history.content(after));
        let mut groups: Vec<ReportGroup> = Vec::new();
        let (mut count, mut asks) = (0, 0);
        for change in told(&difference) {
            count += 1;
            asks += usize::from(change.effect == Effect::Asks);
            let title = belongs_to(&difference, change);
            if groups.last().is_none_or(|group| group.title != title) {
                groups.push(ReportGroup { title, changes: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.changes.push(self.change(&difference, (before, after), change));
            }
        }
        ReportView { count, asks, groups }
    }

    fn change(&self, difference: &Difference<'_>, states: (usize, usize), change: &Change<'_>) -> ChangeView {
        let (old, new) = (difference.before, difference.after);
        let mut view = ChangeView {
            kind: "",
            effect: effect(change.effect),
            place: String::new(),
            to: None,
            aspect: "",
            thing: None,
            statements: 0,
            words: Vec::new(),
            url: None,
        };
        let url = |spot: &Spot<'_>| {
            let story = spot.statement.id.as_deref().and_then(|id| self.site.history.story_of(id))?;
            Some(self.site.living().url(Page::Statement(story)))
        };
        match &change.kind {
            Kind::Added { after, replaces, .. } => {
                let kind = if replaces.is_empty() { "added" } else { "instead" };
                (view.kind, view.place, view.url) = (kind, self.cell_name(new, after), url(after));
                view.words = plain_segment(difference.words_after(after));
            }
            Kind::Removed { before, replaced_by, .. } => {
                let kind = if replaced_by.is_empty() { "removed" } else { "replaced" };
                (view.kind, view.place, view.url) = (kind, self.cell_name(old, before), url(before));
                view.words = plain_segment(difference.words_before(before));
            }
            Kind::Reworded { after, words, .. } => {
                (view.kind, view.place, view.url) = ("reworded", self.cell_name(new, after), url(after));
                view.words = in_line(&words.segments);
            }
            Kind::Moved { before, after, words } => {
                let within = old.competency(before.at).name == new.competency(after.at).name;
                let name =
                    |content, spot| if within { self.cell_name(content, spot) } else { self.spot_name(content, spot) };
                (view.kind, view.place, view.url) = ("moved", name(old, before), url(after));
                view.to = Some(name(new, after));
                view.words = match words {
                    Some(words) => in_line(&words.segments),
                    None => plain_segment(difference.words_after(after)),
                };
            }
            Kind::Reordered { after, .. } => {
                let ladder = &new.ladders[after.at.ladder];
                let (level, section) = (&ladder.levels[after.level].name, &ladder.sections[after.section].title);
                (view.kind, view.place) = ("reordered", self.pair_name(level, section));
            }
            Kind::Extras { after, .. } => {
                (view.kind, view.place, view.url) = ("extras", self.cell_name(new, after), url(after));
                view.words = plain_segment(difference.words_after(after));
            }
            Kind::Came { after, statements } => {
                (view.kind, view.place, view.thing) = ("came", thing_name(new, *after), Some(thing_kind(*after)));
                (view.statements, view.url) = (*statements, self.thing_url(states.1, *after));
            }
            Kind::Went { before, statements } => {
                (view.kind, view.place, view.thing) = ("went", thing_name(old, *before), Some(thing_kind(*before)));
                (view.statements, view.url) = (*statements, self.thing_url(states.0, *before));
            }
            Kind::Altered { before, after, aspect } => {
                (view.kind, view.place, view.thing) = ("altered", thing_name(new, *after), Some(thing_kind(*after)));
                view.aspect = aspect_name(*aspect);
                match aspect {
                    Aspect::Name => {
                        view.place = thing_name(old, *before);
                        view.to = Some(thing_name(new, *after));
                    }
                    Aspect::Id => view.words = both(thing_id(old, *before), thing_id(new, *after)),
                    Aspect::Summary | Aspect::Lead => {
                        let words = difference::reworded(
                            &thing_words(old, *before, *aspect),
                            &thing_words(new, *after, *aspect),
                        );
                        view.words = in_line(&words.segments);
                    }
                    _ => {}
                }
            }
        }
        view
    }

    /// The page of a thing in the site of a state.
    fn thing_url(&self, state: usize, thing: Thing) -> Option<Url> {
        let site = self.site.living();
        let page = match thing {
            Thing::Ladder(ladder) => Page::Ladder(ladder),
            Thing::Level(ladder, level) => Page::Level(ladder, level),
            Thing::Section(ladder, section) => {
                let described = described_sections(&site.history.content(state).ladders[ladder]);
                described.contains(&section).then_some(Page::Section(ladder, section))?
            }
            Thing::Competency(at) => Page::Competency(at),
            Thing::Group(..) => return None,
        };
        site.frozen_path(state, page).map(|path| site.url_of(&path))
    }

    fn cell_name(&self, content: &Content, spot: &Spot<'_>) -> String {
        let ladder = &content.ladders[spot.at.ladder];
        self.pair_name(&ladder.levels[spot.level].name, &ladder.sections[spot.section].title)
    }

    fn pair_name(&self, level: &str, section: &str) -> String {
        self.meta.strings.list("departed_part", "names", &[level, section])
    }

    fn spot_name(&self, content: &Content, spot: &Spot<'_>) -> String {
        let ladder = &content.ladders[spot.at.ladder];
        let names = [
            &*content.competency(spot.at).name,
            &*ladder.levels[spot.level].name,
            &*ladder.sections[spot.section].title,
        ];
        self.meta.strings.list("departed_part", "names", &names)
    }
}

/// The competency that a change belongs to, by name.
fn belongs_to(difference: &Difference<'_>, change: &Change<'_>) -> Option<String> {
    let (old, new) = (difference.before, difference.after);
    let of = |content: &Content, thing: Thing| match thing {
        Thing::Competency(at) => Some(content.competency(at).name.clone()),
        _ => None,
    };
    match &change.kind {
        Kind::Added { after, .. }
        | Kind::Reworded { after, .. }
        | Kind::Moved { after, .. }
        | Kind::Extras { after, .. } => Some(new.competency(after.at).name.clone()),
        Kind::Reordered { after, .. } => Some(new.competency(after.at).name.clone()),
        Kind::Removed { before, .. } => Some(old.competency(before.at).name.clone()),
        Kind::Came { after, .. } | Kind::Altered { after, .. } => of(new, *after),
        Kind::Went { before, .. } => of(old, *before),
    }
}

/// How much of a statement stands for it in the notes of a release.
const SHORT: usize = 80;

/// The competency, level or section of this id, with the folder of its ladder before it.
fn named(content: &Content, name: &str) -> Option<Thing> {
    content.ladders.iter().enumerate().find_map(|(ladder, found)| {
        let id = name.strip_prefix(&*found.prefix)?;
        let competency = found.competencies.iter().position(|competency| *competency.id == *id);
        let level = || found.levels.iter().position(|level| *level.id == *id).map(|level| Thing::Level(ladder, level));
        let section = || found.sections.iter().position(|section| *section.id == *id);
        competency
            .map(|competency| Thing::Competency(CompetencyRef { ladder, competency }))
            .or_else(level)
            .or_else(|| section().map(|section| Thing::Section(ladder, section)))
    })
}

/// The changes that a report tells: what came or went with something is told with that.
fn told<'d, 'c>(difference: &'d Difference<'c>) -> impl Iterator<Item = &'d Change<'c>> {
    let alone = |change: &&Change<'_>| {
        !matches!(change.kind, Kind::Added { with: Some(_), .. } | Kind::Removed { with: Some(_), .. })
    };
    difference.changes.iter().filter(alone)
}

/// How a kind of thing is known to templates.
fn thing_kind(thing: Thing) -> &'static str {
    match thing {
        Thing::Ladder(_) => "ladder",
        Thing::Level(..) => "level",
        Thing::Group(..) => "group",
        Thing::Section(..) => "section",
        Thing::Competency(_) => "competency",
    }
}

/// The part of an address that a thing has.
fn thing_id(content: &Content, thing: Thing) -> &str {
    match thing {
        Thing::Ladder(ladder) => &content.ladders[ladder].prefix,
        Thing::Level(ladder, level) => &content.ladders[ladder].levels[level].id,
        Thing::Group(ladder, group) => &content.ladders[ladder].groups[group].id,
        Thing::Section(ladder, section) => &content.ladders[ladder].sections[section].id,
        Thing::Competency(at) => &content.competency(at).id,
    }
}

/// The words on a thing, or before its statements.
fn thing_words(content: &Content, thing: Thing, aspect: Aspect) -> String {
    let text = match (thing, aspect) {
        (Thing::Level(ladder, level), _) => content.ladders[ladder].levels[level].summary.as_ref(),
        (Thing::Section(ladder, section), Aspect::Lead) => content.ladders[ladder].sections[section].lead.as_ref(),
        (Thing::Competency(at), _) => content.competency(at).summary.as_ref(),
        _ => None,
    };
    let plain = |text: &Text| markdown::plain(&text.markdown, Flow::Statement, |target| Some(target.to_owned()));
    text.map(plain).unwrap_or_default()
}

/// The one and the other, as a whole.
fn both(before: &str, after: &str) -> Vec<SegmentView> {
    let one = |kind, text: &str| SegmentView { kind, text: text.to_owned() };
    [one("old", before), one("same", " "), one("new", after)].into_iter().filter(|one| !one.text.is_empty()).collect()
}

fn thing_name(content: &Content, thing: Thing) -> String {
    match thing {
        Thing::Ladder(ladder) => content.ladders[ladder].title.clone(),
        Thing::Level(ladder, level) => content.ladders[ladder].levels[level].name.clone(),
        Thing::Group(ladder, group) => content.ladders[ladder].groups[group].name.clone(),
        Thing::Section(ladder, section) => content.ladders[ladder].sections[section].title.clone(),
        Thing::Competency(at) => content.competency(at).name.clone(),
    }
}

/// How an aspect is known to templates.
fn aspect_name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Id => "id",
        Aspect::Name => "name",
        Aspect::Summary => "summary",
        Aspect::Lead => "lead",
        Aspect::Style => "style",
        Aspect::Cumulative => "cumulative",
        Aspect::After => "after",
        Aspect::Group => "group",
        _ => "order",
    }
}
