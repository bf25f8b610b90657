//! The steps of a ladder ─► its shape: what each asks, counted and drawn.

use std::cmp::Reverse;

use super::Builder;
use crate::{
    ladder::{CompetencyRef, Ladder},
    site::Page,
    view::{
        pieces::by_group,
        shape::{Chart, ChartBar, ChartColumn, ChartLabel, Length, ShapeGroup, ShapeRow, ShapeStep, ShapeView},
    },
};

// Lengths are whole numbers: along the lines hundredths of a percent of the picture's width, across them hundredths of
// a `rem`.

/// The picture's width.
const WIDTH: usize = 10_000;
/// The height of the columns' names.
const HEAD: usize = 225;
/// The height of a group's name.
const GROUP: usize = 225;
/// The height of a competency: its name, and the bars under it.
const ROW: usize = 250;
/// The height of a line of a name.
const LINE: usize = 125;
/// How many letters fit into a line of a narrow phone.
const LETTERS: usize = 32;
/// From here on most letters take the room of two.
const WIDE: char = '\u{1100}';
/// How far below the top of its row a bar begins.
const BAR: usize = 160;

impl Builder<'_, '_> {
    /// A ladder's shape.
    #[must_use]
    pub fn shape(&self, index: usize) -> ShapeView {
        let ladder = self.ladder(index);
        let columns = self.columns(index);
        let has_step = |competency: usize| !self.pieces.ladders[index].competencies[competency].steps.is_empty();
        let row = |competency: usize| {
            let at = CompetencyRef { ladder: index, competency };
            let steps = columns.iter().map(|high| self.shape_step(at, *high)).collect();
            ShapeRow { name: self.competency_of(at).name.clone(), url: self.site.url(Page::Competency(at)), steps }
        };
        let mut groups: Vec<ShapeGroup> = by_group(ladder, |_| true)
            .into_iter()
            .map(|(id, name, members)| {
                let members = members.into_iter().map(|(competency, _)| competency).filter(|at| has_step(*at));
                ShapeGroup { id, name, rows: members.map(row).collect() }
            })
            .filter(|group| !group.rows.is_empty())
            .collect();
        let median = mark_thin(&mut groups);
        ShapeView {
            title: ladder.title.clone(),
            levels: columns.iter().map(|level| self.level_head(index, *level)).collect(),
            chart: self.chart(ladder, &columns, &groups),
            extremes: extremes(&groups),
            median,
            groups,
        }
    }

