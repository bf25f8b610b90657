//! The page for an address that does not exist: where to go on from there.

use serde::Serialize;

use super::{
    Builder, Link,
    pieces::{by_group, link},
};
use crate::{ladder::CompetencyRef, site::Page};

/// What is shown for an address that does not exist: ways to go on.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// The ladders of a site that has several.
    pub ladders: Vec<Link>,
    /// The competencies of a site that has one, by group.
    pub groups: Vec<LinkGroup>,
}

/// Links under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct LinkGroup {
    /// A page-wide unique id for the heading.
    pub id: String,
    /// The heading; none: what is in no group.
    pub name: Option<String>,
    /// The links.
    pub links: Vec<Link>,
}

impl Builder<'_, '_> {
    /// The page for an address that does not exist.
    #[must_use]
    pub fn not_found(&self) -> NotFoundView {
        let [ladder] = &self.site.content.ladders[..] else {
            let ladders = self.site.content.ladders.iter().enumerate();
            let ladders = ladders.map(|(index, found)| link(&found.title, self.site, Page::Ladder(index)));
            return NotFoundView { ladders: ladders.collect(), groups: Vec::new() };
        };
        let groups = by_group(ladder, |_| true).into_iter().map(|(id, name, members)| LinkGroup {
            id,
            name,
            links: members
                .into_iter()
                .map(|(competency, found)| {
                    link(&found.name, self.site, Page::Competency(CompetencyRef { ladder: 0, competency }))
                })
                .collect(),
        });
        NotFoundView { ladders: Vec::new(), groups: groups.collect() }
    }
}
