//! What of the window can be asked from outside, by tests and by those who build upon it; and how it is arranged, as panels are told.

use super::App;
use super::settings::Settings;
use loopscope_event::{EventNo, Scenario, Speed};
use loopscope_formats::documents::gallery::BUILT_IN;
use loopscope_lesson::Phase;
use loopscope_text as text;
use loopscope_trace::{Playhead, Trace};
use loopscope_ui::Desk;
use loopscope_ui::workspace::has_drawers;
use std::{path::PathBuf, sync::Arc};

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

    /// All runs, in the order of the registry.
    #[must_use]
    pub fn runs(&self) -> &[Trace] {
        self.session.traces()
    }

    /// The run of the model of this name.
    #[must_use]
    pub fn run_of(&self, model: &str) -> Option<&Trace> {
        self.session.traces().iter().find(|trace| trace.model().name == model)
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

    /// How the window is arranged, at this width.
    pub(super) fn desk(&self, width: f32) -> Desk {
        let recorded = self.session.stage().and_then(Trace::recorded);
        let Settings { recent, theme, controls, numbers, code, motion, .. } = &self.settings;
        Desk {
            built_in: &BUILT_IN,
            recent: recent.clone(),
            path: self.document.path().map(PathBuf::from),
            theme: *theme,
            drawers: has_drawers(width) || self.lessons.are_shown(),
            lessons: self.lessons.are_shown(),
            lesson: self.lessons.title().map(str::to_owned).or_else(|| recorded.map(|recorded| recorded.file.clone())),
            controls_open: *controls && !self.lessons.are_shown(),
            language: text::spoken(),
            captions: self.settings.captions,
            numbers_open: *numbers,
            name: self.settings.name.clone(),
            audience: self.audience,
            motion: *motion,
            code_open: *code,
            scale: self.settings.scale(),
        }
    }
}
