//! [`Note`]: a person's note at an instant of the story. It does *not* decide where notes are kept or shown.

use super::Ns;
use serde::{Deserialize, Serialize};

/// A mark on the time axis with a few words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// The instant, ns of story time.
    pub at: Ns,
    /// The note's text; may be empty.
    pub text: String,
}
