//! A difference ─► the same in words, block by block: what people read in the terminal and in a pull request.

use super::{Aspect, Change, Difference, Effect, Home, Kind, Segment, Side, Spot, Thing, wording::reworded};
use crate::{
    ladder::{Content, Ladder, Text},
    markdown::{self, Flow},
};

/// What changed under one heading.
pub(super) struct Block {
    /// The competency, or the ladder, as its reader knows it.
    pub heading: String,
    pub items: Vec<Item>,
}

/// One change in words.
pub(super) struct Item {
    pub sign: Sign,
    /// What it is about, as in `Key Behaviors, Level 1` or `level “Senior”`.
    pub subject: String,
    /// What happened to it, as in `moved from Level 2`.
    pub event: Vec<Part>,
    /// What that means.
    pub effect: &'static str,
    /// The permanent id.
    pub id: Option<String>,
    /// The words.
    pub text: Vec<Segment>,
    /// Whether the words are those of a statement, which can be long.
    pub long: bool,
}

/// A part of a sentence.
#[derive(Clone)]
pub(super) enum Part {
    /// Words of this report.
    Words(&'static str),
    /// A number of statements.
    Statements(usize),
    /// A name that an author gave.
    Name(String),
    /// A permanent id.
    Id(String),
}

/// The kind of change at a glance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Added,
    Removed,
    Changed,
    Moved,
    Unimportant,
}

/// All changes in words. A statement that came or went with something larger is counted there, unless another one has
/// taken its place.
pub(super) fn blocks(difference: &Difference<'_>) -> Vec<Block> {
    let several = difference.before.ladders.len().max(difference.after.ladders.len()) > 1;
    let mut blocks: Vec<Block> = Vec::new();
    let mut home = None;
    for change in &difference.changes {
        let own = difference.home(&change.kind);
        let Some(item) = item(difference, change) else { continue };
        if home.replace(own) != Some(own) || blocks.is_empty() {
            blocks.push(Block { heading: heading(difference, own, several), items: Vec::new() });
        }
        if let Some(block) = blocks.last_mut() {
            block.items.push(item);
        }
    }
    blocks
}

fn heading(difference: &Difference<'_>, home: Home, several: bool) -> String {
    let content = difference.content(home.side);
    let title = &content.ladders[home.ladder].title;
    match home.competency {
        Some(at) if several => format!("{title}: {}", content.competency(at).name),
        Some(at) => content.competency(at).name.clone(),
        None => title.clone(),
    }
}

fn item(difference: &Difference<'_>, change: &Change<'_>) -> Option<Item> {
    if change.kind.is_told_with_a_whole() {
        return None;
    }
    let effect = change.effect.words();
    let of_statement = |sign, side, spot: &Spot<'_>, event: Vec<Part>, text: Vec<Segment>| Item {
        sign,
        subject: place(difference.content(side), spot),
        event,
        effect,
        id: spot.statement.id.as_ref().map(ToString::to_string),
        text,
        long: true,
    };
    let same = |text: String| vec![Segment::Same(text)];
    Some(match &change.kind {
        Kind::Added { after, replaces, .. } => {
            let words = if replaces.is_empty() { "added" } else { "added in place of " };
            let event = sentence(words, replaces.iter().map(|id| Part::Id(id.to_string())));
            of_statement(Sign::Added, Side::After, after, event, same(difference.words_after(after)))
        }
        Kind::Removed { before, replaced_by, .. } => {
            let heirs = replaced_by.iter().map(|heir| match &heir.statement.id {
                Some(id) => Part::Id(id.to_string()),
                None => Part::Words("a statement without an id"),
            });
            let words = ["removed", "replaced by ", "split into "][replaced_by.len().min(2)];
            of_statement(
                Sign::Removed,
                Side::Before,
                before,
                sentence(words, heirs),
                same(difference.words_before(before)),
            )
        }
        Kind::Reworded { after, words, .. } => {
            let event = if words.before == words.after { "other markup or link" } else { "reworded" };
            of_statement(Sign::Changed, Side::After, after, vec![Part::Words(event)], words.segments.clone())
        }
        Kind::Moved { before, after, words } => {
            let mut event = vec![Part::Words("moved from "), Part::Name(origin(difference, before, after))];
            let text = match words {
                Some(words) => {
                    event.push(Part::Words(" and reworded"));
                    words.segments.clone()
                }
                None => same(difference.words_after(after)),
            };
            let item = of_statement(Sign::Moved, Side::After, after, event, text);
            // It is asked at another level.
            Item { effect: if change.effect == Effect::Drops { "no longer asked there" } else { effect }, ..item }
        }
        Kind::Extras { after, examples, note, id, .. } => {
            let parts = [(*examples, "other examples"), (*note, "other note"), (*id, "permanent id gone")];
            let parts = parts.into_iter().filter_map(|(is, words)| is.then_some(Part::Words(words)));
            of_statement(Sign::Changed, Side::After, after, sentence("", parts), same(difference.words_after(after)))
        }
        Kind::Reordered { after, .. } => {
            let ladder = &difference.after.ladders[after.at.ladder];
            let subject = format!("{}, {}", ladder.sections[after.section].title, ladder.levels[after.level].name);
            let event = vec![Part::Words("the same statements in another order")];
            Item { sign: Sign::Unimportant, subject, event, effect, id: None, text: Vec::new(), long: false }
        }
        Kind::Came { after, statements } => {
            let event = counted("added", *statements);
            Item { sign: Sign::Added, ..of_thing(difference.after, *after, event, effect) }
        }
        Kind::Went { before, statements } => {
            let event = counted("removed", *statements);
            Item { sign: Sign::Removed, ..of_thing(difference.before, *before, event, effect) }
        }
        Kind::Altered { before, after, aspect } => {
            let text = match difference.values(*before, *after, *aspect) {
                (Some(old), Some(new)) if aspect.is_written() => reworded(&old, &new).segments,
                (old, new) => old.map(Segment::Old).into_iter().chain(new.map(Segment::New)).collect(),
            };
            let sign = if change.effect == Effect::None { Sign::Unimportant } else { Sign::Changed };
            Item { sign, text, ..of_thing(difference.after, *after, vec![Part::Words(aspect.words())], effect) }
        }
    })
}

