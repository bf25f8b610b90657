//! `rungs` turns a career ladder written as YAML into a static site that sets the levels of every competency side by
//! side.
//!
//! The modules stand in the order in which a build passes through them; each uses only those above it.

pub mod build;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod emit;
pub mod html;
pub mod ladder;
pub mod link;
pub mod lint;
pub mod lower;
pub mod markdown;
pub mod output;
pub mod project;
pub mod raw;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;
pub mod suggest;
pub mod theme;
pub mod view;
pub mod yaml;
