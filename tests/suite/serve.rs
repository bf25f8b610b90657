//! `rungs serve` as a browser meets it: through its socket, over a folder that changes underneath.
//!
//! The build is a stand-in that copies a folder: a file that holds `ERROR`, `WARN` or `PANIC` makes it report or break.
//! Every wait is for an event with a limit; none is for a time.

mod answers;
mod changes;
mod news;
mod site;

/// A page with all that matters here.
const PAGE: &str = "<!doctype html><title>t</title><body><p>first</p></body>";
