//! A language and a whole number ─► the plural category whose words go with the number.
//!
//! The rules are those of the Unicode CLDR for cardinal numbers, cut down to whole numbers, which is all that a site
//! counts. They are kept as the CLDR writes them, so that one can be held against the other.

/// The categories, in the order in which the CLDR lists them. Every language has `other`.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Languages and their rules: a category and the numbers that are in it; all other numbers are `other`.
/// Source: CLDR 48, `common/supplemental/plurals.xml`.
const RULES: &[(&str, Rules)] = &[
    (
        "bm bo dz hnj id ig ii ja jbo jv jw kde kea km ko lkt lo ms my nqo osa sah ses sg su th to tpi vi wo yo yue zh",
        &[],
    ),
    ("ak am as bho bn csw doi fa ff gu guw hi hy kab kn kok ln mg nso pa pcm si ti wa zu", &[("one", "n = 0..1")]),
    ("ca es it lld pt-PT scn vec", &[("one", "n = 1"), ("many", MILLIONS)]),
    ("fr pt", &[("one", "n = 0..1"), ("many", MILLIONS)]),
    ("he iu iw naq sat se sma smi smj smn sms", &[("one", "n = 1"), ("two", "n = 2")]),
    ("bs hr sh sr", &[("one", ENDS_IN_ONE), ("few", ENDS_IN_FEW)]),
    (
        "be ru uk",
        &[("one", ENDS_IN_ONE), ("few", ENDS_IN_FEW), ("many", "n % 10 = 0 or n % 10 = 5..9 or n % 100 = 11..14")],
    ),
    (
        "pl",
        &[
            ("one", "n = 1"),
            ("few", ENDS_IN_FEW),
            ("many", "n != 1 and n % 10 = 0..1 or n % 10 = 5..9 or n % 100 = 12..14"),
        ],
    ),
    ("is mk", &[("one", ENDS_IN_ONE)]),
    ("cs sk", &[("one", "n = 1"), ("few", "n = 2..4")]),
    ("mo ro", &[("one", "n = 1"), ("few", "n = 0 or n != 1 and n % 100 = 1..19")]),
    ("dsb hsb sl", &[("one", "n % 100 = 1"), ("two", "n % 100 = 2"), ("few", "n % 100 = 3..4")]),
    ("lv prg", &[("zero", "n % 10 = 0 or n % 100 = 11..19"), ("one", ENDS_IN_ONE)]),
    ("lt", &[("one", "n % 10 = 1 and n % 100 != 11..19"), ("few", "n % 10 = 2..9 and n % 100 != 11..19")]),
    ("sgs", &[("one", ENDS_IN_ONE), ("two", "n = 2"), ("few", "n != 2 and n % 10 = 2..9 and n % 100 != 11..19")]),
    (
        "ar ars",
        &[
            ("zero", "n = 0"),
            ("one", "n = 1"),
            ("two", "n = 2"),
            ("few", "n % 100 = 3..10"),
            ("many", "n % 100 = 11..99"),
        ],
    ),
    ("blo cv ksh lag", &[("zero", "n = 0"), ("one", "n = 1")]),
    ("ceb fil tl", &[("one", "n = 1..3 or n % 10 != 4,6,9")]),
    ("cy", &[("zero", "n = 0"), ("one", "n = 1"), ("two", "n = 2"), ("few", "n = 3"), ("many", "n = 6")]),
    ("ga", &[("one", "n = 1"), ("two", "n = 2"), ("few", "n = 3..6"), ("many", "n = 7..10")]),
    ("gd", &[("one", "n = 1,11"), ("two", "n = 2,12"), ("few", "n = 3..10,13..19")]),
    ("gv", &[("one", "n % 10 = 1"), ("two", "n % 10 = 2"), ("few", "n % 100 = 0,20,40,60,80")]),
    (
        "br",
        &[
            ("one", "n % 10 = 1 and n % 100 != 11,71,91"),
            ("two", "n % 10 = 2 and n % 100 != 12,72,92"),
            ("few", "n % 10 = 3..4,9 and n % 100 != 10..19,70..79,90..99"),
            ("many", MILLIONS),
        ],
    ),
    (
        "kw",
        &[
            ("zero", "n = 0"),
            ("one", "n = 1"),
            (
                "two",
                "n % 100 = 2,22,42,62,82 or n % 1000 = 0 and n % 100000 = 1000..20000,40000,60000,80000 \
                 or n != 0 and n % 1000000 = 100000",
            ),
            ("few", "n % 100 = 3,23,43,63,83"),
            ("many", "n != 1 and n % 100 = 1,21,41,61,81"),
        ],
    ),
    ("mt", &[("one", "n = 1"), ("two", "n = 2"), ("few", "n = 0 or n % 100 = 3..10"), ("many", "n % 100 = 11..19")]),
    ("shi", &[("one", "n = 0..1"), ("few", "n = 2..10")]),
    ("tzm", &[("one", "n = 0..1 or n = 11..99")]),
];

/// The rules of all languages that [`RULES`] does not name, English among them.
const ORDINARY: Rules = &[("one", "n = 1")];

const MILLIONS: &str = "n != 0 and n % 1000000 = 0";
const ENDS_IN_ONE: &str = "n % 10 = 1 and n % 100 != 11";
const ENDS_IN_FEW: &str = "n % 10 = 2..4 and n % 100 != 12..14";

/// The rules of a language.
pub type Rules = &'static [(&'static str, &'static str)];

/// The rules of a language: of its tag, such as `pt-PT`, or else of the tag's first part.
#[must_use]
pub fn rules(language: &str) -> Rules {
    let primary = language.split('-').next().unwrap_or(language);
    let named = |tag: &str| {
        let names = |names: &str| names.split(' ').any(|name| name.eq_ignore_ascii_case(tag));
        RULES.iter().find(|(languages, _)| names(languages)).map(|(_, rules)| *rules)
    };
    named(language).or_else(|| named(primary)).unwrap_or(ORDINARY)
}

/// The category of a number.
#[must_use]
pub fn category(rules: Rules, number: u64) -> &'static str {
    rules.iter().find(|(_, condition)| holds(condition, number)).map_or("other", |(category, _)| category)
}

/// The categories that a language has, `other` last.
pub fn categories(rules: Rules) -> impl Iterator<Item = &'static str> + Clone {
    rules.iter().map(|(category, _)| *category).chain(["other"])
}

/// Whether a condition in the syntax of the CLDR holds: relations such as `n % 10 = 2..4,9`, joined by `and`, and
/// these by `or`.
fn holds(condition: &str, number: u64) -> bool {
    let relation = |relation: &str| {
        let ((left, right), equal) = match relation.split_once(" != ") {
            Some(sides) => (sides, false),
            None => (relation.split_once(" = ")?, true),
        };
        let left = match left.split_once(" % ") {
            Some((_, modulus)) => number.checked_rem(modulus.parse().ok()?)?,
            None => number,
        };
        let mut ranges = right.split(',').map(|range| range.split_once("..").unwrap_or((range, range)));
        let bound = |bound: &str| bound.parse::<u64>().ok();
        let within = ranges.any(|(from, to)| bound(from) <= Some(left) && Some(left) <= bound(to));
        Some(within == equal)
    };
    condition.split(" or ").any(|all| all.split(" and ").all(|one| relation(one.trim()) == Some(true)))
}
