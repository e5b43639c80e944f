//! The origin of a log, and the content of its lines that are no known event. It does *not* decide how a log is
//! written.

use serde::{Deserialize, Serialize};

/// The origin of a log's events.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A simulated run.
    #[default]
    Simulated,
    /// Measured on a machine.
    Measured,
    /// Converted from another program's trace.
    Imported,
}

/// The content of a log entry that is no event of a known kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A note for people.
    Text(String),
    /// A line of an unknown kind, verbatim.
    Line(String),
}
