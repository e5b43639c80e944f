//! The lesson panel's words for a phase, a key of the scenario, a measure; the texts are in `assets/languages`.

use loopscope_lesson::{Measure, Phase};
use loopscope_text::say;

/// The label of the button to the next phase; `None` where the run leads on.
pub fn next(phase: Phase) -> Option<String> {
    match phase {
        Phase::Claim => Some(say!("lesson.is_that_so")),
        Phase::Predict => Some(say!("lesson.lock_in")),
        Phase::Frozen => Some(say!("lesson.change_something")),
        Phase::Run | Phase::Change | Phase::Changed | Phase::Explain => None,
    }
}

/// A phase's name.
pub fn phase(phase: Phase) -> String {
    match phase {
        Phase::Claim => say!("lesson.phase_claim"),
        Phase::Predict => say!("lesson.phase_predict"),
        Phase::Run => say!("lesson.phase_run"),
        Phase::Frozen => say!("lesson.phase_frozen"),
        Phase::Change => say!("lesson.phase_change"),
        Phase::Changed => say!("lesson.phase_changed"),
        Phase::Explain => say!("lesson.phase_explain"),
    }
}

/// A choice's name.
pub fn choice(place: usize) -> String {
    char::from(b'a' + u8::try_from(place).unwrap_or(25).min(25)).to_string()
}

/// The name of a scenario's key on a slider.
pub fn knob(key: &str) -> String {
    match key {
        "machine.cores" => say!("lesson.knob_cores"),
        "machine.pool" => say!("lesson.knob_pool"),
        "machine.processes" => say!("lesson.knob_processes"),
        "workload.jobs" => say!("lesson.knob_jobs"),
        _ if key.ends_with(".every") => say!("lesson.knob_every"),
        _ if key.ends_with(".latency") => say!("lesson.knob_latency"),
        _ if key.ends_with(".cpu") => say!("lesson.knob_cpu"),
        _ if key.ends_with(".depth") => say!("lesson.knob_depth"),
        _ if key.ends_with(".clients") => say!("lesson.knob_clients"),
        _ => key.to_owned(),
    }
}

/// The name of a measure.
pub fn measure(measure: Measure) -> String {
    match measure {
        Measure::Makespan => say!("lesson.measure_makespan"),
        Measure::Throughput => say!("lesson.measure_throughput"),
        Measure::LatencyMean => say!("lesson.measure_latency_mean"),
        Measure::LatencyP99 => say!("lesson.measure_latency_p99"),
        Measure::LatencyMax => say!("lesson.measure_latency_max"),
        Measure::Utilisation => say!("lesson.measure_utilisation"),
        Measure::Idle => say!("lesson.measure_idle"),
        Measure::Computed => say!("lesson.measure_computed"),
        Measure::Switching => say!("lesson.measure_switching"),
        Measure::Switches => say!("lesson.measure_switches"),
        Measure::LostUpdates => say!("lesson.measure_lost_updates"),
        Measure::Threads => say!("lesson.measure_threads"),
        Measure::InFlight => say!("lesson.measure_in_flight"),
        Measure::Memory => say!("lesson.measure_memory"),
        Measure::FramesMissed => say!("lesson.measure_frames_missed"),
        Measure::FramesPainted => say!("lesson.measure_frames_painted"),
        Measure::InputMax => say!("lesson.measure_input_max"),
        Measure::Stolen => say!("lesson.measure_stolen"),
        Measure::Order => say!("lesson.measure_order"),
        Measure::Done(_) => say!("lesson.measure_done_at"),
        Measure::Took(_) => say!("lesson.measure_took"),
    }
}