/// Words, and a list behind them.
fn sentence(words: &'static str, list: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut sentence = vec![Part::Words(words)];
    for (at, part) in list.enumerate() {
        sentence.extend((at > 0).then_some(Part::Words(", ")));
        sentence.push(part);
    }
    sentence
}

fn counted(event: &'static str, statements: usize) -> Vec<Part> {
    let mut parts = vec![Part::Words(event)];
    if statements > 0 {
        parts.extend([Part::Words(", with "), Part::Statements(statements)]);
    }
    parts
}

fn of_thing(content: &Content, thing: Thing, event: Vec<Part>, effect: &'static str) -> Item {
    let subject = match thing {
        // They stand in the heading.
        Thing::Ladder(_) | Thing::Competency(_) => thing.kind().to_owned(),
        thing => format!("{} “{}”", thing.kind(), thing.name(content)),
    };
    Item { sign: Sign::Changed, subject, event, effect, id: None, text: Vec::new(), long: false }
}

/// The section and level of a statement.
fn place(content: &Content, spot: &Spot<'_>) -> String {
    let ladder = &content.ladders[spot.at.ladder];
    format!("{}, {}", ladder.sections[spot.section].title, ladder.levels[spot.level].name)
}

/// What of a statement's place is another, as it was before.
fn origin(difference: &Difference<'_>, before: &Spot<'_>, after: &Spot<'_>) -> String {
    let ladder = &difference.before.ladders[before.at.ladder];
    if difference.pairing.ladders.after(before.at.ladder) != Some(after.at.ladder) {
        let competency = &difference.before.competency(before.at).name;
        return format!("{}: {competency}, {}", ladder.title, place(difference.before, before));
    }
    if difference.pairing.competency(before.at) != Some(after.at) {
        return format!("{}, {}", difference.before.competency(before.at).name, place(difference.before, before));
    }
    let parts = difference.pairing.parts(before.at.ladder);
    match (parts.sections.after(before.section), parts.levels.after(before.level)) {
        (Some(section), _) if section == after.section => ladder.levels[before.level].name.clone(),
        (_, Some(level)) if level == after.level => ladder.sections[before.section].title.clone(),
        _ => place(difference.before, before),
    }
}

pub(super) fn value(difference: &Difference<'_>, side: Side, thing: Thing, aspect: Aspect) -> Option<String> {
    let content = difference.content(side);
    let ladder: &Ladder = &content.ladders[thing.ladder()];
    let line = |text: &Option<Text>| {
        let label = |target: &str| Some(difference.names.label(side, thing.ladder(), target));
        text.as_ref().map(|text| markdown::plain(&text.markdown, Flow::Line, label))
    };
    match (aspect, thing) {
        (Aspect::Id, thing) => Some(thing.id(content).to_owned()),
        (Aspect::Name, thing) => Some(thing.name(content).to_owned()),
        (Aspect::Summary, Thing::Level(_, level)) => line(&ladder.levels[level].summary),
        (Aspect::Summary, Thing::Competency(at)) => line(&content.competency(at).summary),
        (Aspect::Lead, Thing::Section(_, section)) => line(&ladder.sections[section].lead),
        (Aspect::Style, Thing::Section(_, section)) => Some(ladder.sections[section].style.name().to_owned()),
        (Aspect::Cumulative, _) => Some(if ladder.cumulative { "yes" } else { "no" }.to_owned()),
        (Aspect::After, Thing::Level(_, level)) => Some(match ladder.levels[level].after {
            Some(before) => ladder.levels[before].name.clone(),
            None => "none".to_owned(),
        }),
        (Aspect::Group, Thing::Competency(at)) => Some(match content.competency(at).group {
            Some(group) => ladder.groups[group].name.clone(),
            None => "none".to_owned(),
        }),
        (Aspect::Levels | Aspect::Groups | Aspect::Sections, _) => {
            Some(order(difference, side, thing.ladder(), aspect))
        }
        _ => None,
    }
}

