//! Rules of the house that no compiler knows: who may use whom, who may touch the disk, who makes markup, and that
//! words and explanations have their use.

use std::{collections::BTreeSet, fs, path::Path};

use rungs::diagnostic::Code;

use crate::cases::files;

/// No file is longer: one that is holds two rooms.
const LONGEST_FILE: usize = 450;

/// Modules that may touch files, and start programs or read the clock: `clippy.toml` lists what that means.
const TOUCHES_THE_MACHINE: [&str; 5] = ["project", "emit", "edit", "serve", "cli"];

/// Who makes `Html` of a text, with the reason why that is safe.
const MAKES_MARKUP: [(&str, &str); 7] = [
    ("src/html.rs", "it is the type's own module, and escapes"),
    ("src/markdown.rs", "it writes what the parser gives, every text in it escaped"),
    ("src/view/anchors.rs", "it changes attributes of pieces that templates made, to ids and addresses"),
    ("src/view/changes.rs", "it puts marks that are fixed and labels that templates made into pieces"),
    ("src/view/citation.rs", "it writes the words of a page anew, every text in them escaped"),
    ("src/view/marks.rs", "it puts control characters around what `markdown` gives"),
    ("src/view/pieces.rs", "it joins pieces that templates made, which escape whatever is not `Html`"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository: its path and text.
struct Text {
    path: String,
    text: String,
}

fn texts(folder: &str, ending: &str) -> Vec<Text> {
    let found = files(&root().join(folder)).into_iter().filter(|(_, below)| below.ends_with(ending));
    found
        .map(|(file, below)| Text { path: format!("{folder}/{below}"), text: fs::read_to_string(file).unwrap() })
        .collect()
}

impl Text {
    /// The module of the crate that a file of `src` belongs to.
    fn module(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or_default()
    }

    /// The text without comments.
    fn code(&self) -> String {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
    }
}

/// What stands behind each `marker` in a text.
fn behind<'t>(text: &'t str, marker: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(marker).map(move |(at, _)| &text[at + marker.len()..])
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The modules that a text names as `crate::x` or in `crate::{x, y::{…}}`.
fn used_modules(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for rest in behind(code, "crate::") {
        let Some(group) = rest.strip_prefix('{') else {
            used.insert(word(rest).to_owned());
            continue;
        };
        let (mut depth, mut fresh) = (0, true);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                c if fresh && depth == 0 && c.is_alphabetic() => {
                    used.insert(word(&group[at..]).to_owned());
                    fresh = false;
                }
                _ => {}
            }
        }
    }
    used
}

