//! The workload: arrivals and the seeded random draws, made before any scheduler sees them.

pub(super) mod arrivals;
pub mod draws;
pub(super) mod exponential;
