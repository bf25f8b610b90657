//! `rungs` turns a career ladder written as YAML into a static site that sets the levels of every competency side by
//! side.
//!
//! The modules stand in the order in which a build passes through them; each uses only those above it.

pub mod diagnostic;
pub mod html;
pub mod output;
pub mod source;
pub mod suggest;
pub mod yaml;
