//! IN AND OUT: one file per format, and nothing else that touches the file system.
//!
//! * [`scenario`]: the scenario file (TOML), read with errors that point at the place, and written back readable.
//! * [`gallery`]: the scenarios that come with the program.
//! * [`log`]: our own log, a line of JSON per event.
//! * [`jobs_csv`]: a row per job and model.
//!
//! It does *not* know which models exist (the caller says), nor how a run is made or looks.

pub mod gallery;
pub mod jobs_csv;
pub mod log;
pub mod scenario;