// Proves that the reader of `use` lines sees every form of them, so that the next test can fail.
#[test]
fn used_modules_are_found_in_every_form() {
    let code =
        "use crate::a;\nuse crate::{\n    b::{self, X},\n    c,\n};\nfn f(d: crate::d::D) {}\npub(crate) fn e() {}";
    assert_eq!(used_modules(code).into_iter().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}

// Proves invariant 2: `lib.rs` lists the modules in the order of a build, and each uses only those above it.
#[test]
fn modules_use_only_those_above_them() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let order: Vec<&str> = behind(&library, "\npub mod ").map(word).collect();
    assert!(order.len() > 15 && order.contains(&"ladder"), "{order:?}");
    let place = |module: &str| order.iter().position(|found| *found == module);
    let mut problems = Vec::new();
    for file in texts("src", ".rs").iter().filter(|file| !matches!(file.module(), "lib" | "main")) {
        let own = place(file.module()).unwrap_or_else(|| panic!("`lib.rs` does not list {}", file.path));
        for used in used_modules(&file.code()) {
            match place(&used) {
                Some(other) if other <= own => {}
                Some(_) => problems.push(format!("{} uses `{used}`, which stands below it in `lib.rs`", file.path)),
                None => problems.push(format!("{} uses `crate::{used}`, which is no module", file.path)),
            }
        }
        // Climbed that far, `super` is a way to another module that `crate::` does not show.
        let out = "super::".repeat((file.path.matches('/').count()).max(2));
        if file.code().contains(&out) {
            problems.push(format!("{} climbs out of its module with `{out}`; write `crate::…`", file.path));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

// Proves invariant 1 together with clippy: the lints see every call, and only these modules may switch them off.
#[test]
fn only_the_doors_of_the_house_touch_the_machine() {
    let mut problems = Vec::new();
    for file in texts("src", ".rs").iter().filter(|file| !file.path.contains("/tests")) {
        let code = file.code();
        let may = TOUCHES_THE_MACHINE.contains(&file.module());
        for mark in ["clippy::disallowed_methods", "std::fs", "fs::", "File::", "Command::new", "WalkDir"] {
            if !may && code.contains(mark) {
                problems.push(format!("{} mentions `{mark}`", file.path));
            }
        }
        let prints = ["print!(", "println!(", "io::stdout", "io::stderr", "anstream::std", "clippy::print_std"];
        for mark in prints {
            // Two names of one macro end alike: the shorter one is found in the longer one as well.
            if file.module() != "cli" && code.contains(mark) {
                problems.push(format!("{} mentions `{mark}`", file.path));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let lints = fs::read_to_string(root().join("clippy.toml")).unwrap();
    for lint in ["disallowed_methods = \"warn\"", "print_stdout = \"warn\"", "print_stderr = \"warn\""] {
        assert!(manifest.contains(lint), "Cargo.toml does not switch on {lint}");
    }
    assert!(lints.contains("\"std::fs::read_to_string\"") && lints.contains("\"std::time::SystemTime::now\""));
}

// Proves invariant 7: author text is escaped once, by the few that may make markup; no template takes text for markup.
#[test]
fn few_make_markup_and_no_template_does() {
    let makers: BTreeSet<String> = texts("src", ".rs")
        .into_iter()
        .filter(|file| ["from_markup(", "safe_string("].iter().any(|mark| file.code().contains(mark)))
        .map(|file| file.path)
        .collect();
    let allowed: BTreeSet<String> = MAKES_MARKUP.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(makers, allowed);
    for template in texts("themes/default/templates", ".html") {
        let bare: String = template.text.split_whitespace().collect();
        assert!(!bare.contains("|safe") && !bare.contains("autoescape"), "{} takes text for markup", template.path);
    }
}

// Proves that every file says what it is for, and is not too long to be read at once.
#[test]
fn every_file_opens_with_its_purpose_and_is_short() {
    let mut problems = Vec::new();
    for file in texts("src", ".rs").into_iter().chain(texts("tests", ".rs")) {
        if !file.text.starts_with("//! ") {
            problems.push(format!("{} does not open with `//!`", file.path));
        }
        let lines = file.text.lines().count();
        if lines > LONGEST_FILE {
            problems.push(format!("{} has {lines} lines, {LONGEST_FILE} are enough", file.path));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The arguments of a call whose text behind `(` is given: names and values.
fn arguments(call: &str) -> Vec<(&str, &str)> {
    let (mut depth, mut quoted, mut from) = (0, false, 0);
    let mut parts = Vec::new();
    for (at, c) in call.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' if depth == 0 => {
                parts.push(&call[from..at]);
                break;
            }
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&call[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.into_iter().filter_map(|part| part.split_once('=')).map(|(name, value)| (name.trim(), value.trim())).collect()
}

/// The placeholders in some words.
fn placeholders(words: &toml::Value) -> BTreeSet<&str> {
    let texts: Vec<&str> = match words {
        toml::Value::Table(forms) => forms.values().filter_map(toml::Value::as_str).collect(),
        words => words.as_str().into_iter().collect(),
    };
    texts.into_iter().flat_map(|text| behind(text, "{")).filter_map(|rest| rest.split('}').next()).collect()
}

// Proves that every word that a template asks for is there with all that it needs, and that no word is left over.
#[test]
fn templates_and_words_belong_together() {
    let words: toml::Table = fs::read_to_string(root().join("themes/default/lang/en.toml")).unwrap().parse().unwrap();
    let mut used = BTreeSet::new();
    let mut problems = Vec::new();
    let templates = texts("themes/default/templates", ".html");
    for template in &templates {
        for call in behind(&template.text, "t(") {
            let arguments = arguments(call);
            let Some(("key", key)) = arguments.first().copied() else { continue };
            // A component takes the key from its caller, whose `key="…"` is found below.
            let Some(key) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) else { continue };
            let given: BTreeSet<&str> = arguments[1..].iter().map(|(name, _)| *name).collect();
            match words.get(key) {
                None => problems.push(format!("{}: there are no words for `{key}`", template.path)),
                Some(words) if placeholders(words) != given => {
                    problems.push(format!("{}: `{key}` needs {:?}, not {given:?}", template.path, placeholders(words)));
                }
                Some(_) => {}
            }
        }
        used.extend(behind(&template.text, "key=\"").filter_map(|rest| rest.split('"').next()));
    }
    let scripts = texts("themes/default", ".js");
    let code = texts("src", ".rs");
    for (key, words) in &words {
        // What the code itself says: the values stand beside the key.
        let said = code.iter().filter(|file| file.code().contains(&format!("\"{key}\"")));
        for file in said.filter(|file| file.code().contains(".say(")) {
            used.insert(&**key);
            for name in placeholders(words) {
                let counted = name == "count" && file.code().contains(&format!(".count(\"{key}\""));
                let given = [format!("\"{name}\""), format!("{{{name}}}")];
                if !counted && !given.iter().any(|given| file.code().contains(given)) {
                    problems.push(format!("{}: `{key}` needs `{name}`", file.path));
                }
            }
        }
        let asked = |text: &Text| text.text.contains(&format!("\"{key}\""));
        if !used.contains(&**key) && !scripts.iter().chain(&code).any(asked) {
            problems.push(format!("the words `{key}` are used nowhere"));
        }
    }
    problems.extend(used.iter().filter(|key| !words.contains_key(**key)).map(|key| format!("no words for `{key}`")));
    assert!(used.len() > 20, "{used:?}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

// Proves that every kind of message is explained by more than its title, and that no explanation is left over.
#[test]
fn every_code_is_explained_and_no_explanation_is_left_over() {
    let folder = files(&root().join("src/explain"));
    let explained: BTreeSet<&str> = folder.iter().filter_map(|(_, name)| name.strip_suffix(".md")).collect();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(explained, codes);
    assert_eq!(codes.len(), Code::ALL.len(), "a name is given once");
    for code in Code::ALL {
        let body = code.explanation().lines().skip(1).map(str::len).sum::<usize>();
        assert!(body > 200, "the explanation of `{}` says little", code.name());
    }
}
