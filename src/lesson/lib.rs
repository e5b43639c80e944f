//! THE TEACHER: lessons, predictions and their outcomes. The data is in `assets/lessons`, the logic here.
//!
//! Watching teaches little; predicting, being surprised and changing something teaches. So a lesson is a claim, a
//! question with choices, a scenario that answers it, the instant of the surprise, one thing to change, and facts.
//!
//! * [`course`]: [`Lesson`], what a file says, and [`Course`], all of them. [`progress`]: who has answered what.
//! * [`cycle`]: claim, predict, run, freeze, change, explain: which step may follow which.
//! * [`fact`]: a figure, where it comes from, and whether the runs show it. [`measure`]: what is measured in a run.
//! * [`expr`]: `slow / fast > 10`, of facts. [`moment`]: when a run freezes. [`prose`]: texts with facts in them.
//!
//! **No figure is typed into prose.** A text names a fact, a fact states its value, and a rehearsal of the lesson's runs
//! must show exactly that value. This room does *not* run anything (it is handed the events), nor read files, nor draw.

pub mod course;
pub mod cycle;
pub mod expr;
pub mod fact;
pub mod measure;
pub mod moment;
pub mod progress;
pub mod prose;

pub use course::{Change, Choice, Course, Lesson, Pace, Text};
pub use cycle::{Attempt, Phase};
pub use fact::{Fact, Rehearsal, Source, Untrue};
pub use measure::{Measure, Measured, Recorder, Value};
pub use moment::Moment;
pub use progress::{Answer, Progress};
