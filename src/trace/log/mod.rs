//! A run's log in memory: events packed in segments (`segment`, `pack`, `form`, `bits`), and positions in it (`cursor`).

pub(super) mod bits;
pub(super) mod cursor;
pub(super) mod form;
pub(super) mod pack;
pub(super) mod segment;
