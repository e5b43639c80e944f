//! A run's log in memory: events packed in segments (`segment`, `pack`, `form`, `bits`), what a snapshot shares (`shared`), and positions in
//! the log (`cursor`).

pub(super) mod bits;
pub(super) mod cursor;
pub(super) mod form;
pub(super) mod pack;
pub(super) mod segment;
pub(super) mod shared;
