//! Everything that Loopscope promises, in one test binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod background;
mod code;
mod command_line;
mod digests;
mod docs;
mod exports;
mod files;
mod happened;
mod homework;
mod house;
mod icon;
mod lab;
mod lessons;
mod look;
mod panels;
mod pictures;
mod registries;
mod sessions;
mod stage;
mod support;
mod sweeps;
mod timeline;
mod why;
mod window;
mod words;
