//! Rendered cells ─► the same with other anchors, where a page has theirs already or is not their home.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    html::Html,
    ladder::{Cell, Competency, Ladder},
};

/// Makes anchors unique on a page that shows cells of several competencies: those from words may meet their like.
/// Permanent ids are never changed.
pub struct PageAnchors<'c>(HashMap<Cow<'c, str>, usize>);

impl<'c> PageAnchors<'c> {
    /// Takes what the page has already: the anchors of its own, and the permanent ids that may stand on it.
    #[must_use]
    pub fn of(ladder: &'c Ladder) -> Self {
        let names = ladder.competencies.iter().map(|competency| &*competency.id);
        let statements = ladder.competencies.iter().flat_map(Competency::statements);
        let ids = statements.filter_map(|(_, statement)| statement.id.as_deref());
        Self(names.chain(ids).map(|anchor| (Cow::Borrowed(anchor), 1)).collect())
    }

    /// The markup of a cell, its anchors changed where the page has them already.
    pub fn unique(&mut self, cell: &'c Cell, markup: &str) -> Html {
        let mut changed: HashMap<&str, String> = HashMap::new();
        for statement in cell.body.statements().into_iter().filter(|statement| statement.id.is_none()) {
            let anchor = statement.anchor.as_str();
            let Some(mut count) = self.0.get(anchor).copied() else {
                self.0.insert(Cow::Borrowed(anchor), 1);
                continue;
            };
            let other = loop {
                count += 1;
                let other = format!("{anchor}-{count}");
                if !self.0.contains_key(other.as_str()) {
                    break other;
                }
            };
            self.0.insert(Cow::Borrowed(anchor), count);
            self.0.insert(Cow::Owned(other.clone()), 1);
            changed.insert(anchor, other);
        }
        if changed.is_empty() {
            return Html::from_markup(markup);
        }
        with_anchors(markup, |anchor, is_link| {
            let other = changed.get(anchor)?;
            Some(if is_link { format!("#{other}") } else { other.clone() })
        })
    }
}

/// Markup with anchors changed, all at once, where the statement component writes them: as `id`, `href` and
/// `aria-labelledby`, inside of a tag. An author's words may look like any of these, but hold no tag. `change` gets the
/// anchor, and whether it stands in a link, and gives the attribute's whole value.
pub(super) fn with_anchors(markup: &str, change: impl Fn(&str, bool) -> Option<String>) -> Html {
    let mut text = String::with_capacity(markup.len() + 16);
    let mut in_tag = false;
    for (at, piece) in markup.split('"').enumerate() {
        if at > 0 {
            text.push('"');
        }
        let (mark, anchor) = piece.strip_prefix('#').map_or(("", piece), |anchor| ("#", anchor));
        let named = || [" id=\"", " href=\"", " aria-labelledby=\""].iter().any(|name| text.ends_with(name));
        match Some(anchor).filter(|_| in_tag && named()).and_then(|anchor| change(anchor, !mark.is_empty())) {
            Some(other) => text.push_str(&other),
            None => text.push_str(piece),
        }
        // Everywhere else these two are escaped.
        if let Some(last) = piece.rfind(['<', '>']) {
            in_tag = piece[last..].starts_with('<');
        }
    }
    Html::from_markup(&text)
}
