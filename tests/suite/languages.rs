//! Languages: each says all that English says, counts as its speakers do, and is all that a reader meets; what is
//! written against its direction keeps its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use rungs::theme::plural;

use crate::{
    cases::{Case, cases, files},
    markup::{self, Element, Node},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The words of every built-in language, by its tag.
fn languages() -> BTreeMap<String, toml::Table> {
    let found = files(&root().join("themes/default/lang")).into_iter();
    found
        .map(|(file, name)| {
            let words = fs::read_to_string(file).unwrap().parse().unwrap_or_else(|error| panic!("{name}: {error}"));
            (name.strip_suffix(".toml").unwrap().to_owned(), words)
        })
        .collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// The forms of an entry; of a single text, one without a name.
fn forms(words: &toml::Value) -> BTreeMap<&str, &str> {
    match words {
        toml::Value::Table(forms) => forms.iter().map(|(name, text)| (&**name, text.as_str().unwrap())).collect(),
        words => BTreeMap::from([("", words.as_str().unwrap())]),
    }
}

// Proves that no built-in language lacks a word or has one too many, that each word names the values of its English
// original and no others, and that each counted word has the plural forms of its language, neither more nor fewer.
#[test]
fn every_language_says_what_english_says() {
    let languages = languages();
    assert!(["ar", "de", "en", "fr"].iter().all(|tag| languages.contains_key(*tag)), "{:?}", languages.keys());
    let english = &languages["en"];
    let mut problems = Vec::new();
    for (language, words) in &languages {
        for key in english.keys().filter(|key| !words.contains_key(*key)) {
            problems.push(format!("{language}.toml lacks `{key}`"));
        }
        for (key, entry) in words {
            let Some(original) = english.get(key) else {
                problems.push(format!("{language}.toml has `{key}`, which English has not"));
                continue;
            };
            let (original, forms) = (forms(original), forms(entry));
            let of = |forms: &BTreeMap<&str, &str>| -> BTreeSet<String> {
                let text = forms.get("other").or_else(|| forms.get("")).copied().unwrap_or_default();
                placeholders(text).into_iter().map(str::to_owned).collect()
            };
            if of(&original) != of(&forms) {
                problems.push(format!(
                    "{language}.toml: `{key}` has the values {:?}, not {:?}",
                    of(&original),
                    of(&forms)
                ));
            }
            // A form for one number or two may say it in words.
            for (form, text) in &forms {
                if !placeholders(text).iter().all(|name| of(&original).contains(*name)) {
                    problems.push(format!("{language}.toml: `{key}.{form}` names other values"));
                }
            }
            let due: BTreeSet<&str> = if original.contains_key("") {
                BTreeSet::from([""])
            } else {
                plural::categories(plural::rules(language)).collect()
            };
            let found: BTreeSet<&str> = forms.keys().copied().collect();
            if due != found {
                problems.push(format!("{language}.toml: `{key}` needs the forms {due:?}, not {found:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

// Proves that the rules give to every sample of the Unicode CLDR, in every language that it knows, the category that it
// has there.
#[test]
fn plural_forms_are_those_of_the_cldr() {
    let text = fs::read_to_string(root().join("tests/plurals.txt")).unwrap();
    let (mut languages, mut seen): (Vec<&str>, usize) = (Vec::new(), 0);
    let mut problems = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let Some((category, samples)) = line.strip_prefix("  ").and_then(|line| line.split_once(": ")) else {
            languages = line.split(' ').collect();
            continue;
        };
        for sample in samples.split(' ') {
            let (from, to) = sample.split_once('-').unwrap_or((sample, sample));
            for number in from.parse().unwrap()..=to.parse().unwrap() {
                for language in &languages {
                    seen += 1;
                    let found = plural::category(plural::rules(language), number);
                    if found != category {
                        problems.push(format!("{language}: {number} is `{category}`, not `{found}`"));
                    }
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(seen > 5000, "{seen} samples");
}

fn case(name: &str) -> &'static Case {
    cases().iter().find(|case| case.name == name).unwrap()
}

/// The texts that a page shows or speaks, each by itself.
fn spoken(element: &Element, found: &mut Vec<String>) {
    for name in ["aria-label", "aria-description", "title", "alt", "placeholder", "content"] {
        found.extend(element.attribute(name).map(str::to_owned));
    }
    for child in &element.children {
        match child {
            Node::Text(text) => found.push(text.clone()),
            // Linked data has names and addresses that are the same in every language.
            Node::Element(child) if child.name == "script" => {}
            // These are keywords: `light dark`, a color, and so on.
            Node::Element(child)
                if child.name == "meta" && child.attribute("name").is_some_and(|name| name != "description") => {}
            Node::Element(child) => spoken(child, found),
        }
    }
}

/// The words of a text, in small letters.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

// Proves that a site in another language holds no word of the theme's in English, seen or spoken, on any page.
#[test]
fn no_english_is_left_over() {
    let languages = languages();
    // Of a text with values in it, the words between them.
    let pieces = |language: &str| -> BTreeSet<Vec<String>> {
        let texts = languages[language].values().flat_map(|words| forms(words).into_values());
        texts.flat_map(|text| text.split(['{', '}']).step_by(2)).map(words).collect()
    };
    for (name, language) in [("arabic/expected", "ar"), ("german/expected", "de")] {
        let own = pieces(language);
        let shared =
            |piece: &Vec<String>| own.iter().any(|own| own.windows(piece.len().max(1)).any(|part| part == piece));
        let english: Vec<Vec<String>> =
            pieces("en").into_iter().filter(|piece| !piece.is_empty() && !shared(piece)).collect();
        assert!(english.len() > 50, "{}", english.len());
        for (path, page) in case(name).pages() {
            let mut texts = Vec::new();
            spoken(&markup::page(page).unwrap(), &mut texts);
            for text in texts {
                // Words that the author wrote in English.
                let text = text.replace("Writes release notes in English (for all teams).", "");
                let said = words(&text);
                let found = english.iter().find(|piece| said.windows(piece.len()).any(|part| part == **piece));
                assert!(found.is_none(), "{name}: {path} says {found:?} in `{text}`");
            }
        }
    }
}

/// What is written for one direction of writing alone: a part of a name or value, and what mirrors.
const PHYSICAL: &[(&str, &str)] = &[
    ("margin-left", "margin-inline-start"),
    ("margin-right", "margin-inline-end"),
    ("padding-left", "padding-inline-start"),
    ("padding-right", "padding-inline-end"),
    ("border-left", "border-inline-start"),
    ("border-right", "border-inline-end"),
    ("-left-radius", "border-start-start-radius"),
    ("-right-radius", "border-start-end-radius"),
    ("scroll-margin-left", "scroll-margin-inline-start"),
    ("scroll-margin-right", "scroll-margin-inline-end"),
    ("text-align: left", "text-align: start"),
    ("text-align: right", "text-align: end"),
    ("float: left", "float: inline-start"),
    ("float: right", "float: inline-end"),
    ("clear: left", "clear: inline-start"),
    ("clear: right", "clear: inline-end"),
    ("to left", "a gradient that is the same in both directions"),
    ("to right", "a gradient that is the same in both directions"),
    ("translateX", "an inset of the logical kind"),
];

// Proves that the style sheets name no side by left and right, so that the layout mirrors, and give no two sides of a
// line different values in a shorthand of four.
#[test]
fn style_sheets_name_no_side() {
    let mut problems = Vec::new();
    let sheets = files(&root().join("themes/default/css"));
    assert!(sheets.len() > 5);
    for (file, name) in sheets {
        let text = fs::read_to_string(file).unwrap();
        let text =
            text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, behind)| behind)).collect::<String>();
        for (physical, logical) in PHYSICAL.iter().filter(|(physical, _)| text.contains(physical)) {
            problems.push(format!("{name}: `{physical}` does not mirror; write `{logical}`"));
        }
        for declaration in text.split(['{', '}', ';']) {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let property = property.trim();
            if ["left", "right"].contains(&property) {
                problems.push(format!("{name}: `{property}` does not mirror; write `inset-inline-start` or `-end`"));
            }
            let values = sides(value);
            let shorthand =
                ["margin", "padding", "inset", "border-width", "border-style", "border-color", "scroll-margin"];
            if shorthand.contains(&property) && values.len() == 4 && values[1] != values[3] {
                problems.push(format!("{name}: `{}` does not mirror; write `{property}-inline`", declaration.trim()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The parts of a value, brackets kept together.
fn sides(value: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in value.trim().chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if c.is_whitespace() && depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut().filter(|_| !c.is_whitespace()) {
            part.push(c);
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

// Proves that a name is kept apart from words that run in the other direction, in `<title>` and in attributes as well,
// and stands there bare where it runs along.
#[test]
fn names_keep_their_own_direction() {
    let arabic = case("arabic/expected");
    let page = arabic.page("competencies/cpp/l2--staff.html").unwrap();
    assert!(page.contains("و\u{2068}Staff (IC+)\u{2069}<"), "in a text");
    let home = arabic.page("competencies/cpp.html").unwrap();
    assert!(home.contains("<title>\u{2068}C++\u{2069} · "), "in the title");
    let level = arabic.page("levels/l1.html").unwrap();
    assert!(level.contains("aria-label=\"رابط إلى \u{2068}C++\u{2069}\""), "in an attribute");
    assert!(level.contains("aria-label=\"رابط إلى الوقت\""), "a name that runs along stands bare");
    for (path, page) in case("german/expected").pages() {
        assert!(!page.contains(['\u{2068}', '\u{2069}']), "{path}: one direction needs no marks");
    }
}
