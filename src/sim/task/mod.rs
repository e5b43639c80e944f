//! Tasks: the executor that polls them, the effects they ask for, and the job program itself.

pub mod effect;
pub(super) mod effects;
pub(super) mod executor;
pub mod job;
pub(super) mod join;
pub(super) mod world;
