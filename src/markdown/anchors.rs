//! Words ─► anchors that are unique on a page.

use std::collections::HashMap;

/// Hands out anchors that are unique on a page.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    taken: HashMap<String, usize>,
}

impl Anchors {
    /// Marks an anchor as taken.
    pub fn reserve(&mut self, anchor: &str) {
        self.taken.entry(anchor.to_owned()).or_insert(1);
    }

    /// An anchor from words: letters and digits of any script in lower case, runs of all else a single `-`, cut behind
    /// five words or the word that passes 24 bytes; `-2`, `-3` and so on where it is taken.
    pub fn take(&mut self, words: &str) -> String {
        let slug = slug(words);
        let slug = if slug.is_empty() { "text".to_owned() } else { slug };
        loop {
            let count = self.taken.entry(slug.clone()).or_insert(0);
            *count += 1;
            if *count == 1 {
                return slug;
            }
            let anchor = format!("{slug}-{count}");
            if !self.taken.contains_key(&anchor) {
                self.taken.insert(anchor.clone(), 1);
                return anchor;
            }
        }
    }
}

/// The anchor that words alone make; empty where they hold no letter.
#[must_use]
pub fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(48);
    let (mut count, mut begun) = (0, false);
    for c in words.chars() {
        // An apostrophe stands inside a word and does not end it.
        if matches!(c, '\'' | '’') {
            continue;
        }
        if !c.is_alphanumeric() {
            begun = false;
            continue;
        }
        if !begun {
            if count == 5 || slug.len() > 24 {
                break;
            }
            if count > 0 {
                slug.push('-');
            }
            (count, begun) = (count + 1, true);
        }
        // One endless word is cut as well.
        if slug.len() < 80 {
            slug.extend(c.to_lowercase());
        }
    }
    slug
}
