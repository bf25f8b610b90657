//! The tests of the crate, in one binary: each module is a subject.

mod cases;
mod emit;
mod html;
mod markup;
mod serve;
mod sites;
mod styles;
mod words;
