//! Sound documents: values, styles and exact places.

use super::{super::*, Parsed, read};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::SourceMap;

fn sound(source: &str, tree: &str) -> Parsed {
    let parsed = read(source);
    assert_eq!(parsed.reported(), [""; 0], "reported of {source:?}");
    assert_eq!(parsed.tree(), tree, "tree of {source:?}");
    parsed
}

#[test]
fn texts_stay_what_they_look_like() {
    sound("1: no\n'2': ~\nc: null\nd: 1.10\n", r#"{1: "no", 2: "~", c: "null", d: "1.10"}"#);
    sound(
        "- C#\n- a#b\n- http://x#y\n- a {#k3f9w}\n- don't \"say\" so\n",
        r#"["C#", "a#b", "http://x#y", "a {#k3f9w}", "don't \"say\" so"]"#,
    );
    sound("- a, b [c] {d} *e* & f | g > h: i\n", r#"[{a, b [c] {d} *e* & f | g > h: "i"}]"#);
    sound("a: 10:30 at 5%, 👩 https://x.y/z?q=1&r\n", r#"{a: "10:30 at 5%, 👩 https://x.y/z?q=1&r"}"#);
    sound("a: \"\\u00e9\\n\\x41\"\nb: 'it''s'\n", r#"{a: "é\nA", b: "it's"}"#);
}

#[test]
fn layouts() {
    sound("k:\n- a\n- - b\n  - c\nd: e\n", r#"{k: ["a", ["b", "c"]], d: "e"}"#);
    sound("a: one\n  two\n\n  three\nb: \"four\n  five\"\n", r#"{a: "one two\nthree", b: "four five"}"#);
    sound(
        "a: [\n  x, # why\n\n  {b: c,\n   d: e},\n  'f\n  g',\n]\nb: c\n",
        r#"{a: ["x", {b: "c", d: "e"}, "f g"], b: "c"}"#,
    );
    sound("a: [\nx,\ny\n]\nb: c\n", r#"{a: ["x", "y"], b: "c"}"#);
    sound("# top\n\na: # why\n  # more\n  - b # x\n\n  # end\n  - c\n", r#"{a: ["b", "c"]}"#);
    sound("a: >-\n  b\n  c\n\n  d\nb: |+\n  x\n\nc: |2\n    y\n", r#"{a: "b c\nd", b: "x\n\n", c: "  y\n"}"#);
    sound("a: |\n  - *x* y: z: [\n  \"q\n  \t\n   {#a\nb: c\n", r#"{a: "- *x* y: z: [\n\"q\n\t\n {#a\n", b: "c"}"#);
    sound("a: \"over\nlines\"\n", r#"{a: "over lines"}"#);
    sound("a:\n  'key: x'\nb: c\n", r#"{a: "key: x", b: "c"}"#);
    sound("just text\nover lines\n", r#""just text over lines""#);
    sound("\u{feff}a: b\r\nc: |\r\n  d\r\n  e\r\n", r#"{a: "b", c: "d\ne\n"}"#);
    sound("a: [b: c, \"d\":e, f]\n", r#"{a: [{b: "c"}, {d: "e"}, "f"]}"#);
    sound("", "");
    sound("# only a comment\n", "");
}

#[test]
fn a_hole_is_right_behind_its_sign() {
    let parsed = sound(
        "a:\nb: # c\nd:\n  -\n  - x\n  -\ne: {f: , g, h:}\n",
        r#"{a: -, b: -, d: [-, "x", -], e: {f: -, g: -, h: -}}"#,
    );
    let mut holes = Vec::new();
    let root = parsed.root.as_ref().unwrap_or_else(|| panic!("no tree"));
    super::spans(root, &mut |span| {
        if span.start == span.end {
            holes.push(span.start);
        }
    });
    assert_eq!(holes, [2, 5, 16, 26, 33, 37, 41]);
}

#[test]
fn places_are_exact() {
    let source = "é: \"ü\"  # c\nlist: [a, {b: 'c'}] # d\nt: plain text # why\nm:\n  # a | b\n  - | # c > d\n    x\n    y\n\n  - z\nn: >-\n\n  w  \n";
    let parsed = read(source);
    let mut texts = Vec::new();
    let root = parsed.root.as_ref().unwrap_or_else(|| panic!("no tree"));
    super::spans(root, &mut |span| texts.push(parsed.source(span)));
    assert_eq!(
        texts[1..],
        [
            "é",
            "\"ü\"",
            "list",
            "[a, {b: 'c'}]",
            "a",
            "{b: 'c'}",
            "b",
            "'c'",
            "t",
            "plain text",
            "# why",
            "m",
            "| # c > d\n    x\n    y\n\n  - z",
            "| # c > d\n    x\n    y",
            "z",
            "n",
            ">-\n\n  w",
        ]
    );
    let style = |key: &str| root.mapping().and_then(|map| map.get(key)).and_then(Node::scalar).map(|text| text.style);
    assert_eq!(
        (style("é"), style("t"), style("n")),
        (Some(ScalarStyle::Double), Some(ScalarStyle::Plain), Some(ScalarStyle::Folded))
    );
    let flow = root.mapping().and_then(|map| map.get("list")).and_then(Node::sequence).is_some_and(|list| list.flow);
    assert!(flow);
}

#[test]
fn a_part_of_a_file_has_its_places_in_the_file() {
    let text = "---\ntitle: A\nb: *x y\n---\n# [\n";
    let mut sources = SourceMap::default();
    let file = sources.add("a.md", text);
    let mut sink = Diagnostics::default();
    let root = parse(&sources, file, 4..21, &mut sink);
    let title = root.as_ref().and_then(|root| root.mapping()).and_then(|map| map.get("title")).map(|node| node.span);
    assert_eq!(title.map(|span| sources.slice(span)), Some("A"));
    let places: Vec<_> = sink.iter().map(|found| (found.code, found.place.clone())).collect();
    assert_eq!(places, [(Code::SpecialStart, crate::source::Span::new(file, 16..17).into())]);
    assert!(parse(&sources, file, 4..400, &mut sink).is_some());
    assert_eq!(parse(&sources, file, 400..500, &mut sink), None);
}

#[test]
fn kinds_have_names() {
    let root = read("a: x\nb: []\nc: {}\nd:\n").root;
    let kinds: Vec<_> = root
        .iter()
        .filter_map(Node::mapping)
        .flat_map(|map| &map.entries)
        .map(|entry| entry.value.value.kind_name())
        .collect();
    assert_eq!(kinds, ["a text", "a list", "`key: value` lines", "nothing"]);
}

#[test]
fn sentences_split_by_commas() {
    let split = |source: &str| {
        let parsed = read(source);
        let value = parsed.root.as_ref().and_then(Node::mapping).and_then(|map| map.get("a")).and_then(split_by_comma);
        value.map(|found| (parsed.place(&found).1, found.help.unwrap_or_default()))
    };
    let cases = [
        ("a: [Reads tickets, asks why, Builds]\n", "1:18", "`['Reads tickets, asks why', 'Builds']`"),
        (
            "a: {id: l1, summary: Learns the craft, with support}\n",
            "1:38",
            "`{id: l1, summary: 'Learns the craft, with support'}`",
        ),
        ("a: {id: l1, s: A b, c d, e}\n", "1:19", "`{id: l1, s: 'A b, c d, e'}`"),
    ];
    for (source, place, help) in cases {
        let found = split(source).unwrap_or_default();
        assert_eq!(found.0, place, "{source:?}");
        assert!(found.1.contains(help), "{} of {source:?}", found.1);
    }
    for source in [
        "a: [customer-value, other]\n",
        "a: {id: l1, after: , name: X}\n",
        "a: [One, Two, \"three\"]\n",
        "a: [b, C]\n",
        "a: x\n",
    ] {
        assert_eq!(split(source), None, "{source:?}");
    }
}
