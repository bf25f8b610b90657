//! `rungs` turns a career ladder written as YAML into a static site that sets the levels of every competency side by
//! side.
//!
//! The modules stand in the order in which a build passes through them; each uses only those above it.

pub mod source;
pub mod date;
pub mod diagnostic;
pub mod suggest;
pub mod direction;
pub mod html;
pub mod markdown;
pub mod ladder;
pub mod output;
pub mod config;
pub mod theme;
pub mod project;
pub mod gallery;
pub mod yaml;
pub mod raw;
pub mod link;
pub mod lower;
pub mod release;
pub mod lint;
pub mod change;
pub mod site;
pub mod meta;
pub mod data;
pub mod search;
pub mod view;
pub mod render;
pub mod build;
pub mod emit;
pub mod serve;
pub mod cli;
