//! `rungs diff` and `rungs check --against` through the real binary, in a repository with releases, tags and branches.

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::Value;

use super::{
    revision::{REVIEWS, Repository, small},
    ui::release,
};

/// Status, standard output and standard error.
fn run(repository: &Repository, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_rungs"))
        .args(arguments)
        .current_dir(repository.path().join("p"))
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

const FILE: &str = "p/content/competencies/reviews.yaml";

fn reviews(statements: &[&str]) -> String {
    let list: String = statements.iter().map(|statement| format!("      - {statement}\n")).collect();
    format!("name: Reviews\nsections:\n  key-behaviors:\n    l1:\n{list}")
}

/// Freezes what the working tree says.
fn freeze(repository: &Repository, version: &str) {
    let root = repository.path().join("p");
    release(&root, version, &root.join(format!("content/releases/{version}.json")));
}

/// What a report for scripts says: the names of both states, and the words of each statement that came or went.
fn difference(repository: &Repository, arguments: &[&str]) -> (String, String, usize) {
    let (status, stdout, stderr) = run(repository, &[&["diff", "--format", "json"][..], arguments].concat());
    assert_eq!((status, &*stderr), (0, ""), "{arguments:?}");
    assert!(stdout.ends_with("}\n") && stdout.lines().count() == 1);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let name = |key: &str| report[key].as_str().unwrap().to_owned();
    (name("from"), name("to"), report["changes"].as_array().unwrap().len())
}

// Every way to name a state, and what is meant where none is named.
#[test]
fn states_are_named_by_release_revision_or_not_at_all() {
    let repository = small();
    let names = |from: &str, to: &str, changes| (from.to_owned(), to.to_owned(), changes);
    // Without a release, changes are those since the last commit.
    assert_eq!(difference(&repository, &[]), names("HEAD", "the working tree", 0));
    repository.write(FILE, reviews(&["Reads the whole change {#r3v7w}", "Thanks {#t4x8d}"]));
    assert_eq!(difference(&repository, &[]), names("HEAD", "the working tree", 1));
    assert_eq!(difference(&repository, &["HEAD", "HEAD"]), names("HEAD", "HEAD", 0));
    freeze(&repository, "1.0.0");
    repository.commit("The first release");
    repository.git(&["tag", "2.0"]);
    repository.write(FILE, reviews(&["Reads the whole change {#r3v7w}"]));
    freeze(&repository, "2.0.0");
    repository.commit("The second release");
    // With releases, since the latest of them.
    assert_eq!(difference(&repository, &[]), names("release 2.0.0", "the working tree", 0));
    assert_eq!(difference(&repository, &["1.0.0"]), names("release 1.0.0", "the working tree", 1));
    assert_eq!(difference(&repository, &["1", "2"]), names("release 1.0.0", "release 2.0.0", 1));
    assert_eq!(difference(&repository, &[".", "HEAD~2"]), names("the working tree", "HEAD~2", 0));
    assert_eq!(difference(&repository, &["v1.0.0", "."]), names("release 1.0.0", "the working tree", 1));
    // A release wins over a tag of its name, and a tag `v…` over a release.
    assert_eq!(difference(&repository, &["2.0"]), names("release 2.0.0", "the working tree", 0));
    assert_eq!(difference(&repository, &["git:2.0"]), names("2.0", "the working tree", 1));
    repository.git(&["tag", "v2.0", "HEAD~1"]);
    assert_eq!(difference(&repository, &["v2.0"]), names("v2.0", "the working tree", 1));
    // From elsewhere.
    let (status, stdout, _) = run(&repository, &["diff", "main", "--dir", "../p", "--format", "markdown"]);
    assert!(status == 0 && stdout.starts_with("## Changes from main to the working tree\n"), "{stdout}");
}

// A branch of a pull request is compared from a checkout whose line ends are another system's.
#[test]
fn line_ends_of_the_working_tree_are_no_change() {
    let repository = small();
    repository.write(FILE, REVIEWS.replace('\n', "\r\n"));
    assert_eq!(difference(&repository, &["main"]).2, 0);
}

// What names no state is wrong usage, answered with what is near.
#[test]
fn a_word_that_names_nothing_is_answered() {
    let repository = small();
    freeze(&repository, "1.0.0");
    repository.git(&["tag", "spring"]);
    for (word, answer) in [
        ("1.0.1", "there is no release and no revision `1.0.1`; did you mean the release `1.0.0`?"),
        ("sprng", "there is no revision `sprng`; did you mean `spring`?"),
        ("git:1.0.0", "there is no revision `1.0.0`"),
    ] {
        for arguments in [&["diff", word][..], &["diff", "HEAD", word], &["check", "--against", word]] {
            let answer = format!("error: {answer}\n");
            assert_eq!(run(&repository, arguments), (2, String::new(), answer), "{arguments:?}");
        }
    }
    // A word that looks like an option is a word behind `--` and for `--against=`.
    for arguments in [&["diff", "--", "--output=x"][..], &["check", "--against=--output=x"]] {
        let (status, stdout, stderr) = run(&repository, arguments);
        assert_eq!((status, &*stdout), (2, ""), "{arguments:?}");
        assert!(stderr.contains("no revision `--output=x`"), "{stderr}");
    }
    fs::remove_dir_all(repository.path().join(".git")).unwrap();
    let (status, stdout, stderr) = run(&repository, &["diff", "main"]);
    assert_eq!((status, &*stdout), (2, ""));
    assert!(stderr.starts_with("error: there is no release `main`, and `.` is in no git repository"), "{stderr}");
    fs::remove_dir_all(repository.path().join("p/content/releases")).unwrap();
    let (status, _, stderr) = run(&repository, &["diff"]);
    assert!(
        status == 2 && stderr.starts_with("error: there is no release to begin from, and `.` is in no"),
        "{stderr}"
    );
}

// Without git, releases are compared all the same, and revisions say what is missing.
#[test]
fn git_is_needed_for_revisions_alone() {
    let repository = small();
    freeze(&repository, "1.0.0");
    let empty = tempfile::tempdir().unwrap();
    let run = |word: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
        command.args(["diff", word]).current_dir(repository.path().join("p")).env("PATH", empty.path());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run("1.0.0"), (Some(0), String::new()));
    let missing = "error: revisions are read by the program `git`, which is not there; install it\n";
    assert_eq!(run("git:HEAD"), (Some(2), missing.to_owned()));
}

