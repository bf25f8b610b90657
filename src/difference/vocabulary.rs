//! The vocabularies of two states ─► what came, went, and is not what it was.

use std::collections::BTreeSet;

use super::{
    Aspect, Change, Effect, Kind, Place, Side, Thing, effect,
    names::Names,
    pairing::{Pairing, Pairs, Parts},
    statements::{Amounts, COMPETENCIES},
    wording,
};
use crate::{
    ladder::{Competency, CompetencyRef, Content, Ladder, Text},
    markdown::{self, Flow},
};

/// Finds what changed of the vocabularies.
pub(super) fn changes<'c>(
    before: &'c Content,
    after: &'c Content,
    pairing: &Pairing,
    names: &Names,
    amounts: &Amounts,
    found: &mut Vec<(Place, Change<'c>)>,
) {
    let mut changes = Changes { names, amounts, found, ladder: [0; 2] };
    for to in 0..after.ladders.len() {
        changes.ladder = Pairs::place_after(to);
        let Some(from) = pairing.ladders.before(to) else {
            changes.came(Thing::Ladder(to), 0, [0; 2]);
            continue;
        };
        let compared = Compared {
            before: (from, &before.ladders[from]),
            after: (to, &after.ladders[to]),
            parts: pairing.parts(from),
        };
        changes.ladder(&compared);
        changes.levels(&compared);
        changes.groups(&compared);
        changes.sections(&compared);
        changes.competencies(&compared);
    }
    for from in (0..before.ladders.len()).filter(|from| pairing.ladders.after(*from).is_none()) {
        changes.ladder = pairing.ladders.place_before(from);
        changes.went(Thing::Ladder(from), 0, [0; 2]);
    }
}

/// A ladder in both states.
struct Compared<'c> {
    before: (usize, &'c Ladder),
    after: (usize, &'c Ladder),
    parts: &'c Parts,
}

/// The changes as they are found.
struct Changes<'c, 'f> {
    names: &'f Names,
    amounts: &'f Amounts,
    found: &'f mut Vec<(Place, Change<'c>)>,
    /// The place of the ladder at hand.
    ladder: [usize; 2],
}

impl Changes<'_, '_> {
    fn push(&mut self, stage: usize, place: [usize; 2], kind: Kind<'static>, effect: Effect) {
        let ([ladder, behind], [at, after]) = (self.ladder, place);
        self.found.push(([ladder, behind, stage, at, after, 0, 0, 0, 0, 0, 0], Change { kind, effect }));
    }

    fn came(&mut self, thing: Thing, stage: usize, place: [usize; 2]) {
        let statements = self.amounts.came.get(&thing).copied().unwrap_or_default();
        let effect = if statements > 0 { Effect::Asks } else { of_empty(thing) };
        self.push(stage, place, Kind::Came { after: thing, statements }, effect);
    }

    fn went(&mut self, thing: Thing, stage: usize, place: [usize; 2]) {
        let statements = self.amounts.went.get(&thing).copied().unwrap_or_default();
        let effect = if statements > 0 { Effect::Drops } else { of_empty(thing) };
        self.push(stage, place, Kind::Went { before: thing, statements }, effect);
    }

    /// Reports members of one kind: what came, what went, and by `own` what changed of those that stayed.
    fn members(
        &mut self,
        stage: usize,
        pairs: &Pairs,
        things: [&dyn Fn(usize) -> Thing; 2],
        mut own: impl FnMut(&mut dyn FnMut(Aspect, Effect), usize, usize),
    ) {
        let [old, new] = things;
        for to in 0..pairs.after_len() {
            let place = Pairs::place_after(to);
            match pairs.before(to) {
                None => self.came(new(to), stage, place),
                Some(from) => own(
                    &mut |aspect, effect| {
                        let kind = Kind::Altered { before: old(from), after: new(to), aspect };
                        self.push(stage, place, kind, effect);
                    },
                    from,
                    to,
                ),
            }
        }
        for from in (0..pairs.before_len()).filter(|from| pairs.after(*from).is_none()) {
            self.went(old(from), stage, pairs.place_before(from));
        }
    }

    fn ladder(&mut self, Compared { before: (from, old), after: (to, new), parts }: &Compared<'_>) {
        let mut altered = |aspect, effect| {
            let kind = Kind::Altered { before: Thing::Ladder(*from), after: Thing::Ladder(*to), aspect };
            self.push(0, [0; 2], kind, effect);
        };
        if old.prefix != new.prefix {
            altered(Aspect::Id, Effect::None);
        }
        if old.title != new.title {
            altered(Aspect::Name, of_name(&old.title, &new.title));
        }
        if old.cumulative != new.cumulative {
            altered(Aspect::Cumulative, if new.cumulative { Effect::Asks } else { Effect::Drops });
        }
        let orders =
            [(Aspect::Levels, &parts.levels), (Aspect::Groups, &parts.groups), (Aspect::Sections, &parts.sections)];
        for (aspect, pairs) in orders {
            if pairs.is_reordered() {
                altered(aspect, Effect::None);
            }
        }
        // What has another name or group stands elsewhere for that reason.
        let place = |competency: &Competency| competency.group.map_or(usize::MAX, |group| group);
        let stayed = parts.competencies.joined().filter(|(from, to)| {
            let (old, new) = (&old.competencies[*from], &new.competencies[*to]);
            old.name == new.name && old.group.map(|group| parts.groups.after(group)) == new.group.map(Some)
        });
        let stayed: Vec<(usize, usize)> = stayed.map(|(from, to)| (place(&new.competencies[to]), from)).collect();
        if !stayed.is_sorted() {
            altered(Aspect::Competencies, Effect::None);
        }
    }

