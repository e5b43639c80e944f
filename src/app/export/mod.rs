//! A recorded run, taken elsewhere: the same for the window's menu and for `loopscope export`.
//!
//! * [`record`]: runs in memory, from a scenario, from a log, or again from what was done to a session.
//! * [`headway`]: how far that has got, and the way to stop it.
//!
//! It does *not* know how a format is written (`files`), nor ask anybody anything (the dialog, the command line).

pub mod headway;
pub mod record;

pub use headway::{Headway, Undone};
pub use record::Recorded;
