//! [`Note`]: what a person wrote down at an instant of the story. It does *not* decide where it is kept or shown.

use super::Ns;
use serde::{Deserialize, Serialize};

/// A mark on the time axis with a few words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// When, ns of story time.
    pub at: Ns,
    /// What was written; may be empty.
    pub text: String,
}