/// The names of what is in both states, in the order of one, as they are called after.
fn order(difference: &Difference<'_>, side: Side, ladder: usize, aspect: Aspect) -> String {
    let (from, to) = match side {
        Side::Before => (Some(ladder), difference.pairing.ladders.after(ladder)),
        Side::After => (difference.pairing.ladders.before(ladder), Some(ladder)),
    };
    let Some((from, to)) = from.zip(to) else { return String::new() };
    let (parts, ladder) = (difference.pairing.parts(from), &difference.after.ladders[to]);
    let pairs = match aspect {
        Aspect::Levels => &parts.levels,
        Aspect::Groups => &parts.groups,
        _ => &parts.sections,
    };
    let mut joined: Vec<(usize, usize)> = pairs.joined().collect();
    if side == Side::Before {
        joined.sort_unstable();
    }
    let names = joined.into_iter().map(|(_, at)| match aspect {
        Aspect::Levels => &*ladder.levels[at].name,
        Aspect::Groups => &*ladder.groups[at].name,
        _ => &*ladder.sections[at].title,
    });
    names.collect::<Vec<_>>().join(", ")
}

impl Difference<'_> {
    /// What the highest effect of all changes means for the version, in a sentence.
    pub(super) fn verdict(&self) -> &'static str {
        match self.changes.iter().map(|change| change.effect).max() {
            None => "Nothing changed in meaning.",
            Some(Effect::Asks) => "Something new or more is asked: a major version.",
            Some(Effect::Drops) => "Less is asked, and nothing new: a minor version.",
            Some(Effect::Clarifies) => "The same is asked, said in another way: a minor version.",
            Some(Effect::Spelling) => "Only spelling changed: a patch version.",
            Some(Effect::None) => "No assessment is affected: a patch version.",
        }
    }
}

impl Thing {
    /// The index of the ladder.
    pub(super) fn ladder(self) -> usize {
        match self {
            Self::Ladder(ladder) | Self::Level(ladder, _) | Self::Group(ladder, _) | Self::Section(ladder, _) => ladder,
            Self::Competency(at) => at.ladder,
        }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Ladder(_) => "ladder",
            Self::Level(..) => "level",
            Self::Group(..) => "group",
            Self::Section(..) => "section",
            Self::Competency(_) => "competency",
        }
    }

    /// Its name or title in its content.
    #[must_use]
    pub fn name(self, content: &Content) -> &str {
        let ladder = &content.ladders[self.ladder()];
        match self {
            Self::Ladder(_) => &ladder.title,
            Self::Level(_, at) => &ladder.levels[at].name,
            Self::Group(_, at) => &ladder.groups[at].name,
            Self::Section(_, at) => &ladder.sections[at].title,
            Self::Competency(at) => &content.competency(at).name,
        }
    }

    /// Its id in its content; of a ladder its folder, empty at the content's root.
    #[must_use]
    pub fn id(self, content: &Content) -> &str {
        let ladder = &content.ladders[self.ladder()];
        match self {
            Self::Ladder(_) => ladder.prefix.trim_end_matches('/'),
            Self::Level(_, at) => &ladder.levels[at].id,
            Self::Group(_, at) => &ladder.groups[at].id,
            Self::Section(_, at) => &ladder.sections[at].id,
            Self::Competency(at) => &content.competency(at).id,
        }
    }
}

impl Aspect {
    /// Whether it is a text, of which single words change.
    fn is_written(self) -> bool {
        matches!(self, Self::Name | Self::Summary | Self::Lead)
    }

    /// What happened to a thing, as in `level “Senior”: name`.
    fn words(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Summary => "summary",
            Self::Lead => "lead",
            Self::Style => "style",
            Self::Cumulative => "each level expects what those before it expect",
            Self::After => "comes after",
            Self::Group => "group",
            Self::Levels => "order of the levels",
            Self::Groups => "order of the groups",
            Self::Sections => "order of the sections",
            Self::Competencies => "order of the competencies",
        }
    }
}

impl Part {
    /// The part as it stands in a sentence.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Words(words) => (*words).to_owned(),
            Self::Statements(1) => "1 statement".to_owned(),
            Self::Statements(count) => format!("{count} statements"),
            Self::Name(name) => name.clone(),
            Self::Id(id) => id.clone(),
        }
    }
}
