//! The notes of a release ─► the reasons that they give for what was retired.
//!
//! A reason is an item of a list that begins with an id in braces, as the id stands in the ladder:
//! `- {#k3f9w} Nobody reads support tickets any more.` The id of a competency, section or level speaks for all
//! statements that stood there.

/// Why something is no longer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The id in braces; in a site of several ladders with the ladder's folder before it.
    pub id: String,
    /// The words behind it, as Markdown; may be empty.
    pub text: String,
}

/// The reasons in some notes, in their order.
#[must_use]
pub fn reasons(notes: &str) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut open = false;
    for line in notes.lines() {
        let trimmed = line.trim();
        if let Some(item) = item(line) {
            open = false;
            let mut rest = item.trim_start();
            // Several ids may have one reason.
            let mut ids = Vec::new();
            while let Some((id, behind)) = rest.strip_prefix("{#").and_then(|rest| rest.split_once('}')) {
                ids.push(id.to_owned());
                rest = behind.trim_start_matches([' ', ',', ':']);
            }
            open |= !ids.is_empty();
            reasons.extend(ids.into_iter().map(|id| Reason { id, text: rest.trim().to_owned() }));
        } else if trimmed.is_empty() || !line.starts_with(char::is_whitespace) {
            open = false;
        } else if let Some(last) = reasons.last_mut().filter(|_| open) {
            last.text.extend([" ", trimmed]);
        }
    }
    reasons
}

/// Some notes with every id in braces in another form, wherever it stands.
pub fn with_ids(notes: &str, mut form: impl FnMut(&str) -> String) -> String {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/'));
    let mut text = String::with_capacity(notes.len());
    let mut rest = notes;
    while let Some((before, behind)) = rest.split_once("{#") {
        text += before;
        rest = match behind.split_once('}').filter(|(id, _)| is_id(id)) {
            Some((id, after)) => {
                text += &form(id);
                after
            }
            None => {
                text += "{#";
                behind
            }
        };
    }
    text + rest
}

/// What stands in an item of a list, behind its mark.
fn item(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(['-', '*', '+'])?;
    rest.starts_with([' ', '\t']).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_begin_with_an_id_are_reasons() {
        let notes = "# Spring\n\nText {#aaaa} here.\n\n- {#k3f9w} Nobody reads\n  tickets any more.\n- plain {#bbbb}\n\
                     * {#p7m2c}, {#t4x8d}: Merged.\n\nNot a part of it.\n- {#customer-empathy}\n";
        let found: Vec<(String, String)> = reasons(notes).into_iter().map(|reason| (reason.id, reason.text)).collect();
        let expected = [
            ("k3f9w", "Nobody reads tickets any more."),
            ("p7m2c", "Merged."),
            ("t4x8d", "Merged."),
            ("customer-empathy", ""),
        ];
        assert_eq!(found, expected.map(|(id, text)| (id.to_owned(), text.to_owned())));
    }

    #[test]
    fn ids_in_braces_are_found_wherever_they_stand() {
        let notes = "- {#k3f9w}: as {#ic/craft} {#, {# x} and {#open";
        assert_eq!(with_ids(notes, |id| format!("<{id}>")), "- <k3f9w>: as <ic/craft> {#, {# x} and {#open");
    }
}
