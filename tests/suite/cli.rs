//! The real binary: status, standard output and standard error together, as a person or a script meets them.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use rungs::diagnostic::Code;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use super::ui::supply;

/// A folder with the project `p` in it, its one competency as given.
pub fn folder(competency: &str) -> TempDir {
    let folder = tempdir().unwrap();
    let competencies = folder.path().join("p/content/competencies");
    fs::create_dir_all(&competencies).unwrap();
    supply(&folder.path().join("p"));
    fs::write(competencies.join("reviews.yaml"), competency).unwrap();
    folder
}

pub const GOOD: &str = "name: Reviews\nsections:\n  key-behaviors:\n    l1:\n      - Reads the whole change {#r3v7w}\n";
pub const WITHOUT_ID: &str = "name: Reviews\nsections:\n  key-behaviors:\n    l1:\n      - Reads the whole change\n";
pub const BAD: &str = "nam: Reviews\nsections:\n  key-behaviors:\n    l9:\n      - Reads the whole change {#r3v7w}\n";
const EMPTY: &str = "name: Reviews\n";

const NO_BOOK: &str = "error[missing-file]: there is no file `book.toml`
--> book.toml
 = help: name the folder that holds `book.toml`, or run this inside of it

1 error
";
const EMPTY_REPORT: &str = "warning[empty-competency]: the competency `reviews` describes no level
--> content/competencies/reviews.yaml
 = help: add `sections:` with at least one section, or mark it `draft: true`

";

