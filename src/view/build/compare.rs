//! The views that set levels side by side: a competency, and two levels of it.

use super::Builder;
use crate::{
    html::{self, Html},
    ladder::{Cell, CompetencyRef},
    site::{self, Page},
    theme::TemplateProblem,
    view::{ChangesView, CompareRow, ComparisonView, CompetencyView, PairLink, changes, pieces},
};

impl Builder<'_, '_> {
    /// The rows of a competency for some of its levels: the sections that one of them describes. Of two levels, the rows
    /// say what changes, where that can be said.
    fn rows(&self, at: CompetencyRef, levels: &[usize]) -> Vec<CompareRow> {
        let ladder = self.ladder(at.ladder);
        let pieces = &self.pieces.ladders[at.ladder];
        let competency = &pieces.competencies[at.competency];
        let cells = &competency.cells;
        let pair = <[usize; 2]>::try_from(levels).ok();
        let change = pair.and_then(|[low, high]| competency.changes.get(&(low, high)));
        let described = |section: usize| levels.iter().any(|level| cells.contains_key(&(section, *level)));
        let sections = ladder.sections.iter().enumerate().filter(|(section, _)| described(*section));
        let cell = |section: usize, level: usize| match cells.get(&(section, level)) {
            Some(piece) => piece.whole.clone(),
            None => pieces.holes[section][level].clone(),
        };
        let both = |section: usize| {
            let ([low, high], change) = (pair?, change?.sections.get(&section)?);
            let labels = &pieces.labels[high];
            let (before, after) = (cells.get(&(section, low))?, cells.get(&(section, high))?);
            Some(vec![changes::lower(before, change, labels), changes::higher(after, change, labels)])
        };
        sections
            .map(|(section, found)| CompareRow {
                id: found.id.to_string(),
                title: found.title.clone(),
                style: found.style.name(),
                head: pieces.heads[section].clone(),
                cells: both(section).unwrap_or_else(|| levels.iter().map(|level| cell(section, *level)).collect()),
            })
            .collect()
    }

    /// How much changes from one level to another.
    pub(super) fn changes(&self, at: CompetencyRef, low: usize, high: usize) -> Option<ChangesView> {
        self.pieces.of(at).changes.get(&(low, high))?.counts.view(self.ladder(at.ladder), high)
    }

    pub(super) fn pair_links(&self, at: CompetencyRef, keep: impl Fn(&(usize, usize)) -> bool) -> Vec<PairLink> {
        // A release has no pages of pairs.
        let steps = self.pieces.of(at).steps.iter().filter(|step| self.site.frozen.is_none() && keep(step));
        steps.map(|step| pieces::pair_link(self.site, at, *step)).collect()
    }

    /// The index of a page with these rows: the competency's own, unless a hole leaves a row out.
    fn index(&self, at: CompetencyRef, rows: &[CompareRow]) -> Result<Html, TemplateProblem> {
        let pieces = self.pieces.of(at);
        if rows.len() == pieces.sections.len() {
            return Ok(pieces.index.clone());
        }
        let ladder = self.ladder(at.ladder);
        let sections = pieces.sections.iter().copied();
        let shown = |section: &usize| rows.iter().any(|row| row.id == *ladder.sections[*section].id);
        pieces::index(self.tera, ladder, &sections.filter(shown).collect::<Vec<_>>())
    }

    /// Whether one of the levels has a statement that is not yet citable.
    fn loose(&self, at: CompetencyRef, levels: &[usize]) -> bool {
        let shown = |((_, level), _): &(&(usize, usize), &Cell)| levels.contains(level);
        let mut cells = self.competency_of(at).cells.iter().filter(shown);
        cells.any(|(_, cell)| cell.body.statements().iter().any(|statement| statement.id.is_none()))
    }

    /// The competencies before and after one in the ladder's order.
    fn neighbours(&self, at: CompetencyRef) -> (Option<CompetencyRef>, Option<CompetencyRef>) {
        let count = self.ladder(at.ladder).competencies.len();
        let before = at.competency.checked_sub(1);
        let after = Some(at.competency + 1).filter(|next| *next < count);
        (
            before.map(|competency| CompetencyRef { competency, ..at }),
            after.map(|competency| CompetencyRef { competency, ..at }),
        )
    }

    /// A competency's page.
    #[must_use]
    pub fn competency(&self, at: CompetencyRef) -> CompetencyView {
        let ladder = self.ladder(at.ladder);
        let competency = self.competency_of(at);
        let pieces = self.pieces.of(at);
        let levels = &pieces.levels;
        let (previous, next) = self.neighbours(at);
        let neighbour = |at: CompetencyRef| self.link(&self.competency_of(at).name, Page::Competency(at));
        let missing = ladder.levels.iter().enumerate().filter(|(level, _)| !levels.contains(level));
        CompetencyView {
            summary: pieces.summary.clone(),
            draft: competency.draft,
            group: competency.group.map(|group| ladder.groups[group].name.clone()),
            cumulative: ladder.cumulative,
            not_described: missing.map(|(_, level)| level.name.clone()).collect(),
            changes: <[usize; 2]>::try_from(&**levels).ok().and_then(|[low, high]| self.changes(at, low, high)),
            rows: self.rows(at, levels),
            levels: levels.iter().map(|level| self.level_head(at.ladder, *level)).collect(),
            index: pieces.index.clone(),
            steps: self.pair_links(at, |_| true),
            pairs: pieces.pairs.clone(),
            loose: self.loose(at, levels),
            related: pieces.related.clone(),
            referred_by: pieces.referred_by.clone(),
            previous: previous.map(neighbour),
            next: next.map(neighbour),
        }
    }

    /// Two levels of a competency.
    ///
    /// # Errors
    /// An error of a template.
    pub fn comparison(&self, at: CompetencyRef, low: usize, high: usize) -> Result<ComparisonView, TemplateProblem> {
        let ladder = self.ladder(at.ladder);
        let competency = self.competency_of(at);
        let pieces = self.pieces.of(at);
        let own = self.site.url(Page::Comparison(at, low, high));
        let (previous, next) = self.neighbours(at);
        let neighbour = |at: CompetencyRef| {
            let levels = &self.pieces.of(at).levels;
            let both = levels.contains(&low) && levels.contains(&high);
            let page = if both { Page::Comparison(at, low, high) } else { Page::Competency(at) };
            self.link(&self.competency_of(at).name, page)
        };
        let rows = self.rows(at, &[low, high]);
        Ok(ComparisonView {
            competency: self.link(&competency.name, Page::Competency(at)),
            summary: pieces.summary.clone(),
            draft: competency.draft,
            cumulative: ladder.cumulative,
            same_branch: site::before(ladder, high).any(|before| before == low),
            levels: vec![self.level_head(at.ladder, low), self.level_head(at.ladder, high)],
            index: self.index(at, &rows)?,
            changes: self.changes(at, low, high),
            rows,
            pairs: pieces.pairs.as_ref().map(|pairs| html::mark_current(pairs, &own)),
            steps_before: self.pair_links(at, |step| step.1 == low),
            steps_after: self.pair_links(at, |step| step.0 == high),
            loose: self.loose(at, &[low, high]),
            related: pieces.related.clone(),
            referred_by: pieces.referred_by.clone(),
            previous: previous.map(neighbour),
            next: next.map(neighbour),
        })
    }
}