    /// The levels that a step of any competency leads to.
    fn columns(&self, index: usize) -> Vec<usize> {
        let competencies = self.pieces.ladders[index].competencies.iter();
        let mut columns: Vec<usize> = competencies.flat_map(|pieces| &pieces.steps).map(|(_, high)| *high).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn shape_step(&self, at: CompetencyRef, high: usize) -> Option<ShapeStep> {
        let levels = &self.ladder(at.ladder).levels;
        let pieces = self.pieces.of(at);
        let step = pieces.steps.iter().find(|(_, to)| *to == high)?;
        let counts = pieces.changes.get(step)?.counts;
        Some(ShapeStep {
            competency: self.competency_of(at).name.clone(),
            low: levels[step.0].name.clone(),
            high: levels[step.1].name.clone(),
            url: self.site.url(Page::Comparison(at, step.0, step.1)),
            new: counts.new,
            reworded: counts.reworded,
            carried: counts.carried,
            thin: false,
        })
    }

    /// Draws the rows; mirrored where the page around them is.
    fn chart(&self, ladder: &Ladder, columns: &[usize], groups: &[ShapeGroup]) -> Chart {
        let right_to_left = self.site.config.right_to_left;
        let others = (groups.len() > 1).then(|| self.meta.strings.say("no_group", &[]));
        let most = steps(groups)
            .map(|step| step.new.words + step.reworded.words + step.carried.words)
            .max()
            .unwrap_or_default()
            .max(1);
        let width = WIDTH / columns.len().max(1);
        // Between two columns some room is left.
        let longest = width - width / 12;
        let begin = |from: usize, long: usize| if right_to_left { WIDTH - from - long } else { from };
        let (start, indent) = if right_to_left { ("100%", "-0.375rem") } else { ("0", "0.375rem") };
        let mut chart =
            Chart { height: String::new(), start, indent, columns: Vec::new(), labels: Vec::new(), bars: Vec::new() };
        for (at, level) in columns.iter().enumerate() {
            chart.columns.push(ChartColumn {
                level: ladder.levels[*level].name.clone(),
                x: percent(begin(at * width, width)),
                edge: percent(begin(at * width, 0)),
                width: percent(width),
            });
        }
        let mut y = HEAD;
        for group in groups {
            if let Some(name) = group.name.as_ref().or(others.as_ref()) {
                y += GROUP - LINE;
                for name in lines(name) {
                    y += LINE;
                    chart.labels.push(ChartLabel { name, group: true, y: rem(y - 50) });
                }
            }
            for row in &group.rows {
                y -= LINE;
                for name in lines(&row.name) {
                    y += LINE;
                    chart.labels.push(ChartLabel { name, group: false, y: rem(y + LINE) });
                }
                for (at, step) in row.steps.iter().enumerate() {
                    let Some(step) = step else { continue };
                    let mut from = at * width;
                    for (kind, amount) in [("new", step.new), ("reworded", step.reworded), ("carried", step.carried)] {
                        let long = amount.words * longest / most;
                        if long > 0 {
                            let x = percent(begin(from, long));
                            chart.bars.push(ChartBar { kind, x, y: rem(y + BAR), width: percent(long) });
                        }
                        from += long;
                    }
                }
                y += ROW;
            }
        }
        chart.height = rem(y + 50);
        chart
    }
}

fn steps(groups: &[ShapeGroup]) -> impl Iterator<Item = &ShapeStep> {
    groups.iter().flat_map(|group| &group.rows).flat_map(|row| row.steps.iter().flatten())
}

/// Marks the steps that have less than a third of the new words of the one in the middle, and returns how many that has.
fn mark_thin(groups: &mut [ShapeGroup]) -> usize {
    let mut counts: Vec<usize> = steps(groups).map(|step| step.new.words).collect();
    counts.sort_unstable();
    let median = counts.get(counts.len() / 2).copied().unwrap_or_default();
    let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
    for step in rows.flat_map(|row| row.steps.iter_mut().flatten()) {
        step.thin = step.new.words * 3 < median;
    }
    median
}

/// The first of the steps that ask least, and the first of those that ask most, unless all ask for as much.
fn extremes(groups: &[ShapeGroup]) -> Option<(ShapeStep, ShapeStep)> {
    let least = steps(groups).min_by_key(|step| step.new.words)?;
    let most = steps(groups).min_by_key(|step| Reverse(step.new.words))?;
    (least.new.words < most.new.words).then(|| (least.clone(), most.clone()))
}

/// The lines of a name in the picture, which does not wrap them: as wide as a narrow phone, and two at most. The whole
/// name stands in the table.
fn lines(name: &str) -> Vec<String> {
    let mut words = name.split_whitespace().peekable();
    let mut first = String::new();
    while let Some(word) = words.next_if(|word| first.is_empty() || width(&first) + width(word) < LETTERS) {
        first.extend((!first.is_empty()).then_some(' '));
        first.push_str(word);
    }
    let second = words.collect::<Vec<_>>().join(" ");
    [first, second].iter().filter(|line| !line.is_empty()).map(|line| cut(line)).collect()
}

/// How many letters wide a text is, up to one more than fit.
fn width(text: &str) -> usize {
    text.chars().take(LETTERS + 1).map(letters).sum()
}

/// How many letters wide a letter is.
fn letters(c: char) -> usize {
    if c < WIDE { 1 } else { 2 }
}

/// The beginning of a line that is too long for the picture.
fn cut(line: &str) -> String {
    let mut used = 0;
    let mut fits = |c: char| {
        used += letters(c);
        used < LETTERS
    };
    let end = line.find(|c| !fits(c)).filter(|end| line[*end..].chars().count() > 1);
    end.map_or_else(|| line.to_owned(), |end| format!("{}…", &line[..end]))
}

fn percent(hundredths: usize) -> Length {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn rem(hundredths: usize) -> Length {
    format!("{}.{:02}rem", hundredths / 100, hundredths % 100)
}
