//! Every kind of mistake: where it is reported, and what is read in spite of it.

use super::read;

/// A source, the codes and places that are reported, and the tree.
type Case = (&'static str, &'static [&'static str], &'static str);

fn check(cases: &[Case]) {
    for (source, reported, tree) in cases {
        let parsed = read(source);
        assert_eq!(parsed.reported(), *reported, "reported of {source:?}");
        assert_eq!(parsed.tree(), *tree, "tree of {source:?}");
        for found in parsed.diagnostics.iter() {
            assert!(found.help.as_ref().is_some_and(|help| !help.is_empty()), "{found:?} has no help");
        }
    }
}

#[test]
fn texts_that_begin_with_a_sign() {
    check(&[
        ("- *Bold* start\n- b\n", &["special-start 1:3"], r#"["*Bold* start", "b"]"#),
        ("- é\n- *bold*\n", &["special-start 2:3"], r#"["é", "*bold*"]"#),
        ("- * a\n", &["special-start 1:3"], r#"["* a"]"#),
        ("- `code` a\n", &["special-start 1:3"], r#"["`code` a"]"#),
        ("a: @team\nb: %50\n", &["special-start 1:4", "special-start 2:4"], r#"{a: "@team", b: "%50"}"#),
        ("- !important thing\n- !x\n", &["special-start 1:3", "special-start 2:3"], r#"["!important thing", "!x"]"#),
        ("- !Important! x\n", &["special-start 1:3"], r#"["!Important! x"]"#),
        ("- &co text\n- &co\n", &["special-start 1:3", "special-start 2:3"], r#"["&co text", "&co"]"#),
        ("- > quote\n- |a|b|\n", &["special-start 1:3", "special-start 2:3"], r#"["> quote", "|a|b|"]"#),
        ("- [link](x.md) text\n", &["special-start 1:3"], r#"["[link](x.md) text"]"#),
        ("- [ ] to do\n", &["special-start 1:3"], r#"["[ ] to do"]"#),
        ("- [[customer-value]]\n", &["special-start 1:3"], r#"["[[customer-value]]"]"#),
        ("- [[customer-value]] helps\n", &["special-start 1:3"], r#"["[[customer-value]] helps"]"#),
        ("- [[#k3f9w]]\n", &["special-start 1:3"], r#"["[[#k3f9w]]"]"#),
        ("a: [[[x]], y]\n", &["special-start 1:5"], r#"{a: ["[[x]]", "y"]}"#),
        ("- {team} owns\n- {{ x }}\n", &["special-start 1:3", "special-start 2:3"], r#"["{team} owns", "{{ x }}"]"#),
        ("- ? why\n- b\n", &["special-start 1:3"], r#"["? why", "b"]"#),
        ("- *Bold* over\n  two lines\n- b\n", &["special-start 1:3"], r#"["*Bold* over two lines", "b"]"#),
        ("a: [*x y, `b`, c]\n", &["special-start 1:5", "special-start 1:11"], r#"{a: ["*x y", "`b`", "c"]}"#),
        ("a:\n  *Bold* text\nb: c\n", &["special-start 2:3"], r#"{a: "*Bold* text", b: "c"}"#),
    ]);
}

#[test]
fn the_help_holds_the_mended_line() {
    let help = |source: &str| read(source).diagnostics.iter().find_map(|found| found.help.clone());
    for (source, mended) in [
        ("a:\n  - *Bold* start\n", "`- '*Bold* start'`"),
        ("a: It's: so\n", "`a: 'It''s: so'`"),
        ("- \"Quoted\" and more\n", "`- '\"Quoted\" and more'`"),
        ("- 'It's fine'\n", "`- 'It''s fine'`"),
        ("- \"abc\n- b\n", "`- \"abc\"`"),
        ("- [a, b\n- b\n", "`- [a, b]`"),
        ("a: [b}\n", "`a: [b]`"),
        ("a: [Reads tickets {#k3f9w}, Asks]\n", "`a: [\"Reads tickets {#k3f9w}\", Asks]`"),
        ("a:\n\tb: c\n", "`  b: c`"),
        ("- text: a\n   id: b\n", "`  id: b`"),
        ("- text\n  id: b\n", "`- text: text`"),
        ("a:b\nc: d\n", "`a: b`"),
    ] {
        let help = help(source).unwrap_or_default();
        assert!(help.contains(mended), "{help} of {source:?}");
    }
}

#[test]
fn quotes() {
    check(&[
        ("a: \"Quoted\" and more\n", &["text-after-quote 1:13"], r#"{a: "\"Quoted\" and more"}"#),
        ("a: 'x' y\n", &["text-after-quote 1:8"], r#"{a: "'x' y"}"#),
        ("a: \"é\" {#k3f9w}\n", &["text-after-quote 1:8"], r#"{a: "é {#k3f9w}"}"#),
        ("a: [\"x\" y, z]\n", &["text-after-quote 1:9"], r#"{a: ["\"x\" y", "z"]}"#),
        ("- \"abc\n- def\n", &["unclosed-quote 1:3"], r#"["abc", "def"]"#),
        ("- \"abc\n- def\n- \"ghi\"\n", &["unclosed-quote 1:3"], r#"["abc", "def", "ghi"]"#),
        ("- 'abc\n- def'\n", &["unclosed-quote 1:3"], r#"["abc", "def'"]"#),
        ("a: \"x\nb: \"y\"\nc: 'z\n", &["unclosed-quote 1:4", "unclosed-quote 3:4"], r#"{a: "x", b: "y", c: "z"}"#),
        ("a: \"over\n  lines\nb: c\n", &["unclosed-quote 1:4"], r#"{a: "over lines", b: "c"}"#),
        ("a: [x, \"y]\nb: c\n", &["unclosed-quote 1:8"], r#"{a: ["x", "y"], b: "c"}"#),
        ("a: \"x \\d\"\nb: c\n", &["yaml-syntax 1:7"], r#"{a: "x \\d", b: "c"}"#),
        ("a: \"ends \\\nb: c\n", &["unclosed-quote 1:4"], r#"{a: "ends \\", b: "c"}"#),
    ]);
}

#[test]
fn brackets() {
    check(&[
        ("a: [x, y\nb: c\n", &["unclosed-bracket 1:4"], r#"{a: ["x", "y"], b: "c"}"#),
        ("a: {x: y\nb: c\n", &["unclosed-bracket 1:4"], r#"{a: {x: "y"}, b: "c"}"#),
        ("a: [x, y}\nb: c\n", &["unclosed-bracket 1:4"], r#"{a: ["x", "y"], b: "c"}"#),
        ("- [x, y # why\n- b\n", &["unclosed-bracket 1:3"], r#"[["x", "y"], "b"]"#),
        ("- {id: x, y: [z}\n- b\n", &["unclosed-bracket 1:14"], r#"[{id: "x", y: ["z"]}, "b"]"#),
        ("- {id: x, [z}\n- b\n", &["unclosed-bracket 1:11"], r#"[{id: "x"}, "b"]"#),
        ("a: [x]]\n", &["yaml-syntax 1:7"], r#"{a: ["x"]}"#),
        ("a: [x, , y]\n", &["yaml-syntax 1:8"], r#"{a: ["x", "y"]}"#),
        ("a: [- x, y]\n", &["yaml-syntax 1:5"], r#"{a: ["x", "y"]}"#),
        (
            "a: [A b {#k3f9w}, C {#k3f9x}]\n",
            &["id-in-flow 1:9", "id-in-flow 1:21"],
            r#"{a: ["A b {#k3f9w}", "C {#k3f9x}"]}"#,
        ),
        ("a: {text: A {#k3f9w}}\n", &["id-in-flow 1:13"], r#"{a: {text: "A {#k3f9w}"}}"#),
        ("a: {text: é\n {#k3f9w}}\n", &["id-in-flow 2:2"], r#"{a: {text: "é {#k3f9w}"}}"#),
        ("a: {text: b: c}\n", &["colon-in-text 1:12"], r#"{a: {text: "b: c"}}"#),
    ]);
    let many: String = (0..50).map(|_| "- [a, b\n").collect();
    assert_eq!(read(&many).reported().len(), 50);
}

#[test]
fn colons_and_comments() {
    check(&[
        ("- Note: ask: why\n- b\n", &["colon-in-text 1:7"], r#"["Note: ask: why", "b"]"#),
        ("- text: Note: why\n  id: x\n", &["colon-in-text 1:13"], r#"[{text: "Note: why", id: "x"}]"#),
        ("name: Foo: bar\n", &["colon-in-text 1:10"], r#"{name: "Foo: bar"}"#),
        ("name: Foo:\nb: c\n", &["colon-in-text 1:10"], r#"{name: "Foo:", b: "c"}"#),
        ("- one\n  and here: two\n", &["colon-in-text 2:11"], r#"["one and here: two"]"#),
        ("a: x # y\n  z\nb: c\n", &["comment-in-text 1:6"], r#"{a: "x # y z", b: "c"}"#),
        ("a: x\n  # y\n  z\nb: c\n", &["comment-in-text 2:3"], r#"{a: "x z", b: "c"}"#),
        ("a: x # y\nb: c\n", &[], r#"{a: "x", b: "c"}"#),
    ]);
}

#[test]
fn indentation() {
    check(&[
        ("a:\n\tb: c\n\td: e\n", &["tab-indentation 2:1"], r#"{a: {b: "c", d: "e"}}"#),
        ("- a\n\t- b\n- c\n", &["tab-indentation 2:1"], r#"["a", "b", "c"]"#),
        ("a:\n  - b\n \t- c\n", &["tab-indentation 3:2"], r#"{a: ["b", "c"]}"#),
        ("a: |\n\tb\nc: d\n", &["tab-indentation 2:1"], r#"{a: "b\n", c: "d"}"#),
        ("a:\n  \t- b\nc: |\n  \t- d\n", &["tab-indentation 2:3"], r#"{a: ["b"], c: "\t- d\n"}"#),
        ("a: b\tc\nd:\te\n", &[], r#"{a: "b\tc", d: "e"}"#),
        (
            "a:\n    - id: x\n   - id: y\n     z: 1\n",
            &["bad-indentation 3:4"],
            r#"{a: [{id: "x"}, {id: "y", z: "1"}]}"#,
        ),
        ("- text: a\n id: b\n", &["bad-indentation 2:2"], r#"[{text: "a", id: "b"}]"#),
        ("- text: a\n   id: b\n   note: c\n", &["bad-indentation 2:4"], r#"[{text: "a", id: "b", note: "c"}]"#),
        ("name: a\n  group: b\n", &["bad-indentation 2:3"], r#"{name: "a", group: "b"}"#),
        ("a: [x]\n  b: c\n", &["bad-indentation 2:3"], r#"{a: ["x"], b: "c"}"#),
        ("- one\n  - two\n- three\n", &["bad-indentation 2:3"], r#"["one", "two", "three"]"#),
        ("a: |\n    x\n  y\nb: c\n", &["bad-indentation 3:3"], r#"{a: "x\ny\n", b: "c"}"#),
        ("a: |\n      \n    x\nb: c\n", &["bad-indentation 2:1"], r#"{a: "\nx\n", b: "c"}"#),
        ("- text\n  note: x\n- b\n", &["yaml-syntax 2:3"], r#"[{text: "text", note: "x"}, "b"]"#),
    ]);
}

#[test]
fn what_yaml_has_and_a_ladder_has_not() {
    check(&[
        ("a: &x\n  b: c\nd: *x\ne: f\n", &["yaml-feature 1:4", "yaml-feature 3:4"], r#"{a: {b: "c"}, e: "f"}"#),
        ("a: &x b\nd: *x\n", &["yaml-feature 1:4", "yaml-feature 2:4"], r#"{a: "b", d: "*x"}"#),
        ("a: !!str 12\nb: !!map {c: d}\n", &["yaml-feature 1:4", "yaml-feature 2:4"], r#"{a: "12", b: {c: "d"}}"#),
        ("a: !t\n  b: c\n", &["yaml-feature 1:4"], r#"{a: {b: "c"}}"#),
        ("<<: *x\na: b\n", &["yaml-feature 1:1"], r#"{a: "b"}"#),
        ("%YAML 1.2\n---\na: b\n", &["yaml-feature 1:1"], r#"{a: "b"}"#),
        ("a: b\n%TAG x\n", &["yaml-feature 2:1"], r#"{a: "b"}"#),
        ("---\na: b\n---\nc: d\n", &["yaml-feature 3:1"], r#"{a: "b"}"#),
        ("# c\n---\na: b\n...\n", &[], r#"{a: "b"}"#),
    ]);
}

#[test]
fn keys_and_what_is_no_entry() {
    check(&[
        ("a: b\nc: d\na: {x: y}\n", &["duplicate-key 3:1"], r#"{a: "b", c: "d"}"#),
        ("a: {b: c, b: d}\n", &["duplicate-key 1:11"], r#"{a: {b: "c"}}"#),
        ("? [a]\n: b\nc: d\n", &["yaml-syntax 1:3"], r#"{c: "d"}"#),
        ("? a\n: b\nc: d\n", &["yaml-syntax 1:1"], r#"{a: "b", c: "d"}"#),
        ("{a: b}: c\nd: e\n", &["yaml-syntax 1:1"], r#"{d: "e"}"#),
        (": a\nb: c\n", &["yaml-syntax 1:1"], r#"{b: "c"}"#),
        ("a: b\nstray line\nc: d\n", &["yaml-syntax 2:1"], r#"{a: "b", c: "d"}"#),
        ("a:b\nc: d\n", &["yaml-syntax 1:2"], r#"{a: "b", c: "d"}"#),
        ("- a\n-b\n- c\n", &["yaml-syntax 2:1"], r#"["a", "b", "c"]"#),
        ("a: - b\n   - c\nd: e\n", &["yaml-syntax 1:4"], r#"{a: ["b", "c"], d: "e"}"#),
        ("a: b\n  - c\n  - d\ne: f\n", &["yaml-syntax 2:3"], r#"{a: "b", e: "f"}"#),
        ("a: b\n- c\nd: e\n", &["yaml-syntax 2:1"], r#"{a: "b", d: "e"}"#),
    ]);
    let related = read("a: 1\na: 2\n");
    let first = &related.diagnostics.iter().next().map(|found| found.related.clone()).unwrap_or_default()[0];
    assert_eq!((related.source(first.span), first.span.start, &*first.message), ("a", 0, "first given here"));
}

#[test]
fn a_file_full_of_mistakes() {
    let source = r#"name: Customer Empathy
group: customers: all
summary: "Know whom
related: [customer-value, other
sections:
  key-behaviors:
    l1:
      - *Reads* support tickets
      - "Quoted" and more {#k3f9w}
      - text: Asks how
        id: p7m2c
         note: over
      - `code` first
      - [[customer-value]] helps
	- tabbed item
      - {text: Reads {#aaaa1}, id: x}
      - Note: ask: why
      - Uses text
        # comment
        more text
      - 'It's here'
      - good one {#zzzzz}
    l2:
      - |
        - *not* a: mistake: at "all
        {#xxx
          [a
      - last
  description: !important thing
name: Again
  habits:
    l1:
      - x
"#;
    let parsed = read(source);
    assert_eq!(
        parsed.reported(),
        [
            "colon-in-text 2:17",
            "unclosed-quote 3:10",
            "unclosed-bracket 4:10",
            "special-start 8:9",
            "text-after-quote 9:18",
            "bad-indentation 12:10",
            "special-start 13:9",
            "special-start 14:9",
            "tab-indentation 15:1",
            "id-in-flow 16:22",
            "colon-in-text 17:13",
            "comment-in-text 19:9",
            "text-after-quote 21:13",
            "special-start 29:16",
            "duplicate-key 30:1",
            "bad-indentation 31:3",
        ]
    );
    let root = parsed.root.as_ref().and_then(super::super::Node::mapping);
    let Some(root) = root else { panic!("no tree") };
    let text = |key: &str| root.get(key).map(|node| parsed.source(node.span)).unwrap_or_default();
    assert_eq!(text("name"), "Customer Empathy");
    assert_eq!(text("group"), "customers: all");
    assert_eq!(text("summary"), "\"Know whom");
    assert_eq!(text("related"), "[customer-value, other");
    assert_eq!(text("habits"), "l1:\n      - x");
    let sections = root.get("sections").and_then(|node| node.mapping()).map(|sections| {
        let behaviors = sections.get("key-behaviors").and_then(|node| node.mapping());
        let items = |level: &str| {
            let items = behaviors.and_then(|levels| levels.get(level)).and_then(|node| node.sequence());
            let items = items.map(|items| items.items.iter().map(|item| parsed.source(item.span)).collect::<Vec<_>>());
            items.unwrap_or_default()
        };
        (items("l1"), items("l2"), sections.get("description").map(|node| parsed.source(node.span)))
    });
    let Some((l1, l2, description)) = sections else { panic!("no sections") };
    assert_eq!(
        l1,
        [
            "*Reads* support tickets",
            "\"Quoted\" and more {#k3f9w}",
            "text: Asks how\n        id: p7m2c\n         note: over",
            "`code` first",
            "[[customer-value]] helps",
            "tabbed item",
            "{text: Reads {#aaaa1}, id: x}",
            "Note: ask: why",
            "Uses text\n        # comment\n        more text",
            "'It's here'",
            "good one {#zzzzz}",
        ]
    );
    assert_eq!(l2, ["|\n        - *not* a: mistake: at \"all\n        {#xxx\n          [a", "last"]);
    assert_eq!(description, Some("!important thing"));
    // Line ends of the other kind change no place.
    let windows = read(&source.replace('\n', "\r\n"));
    assert_eq!(windows.reported(), parsed.reported());
    assert_eq!(windows.tree(), parsed.tree());
}
