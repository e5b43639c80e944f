//! IN AND OUT: one file per format, and nothing else that touches the file system.
//!
//! * [`scenario`]: the scenario file (TOML), read with errors that point at the place, and written back readable.
//! * [`gallery`]: the scenarios that come with the program.
//! * [`lesson`]: the lesson file (TOML), and those that come with the program.
//! * [`session`]: a scenario with everything that was done to it (TOML).
//! * [`homework`]: what a student hands in, as a page. [`paste`]: a scenario, a lesson or a session as a short text.
//! * [`log`]: our own log, a line of JSON per event.
//! * [`chrome`]: the trace format of Chrome, both ways. [`perfetto`]: Perfetto's own, out. `viewer`: what both are told of a run.
//! * [`mod@format`]: the formats that a recorded run can be taken elsewhere in, as a list.
//! * [`jobs_csv`]: a row per job and model. [`events_csv`]: a row per event. [`spans_csv`]: a row per span.
//! * [`numbers`]: what came of a run, under the names of the contract.
//! * [`sweep`]: the results of many runs, and the unfinished ones.
//! * [`replace`]: a file, all of it or nothing. [`output`]: the same, gzipped if its name says so.
//! * [`source`]: what a file is, and its text.
//!
//! It does *not* know which models exist (the caller says), nor how a run is made or looks.

pub mod chrome;
pub mod events_csv;
pub mod format;
pub mod gallery;
pub mod homework;
pub mod jobs_csv;
pub mod languages;
pub mod lesson;
pub mod log;
pub mod numbers;
pub mod output;
pub mod paste;
pub mod perfetto;
pub mod replace;
pub mod scenario;
pub mod session;
pub mod source;
pub mod spans_csv;
pub mod sweep;
mod viewer;
