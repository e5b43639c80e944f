//! Where a log comes from, and what stands in it that is no event of a kind that we know. It does *not* decide how a log is written.

use serde::{Deserialize, Serialize};

/// Where a log's events come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A simulated run.
    #[default]
    Simulated,
    /// Measured on a machine.
    Measured,
    /// Made from another program's trace.
    Imported,
}

/// What stands at a place of the log that is no event of a kind that we know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A note for people.
    Text(String),
    /// A line as it stood there.
    Line(String),
}
