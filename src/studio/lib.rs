//! A recorded run, taken elsewhere: the same for the window's menu and for `loopscope export`.
//!
//! * [`record`]: runs in memory, from a scenario, from a log, or again from what was done to a session.
//! * [`sight`]: them as the panels see them. [`easel`]: a part of the window, drawn without it.
//! * [`still`]: a picture for print. [`film`]: a stretch of time, frame by frame.
//! * [`headway`]: how far that has got, and the way to stop it.
//!
//! It does *not* know how a format is written (`files`), nor ask anybody anything (the dialog, the command line).

pub mod easel;
pub mod film;
pub mod headway;
pub mod record;
pub mod sight;
pub mod still;

pub use easel::Easel;
pub use film::{Shot, Telling};
pub use headway::{Headway, Undone};
pub use record::Recorded;
pub use sight::Sight;
pub use still::Negative;
