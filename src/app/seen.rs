//! What of the window can be asked from outside, by tests and by those who build upon it.

use super::App;
use crate::event::{EventNo, Scenario, Speed};
use crate::lesson::Phase;
use crate::trace::{Playhead, Trace};
use std::sync::Arc;

impl App {
    /// The scenario as the sliders have it.
    #[must_use]
    pub const fn scenario(&self) -> &Arc<Scenario> {
        self.document.edited()
    }

    /// True if the engine has confirmed it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.link.acknowledged() == self.document.edited()
    }

    /// How many events of the run on the stage are known.
    #[must_use]
    pub fn known(&self) -> EventNo {
        self.session.stage().map_or(0, Trace::len)
    }

    /// The run on the stage.
    #[must_use]
    pub fn on_stage(&self) -> Option<&Trace> {
        self.session.stage()
    }

    /// How fast the playhead moves.
    pub const fn set_speed(&mut self, speed: Speed) {
        self.playback.set_speed(speed);
    }

    /// The step that the open lesson is at.
    #[must_use]
    pub fn lesson_phase(&self) -> Option<Phase> {
        self.lessons.phase()
    }

    /// Where the playhead stands in the run on the stage.
    #[must_use]
    pub const fn playhead(&self) -> Playhead {
        self.playback.head()
    }
}
