//! The views across competencies: all of one level, and one section of all.

use std::collections::BTreeSet;

use super::Builder;
use crate::{
    ladder::{Competency, CompetencyRef},
    site::{self, Page},
    view::{
        CellView, LevelCompetency, LevelEntry, LevelGroup, LevelView, SectionGroup, SectionRow, SectionView,
        anchors::PageAnchors,
        changes,
        pieces::{by_group, pair_link},
    },
};

impl<'c> Builder<'_, 'c> {
    /// A level's page.
    #[must_use]
    pub fn level(&self, index: usize, level: usize) -> LevelView {
        let ladder = self.ladder(index);
        let mut anchors = PageAnchors::of(ladder);
        let groups = by_group(ladder, |competency| competency.levels().contains(&level));
        let groups = groups.into_iter().map(|(id, name, members)| LevelGroup {
            id,
            name,
            competencies: members
                .into_iter()
                .map(|(competency, _)| {
                    self.level_competency(CompetencyRef { ladder: index, competency }, level, &mut anchors)
                })
                .collect(),
        });
        let level_link = |level: usize| self.link(&ladder.levels[level].name, Page::Level(index, level));
        let missing = ladder.competencies.iter().enumerate();
        let missing = missing.filter(|(_, competency)| !competency.levels().contains(&level));
        let after = (0..ladder.levels.len()).filter(|other| ladder.levels[*other].after == Some(level));
        LevelView {
            summary: self.pieces.ladders[index].levels[level].clone(),
            cumulative: ladder.cumulative,
            before: site::before(ladder, level).map(level_link).collect(),
            previous: ladder.levels[level].after.map(level_link),
            next: after.map(level_link).collect(),
            groups: groups.collect(),
            not_described: missing
                .map(|(competency, found)| {
                    self.link(&found.name, Page::Competency(CompetencyRef { ladder: index, competency }))
                })
                .collect(),
            referred_by: self.referred_by(Page::Level(index, level)),
        }
    }

    fn level_competency(&self, at: CompetencyRef, level: usize, anchors: &mut PageAnchors<'c>) -> LevelCompetency {
        let ladder = self.ladder(at.ladder);
        let competency = self.competency_of(at);
        let pieces = self.pieces.of(at);
        let step = pieces.steps.iter().find(|(_, high)| *high == level && self.site.frozen.is_none());
        let change = step.and_then(|step| pieces.changes.get(step));
        let described = competency.cells.iter().filter(|((_, at), _)| *at == level);
        let entries = described.map(|((section, _), cell)| {
            let found = &ladder.sections[*section];
            let change = change.and_then(|change| change.sections.get(section));
            let labels = &self.pieces.ladders[at.ladder].labels[level];
            let content = changes::new_here(&pieces.cells[&(*section, level)], change, labels);
            LevelEntry {
                id: format!("{}--{}", competency.id, found.id),
                title: found.title.clone(),
                url: self.site.url(Page::Section(at.ladder, *section)),
                style: found.style.name(),
                content: anchors.unique(cell, &content),
            }
        });
        LevelCompetency {
            id: competency.id.to_string(),
            name: competency.name.clone(),
            url: self.site.url(Page::Competency(at)),
            summary: self.pieces.of(at).summary.clone(),
            draft: competency.draft,
            step: step.map(|step| pair_link(self.site, at, *step)),
            changes: step.and_then(|(low, high)| self.changes(at, *low, *high)),
            entries: entries.collect(),
        }
    }

    /// A section's page.
    #[must_use]
    pub fn section(&self, index: usize, section: usize) -> SectionView {
        let ladder = self.ladder(index);
        let mut anchors = PageAnchors::of(ladder);
        let has = |competency: &Competency| competency.cells.keys().any(|(of, _)| *of == section);
        let used = site::levels_of_section(ladder, section);
        let groups = by_group(ladder, has).into_iter().map(|(id, name, members)| SectionGroup {
            id,
            name,
            rows: members
                .into_iter()
                .map(|(competency, _)| {
                    let at = CompetencyRef { ladder: index, competency };
                    self.section_row(at, section, &used, &mut anchors)
                })
                .collect(),
        });
        let missing = ladder.competencies.iter().enumerate().filter(|(_, competency)| !has(competency));
        let described = site::described_sections(ladder);
        let beside = |at: usize| self.link(&ladder.sections[at].title, Page::Section(index, at));
        SectionView {
            style: ladder.sections[section].style.name(),
            levels: used.iter().map(|level| self.level_head(index, *level)).collect(),
            groups: groups.collect(),
            not_described: missing
                .map(|(competency, found)| {
                    self.link(&found.name, Page::Competency(CompetencyRef { ladder: index, competency }))
                })
                .collect(),
            previous: described.range(..section).next_back().copied().map(beside),
            next: described.range(section + 1..).next().copied().map(beside),
        }
    }

    fn section_row(
        &self,
        at: CompetencyRef,
        section: usize,
        used: &BTreeSet<usize>,
        anchors: &mut PageAnchors<'c>,
    ) -> SectionRow {
        let ladder = self.ladder(at.ladder);
        let competency = self.competency_of(at);
        let cell = |level: usize| {
            let source = competency.cells.get(&(section, level));
            CellView {
                id: format!("{}--{}", competency.id, ladder.levels[level].id),
                level: ladder.levels[level].name.clone(),
                content: source
                    .map(|source| anchors.unique(source, self.pieces.of(at).cells[&(section, level)].content())),
            }
        };
        SectionRow {
            id: competency.id.to_string(),
            title: competency.name.clone(),
            url: self.site.url(Page::Competency(at)),
            cells: site::places_of_row(used, competency).into_iter().map(cell).collect(),
        }
    }
}
