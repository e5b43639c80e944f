//! Two futures, or two runs, in words: the knobs changed at a fork, the first difference, and numbers as differences.

use crate::caption::Level;
use crate::controls::knob::{Knob, grouped};
use crate::scoreboard::bytes;
use crate::stage;
use crate::widgets::wording;
use loopscope_event::{Ns, Scenario, time};
use loopscope_text::say;
use loopscope_trace::compare::{Figure, First, Measured, Side};
use loopscope_trace::{Ghost, Origin, Playhead, Trace};

/// `"before: Cores = 1"`.
#[must_use]
pub fn label(ghost: &Ghost, present: &Trace) -> String {
    let what = ghost.scenarios(present).map_or_else(String::new, |[other, now]| turned(&other, &now));
    match ghost.origin {
        Origin::Before => say!("fork.before", what = what),
        Origin::After => say!("fork.after", what = what),
    }
}

/// The values in `other` of the knobs that differ in `now`: `"Cores = 1, CPU per job = 2 ms"`.
fn turned(other: &Scenario, now: &Scenario) -> String {
    let stood = |knob: Knob| {
        let (old, new) = (knob.get(other)?, knob.get(now)?);
        (old != new).then(|| say!("fork.knob", knob = knob.label(), value = knob.write(old)))
    };
    let all: Vec<String> = Knob::of(other).into_iter().filter_map(stood).collect();
    if all.is_empty() { say!("fork.something") } else { wording::commas(&all) }
}

/// The first difference of two runs or futures.
#[must_use]
pub fn first(first: &First, [other, now]: [&Trace; 2], origin: Origin) -> String {
    let [other, now] = sides(first, [other, now]);
    let at = time::human(first.at());
    match origin {
        Origin::Before => say!("fork.first", at = at, now = now, before = other),
        Origin::After => say!("fork.first_after", at = at, now = now, after = other),
    }
}

/// The event of each run at which they begin to differ, a sentence each.
#[must_use]
pub fn sides(first: &First, runs: [&Trace; 2]) -> [String; 2] {
    match first {
        First::Event { at, events } => {
            let told = [0, 1].map(|side| match &events[side] {
                Some((number, event)) => {
                    let says = stage::sentences(runs[side], Playhead::after(number + 1, event.at), Level::Expert).into_iter().next();
                    (says.unwrap_or_default(), Some(event.at))
                }
                None => (say!("fork.nothing"), None),
            });
            // Where both sentences are the same, the instants differ.
            let alike = told[0].0 == told[1].0;
            told.map(|(says, when)| match when {
                Some(when) if alike || when != *at => say!("fork.at", at = time::human(when), says = says),
                _ => says,
            })
        }
        First::Job { job, done } => done.map(|done| match done {
            Some((at, _)) => say!("fork.job_done", task = job.name(), at = time::human(at)),
            None => say!("fork.job_not_done", task = job.name()),
        }),
    }
}

/// A figure's name.
#[must_use]
pub fn name(figure: Figure) -> String {
    match figure {
        Figure::Done => say!("scoreboard.jobs_done"),
        Figure::Throughput => say!("scoreboard.throughput"),
        Figure::Makespan => say!("figure.makespan"),
        Figure::Mean => say!("scoreboard.mean"),
        Figure::P50 => say!("scoreboard.median"),
        Figure::P95 => say!("scoreboard.p95"),
        Figure::P99 => say!("scoreboard.p99"),
        Figure::Slowest => say!("scoreboard.slowest"),
        Figure::Running => say!("figure.running"),
        Figure::Switching => say!("figure.switching"),
        Figure::Dispatching => say!("figure.dispatching"),
        Figure::Idle => say!("figure.idle"),
        Figure::Switches => say!("scoreboard.switches"),
        Figure::InSystem => say!("figure.in_system"),
        Figure::PeakQueue => say!("scoreboard.peak_queue"),
        Figure::PeakIo => say!("scoreboard.peak_io"),
        Figure::Memory => say!("figure.memory"),
        Figure::LostUpdates => say!("figure.lost_updates"),
    }
}

