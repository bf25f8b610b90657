//! Content ─► advice: what is allowed and worth a word. One rule a function.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::Content,
};

/// Looks at valid content.
pub fn lint(content: &Content, sink: &mut Diagnostics) {
    statements_without_id(content, sink);
}

/// Names, file by file, how many statements can't be cited yet.
fn statements_without_id(content: &Content, sink: &mut Diagnostics) {
    for competency in content.ladders.iter().flat_map(|ladder| &ladder.competencies) {
        let count = competency.statements().filter(|(_, statement)| statement.id.is_none()).count();
        if count > 0 {
            let are = if count == 1 { "statement is" } else { "statements are" };
            let message = format!("{count} {are} not yet citable");
            let diagnostic = Diagnostic::new(Code::NoId, Place::File(competency.file), message);
            let ids = if count == 1 { "a permanent id" } else { "permanent ids" };
            sink.push(diagnostic.help(format!("run `rungs mint`, which writes {ids} into the file and nothing else")));
        }
    }
}
