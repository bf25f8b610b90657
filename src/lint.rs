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
            let (are, them) = if count == 1 { ("statement is", "it an id") } else { ("statements are", "each an id") };
            let message = format!("{count} {are} not yet citable");
            let diagnostic = Diagnostic::new(Code::NoId, Place::File(competency.file), message);
            sink.push(
                diagnostic
                    .help(format!("give {them} such as `{{#k3f9w}}` behind the text before it is quoted in a review")),
            );
        }
    }
}
