//! What the lesson panel says by itself; what a lesson says stands in its file.

use crate::lesson::{Measure, Phase};

pub const LESSONS: &str = "Lessons";
pub const CLOSE_LIST: &str = "Close the lessons";
pub const LEAVE: &str = "Leave the lesson";
pub const INTRO: &str = "Predict first, then watch. All figures come from simulated runs.";
pub const BROKEN: &str = "Could not be read";
pub const BACK: &str = "Back";
pub const PREDICT: &str = "What do you predict?";
pub const COUNT: &str = "Count the class";
pub const LOCKED: &str = "Locked in";
pub const WATCH: &str = "Watch. It stops by itself at what matters.";
pub const LOOK: &str = "Stop. Look:";
pub const ONE_CHANGE: &str = "Change one thing:";
pub const WATCH_CHANGE: &str = "Watch what is different now.";
pub const TO_END: &str = "To the end";
pub const PREDICTED: &str = "You predicted";
pub const HAPPENED: &str = "What happened";
pub const CAME_TRUE: &str = "It came true.";
pub const NOT_TRUE: &str = "It came otherwise.";
pub const NEXT_LESSON: &str = "Next lesson";
pub const BEFORE: &str = "before";
pub const AFTER: &str = "after the change";

/// What the button that leads on says; `None`: here the run leads on.
pub const fn next(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Claim => Some("Is that so?"),
        Phase::Predict => Some("Lock it in, and run"),
        Phase::Frozen => Some("Change something"),
        Phase::Run | Phase::Change | Phase::Changed | Phase::Explain => None,
    }
}

/// A phase's name.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Claim => "The claim",
        Phase::Predict => "Predict",
        Phase::Run => "Watch",
        Phase::Frozen => "The surprise",
        Phase::Change => "Change",
        Phase::Changed => "Watch again",
        Phase::Explain => "What it was",
    }
}

/// A choice's name.
pub fn choice(place: usize) -> String {
    char::from(b'a' + u8::try_from(place).unwrap_or(25).min(25)).to_string()
}

/// How many of a class are for a choice.
pub fn votes(place: usize) -> String {
    format!("Votes for {}", choice(place))
}

/// A lesson in the list that was gone through.
pub fn done(title: &str) -> String {
    format!("{title}, done")
}

/// Which lesson.
pub fn number(number: u32) -> String {
    format!("Lesson {number}")
}

/// What a key of the scenario is called on a slider.
pub fn knob(key: &str) -> &str {
    match key {
        "machine.cores" => "Cores",
        "machine.pool" => "Threads in the pool",
        "machine.processes" => "Processes",
        "workload.jobs" => "Requests",
        _ if key.ends_with(".every") => "A task comes every",
        _ if key.ends_with(".latency") => "Waiting for I/O",
        _ if key.ends_with(".cpu") => "Computing",
        _ if key.ends_with(".depth") => "Places at the device",
        _ if key.ends_with(".clients") => "Clients",
        _ => key,
    }
}

/// What is compared before and after the change.
pub const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Makespan => "All were done after",
        Measure::Throughput => "Done each second",
        Measure::LatencyMean => "A job took on average",
        Measure::LatencyP99 => "The slowest hundredth took",
        Measure::LatencyMax => "The slowest took",
        Measure::Utilisation => "The core worked for",
        Measure::Idle => "The cores idled for",
        Measure::Computed => "Computed in all",
        Measure::Switching => "Spent on switching",
        Measure::Switches => "Thread switches",
        Measure::LostUpdates => "Lost updates",
        Measure::Threads => "Threads at most",
        Measure::InFlight => "Requests under way at most",
        Measure::Memory => "Memory at most",
        Measure::FramesMissed => "Frames missed",
        Measure::FramesPainted => "Frames painted",
        Measure::InputMax => "The longest wait of an input",
        Measure::Stolen => "Tasks stolen",
        Measure::Order => "The order of the replies",
        Measure::Done(_) => "It was done after",
        Measure::Took(_) => "It took",
    }
}
