//! `rungs release` as an author meets it: what it proposes, what it writes, and what it refuses.

use std::{fs, path::Path};

use serde_json::Value;

use crate::cli::{BAD, GOOD, WITHOUT_ID, folder, run};

const PATH: &str = "p/content/releases";

fn write(root: &Path, competency: &str) {
    fs::write(root.join("p/content/competencies/reviews.yaml"), competency).unwrap();
}

fn release(root: &Path, version: &str) -> Value {
    let text = fs::read_to_string(root.join(format!("{PATH}/{version}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn files(root: &Path) -> usize {
    fs::read_dir(root.join(PATH)).map_or(0, Iterator::count)
}

const FIRST: &[&str] = &["release", "1.0.0", "--dir", "p", "--date", "2026-02-03"];

// The first release is proposed, made as asked, dated, and never written over.
#[test]
fn a_release_is_made_once() {
    let folder = folder(GOOD);
    let root = folder.path();
    let proposed = "there is no release yet; the first one is 1.0.0: `rungs release 1.0.0`\n";
    assert_eq!(run(root, &["release", "--dir", "p"]), (0, proposed.to_owned(), String::new()));
    assert_eq!(files(root), 0, "a proposal writes nothing");

    let made = "release 1.0.0 with 1 statement in content/releases/1.0.0.json\n";
    assert_eq!(run(root, FIRST), (0, made.to_owned(), String::new()));
    let found = release(root, "1.0.0");
    assert_eq!((&found["version"], &found["date"]), (&"1.0.0".into(), &"2026-02-03".into()));
    assert!(found.get("effective").is_none() && found.get("notes").is_none());
    let bytes = fs::read(root.join(format!("{PATH}/1.0.0.json"))).unwrap();

    // Not under any way to write its name, and not over one that can't be read.
    for again in ["1.0.0", "1", "1.0"] {
        let (status, out, told) = run(root, &["release", again, "--dir", "p"]);
        assert_eq!((status, &*out), (2, ""));
        let expected =
            "error: there is a release 1.0.0 already, and releases are never overwritten; the next one is 1.0.1\n";
        assert_eq!(told, expected, "{again}");
    }
    let (status, out, told) = run(root, &["release", "0.9", "--dir", "p"]);
    assert_eq!((status, &*out, &*told), (2, "", "error: 0.9 is below the last release 1.0.0; the next one is 1.0.1\n"));
    assert_eq!(run(root, &["release", "--dir", "p"]).1, "nothing changed since release 1.0.0\n");
    assert_eq!((files(root), fs::read(root.join(format!("{PATH}/1.0.0.json"))).unwrap()), (1, bytes));

    let (status, out, told) = run(root, &["build", "p"]);
    assert_eq!((status, &*told), (0, ""), "{out}");
    assert!(root.join("p/site/releases/1.0.0/competencies/reviews.html").is_file());
    assert!(root.join("p/site/s/r3v7w.html").is_file());
}

// The same ladder gives the same bytes, whatever the line ends of the notes are; what was said of the release is in it.
#[test]
fn a_release_holds_its_notes_and_its_days() {
    let options = ["--notes", "notes.md", "--effective", "2026-04-01"];
    let made = |notes: &[u8]| {
        let folder = folder(GOOD);
        fs::write(folder.path().join("notes.md"), notes).unwrap();
        let (status, _, told) = run(folder.path(), &[FIRST, &options].concat());
        assert_eq!((status, &*told), (0, ""));
        fs::read_to_string(folder.path().join(format!("{PATH}/1.0.0.json"))).unwrap()
    };
    let text = made("\u{feff}Spring.\r\n\r\n- “So”\r\n".as_bytes());
    assert_eq!(text, made("Spring.\n\n- “So”\n\n\n".as_bytes()));
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&found["effective"], &found["notes"]), (&"2026-04-01".into(), &"Spring.\n\n- “So”".into()));
    assert!(text.contains("  \"rungs\": 1,\n  \"version\": \"1.0.0\",\n  \"date\": \"2026-02-03\",\n"), "{text}");
    let without = made(b" \n\t\n");
    assert!(!without.contains("\"notes\""), "{without}");
}

// The proposed number says what the changes mean; a lower one, and a retirement without a reason, are warned of.
#[test]
fn the_version_follows_from_the_changes() {
    let folder = folder(GOOD);
    let root = folder.path();
    assert_eq!(run(root, FIRST).0, 0);
    let proposed = |competency: &str| {
        write(root, competency);
        let (status, out, told) = run(root, &["release", "--dir", "p"]);
        assert_eq!((status, &*told), (0, ""));
        out.trim_end().rsplit_once('\n').unwrap().1.to_owned()
    };
    let spelling = GOOD.replace("the whole change", "the whole, change");
    assert_eq!(proposed(&spelling), "this is a patch change: `rungs release 1.0.1`");
    let clarified = GOOD.replace("the whole change", "the whole change first");
    assert_eq!(proposed(&clarified), "this is a minor change: `rungs release 1.1.0`");
    let more = format!("{GOOD}      - Answers within a day {{#k3f9w}}\n");
    assert_eq!(proposed(&more), "this is a major change: `rungs release 2.0.0`");

    let (status, out, told) = run(root, &["release", "1.1", "--dir", "p"]);
    assert_eq!((status, &*told), (0, "warning: what changed is major, which asks for 2.0.0 and not for 1.1\n"));
    assert!(out.contains("Answers within a day") && out.contains("asks something new"), "{out}");
    assert!(out.ends_with("release 1.1 with 2 statements in content/releases/1.1.json\n"), "{out}");

    write(root, GOOD);
    let notes = root.join("notes.md");
    let options = ["release", "1.2", "--dir", "p", "--notes", "notes.md", "--date", "2026-01-01"];
    fs::write(&notes, "- {#k3f9w}\n").unwrap();
    let (status, _, told) = run(root, &options);
    let expected = "warning: the last release is of ";
    assert!(status == 0 && told.starts_with(expected), "{told}");
    let reason =
        "warning: `k3f9w` is retired without a reason (“Answers within a day”); say it in the notes: `- {#k3f9w} …`\n";
    assert!(told.ends_with(reason), "{told}");
    for said in ["- {#k3f9w} Nobody can.\n", "- {#reviews} Taken apart.\n", "* {#l1}: No level any more.\n"] {
        fs::remove_file(root.join(format!("{PATH}/1.2.json"))).unwrap();
        fs::write(&notes, said).unwrap();
        let (status, _, told) = run(root, &options);
        assert!(status == 0 && !told.contains("without a reason"), "{said}{told}");
    }
}

// What can't be frozen is refused with the remedy, and nothing is written.
#[test]
fn what_can_not_be_frozen_is_refused() {
    let made = folder(WITHOUT_ID);
    let root = made.path();
    let expected = "1 statement has no id, so that no release can hold it:\n  content/competencies/reviews.yaml: 1\n\
                    run `rungs mint` first\n";
    assert_eq!(run(root, FIRST), (1, String::new(), expected.to_owned()));
    assert_eq!(run(root, &["release", "--dir", "p"]).0, 1);
    assert_eq!(run(root, &["mint", "p"]).0, 0);
    for wrong in ["v1", "1.0.0.0", "spring", "1.0-rc"] {
        let (status, out, told) = run(root, &["release", wrong, "--dir", "p"]);
        let expected = format!("error: `{wrong}` is no version; it has one to three numbers, as in `1.0.0`\n");
        assert_eq!((status, &*out, told), (2, "", expected));
    }
    for (option, value) in [("--date", "3.2.2026"), ("--effective", "2026-02-30")] {
        let (status, _, told) = run(root, &["release", "1", "--dir", "p", option, value]);
        assert!(status == 2 && told.contains("a day is written as in `2026-11-24`"), "{told}");
    }
    fs::write(root.join("notes.md"), b"\xff").unwrap();
    fs::create_dir(root.join("folder")).unwrap();
    fs::write(root.join("hidden.md"), "a\u{1}b").unwrap();
    for (notes, why) in [
        ("nowhere.md", "can't read the notes `nowhere.md`: "),
        ("notes.md", "can't read the notes `notes.md`: it is not UTF-8"),
        ("folder", "can't read the notes `folder`: it is not a file"),
        ("hidden.md", "can't read the notes `hidden.md`: there is an invisible control character in it"),
    ] {
        let (status, out, told) = run(root, &["release", "1", "--dir", "p", "--notes", notes]);
        assert!((status, &*out) == (2, "") && told.contains(why), "{told}");
    }
    assert_eq!(files(root), 0);
    write(root, BAD);
    let (status, out, told) = run(root, FIRST);
    assert!((status, &*out) == (1, "") && told.ends_with("nothing was written\n"), "{told}");
    write(root, GOOD);
    // A release that can't be read: nobody knows what came after it.
    fs::create_dir_all(root.join(PATH)).unwrap();
    fs::write(root.join(format!("{PATH}/0.1.json")), "{").unwrap();
    let (status, _, told) = run(root, FIRST);
    assert!(status == 1 && told.contains("error[broken-release]"), "{told}");
    assert_eq!(files(root), 1);
}