// A state with errors in it is not compared: they are shown, with the name of the state before each path.
#[test]
fn errors_of_either_state_are_shown() {
    let repository = small();
    repository.write(FILE, "nam: Reviews\n");
    repository.commit("Broken");
    repository.write(FILE, REVIEWS);
    let broken = "error[unknown-key]: a competency has no setting `nam`
 --> HEAD:content/competencies/reviews.yaml:1:1
  |
1 | nam: Reviews
  | ^^^
  |
  = help: did you mean `name`?

1 error; nothing was compared
";
    assert_eq!(run(&repository, &["diff"]), (1, String::new(), broken.to_owned()));
    assert_eq!(run(&repository, &["diff", ".", "HEAD"]), (1, String::new(), broken.to_owned()));
    let broken = broken.replace("; nothing was compared", "");
    assert_eq!(run(&repository, &["check", "--against", "HEAD"]), (1, String::new(), broken));
    let (status, stdout, _) = run(&repository, &["check", "--against", "HEAD", "--format", "json"]);
    assert!(
        status == 1 && stdout.contains("\"file\":\"HEAD:content/competencies/reviews.yaml\",\"line\":1,"),
        "{stdout}"
    );
    // The folder's own errors keep from a comparison with it, and not from one of two others.
    repository.write(FILE, "nam: Reviews\n");
    assert_eq!(run(&repository, &["diff", "HEAD~1"]).0, 1);
    assert_eq!(run(&repository, &["diff", "HEAD~1", "HEAD~1"]).0, 0);
    // Both have some, and both are told.
    let (_, _, stderr) = run(&repository, &["diff", "HEAD"]);
    assert!(stderr.contains("--> content/") && stderr.contains("--> HEAD:content/"), "{stderr}");
    assert!(stderr.ends_with("\n2 errors; nothing was compared\n"), "{stderr}");
    // Where there is no project at all, that is what is wrong.
    let (status, _, stderr) = run(&repository, &["diff", "--dir", "nowhere"]);
    assert!(status == 1 && stderr.starts_with("error[missing-file]: there is no file `book.toml`"), "{stderr}");
}

// A release that is no longer whole is named, by whatever command needs it.
#[test]
fn a_broken_release_is_an_error() {
    let repository = small();
    freeze(&repository, "1.0.0");
    let file = repository.path().join("p/content/releases/1.0.0.json");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    for arguments in [&["diff", "1.0.0"][..], &["diff", "1.0.0", "HEAD"], &["check", "--against", "1.0.0"]] {
        let (status, stdout, stderr) = run(&repository, arguments);
        assert_eq!((status, &*stdout), (1, ""), "{arguments:?}");
        assert!(stderr.contains("broken-release") && stderr.contains("> content/releases/1.0.0.json:"), "{stderr}");
    }
}

// What a pull request gives up against its target is told at the line, and both are shown.
#[test]
fn check_against_a_branch_shows_both_places() {
    let repository = small();
    repository.write(FILE, reviews(&["Reads all of the whole change {#n4v7q}"]));
    let changed = "warning[changed-id]: `n4v7q` is a new id under nearly the words of `r3v7w`, which is gone
 --> content/competencies/reviews.yaml:5:39
  |
5 |       - Reads all of the whole change {#n4v7q}
  |                                       ^^^^^^^^
  |
 ::: main:content/competencies/reviews.yaml:5:32
  |
5 |       - Reads the whole change {#r3v7w}
  |                                -------- “Reads the whole change” in main
  |
  = help: did you mean to keep `r3v7w`? Write it in place of `n4v7q`; if this asks for something else, say `replaces: [r3v7w]`

1 warning
";
    assert_eq!(run(&repository, &["check", "--against", "main"]), (0, String::new(), changed.to_owned()));
    assert_eq!(run(&repository, &["check", "--against", "main", "--deny-warnings"]).0, 1);
    let (status, stdout, _) = run(&repository, &["check", "--against", "main", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let found = &report["diagnostics"][0];
    assert_eq!((status, &report["warnings"]), (0, &1.into()));
    assert_eq!((&found["file"], &found["line"]), (&"content/competencies/reviews.yaml".into(), &5.into()));
    assert_eq!(found["related"][0]["file"], "main:content/competencies/reviews.yaml");
    // Against what it is, nothing is lost.
    repository.write(FILE, REVIEWS);
    let none = "no mistakes\n".to_owned();
    assert_eq!(run(&repository, &["check", "--against", "main"]), (0, String::new(), none));
    // A competency that is gone is shown where it was.
    repository.git(&["rm", "-q", "-f", "-r", "p/content/competencies"]);
    let (status, _, stderr) = run(&repository, &["check", "--against", "main"]);
    assert_eq!(status, 0);
    for place in
        ["--> main:content/competencies/reviews.yaml:1:7\n", "--> main:content/competencies/reviews.yaml:5:32\n"]
    {
        assert!(stderr.contains(place), "{stderr}");
    }
}