/// A figure's value, or a dash.
#[must_use]
pub fn value(figure: Figure, side: &Side) -> String {
    figure.of(side).map_or_else(|| "–".into(), |value| written(figure, value))
}

fn written(figure: Figure, value: f64) -> String {
    match figure.measured() {
        Measured::Time => time::short(value as Ns),
        Measured::Share => format!("{:.1} %", value * 100.0),
        Measured::Bytes => bytes(value as u64),
        Measured::PerSecond if value >= 100.0 => format!("{} /s", grouped(value.round() as u64)),
        Measured::PerSecond => format!("{value:.1} /s"),
        Measured::Count if value.fract() == 0.0 => grouped(value as u64),
        Measured::Count => format!("{value:.1}"),
    }
}

/// The difference of a figure from `other` to `now`, in its own unit: `"+3.2 ms"`, `"−4.1 %"` of the cores' time,
/// `"="`.
#[must_use]
pub fn difference(figure: Figure, other: &Side, now: &Side) -> Option<String> {
    let by = figure.of(now)? - figure.of(other)?;
    let size = written(figure, by.abs());
    // A difference that is written as 0 counts as none.
    if size == written(figure, 0.0) {
        return Some("=".into());
    }
    Some(format!("{}{size}", if by < 0.0 { "−" } else { "+" }))
}

/// The relative difference: `"+12 %"`; for shares, in percentage points.
#[must_use]
pub fn relative(figure: Figure, other: &Side, now: &Side) -> Option<String> {
    if figure.measured() == Measured::Share {
        return difference(figure, other, now);
    }
    let (old, new) = (figure.of(other)?, figure.of(now)?);
    if old == 0.0 {
        return difference(figure, other, now);
    }
    let percent = (new / old - 1.0) * 100.0;
    let size = if percent.abs() < 9.95 { format!("{:.1}", percent.abs()) } else { format!("{:.0}", percent.abs()) };
    Some(match size.as_str() {
        "0.0" => "=".into(),
        _ if percent < 0.0 => format!("−{size} %"),
        _ if percent >= 1000.0 => format!("×{:.0}", new / old),
        _ => format!("+{size} %"),
    })
}

/// A signed time: `"−3.2 ms"`.
#[must_use]
pub fn signed(ns: i64) -> String {
    let size = time::short(ns.unsigned_abs());
    match ns {
        0 => size,
        ns if ns < 0 => format!("−{size}"),
        _ => format!("+{size}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_trace::{Report, Stats};

    fn side(jobs: u64, throughput: f64, p50: Ns) -> Side {
        let mut report: Report = Stats::exact(1).report(None);
        (report.jobs, report.throughput_per_s, report.latency.p50) = (jobs, throughput, p50);
        Side { report, finished: None }
    }

    #[test]
    fn numbers_are_told_as_differences() {
        let (before, now) = (side(10, 400.0, 2_000_000), side(10, 360.0, 2_500_000));
        assert_eq!(difference(Figure::Throughput, &before, &now).as_deref(), Some("−40.0 /s"));
        assert_eq!(relative(Figure::Throughput, &before, &now).as_deref(), Some("−10 %"));
        assert_eq!(difference(Figure::P50, &before, &now).as_deref(), Some("+500 µs"));
        assert_eq!(relative(Figure::P50, &before, &now).as_deref(), Some("+25 %"));
        assert_eq!(
            (difference(Figure::Done, &before, &now).as_deref(), relative(Figure::Done, &before, &now).as_deref()),
            (Some("="), Some("="))
        );
        assert_eq!(relative(Figure::Makespan, &before, &now), None, "neither is finished");
        assert_eq!(relative(Figure::P50, &side(1, 1.0, 1000), &side(1, 1.0, 1_000_000)).as_deref(), Some("×1000"));
        assert_eq!(relative(Figure::P50, &side(0, 0.0, 0), &now), None, "no job was done before");
        assert_eq!((signed(-3_200_000), signed(0)), ("−3.2 ms".into(), "0 ns".into()));
    }
}
