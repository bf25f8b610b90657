//! `rungs explain`: what a kind of message means, with an example and the remedy.

use std::process::ExitCode;

use clap::Args;

use super::{fail, result};
use crate::{diagnostic::Code, suggest};

/// Says what a message means, with an example and the remedy
#[derive(Args)]
#[command(after_help = "Examples:
  rungs explain unknown-key    the word in brackets behind `error`
  rungs explain                all of them, a line each")]
pub(super) struct ExplainArguments {
    /// The message's code, as in `error[unknown-key]`
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &ExplainArguments) -> ExitCode {
    let Some(name) = &arguments.code else {
        let line = |code: &Code| {
            let title = code.explanation().lines().next().unwrap_or_default().trim_start_matches("# ");
            format!("{:20} {title}\n", code.name())
        };
        return result(&Code::ALL.iter().map(line).collect::<String>());
    };
    let bare = name.trim_start_matches(|c| c != '[').trim_matches(['[', ']']);
    let bare = if bare.is_empty() { name } else { bare };
    match Code::from_name(bare) {
        Some(code) => result(code.explanation()),
        None => {
            let help = suggest::nearest(bare, Code::ALL.iter().map(|code| code.name()));
            let help = help.map_or_else(
                || "; `rungs explain` alone lists them".to_owned(),
                |best| format!("; did you mean `{best}`?"),
            );
            fail(format!("there is no message with the code `{bare}`{help}"))
        }
    }
}
