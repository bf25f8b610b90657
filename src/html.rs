//! The one type that means "this is HTML", and the one place that escapes.
//!
//! Author text becomes [`Html`] exactly once, here or in `markdown`, which builds on [`escape`]. Templates escape
//! whatever is not `Html`, so text can neither slip through unescaped nor be escaped twice.

use std::io;

use serde::{Serialize, Serializer};

/// Markup that is safe to stand between the tags of a page.
///
/// It is held as the template engine's own value, so that a piece shared by many pages is not copied for each.
#[derive(Clone, Debug)]
pub struct Html(tera::Value);

/// Stands for the way from a page to the site's root in shared markup; [`PageWriter`] puts the real one in its
/// place. Author text can't hold it: control characters are refused (`control-character`).
pub const ROOT: char = '\u{1}';

impl Html {
    /// Takes markup that this crate made, every author text in it escaped.
    #[must_use]
    pub fn from_markup(markup: &str) -> Self {
        Self(tera::Value::safe_string(markup))
    }

    /// Escapes a text.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut markup = String::with_capacity(text.len());
        escape(text, &mut markup);
        Self::from_markup(&markup)
    }

    /// Data that stands in a page as JSON, in an element that nothing runs: what could end the element is escaped.
    #[must_use]
    pub fn from_json(data: &impl Serialize) -> Self {
        let json = serde_json::to_string(data).unwrap_or_default();
        Self::from_markup(&json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Appends `text` with the characters escaped that mean something in HTML text or in a quoted attribute.
pub fn escape(text: &str, to: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        to.push_str(&text[from..at]);
        to.push_str(entity);
        from = at + 1;
    }
    to.push_str(&text[from..]);
}

/// Markup in which the link to `url` is marked as the page that shows it.
#[must_use]
pub fn mark_current(markup: &Html, url: &str) -> Html {
    let mut link = String::from("href=\"");
    escape(url, &mut link);
    link.push('"');
    match markup.as_str().split_once(&link) {
        Some((before, after)) => Html::from_markup(&[before, &link, " aria-current=\"page\"", after].concat()),
        None => markup.clone(),
    }
}

/// Takes a page as it is rendered and puts the way to the root in the place of every [`ROOT`].
pub struct PageWriter<'r> {
    root: &'r [u8],
    page: &'r mut Vec<u8>,
}

impl<'r> PageWriter<'r> {
    /// Begins a page in `page`, which is emptied. The way to the root is `root`: `""`, `"../"`, `"../../"` and so on.
    pub fn new(root: &'r str, page: &'r mut Vec<u8>) -> Self {
        page.clear();
        Self { root: root.as_bytes(), page }
    }
}

impl io::Write for PageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut from = 0;
        for at in memchr::memchr_iter(1, bytes) {
            self.page.extend_from_slice(&bytes[from..at]);
            self.page.extend_from_slice(self.root);
            from = at + 1;
        }
        self.page.extend_from_slice(&bytes[from..]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
