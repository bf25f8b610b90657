//! The one test binary: each module here is a room of its own.

mod emit;