fn output(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rungs"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .env_remove("NO_COLOR")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// Status, standard output and standard error.
pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = output(folder, arguments, &[]);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A result without the time that it took.
fn timeless(result: &str) -> String {
    let (before, behind) = result.split_once(" in p/site ").unwrap_or((result, ""));
    let (changed, rest) = behind.split_once(" in ").unwrap_or((behind, ""));
    let warnings = rest.split_once("; ").map_or("", |(_, warnings)| warnings.trim_end());
    format!("{before} | {changed} | {warnings}")
}

// A build says what it wrote on standard output, is silent on standard error, and a second one finds nothing to do.
#[test]
fn build_tells_what_it_did() {
    let folder = folder(GOOD);
    let (status, stdout, stderr) = run(folder.path(), &["build", "p"]);
    assert_eq!((status, &*stderr), (0, ""));
    assert!(stdout.ends_with("s\n") && timeless(&stdout).ends_with(" written) | "), "{stdout}");
    assert!(folder.path().join("p/site/index.html").is_file());
    assert!(folder.path().join("p/site/competencies/reviews.html").is_file());
    let (status, stdout, stderr) = run(folder.path(), &["build", "p"]);
    assert_eq!((status, &*stderr), (0, ""));
    assert!(timeless(&stdout).ends_with(" pages | (nothing had changed) | "), "{stdout}");
}

// The gallery is there when it is asked for, and goes when it is not.
#[test]
fn build_adds_the_gallery_on_request() {
    let folder = folder(GOOD);
    let page = folder.path().join("p/site/_gallery/index.html");
    assert_eq!(run(folder.path(), &["build", "p", "--gallery"]).0, 0);
    assert!(page.is_file());
    assert_eq!(run(folder.path(), &["build", "p"]).0, 0);
    assert!(!page.exists());
}

// The folder that one stands in is the project where none is named; notes are not worth a word in a build.
#[test]
fn build_works_inside_of_the_project() {
    let folder = folder(WITHOUT_ID);
    let (status, stdout, stderr) = run(&folder.path().join("p"), &["build"]);
    assert_eq!((status, &*stderr), (0, ""));
    assert!(stdout.contains(" pages in site ("), "{stdout}");
}

// A warning is shown and counted, and the site is written.
#[test]
fn build_goes_on_behind_a_warning() {
    let folder = folder(EMPTY);
    let (status, stdout, stderr) = run(folder.path(), &["build", "p"]);
    assert_eq!((status, &*stderr), (0, EMPTY_REPORT));
    assert!(timeless(&stdout).ends_with("written) | 1 warning"), "{stdout}");
}

// With an error nothing is written: no folder comes into being, and a good site of before stays as it was.
#[test]
fn build_with_errors_writes_nothing() {
    let folder = folder(BAD);
    let errors = "error[unknown-key]: a competency has no setting `nam`
 --> content/competencies/reviews.yaml:1:1
  |
1 | nam: Reviews
  | ^^^
  |
  = help: did you mean `name`?

error[unknown-level]: there is no level `l9`
 --> content/competencies/reviews.yaml:4:5
  |
4 |     l9:
  |     ^^
  |
  = help: did you mean `l1`?

2 errors; nothing was written
";
    assert_eq!(run(folder.path(), &["build", "p"]), (1, String::new(), errors.to_owned()));
    assert!(!folder.path().join("p/site").exists());

    let file = folder.path().join("p/content/competencies/reviews.yaml");
    fs::write(&file, GOOD).unwrap();
    assert_eq!(run(folder.path(), &["build", "p"]).0, 0);
    let page = folder.path().join("p/site/competencies/reviews.html");
    let before = fs::read(&page).unwrap();
    fs::write(&file, BAD).unwrap();
    assert_eq!(run(folder.path(), &["build", "p"]).0, 1);
    assert_eq!(fs::read(&page).unwrap(), before);
}

// `-d` is read from the folder that one stands in, and takes the place of `build-dir`.
#[test]
fn build_writes_where_it_is_told() {
    let folder = folder(GOOD);
    let (status, stdout, stderr) = run(folder.path(), &["build", "p", "-d", "out/deep"]);
    assert_eq!((status, &*stderr), (0, ""));
    assert!(stdout.contains(" pages in out/deep ("), "{stdout}");
    assert!(folder.path().join("out/deep/index.html").is_file());
    assert!(!folder.path().join("p/site").exists());
}

// A folder with somebody's files in it is refused and left alone.
#[test]
fn build_refuses_a_foreign_folder() {
    let folder = folder(GOOD);
    fs::create_dir(folder.path().join("foreign")).unwrap();
    fs::write(folder.path().join("foreign/letter.txt"), "Dear Ada").unwrap();
    let refused = "error: `foreign` holds files that no build of rungs wrote, for instance `letter.txt`. \
                   Nothing was changed. Choose another folder for the site, or empty this one first.\n";
    assert_eq!(run(folder.path(), &["build", "p", "-d", "foreign"]), (2, String::new(), refused.to_owned()));
    assert_eq!(fs::read_dir(folder.path().join("foreign")).unwrap().count(), 1);
}

// A site is never written over, around or into what it is made from.
#[test]
fn build_refuses_to_write_over_its_content() {
    let folder = folder(GOOD);
    for (destination, source) in
        [("p", "p/book.toml"), (".", "p/book.toml"), ("p/content", "p/content"), ("p/content/site", "p/content")]
    {
        let (status, stdout, stderr) = run(folder.path(), &["build", "p", "-d", destination]);
        assert_eq!((status, &*stdout), (2, ""), "{destination}");
        let shown = format!("can't be written to `{destination}`: `{source}` is what it is made from");
        assert!(stderr.starts_with("error: the site ") && stderr.contains(&shown), "{stderr}");
        assert!(stderr.contains("choose another folder with `-d`"), "{stderr}");
    }
    assert_eq!(fs::read_dir(folder.path().join("p/content")).unwrap().count(), 2);
}

// `check` reports on standard error and writes nothing, on the terminal's other end or on the disk.
#[test]
fn check_reports_and_writes_nothing() {
    let folder = folder(GOOD);
    assert_eq!(run(folder.path(), &["check", "p"]), (0, String::new(), "no mistakes\n".to_owned()));
    assert!(!folder.path().join("p/site").exists());
}

// `check` shows notes as well, and they are no failure.
#[test]
fn check_shows_notes() {
    let folder = folder(WITHOUT_ID);
    let report = "note[no-id]: 1 statement is not yet citable
--> content/competencies/reviews.yaml
 = help: run `rungs mint`, which writes a permanent id into the file and nothing else

no mistakes, 1 note
";
    assert_eq!(run(folder.path(), &["check", "p"]), (0, String::new(), report.to_owned()));
    assert_eq!(run(folder.path(), &["check", "p", "--deny-warnings"]).0, 0);
}

// Warnings alone are no failure, unless they are to be.
#[test]
fn check_denies_warnings_where_it_is_told_to() {
    let folder = folder(EMPTY);
    let report = format!("{EMPTY_REPORT}1 warning\n");
    assert_eq!(run(folder.path(), &["check", "p"]), (0, String::new(), report.clone()));
    assert_eq!(run(folder.path(), &["check", "p", "--deny-warnings"]), (1, String::new(), report));
}

// The report for scripts is one line on standard output, and the status is that of the other format.
#[test]
fn check_reports_to_scripts() {
    let folder = folder(BAD);
    let (status, stdout, stderr) = run(folder.path(), &["check", "p", "--format", "json"]);
    assert_eq!((status, &*stderr), (1, ""));
    assert!(stdout.ends_with("}\n") && stdout.lines().count() == 1);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        report,
        serde_json::json!({
            "diagnostics": [
                {
                    "code": "unknown-key", "severity": "error", "message": "a competency has no setting `nam`",
                    "file": "content/competencies/reviews.yaml",
                    "line": 1, "column": 1, "end_line": 1, "end_column": 4,
                    "help": "did you mean `name`?", "related": [],
                },
                {
                    "code": "unknown-level", "severity": "error", "message": "there is no level `l9`",
                    "file": "content/competencies/reviews.yaml",
                    "line": 4, "column": 5, "end_line": 4, "end_column": 7,
                    "help": "did you mean `l1`?", "related": [],
                },
            ],
            "errors": 2,
            "warnings": 0,
        })
    );
    fs::write(folder.path().join("p/content/competencies/reviews.yaml"), GOOD).unwrap();
    let none = "{\"diagnostics\":[],\"errors\":0,\"warnings\":0}\n";
    assert_eq!(run(folder.path(), &["check", "p", "--format", "json"]), (0, none.to_owned(), String::new()));
}

