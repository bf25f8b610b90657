//! The order of a rebuild: a [`Plan`] ─► steps, such that between any two of them every reference leads to a file.
//!
//! The list comes first, of old and new files together, so that a build that follows on a kill knows them all. Then:
//!
//! 1. What stands in the way, which is rare: every page that could refer to it becomes a stub, then it goes.
//! 2. Folders; new assets, then changed ones, which may refer to new ones.
//! 3. A stub for every new page; then every page can refer to it, so the pages themselves, in any order.
//! 4. A stub for every stale page; then nothing refers to what is stale, so it goes, in any order.
//! 5. The list of what is left.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    manifest::{self, Listed, MANIFEST},
    plan::{Plan, State},
    stub::stub,
};
use crate::output::Role;

/// One change, which happens whole or not at all.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// The file at this path gets these bytes, whether or not there is one.
    Put(&'a str, Cow<'a, [u8]>),
    /// The file goes.
    Remove(&'a str),
    /// The folder comes into being.
    MakeFolder(&'a str),
    /// The folder goes unless something is left in it.
    RemoveFolder(&'a str),
}

/// Orders the changes of `plan`. None are needed where the result is empty.
pub(super) fn script<'a>(plan: &Plan<'a>, listed: &'a Listed) -> Vec<Step<'a>> {
    let new: BTreeSet<&str> = plan.files.iter().map(|(path, ..)| *path).collect();
    let all: BTreeSet<&str> = listed.iter().map(String::as_str).chain(new.iter().copied()).collect();
    let stub = |path: &&'a str| stub(path).map(|bytes| Step::Put(path, bytes.into()));
    let list = |paths: &BTreeSet<&str>| Step::Put(MANIFEST, manifest::text(paths.iter().copied()).into_bytes().into());
    let files = |role, state| plan.files.iter().filter(move |(_, file, found)| (file.role, *found) == (role, state));
    let put = |(path, file, _): &(&'a str, &'a crate::output::OutputFile, State)| {
        Step::Put(path, file.bytes.as_slice().into())
    };
    let mut steps = Vec::new();

    if all.len() > listed.len() {
        steps.push(list(&all));
    }

    if plan.is_blocked {
        steps.extend(files(Role::Page, State::Differs).filter_map(|(path, ..)| stub(path)));
        steps.extend(plan.stale.iter().filter_map(stub));
        steps.extend(plan.in_the_way.iter().map(|path| Step::Remove(path)));
        steps.extend(plan.emptied.iter().map(|path| Step::RemoveFolder(path)));
    }

    steps.extend(plan.missing.iter().map(|path| Step::MakeFolder(path)));
    steps.extend(files(Role::Asset, State::Missing).map(put));
    steps.extend(files(Role::Asset, State::Differs).map(put));

    steps.extend(files(Role::Page, State::Missing).filter_map(|(path, ..)| stub(path)));
    steps.extend(files(Role::Page, State::Missing).map(put));
    steps.extend(files(Role::Page, State::Differs).map(put));

    let rest = || plan.stale.iter().filter(|path| !plan.in_the_way.contains(*path));
    if !plan.is_blocked {
        steps.extend(rest().filter_map(stub));
    }
    steps.extend(rest().map(|path| Step::Remove(path)));
    steps.extend(plan.emptied.iter().map(|path| Step::RemoveFolder(path)));

    if all.len() > new.len() {
        steps.push(list(&new));
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{emit::plan, output::Output};

    /// Pages of a line that names what they refer to, by paths from the root; the list is a file like others.
    fn site(files: &[(&'static str, &'static str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            match *path {
                "style" | "logo" | "a" => output.asset(*path, *text),
                _ => output.page(*path, *text),
            }
        }
        output
    }

    // Steps are the units of a rebuild, so what holds before, between and after them holds wherever it is killed: every
    // reference leads to a file, and the list names every file.
    #[test]
    fn every_moment_is_sound() {
        let versions = [
            site(&[
                ("a", "an asset, and elsewhere a folder"),
                ("style", "style 1"),
                ("index.html", "> style new.html both.html"),
                ("both.html", "> new.html"),
                ("new.html", "> next.html/new.html same.html"),
                ("next.html/new.html", "> new.html a feed.xml"),
                ("feed.xml", "> index.html"),
                ("same.html", "> index.html"),
            ]),
            site(&[
                ("logo", "logo"),
                ("style", "style 2"),
                ("index.html", "> logo old.html both.html"),
                ("both.html", "> old.html a/page.html"),
                ("old.html", "> older.html same.html"),
                ("older.html", "> old.html style logo"),
                ("a/page.html", "> next.html older.html"),
                ("next.html", "> old.html"),
                ("same.html", "> index.html"),
            ]),
            site(&[("style", "style 2"), ("index.html", "> style"), ("other.html", "> index.html")]),
        ];
        let folder = tempfile::tempdir().unwrap();
        for (old, new) in [(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)].map(|(a, b)| (&versions[a], &versions[b])) {
            let root = folder.path().join("site");
            crate::emit::emit(old, &root).unwrap();
            let listed: Listed = old.files.keys().cloned().collect();
            let plan = plan::plan(new, &root, &listed).unwrap();
            let mut disk: BTreeMap<&str, Vec<u8>> =
                old.files.iter().map(|(path, file)| (path.as_str(), file.bytes.clone())).collect();
            disk.insert(MANIFEST, manifest::text(old.files.keys().map(String::as_str)).into_bytes());
            for step in script(&plan, &listed) {
                match &step {
                    Step::Put(path, bytes) => drop(disk.insert(path, bytes.to_vec())),
                    Step::Remove(path) => drop(disk.remove(path)),
                    Step::MakeFolder(_) | Step::RemoveFolder(_) => {}
                }
                let list = String::from_utf8_lossy(&disk[MANIFEST]).into_owned();
                for (path, text) in disk.iter().filter(|(path, _)| **path != MANIFEST) {
                    assert!(list.lines().any(|line| line == *path), "{path} is not listed after {step:?}");
                    for to in String::from_utf8_lossy(text).strip_prefix("> ").unwrap_or_default().split(' ') {
                        let is_whole = to.is_empty() || disk.contains_key(to);
                        assert!(is_whole, "{path} refers to {to}, which is not there after {step:?}");
                    }
                }
            }
            let mut whole: BTreeMap<&str, Vec<u8>> =
                new.files.iter().map(|(path, file)| (path.as_str(), file.bytes.clone())).collect();
            whole.insert(MANIFEST, manifest::text(new.files.keys().map(String::as_str)).into_bytes());
            assert_eq!(disk, whole);
        }
    }
}
