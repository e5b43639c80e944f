//! IN AND OUT: one file or folder per format, and nothing else that touches the file system.
//!
//! * [`documents`]: what people write and keep: scenarios, lessons, sessions, homework, the texts of a language, and all of them as short texts to paste.
//! * [`traces`]: recorded runs: our log, Chrome's and Perfetto's formats, tables, sweeps, and the registry of the formats that are written.
//! * [`content`]: what a file is, told by what is in it; everything that opens a file begins there.
//! * [`io`]: files as such: written whole or not at all, packed and unpacked.
//!
//! It does *not* know which models exist (the caller says), nor how a run is made or looks.

pub mod content;
pub mod documents;
pub mod io;
pub mod traces;
