//! What the server answers from: the last good site, and what the last build reported.
//!
//! A page carries a [`Stamp`] of what it was when it was served. From the stamp alone the server tells what has become
//! of it since, so that a page may miss any number of builds, or sleep in the history, and still learn the truth.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use serde::Serialize;

use super::path::{self, Found};
use crate::output::Output;

/// What stands between the builds and the server. Number 0 is that before the first build has ended.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Counts the builds.
    pub number: u64,
    /// The last good site.
    pub site: Option<Arc<Site>>,
    /// Whether the last build gave none, or gave one with errors.
    pub failed: bool,
    /// How many errors the last build reported.
    pub errors: usize,
    /// How many warnings the last build reported.
    pub warnings: usize,
    /// Both, as text.
    pub report: String,
}

/// A good site.
#[derive(Debug)]
pub(super) struct Site {
    /// The build that made it.
    pub number: u64,
    /// Its files.
    pub output: Output,
    /// The build at which a file other than a page last changed, came or went. What never did is not listed.
    versions: BTreeMap<String, u64>,
}

impl Site {
    /// Takes the output of build `number`, and sees what differs from the site before.
    ///
    /// Pages are not compared: there are thousands, and only the few that are open matter, see [`State::news`].
    pub fn new(number: u64, output: Output, before: Option<&Self>) -> Self {
        let mut versions = before.map_or_else(BTreeMap::new, |before| before.versions.clone());
        if let Some(before) = before {
            let assets = |output: &'_ Output| -> Vec<String> {
                output.files.keys().filter(|name| !path::is_html(name)).cloned().collect()
            };
            let mut names = assets(&output);
            names.extend(assets(&before.output));
            for name in names {
                if output.files.get(&name) != before.output.files.get(&name) {
                    versions.insert(name, number);
                }
            }
        }
        Self { number, output, versions }
    }
}

/// What a served page was: the run of the server, the build, and a fingerprint of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    instance: String,
    number: u64,
    fingerprint: String,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.instance, self.number, self.fingerprint)
    }
}

impl Stamp {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let stamp = Self {
            instance: parts.next()?.to_owned(),
            number: parts.next()?.parse().ok()?,
            fingerprint: parts.next()?.to_owned(),
        };
        parts.next().is_none().then_some(stamp)
    }
}

/// What a page is told at each build, and when it connects.
#[derive(Debug, Serialize)]
pub(super) struct News<'a> {
    /// The run of the server and the number of the build.
    build: String,
    /// Whether the build gave no site or had errors.
    failed: bool,
    errors: usize,
    warnings: usize,
    report: &'a str,
    /// Whether the page is no longer what the server would answer.
    stale: bool,
    /// The files other than pages that changed since the page was served, and in which build.
    assets: BTreeMap<&'a str, u64>,
    prefix: &'a str,
}

impl State {
    /// The stamp of what the server answers now at the still encoded `path`.
    pub fn stamp(&self, instance: &str, prefix: &str, path: &str) -> Stamp {
        let fingerprint = match &self.site {
            // Each build has a report of its own, so that every one makes the page that shows it stale.
            None => format!("none{}", self.number),
            Some(site) => match path::find(&site.output, prefix, path) {
                Found::File(_, file) => fingerprint(&file.bytes),
                Found::Folder | Found::Missing => {
                    site.output.files.get("404.html").map_or("missing".to_owned(), |file| fingerprint(&file.bytes))
                }
            },
        };
        let number = self.site.as_ref().map_or(self.number, |site| site.number);
        Stamp { instance: instance.to_owned(), number, fingerprint }
    }

    /// The message, as JSON on one line, for a page at `path` that was served with `stamp`.
    pub fn news(&self, instance: &str, prefix: &str, path: &str, stamp: Option<&Stamp>) -> String {
        let current = self.stamp(instance, prefix, path);
        let from_here = stamp.filter(|stamp| stamp.instance == instance);
        let stale = match stamp {
            None => false,
            // A run without a good site has nothing better to show than a page of the run before.
            Some(stamp) if from_here.is_none() && self.site.is_none() => stamp.fingerprint.starts_with("none"),
            Some(stamp) => from_here.is_none() || stamp.fingerprint != current.fingerprint,
        };
        let assets = match (&self.site, from_here) {
            (Some(site), Some(stamp)) => site
                .versions
                .iter()
                .filter(|&(_, version)| *version > stamp.number)
                .map(|(name, version)| (name.as_str(), *version))
                .collect(),
            _ => BTreeMap::new(),
        };
        let news = News {
            build: format!("{instance}.{}", self.number),
            failed: self.failed,
            errors: self.errors,
            warnings: self.warnings,
            report: &self.report,
            stale,
            assets,
            prefix,
        };
        serde_json::to_string(&news).unwrap_or_default()
    }
}

/// A number that differs where the bytes do. It need not hold out against anyone: it is compared with the author's own
/// pages.
fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}
