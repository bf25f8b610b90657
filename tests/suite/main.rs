//! The tests of the crate, in one binary: each module is a subject.

mod emit;
mod serve;
mod ui;
