//! The tests of the crate, in one binary: each module is a subject.

mod cases;
mod cli;
mod emit;
mod explain;
mod html;
mod markup;
mod serve;
mod sites;
mod styles;
mod ui;
mod words;
