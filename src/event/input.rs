//! What a person does to the application that a loop serves, and what is posted of it.

use super::{InputKind, Ns};

/// What a person did. Places are in thousandths of the window's width and height.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Gesture {
    /// It is not said.
    #[default]
    Unsaid,
    /// The pointer moved there.
    Move {
        /// From the left.
        x: u16,
        /// From the top.
        y: u16,
    },
    /// A click there.
    Click {
        /// From the left.
        x: u16,
        /// From the top.
        y: u16,
    },
    /// A letter was typed.
    Type(char),
    /// The button was pressed whose handler computes; where the model is a twin it awaits.
    Compute,
    /// The button was pressed whose handler awaits as long.
    Await,
}

/// An input message that a person posts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    /// As what it stands in the queue.
    pub kind: InputKind,
    /// What was done.
    pub gesture: Gesture,
    /// How long the work behind a button takes, ns; of other gestures nothing.
    pub lasts: Ns,
}

impl From<InputKind> for Posted {
    fn from(kind: InputKind) -> Self {
        Self { kind, gesture: Gesture::Unsaid, lasts: 0 }
    }
}

impl Posted {
    /// A gesture; behind a button is work that takes so long.
    #[must_use]
    pub const fn new(gesture: Gesture, lasts: Ns) -> Self {
        let kind = if let Gesture::Type(_) = gesture { InputKind::Key } else { InputKind::Mouse };
        Self { kind, gesture, lasts }
    }
}
