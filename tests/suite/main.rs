//! The tests of the crate, in one binary: each module is a subject.

mod cli;
mod emit;
mod explain;
mod serve;
mod ui;
