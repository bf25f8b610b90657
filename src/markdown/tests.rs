//! What Markdown becomes, and what it never becomes.

use super::*;

fn line(markdown: &str) -> String {
    let resolve = |kind, target: &str| {
        let url = if target.contains("://") { target.to_owned() } else { format!("\u{1}{target}.html") };
        (kind != LinkKind::Image).then(|| Resolved { url, label: target.to_uppercase() })
    };
    render(markdown, Flow::Statement, resolve).html.as_str().to_owned()
}

#[test]
fn block_marks_at_the_start_of_a_line_are_words() {
    for text in ["1. Reads", "- Reads", "# 42 is read", "2024. A year", "+1 on it", "===", "---", "    four"] {
        assert!(!line(text).contains("<ol") && !line(text).contains("<h") && !line(text).contains("<ul"), "{text}");
        assert_eq!(line(text).trim(), text.trim());
    }
    assert_eq!(line("> quote"), "&gt; quote");
    assert_eq!(line("_em_ and **strong**, `code`"), "<em>em</em> and <strong>strong</strong>, <code>code</code>");
    assert_eq!(line("**\"Quoted\"** text"), "<strong>\"Quoted\"</strong> text");
}

#[test]
fn nothing_that_an_author_writes_becomes_markup_that_runs() {
    assert_eq!(line("<script>x</script> & <b onclick=y>"), "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b onclick=y&gt;");
    let page = |text: &str| render(text, Flow::Page, |_, _| None).html.as_str().to_owned();
    assert_eq!(page("# T {onclick=alert(1) .c #i}"), "<h2 id=\"i\">T</h2>");
    assert_eq!(line("a&#1;b `\u{2}`"), "a\u{fffd}b <code>\u{fffd}</code>");
    assert!(page("<div onload=x>\n<script>y</script>\n</div>").starts_with("<p>&lt;div onload=x&gt;"));
    assert!(!page("|a|b|\n|:-|-:|\n|c|d|").contains("style"));
    assert!(!page("```rust onclick=x\ncode\n```").contains("onclick"));
    assert_eq!(line("![alt](x.png)"), "alt");
}

#[test]
fn links_are_resolved_and_bare_addresses_become_links() {
    assert_eq!(
        line("See [[a]] and [[b|the b]]."),
        "See <a href=\"\u{1}a.html\">A</a> and <a href=\"\u{1}b.html\">the b</a>."
    );
    assert_eq!(
        line("(see https://example.org/a_b_c?d=1&e=2)."),
        "(see <a href=\"https://example.org/a_b_c?d=1&amp;e=2\">https://example.org/a_b_c?d=1&amp;e=2</a>)."
    );
    for address in ["https://example.org/_private_/docs", "https://example.org/*a*/b"] {
        assert_eq!(line(address), format!("<a href=\"{address}\">{address}</a>"));
    }
    assert_eq!(
        line("https:// alone, [_a_ https://x.y/_b_](c)"),
        "https:// alone, <a href=\"\u{1}c.html\"><em>a</em> https://x.y/<em>b</em></a>"
    );
    assert_eq!(line("`[[a]] https://x.y`"), "<code>[[a]] https://x.y</code>");
    let found = references("Ask [[a#b|c]] or [x](y.md)", Flow::Statement);
    assert_eq!(
        found.iter().map(|r| (&*r.target, r.range.clone())).collect::<Vec<_>>(),
        [("a#b", 4..13), ("y.md", 17..26)]
    );
}

#[test]
fn several_lines_are_blocks() {
    let rendered = render("Knows tools\n- one\n- two", Flow::Statement, |_, _| None);
    assert!(rendered.block);
    assert_eq!(rendered.html.as_str(), "<p>Knows tools</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>");
    assert!(!render("one\ntwo", Flow::Statement, |_, _| None).block);
}

#[test]
fn words_of_different_blocks_stay_apart() {
    let plain = |text: &str| plain(text, Flow::Page, |_| None);
    assert_eq!(plain("# A\nb\n\n- c\n  - d\n- e\n\n|f|g|\n|-|-|\n|h|i|"), "A b c d e f g h i");
    assert_eq!(plain("```\na\n```\n<b>\n\nc"), "a <b> c");
}

