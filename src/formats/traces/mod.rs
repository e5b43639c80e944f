//! TRACES of runs, read and written.
//!
//! * [`log`]: our own log, a line of JSON per event.
//! * [`chrome`]: Chrome's trace event format, both ways. [`perfetto`]: Perfetto's protobuf, written. `viewer`: the walk over a run that both share.
//! * [`mod@format`]: the registry of the formats that are written. [`importers`]: the registry of those that are read.
//! * [`jobs_csv`]: a row per job and model. [`events_csv`]: a row per event. [`spans_csv`]: a row per span.
//! * [`numbers`]: the results of a run under the names of the contract. [`sweep`]: the results of many runs, and the unfinished ones.

pub mod chrome;
pub mod events_csv;
pub mod format;
pub mod importers;
pub mod jobs_csv;
pub mod log;
pub mod numbers;
pub mod perfetto;
pub mod spans_csv;
pub mod sweep;
pub(super) mod viewer;
