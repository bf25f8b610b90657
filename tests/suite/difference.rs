//! Two states of a project, and what changed in meaning.
//!
//! A case is a folder `tests/difference/<case>` with the projects `before` and `after`, and beside them what people and
//! programs are told: `expected.txt`, `expected.md` and `expected.json`.

use rungs::difference::Difference;

use crate::cases::cases;

// Proves that nothing changed where nothing changed, whatever a ladder holds.
#[test]
fn a_content_is_no_different_from_itself() {
    for case in cases() {
        let difference = Difference::between(&case.content, &case.content);
        assert!(difference.is_empty(), "{}: {:?}", case.name, difference.changes);
    }
}
