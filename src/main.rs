//! The command line tool. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    rungs::cli::run()
}
