//! The command, and the writing of an author's files.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use rungs::{
    build::check,
    date::Date,
    edit::{Change, EditError, create_new, replace},
    lower::Drafts,
    project::Project,
    release::{Frozen, Version, freeze},
};
use tempfile::tempdir;

use crate::{
    cases::{entries, files},
    cli::{BAD, GOOD, WITHOUT_ID, folder, run},
};

/// Everything below a folder, hidden files too.
fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().map(|(path, below)| (below, fs::read(path).unwrap())).collect()
}

const DONE: &str = "every statement has an id\n";

// Ids are written into the file, the result is counted, and a second run finds nothing to do.
#[test]
fn mint_writes_ids_once() {
    let folder = folder(WITHOUT_ID);
    let p = folder.path().join("p");
    let draft = "name: Draft\ndraft: true\nsections:\n  key-behaviors:\n    l1: [Asks, 'Tells']\n";
    fs::write(p.join("content/competencies/draft.yaml"), draft).unwrap();
    let told = "content/competencies/draft.yaml: 2 statements\ncontent/competencies/reviews.yaml: 1 statement\n\
                3 statements without an id in 2 files\n";
    let before = all(&p);
    assert_eq!(run(folder.path(), &["mint", "p", "--check"]), (1, told.to_owned(), String::new()));
    assert_eq!(all(&p), before);

    assert_eq!(run(folder.path(), &["mint", "p"]), (0, "minted 3 ids in 2 files\n".to_owned(), String::new()));
    let after = all(&p);
    assert_eq!(after.iter().filter(|file| !before.contains(file)).count(), 2);
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before), "nothing is left behind");
    let reviews = fs::read_to_string(p.join("content/competencies/reviews.yaml")).unwrap();
    let (before, behind) = reviews.split_once(" {#").unwrap();
    assert_eq!(format!("{before}{}", behind.split_once('}').unwrap().1), WITHOUT_ID);

    assert_eq!(run(&p, &["mint"]), (0, DONE.to_owned(), String::new()));
    assert_eq!(run(&p, &["mint", "--check"]), (0, DONE.to_owned(), String::new()));
    assert_eq!(all(&p), after);
    assert_eq!(run(&p, &["check"]), (0, String::new(), "no mistakes\n".to_owned()));
}

// A ladder that has all its ids is left alone, and one number is one.
#[test]
fn mint_says_when_there_is_nothing_to_do() {
    let good = folder(GOOD);
    assert_eq!(run(good.path(), &["mint", "p"]), (0, DONE.to_owned(), String::new()));
    let one = folder(WITHOUT_ID);
    assert_eq!(run(one.path(), &["mint", "p"]), (0, "minted 1 id in 1 file\n".to_owned(), String::new()));
}

// Where the content has errors, they are told and no file is touched, not even one without a mistake.
#[test]
fn mint_touches_nothing_where_there_is_an_error() {
    let folder = folder(BAD);
    let p = folder.path().join("p");
    fs::write(p.join("content/competencies/without.yaml"), WITHOUT_ID).unwrap();
    let before = all(&p);
    for arguments in [&["mint", "p"][..], &["mint", "p", "--check"]] {
        let (status, stdout, stderr) = run(folder.path(), arguments);
        assert_eq!((status, &*stdout), (1, ""));
        assert!(stderr.starts_with("error[unknown-key]: ") && stderr.ends_with("2 errors; nothing was written\n"));
        assert!(!stderr.contains("no-id"), "{stderr}");
    }
    assert_eq!(all(&p), before);
}

// An id that only a release knows is not given again, though the same words stand in the same place.
#[test]
fn mint_gives_no_id_of_a_release() {
    let id = |root: &Path| {
        let text = fs::read_to_string(root.join("p/content/competencies/reviews.yaml")).unwrap();
        text.split_once("{#").unwrap().1.split_once('}').unwrap().0.to_owned()
    };
    let first = folder(WITHOUT_ID);
    assert_eq!(run(first.path(), &["mint", "p"]).0, 0);
    let content = check(&mut Project::read(&first.path().join("p")), Drafts::Shown).content;
    let (version, date) = (Version::parse("1").unwrap(), Date::parse("2026-02-03").unwrap());
    let released = freeze(&content, &Frozen { version, date, effective: None, notes: None });

    let second = folder(WITHOUT_ID);
    create_new(&second.path().join("p/content"), "releases/1.json", &released).unwrap();
    assert_eq!(run(second.path(), &["mint", "p"]), (0, "minted 1 id in 1 file\n".to_owned(), String::new()));
    assert_ne!(id(second.path()), id(first.path()));

    // A release that can't be read may hold any id.
    let third = folder(WITHOUT_ID);
    create_new(&third.path().join("p/content"), "releases/1.json", &released[..released.len() / 2]).unwrap();
    let (status, stdout, stderr) = run(third.path(), &["mint", "p"]);
    assert_eq!((status, &*stdout), (1, ""));
    assert!(stderr.contains("error[broken-release]") && stderr.ends_with("nothing was written\n"), "{stderr}");
}

