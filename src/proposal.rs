//! The content and the releases before it ─► what the next release is: its changes, the version that they ask for, and
//! what its authors should say before they make it.

use crate::{
    difference::{Bump, Difference, Kind, Spot},
    history::{History, spots},
    ladder::Content,
    release::{Reason, Release, Version},
};

/// The next release.
pub struct Proposal<'c> {
    /// What changed since the last; none: there is no release yet.
    pub difference: Option<Difference<'c>>,
    /// The version that this asks for.
    pub version: Version,
}

/// Finds out what the next release is. The first one is `1.0.0`; behind it *major*: something new or more is asked,
/// *minor*: clarified or dropped, *patch*: spelling, or what does not affect an assessment.
#[must_use]
pub fn propose<'c>(content: &'c Content, releases: &'c [Release]) -> Proposal<'c> {
    let Some(last) = releases.last() else { return Proposal { difference: None, version: Version::of([1, 0, 0]) } };
    let difference = Difference::between(&last.content, content);
    let [major, minor, patch] = last.version.numbers();
    let version = match difference.bump() {
        Bump::Major => Version::of([major.saturating_add(1), 0, 0]),
        Bump::Minor => Version::of([major, minor.saturating_add(1), 0]),
        Bump::Patch | Bump::Nothing => Version::of([major, minor, patch.saturating_add(1)]),
    };
    Proposal { difference: Some(difference), version }
}

/// The statements without a permanent id, which no release can hold.
#[must_use]
pub fn without_id(content: &Content) -> Vec<Spot<'_>> {
    spots(content).filter(|spot| spot.statement.id.is_none()).collect()
}

/// How many statements the content has.
#[must_use]
pub fn count_statements(content: &Content) -> usize {
    spots(content).count()
}

/// The statements that go without a reason: nothing takes their place, and the notes say nothing of them, nor of the
/// competency, section or level that they stood in.
#[must_use]
pub fn without_reason<'d, 'c>(difference: &'d Difference<'c>, reasons: &[Reason]) -> Vec<&'d Spot<'c>> {
    let gone = difference.changes.iter().filter_map(|change| match &change.kind {
        Kind::Removed { before, replaced_by, .. } if replaced_by.is_empty() => Some(before),
        _ => None,
    });
    let said = |spot: &&Spot<'_>| {
        let ids = History::reason_ids(difference.before, spot);
        ids.iter().any(|id| reasons.iter().any(|reason| reason.id == *id && !reason.text.is_empty()))
    };
    gone.filter(|spot| !said(spot)).collect()
}