    fn levels(&mut self, Compared { before: (from, old), after: (to, new), parts }: &Compared<'_>) {
        let names = self.names;
        let things: [&dyn Fn(usize) -> Thing; 2] = [&|at| Thing::Level(*from, at), &|at| Thing::Level(*to, at)];
        self.members(1, &parts.levels, things, |altered, first, second| {
            let (one, other) = (&old.levels[first], &new.levels[second]);
            if one.id != other.id {
                altered(Aspect::Id, Effect::None);
            }
            if one.name != other.name {
                altered(Aspect::Name, of_name(&one.name, &other.name));
            }
            let texts = (one.summary.as_ref(), other.summary.as_ref());
            if let Some(effect) = of_texts(names, (*from, *to), texts) {
                altered(Aspect::Summary, effect);
            }
            // A level that came between two, or went from there, is a change of its own.
            let before: Vec<usize> = effect::before(old, first).filter_map(|at| parts.levels.after(at)).collect();
            let after: Vec<usize> =
                effect::before(new, second).filter(|at| parts.levels.before(*at).is_some()).collect();
            if before.first() != after.first() {
                let cumulative = old.cumulative && new.cumulative;
                let sets = [before, after].map(|levels| levels.into_iter().collect::<BTreeSet<usize>>());
                altered(Aspect::After, effect::of_branch(cumulative, &sets[0], &sets[1]));
            }
        });
    }

    fn groups(&mut self, Compared { before: (from, old), after: (to, new), parts }: &Compared<'_>) {
        let things: [&dyn Fn(usize) -> Thing; 2] = [&|at| Thing::Group(*from, at), &|at| Thing::Group(*to, at)];
        self.members(2, &parts.groups, things, |altered, first, second| {
            let (one, other) = (&old.groups[first], &new.groups[second]);
            if one.id != other.id {
                altered(Aspect::Id, Effect::None);
            }
            if one.name != other.name {
                altered(Aspect::Name, of_name(&one.name, &other.name));
            }
        });
    }

    fn sections(&mut self, Compared { before: (from, old), after: (to, new), parts }: &Compared<'_>) {
        let names = self.names;
        let things: [&dyn Fn(usize) -> Thing; 2] = [&|at| Thing::Section(*from, at), &|at| Thing::Section(*to, at)];
        self.members(3, &parts.sections, things, |altered, first, second| {
            let (one, other) = (&old.sections[first], &new.sections[second]);
            if one.id != other.id {
                altered(Aspect::Id, Effect::None);
            }
            if one.title != other.title {
                altered(Aspect::Name, of_name(&one.title, &other.title));
            }
            if one.style != other.style {
                altered(Aspect::Style, Effect::None);
            }
            if let Some(effect) = of_texts(names, (*from, *to), (one.lead.as_ref(), other.lead.as_ref())) {
                altered(Aspect::Lead, effect);
            }
        });
    }

    fn competencies(&mut self, Compared { before: (from, old), after: (to, new), parts }: &Compared<'_>) {
        let names = self.names;
        let thing = |ladder, competency| Thing::Competency(CompetencyRef { ladder, competency });
        let things: [&dyn Fn(usize) -> Thing; 2] = [&|at| thing(*from, at), &|at| thing(*to, at)];
        self.members(COMPETENCIES, &parts.competencies, things, |altered, first, second| {
            let (one, other) = (&old.competencies[first], &new.competencies[second]);
            if one.id != other.id {
                altered(Aspect::Id, Effect::None);
            }
            if one.name != other.name {
                altered(Aspect::Name, of_name(&one.name, &other.name));
            }
            let texts = (one.summary.as_ref(), other.summary.as_ref());
            if let Some(effect) = of_texts(names, (*from, *to), texts) {
                altered(Aspect::Summary, effect);
            }
            if one.group.map(|group| parts.groups.after(group)) != other.group.map(Some) {
                altered(Aspect::Group, Effect::None);
            }
        });
    }
}

/// What it means that something came or went that says nothing.
fn of_empty(thing: Thing) -> Effect {
    if matches!(thing, Thing::Group(..)) { Effect::None } else { Effect::Clarifies }
}

/// What it means that something is called otherwise.
fn of_name(before: &str, after: &str) -> Effect {
    // A name has no statement's identity to lose: other words are a clarification, however far from the old ones.
    wording::reworded(before, after).effect.min(Effect::Clarifies)
}

/// What it means that a line is another; nothing where it says the same.
fn of_texts(names: &Names, ladders: (usize, usize), texts: (Option<&Text>, Option<&Text>)) -> Option<Effect> {
    let plain = |side, ladder, text: Option<&Text>| {
        text.map(|text| markdown::plain(&text.markdown, Flow::Line, |target| Some(names.label(side, ladder, target))))
    };
    if texts.0.map(|text| &text.markdown) == texts.1.map(|text| &text.markdown) {
        return None;
    }
    match (plain(Side::Before, ladders.0, texts.0), plain(Side::After, ladders.1, texts.1)) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => Some(of_name(&before, &after)),
        _ => Some(Effect::Clarifies),
    }
}