// A file that its owner closed to writing is not replaced by way of its folder, and neither are the others.
#[test]
fn mint_leaves_all_alone_where_one_file_is_read_only() {
    let folder = folder(WITHOUT_ID);
    let p = folder.path().join("p");
    let closed = p.join("content/competencies/z.yaml");
    fs::write(&closed, WITHOUT_ID).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o444)).unwrap();
    let before = all(&p);
    let (status, stdout, stderr) = run(folder.path(), &["mint", "p"]);
    let told = "error: `p/content/competencies/z.yaml` is read-only. Nothing was written. Make it writable first.\n";
    assert_eq!((status, &*stdout, &*stderr), (2, "", told));
    assert_eq!(all(&p), before);
}

// Files are replaced with their permissions, in their place, and nothing else is left in the folder.
#[test]
fn files_are_replaced_whole_or_not_at_all() {
    let root = tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(root.path().join(path), text).unwrap();
    fs::create_dir(root.path().join("below")).unwrap();
    write("a.yaml", "a");
    write("below/b.yaml", "b");
    fs::set_permissions(root.path().join("a.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    let change = |path, before, after| Change { path, before, after };
    replace(root.path(), &[change("a.yaml", "a", "new a"), change("below/b.yaml", "b", "new b")]).unwrap();
    let found = [("a.yaml".to_owned(), b"new a".to_vec()), ("below/b.yaml".to_owned(), b"new b".to_vec())];
    assert_eq!(all(root.path()), found);
    let mode = fs::metadata(root.path().join("a.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);

    // What is not as it was read, is a link, or is not there stops all of it.
    symlink("a.yaml", root.path().join("link.yaml")).unwrap();
    symlink("below", root.path().join("folder")).unwrap();
    let stopped = |second: Change<'_>| {
        let error = replace(root.path(), &[change("a.yaml", "new a", "newer"), second]).unwrap_err();
        assert_eq!(fs::read(root.path().join("a.yaml")).unwrap(), b"new a");
        assert_eq!(fs::read(root.path().join("below/b.yaml")).unwrap(), b"new b");
        assert_eq!(entries(root.path()).len() + entries(&root.path().join("below")).len(), 5);
        error
    };
    assert!(matches!(stopped(change("below/b.yaml", "b", "newer")), EditError::Changed { .. }));
    assert!(matches!(stopped(change("below/b.yaml", "new B", "newer")), EditError::Changed { .. }));
    assert!(matches!(stopped(change("below", "", "newer")), EditError::Changed { .. }));
    assert!(matches!(stopped(change("link.yaml", "new a", "newer")), EditError::SymbolicLink { .. }));
    assert!(matches!(stopped(change("folder/b.yaml", "new b", "newer")), EditError::SymbolicLink { .. }));
    assert!(matches!(stopped(change("gone.yaml", "", "newer")), EditError::Io { .. }));
}

// A file that must be new is made with its folder, and never in the place of something.
#[test]
fn a_new_file_takes_no_place_that_is_taken() {
    let root = tempdir().unwrap();
    create_new(root.path(), "releases/1.json", "one").unwrap();
    assert!(matches!(create_new(root.path(), "releases/1.json", "two"), Err(EditError::Exists { .. })));
    assert!(matches!(create_new(root.path(), "releases", "two"), Err(EditError::Exists { .. })));
    symlink("gone", root.path().join("releases/2.json")).unwrap();
    assert!(matches!(create_new(root.path(), "releases/2.json", "two"), Err(EditError::SymbolicLink { .. })));
    symlink("releases", root.path().join("link")).unwrap();
    assert!(matches!(create_new(root.path(), "link/3.json", "two"), Err(EditError::SymbolicLink { .. })));
    let names: Vec<_> = entries(&root.path().join("releases"));
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(fs::read(root.path().join("releases/1.json")).unwrap(), b"one");
}
