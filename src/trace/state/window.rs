//! [`Window`]: the application that a loop serves, as far as a person's input goes: what its handlers have heard, and what of that the
//! last painted frame shows.

use super::State;
use loopscope_event::{Gesture, Ns, TaskId};

/// So many places of the pointer are remembered.
pub const TRAIL: usize = 10;
/// So many letters are remembered.
pub const TYPED: usize = 12;

/// The application.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Window {
    /// What its handlers have heard.
    pub heard: Heard,
    /// What they had heard when the last frame was painted.
    pub painted: Heard,
    /// How often the pointer was said to have moved, and when last, ns.
    pub moves: (u32, Ns),
    /// What was done and not handled yet.
    posted: Vec<Pressed>,
}

/// What was done, and how far its handler has got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Pressed {
    input: TaskId,
    gesture: Gesture,
    /// True once its handler waits for the work behind a button.
    awaited: bool,
}

/// What handlers have heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// Where the pointer was, the latest last, in thousandths of the window.
    pub trail: [Option<(u16, u16)>; TRAIL],
    /// What was typed, the latest last.
    pub typed: [Option<char>; TYPED],
    /// How many clicks.
    pub clicks: u32,
    /// How often the work behind a button was done.
    pub worked: u32,
    /// How often it is awaited now.
    pub awaited: u32,
}

impl Window {
    /// True if this is done and its handler has not run to its end.
    #[must_use]
    pub fn is_pressed(&self, gesture: Gesture) -> bool {
        self.posted.iter().any(|posted| posted.gesture == gesture)
    }

    pub(crate) fn posts(&mut self, input: TaskId, gesture: Gesture, at: Ns) {
        if let Gesture::Move { .. } = gesture {
            self.moves = (self.moves.0.wrapping_add(1), at);
        }
        if gesture != Gesture::Unsaid {
            self.posted.push(Pressed { input, gesture, awaited: false });
        }
    }
    /// A handler waits.
    pub(crate) fn awaits(&mut self, input: TaskId) {
        let button = |posted: &&mut Pressed| posted.input == input && matches!(posted.gesture, Gesture::Compute | Gesture::Await);
        if let Some(posted) = self.posted.iter_mut().find(button)
            && !posted.awaited
        {
            posted.awaited = true;
            self.heard.awaited += 1;
        }
    }
    /// A handler has run to its end.
    pub(crate) fn hears(&mut self, input: TaskId) {
        let Some(place) = self.posted.iter().position(|posted| posted.input == input) else { return };
        let heard = &mut self.heard;
        let Pressed { gesture, awaited, .. } = self.posted.remove(place);
        match gesture {
            Gesture::Unsaid => {}
            Gesture::Move { x, y } => push(&mut heard.trail, (x, y)),
            Gesture::Click { x, y } => {
                heard.clicks = heard.clicks.saturating_add(1);
                push(&mut heard.trail, (x, y));
            }
            Gesture::Type(letter) => push(&mut heard.typed, letter),
            Gesture::Compute | Gesture::Await => {
                heard.worked = heard.worked.saturating_add(1);
                heard.awaited = heard.awaited.saturating_sub(u32::from(awaited));
            }
        }
    }
    pub(crate) const fn paints(&mut self) {
        self.painted = self.heard;
    }
}

/// The oldest goes out, the newest comes in at the end.
fn push<T: Copy>(list: &mut [Option<T>], new: T) {
    list.rotate_left(1);
    if let Some(last) = list.last_mut() {
        *last = Some(new);
    }
}

impl State {
    /// The handler of an input, if it is one, waits.
    pub(crate) fn input_awaits(&mut self, task: TaskId) {
        if !task.is_job() {
            self.window.awaits(task);
        }
    }
}