// Without a `book.toml`, every command says where it looked and what to do.
#[test]
fn a_folder_without_a_book_is_named() {
    let folder = tempdir().unwrap();
    assert_eq!(run(folder.path(), &["check"]), (1, String::new(), NO_BOOK.to_owned()));
    let build = NO_BOOK.replace("1 error\n", "1 error; nothing was written\n");
    assert_eq!(run(folder.path(), &["build"]), (1, String::new(), build));
    let (status, stdout, stderr) = run(folder.path(), &["check", "--format", "json", "gone"]);
    assert_eq!((status, &*stderr), (1, ""));
    assert!(stdout.contains("\"file\":\"book.toml\",\"line\":null"), "{stdout}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

// `explain` prints an explanation, also for a code copied together with its brackets.
#[test]
fn explain_says_what_a_message_means() {
    let folder = tempdir().unwrap();
    for name in ["unknown-key", "[unknown-key]", "error[unknown-key]"] {
        let explanation = Code::UnknownKey.explanation().to_owned();
        assert_eq!(run(folder.path(), &["explain", name]), (0, explanation, String::new()));
    }
}

// Without a code, `explain` lists all of them with their titles, a line each.
#[test]
fn explain_lists_all_codes() {
    let folder = tempdir().unwrap();
    let (status, stdout, stderr) = run(folder.path(), &["explain"]);
    assert_eq!((status, &*stderr), (0, ""));
    assert_eq!(stdout.lines().count(), Code::ALL.len());
    for (line, code) in stdout.lines().zip(Code::ALL) {
        let title = code.explanation().lines().next().unwrap().trim_start_matches("# ");
        assert!(line.starts_with(code.name()) && line.ends_with(title), "{line}");
    }
}

// A code that there is not is wrong usage, answered with the nearest one or with the way to the list.
#[test]
fn explain_proposes_a_code() {
    let folder = tempdir().unwrap();
    let near = "error: there is no message with the code `unknwon-key`; did you mean `unknown-key`?\n";
    assert_eq!(run(folder.path(), &["explain", "unknwon-key"]), (2, String::new(), near.to_owned()));
    let far = "error: there is no message with the code `e0308`; `rungs explain` alone lists them\n";
    assert_eq!(run(folder.path(), &["explain", "e0308"]), (2, String::new(), far.to_owned()));
}

// Wrong usage has the status 2, a proposal, and nothing on standard output.
#[test]
fn wrong_usage_is_told() {
    let folder = tempdir().unwrap();
    for (arguments, words) in [
        (&["chek"][..], "'check'"),
        (&["check", "--formt", "json"], "'--format'"),
        (&["check", "--format", "xml"], "human, json"),
        (&["build", "a", "b"], "Usage: rungs build"),
        (&[], "Usage: rungs"),
    ] {
        let (status, stdout, stderr) = run(folder.path(), arguments);
        assert_eq!((status, &*stdout), (2, ""), "{arguments:?}");
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
    }
}

// Help is a result: on standard output, with examples, in lines that fit a terminal.
#[test]
fn help_has_examples() {
    let folder = tempdir().unwrap();
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["build", "--help"],
        &["check", "--help"],
        &["serve", "--help"],
        &["explain", "--help"],
        &["mint", "--help"],
        &["diff", "--help"],
        &["release", "--help"],
        &["help", "check"],
    ] {
        let (status, stdout, stderr) = run(folder.path(), arguments);
        assert_eq!((status, &*stderr), (0, ""), "{arguments:?}");
        assert!(stdout.contains("Usage: rungs") && stdout.contains("Examples:\n  rungs "), "{arguments:?}: {stdout}");
        assert!(stdout.lines().all(|line| line.chars().count() <= 100), "{arguments:?}: {stdout}");
    }
    let version = format!("rungs {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(folder.path(), &["--version"]), (0, version, String::new()));
}

// Nothing that goes into a file or a pipe is coloured, unless that is asked for; `NO_COLOR` has the last word.
#[test]
fn colours_are_for_terminals() {
    let bad = folder(BAD);
    let escapes = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = output(bad.path(), arguments, variables);
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    for arguments in [
        &["check", "p"][..],
        &["build", "p"],
        &["check", "p", "--format", "json"],
        &["explain", "no-id"],
        &["explain", "nothing"],
        &["--help"],
        &["chek"],
    ] {
        assert!(!escapes(arguments, &[]), "{arguments:?}");
        assert!(!escapes(arguments, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), "{arguments:?}");
    }
    assert!(escapes(&["check", "p"], &[("CLICOLOR_FORCE", "1")]));
    assert!(escapes(&["explain", "nothing"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!escapes(&["check", "p", "--format", "json"], &[("CLICOLOR_FORCE", "1")]));
}
