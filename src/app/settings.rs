//! What the window remembers from one time to the next.

use loopscope_event::time::Scale;
use loopscope_event::{Speed, StepUnit};
use loopscope_lesson::Progress;
use loopscope_text::Language;
use loopscope_ui::Motion;
use loopscope_ui::caption::Level;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where it stands in eframe's storage.
pub const KEY: &str = "loopscope";
/// So many recent files are remembered.
const RECENT: usize = 8;

/// What the window remembers.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Files that were opened, the last one first.
    pub recent: Vec<PathBuf>,
    /// Light, dark, or as the system says.
    pub theme: egui::ThemePreference,
    /// What is spoken; `None`: what the system speaks.
    pub language: Option<Language>,
    /// For whom captions are.
    pub captions: Level,
    /// Whether the drawers are open, where the side panels are drawers.
    pub controls: bool,
    /// Likewise, at the right.
    pub numbers: bool,
    /// True once the tour was seen or skipped.
    pub toured: bool,
    /// The name that a student hands in under.
    pub name: String,
    /// How large things were before a projector made them larger.
    pub zoom: Option<f32>,
    /// Whether what happens is seen to move.
    pub motion: Motion,
    /// Which lessons were answered, and how.
    pub progress: Progress,
    /// Whether the code is shown beside the picture.
    pub code: bool,
    /// Whether a CPU's cycle is shown as a second.
    pub human_time: bool,
    /// How fast it played.
    pace: Pace,
    /// How far a step goes.
    unit: Unit,
}

/// [`Speed`], as it is stored.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
enum Pace {
    Time(f64),
    Events(f64),
}

impl Default for Pace {
    fn default() -> Self {
        // Slow enough to follow each message with the eye.
        Self::Events(4.0)
    }
}

/// [`StepUnit`], as it is stored.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
enum Unit {
    #[default]
    Event,
    Tick,
    Job,
}

impl Settings {
    /// A file was opened or written.
    pub fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.recent.retain(|old| *old != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// In what time is shown.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        if self.human_time { Scale::Human } else { Scale::Real }
    }
    /// How fast it plays.
    #[must_use]
    pub fn speed(&self) -> Speed {
        let sane = |rate: f64, range: std::ops::RangeInclusive<f64>| {
            if rate.is_finite() { rate.clamp(*range.start(), *range.end()) } else { *range.start() }
        };
        match self.pace {
            Pace::Time(ratio) => Speed::Time(sane(ratio, 1.0..=1e12)),
            Pace::Events(rate) => Speed::Events(sane(rate, 0.01..=1e6)),
        }
    }
    /// Remembers it.
    pub const fn set_speed(&mut self, speed: Speed) {
        self.pace = match speed {
            Speed::Time(ratio) => Pace::Time(ratio),
            Speed::Events(rate) => Pace::Events(rate),
            // Nobody wants to begin so: there would be nothing to follow.
            Speed::Max => return,
        };
    }
    /// How far a step goes.
    #[must_use]
    pub const fn unit(&self) -> StepUnit {
        match self.unit {
            Unit::Event => StepUnit::Event,
            Unit::Tick => StepUnit::Tick,
            Unit::Job => StepUnit::Job,
        }
    }
    /// Remembers it.
    pub const fn set_unit(&mut self, unit: StepUnit) {
        self.unit = match unit {
            StepUnit::Event => Unit::Event,
            StepUnit::Tick => Unit::Tick,
            StepUnit::Job => Unit::Job,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_files_stand_once_and_the_last_one_first() {
        let mut settings = Settings::default();
        for name in ["/a", "/b", "/a", "/c", "/d", "/e", "/f", "/g", "/h", "/i"] {
            settings.remember(Path::new(name));
        }
        let names: Vec<_> = settings.recent.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(names, ["/i", "/h", "/g", "/f", "/e", "/d", "/c", "/a"]);
    }
}
