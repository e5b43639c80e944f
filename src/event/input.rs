//! Gestures of a person in the application that a loop serves, and the input messages they post.

use super::{InputKind, Ns};

/// A person's gesture. Positions are in thousandths of the window's width and height.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Gesture {
    /// Unspecified.
    #[default]
    Unsaid,
    /// The pointer moved to this position.
    Move {
        /// Distance from the left, in thousandths of the width.
        x: u16,
        /// Distance from the top, in thousandths of the height.
        y: u16,
    },
    /// A click at this position.
    Click {
        /// Distance from the left, in thousandths of the width.
        x: u16,
        /// Distance from the top, in thousandths of the height.
        y: u16,
    },
    /// A letter was typed.
    Type(char),
    /// The "compute" button was pressed: its handler computes, or awaits the same work where the model is a twin.
    Compute,
    /// The "await" button was pressed: its handler awaits work of the same length.
    Await,
}

/// An input message that a person posts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    /// The kind of message.
    pub kind: InputKind,
    /// The gesture that caused it.
    pub gesture: Gesture,
    /// The length of the work behind a button, ns; 0 for other gestures.
    pub lasts: Ns,
}

impl From<InputKind> for Posted {
    fn from(kind: InputKind) -> Self {
        Self { kind, gesture: Gesture::Unsaid, lasts: 0 }
    }
}

impl Posted {
    /// A gesture, with the length of the work behind it if it is a button, ns.
    #[must_use]
    pub const fn new(gesture: Gesture, lasts: Ns) -> Self {
        let kind = if let Gesture::Type(_) = gesture { InputKind::Key } else { InputKind::Mouse };
        Self { kind, gesture, lasts }
    }
}
