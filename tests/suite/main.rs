//! The tests of the crate, in one binary: each module is a subject.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::match_wildcard_for_single_variants,
    reason = "tests make folders, share what is costly to make, and may fail"
)]

mod cases;
mod cells;
mod citations;
mod cli;
mod data;
mod documents;
mod emit;
mod explain;
mod gallery;
mod hostile;
mod html;
mod languages;
mod markup;
mod releases;
mod same;
mod search;
mod serve;
mod sites;
mod styles;
mod tidy;
mod ui;
mod words;