#[test]
fn headings_begin_below_the_title_and_skip_no_level() {
    let found = headings("# A\n\n### B\n\n# A\n\n## It’s *so*");
    let short: Vec<(u8, &str)> = found.iter().map(|heading| (heading.level, &*heading.id)).collect();
    assert_eq!(short, [(2, "a"), (3, "b"), (2, "a-2"), (3, "its-so")]);
}

/// A text in a list of another one, as that one is shown: what stands in the item.
fn in_an_item(markdown: &str) -> String {
    let resolve = |_: LinkKind, target: &str| Some(Resolved { url: target.to_owned(), label: target.to_owned() });
    let written = write(markdown, Flow::Statement, resolve).text;
    let page = format!("before\n\n- {}\n\nafter", written.replace('\n', "\n  "));
    let html = render(&page, Flow::Page, resolve).html.as_str().to_owned();
    let item =
        html.strip_prefix("<p>before</p>\n<ul>\n<li>").and_then(|rest| rest.strip_suffix("</li>\n</ul>\n<p>after</p>"));
    item.unwrap_or_else(|| panic!("{markdown}\nbreaks out as\n{page}\n{html}")).trim().to_owned()
}

#[test]
fn what_is_written_anew_means_the_same_inside_of_a_list() {
    let mut wrong = Vec::new();
    for text in [
        "plain",
        "1. Reads",
        "- Reads",
        "# 42",
        "2024) year",
        "> quote",
        "+1",
        "===",
        "---",
        "a_b _c_ *d* **e** ~~f~~ ~5 ~6",
        "`code` ``a`b`` ` `",
        "a [b](c.md) [[d]] [[e|f]] [g] [h]: i",
        "<b>x</b> & &amp; &copy; <!-- <script>",
        "wow![x](y) !",
        "\\* \\[a\\] \\\\",
        "https://x.y/a_b_c (https://x.y)",
        "[a](b \"t\") [p](q_(r)) [s](t\\)u)",
        "a | b",
        "C# #1 # #",
        "***a** b* *c **d***",
        "![alt *x*](p.png)",
        "- [ ] x",
        "| a |",
        ":::",
        "_a_b_",
        "snake_case_",
        "*",
        "a\n\nb",
        "a\n- b\n- c\n  - d\n\n  e\n- f",
        "1. a\n2. b\n\n   c",
        "```\nopen *a*\n````\n  x\n",
        "> a\n> - b\nc",
        "# A *b*\n\n## C",
        "- a\n- b\n\n* c\n* d",
        "|a|b|\n|-|-|\n|c \\| `d\\|e`|f|\n\ng",
        "<div>\n*x*\n</div>\n\ny",
        "<!--\nx",
        "a\\\nb  \nc",
        "a\n***\nb",
        "- a\n  ```\n  b\n  ```\n  c",
        "- \n- a",
        "3. a\n4. b",
        "    code\n\n    more",
        "a\n\n    - b",
        "> > a\n>\n> b",
        "- - a\n  - b",
        "[x]: https://y.z\n\n[x]",
    ] {
        // Blanks, and what makes a list loose, mean nothing here.
        let same = |html: &str| html.replace(['\n', ' '], "").replace("<p>", "").replace("</p>", "");
        let (found, wanted) = (same(&in_an_item(text)), same(&line_as_is(text)));
        if found != wanted {
            wrong.push(format!("{text:?}\n  {wanted}\n  {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn line_as_is(markdown: &str) -> String {
    let resolve = |_: LinkKind, target: &str| Some(Resolved { url: target.to_owned(), label: target.to_owned() });
    render(markdown, Flow::Statement, resolve).html.as_str().trim().to_owned()
}

#[test]
fn what_is_written_anew_does_not_grow_with_depth_times_length() {
    let deep = "> ".repeat(2000) + &"a\\\n".repeat(2000);
    assert!(write(&deep, Flow::Statement, |_, _| None).text.len() < 3 * deep.len());
}
