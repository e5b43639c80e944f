//! What is under the pointer, and how it is told. Pure.

use crate::controls::knob::Knob;
use crate::recording::span;
use crate::timeline::lanes::What;
use crate::timeline::lanes::plan::Band;
use crate::timeline::layout::Scene;
use crate::timeline::layout::strip::full;
use crate::timeline::view::Axis;
use crate::widgets::wording;
use loopscope_event::id::TIMER;
use loopscope_event::time::human;
use loopscope_event::{Change, DeviceId, EventNo, Kind, Note, Ns, Scenario, TaskId};
use loopscope_text::say;
use loopscope_trace::{Imported, Mixture, Series, Span, SpanState, Trace, Track};

/// Something under the pointer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Hit {
    /// The run that it belongs to.
    pub run: u32,
    /// Whose it is, if it is a task's.
    pub task: Option<TaskId>,
    /// What it is.
    pub title: String,
    /// When and how long, a line each.
    pub lines: Vec<String>,
    /// The event that began the span, and when it ended, ns.
    pub span: Option<(EventNo, Ns)>,
    /// Where it is, px: left, right and band.
    pub place: Option<(i64, i64, Band)>,
}

/// How near to something narrow counts as on it, px.
const NEAR: f64 = 3.0;

/// What is at a pixel of the lanes, `x` counted from their left edge.
#[must_use]
pub fn hit(scene: &Scene<'_>, x: i64, y: i32) -> Option<Hit> {
    let Scene { plan, axis, .. } = *scene;
    let stage = scene.traces.get(scene.on_stage)?;
    if !(0..axis.width).contains(&x) {
        return None;
    }
    if plan.ruler.holds(y) {
        return note_near(scene, x).or_else(|| change_near(stage, &axis, x));
    }
    let placed = plan.at(y)?;
    let trace = scene.traces.get(placed.lane.run)?;
    let (band, tracks) = (placed.band, trace.tracks());
    let own = placed.lane.run == scene.on_stage;
    let name = wording::short(trace.model());
    match placed.lane.what {
        What::Core(core) => {
            let place = if own { say!("timeline.core", n = core + 1) } else { say!("timeline.of_core", model = name, n = core + 1) };
            on_track(trace, tracks.cores.get(core)?, (band, &axis, x), &place)
        }
        What::Row(row) => on_track(trace, tracks.rows.get(row)?, (band, &axis, x), if own { "" } else { &name }),
        What::Queue => on_series(trace, (&tracks.queued, 0), (&axis, x), &wording::place(trace.model().places.ready.title)),
        What::Flight => on_series(trace, (&tracks.in_flight, 0), (&axis, x), &say!("timeline.requests")),
        What::Counter(number) => {
            let counter = trace.imported()?.counters.get(number)?;
            on_series(trace, (&counter.values, counter.exponent), (&axis, x), &span::place(&counter.lane))
        }
        What::Tasks | What::Counters(_) => None,
        What::Cores => {
            let cores = tracks.cores.len().max(1) as i32;
            let core = ((y - band.y0) * cores / band.height().max(1)).clamp(0, cores - 1);
            let (number, track) = tracks.cores.iter().nth(core as usize)?;
            let name = if cores > 1 { say!("timeline.of_core", model = name, n = number + 1) } else { name };
            on_track(trace, track, (band, &axis, x), &name)
        }
    }
}

/// The span at a time, or the one that begins or ends within a few pixels of it.
fn nearest(track: &Track, axis: &Axis, x: i64, edge: Ns) -> Option<Span> {
    let at = axis.time(x as f64 + 0.5).min(edge);
    let (from, to) = (axis.time(x as f64 + 0.5 - NEAR), axis.time(x as f64 + 0.5 + NEAR).min(edge));
    track.at(at).or_else(|| track.spans(from, to).take(64).min_by_key(|span| span.start.abs_diff(at).min(span.end.abs_diff(at))))
}

fn on_track(trace: &Trace, track: &Track, (band, axis, x): (Band, &Axis, i64), place: &str) -> Option<Hit> {
    let edge = trace.end();
    let (from, to) = (axis.time(x as f64), axis.time(x as f64 + 1.0));
    if from >= edge {
        return None;
    }
    if track.density(from, to.min(edge)) > 3 {
        return Some(mixed(trace, track, (from, to.min(edge)), place));
    }
    let Some(span) = nearest(track, axis, x, edge) else {
        return (!place.is_empty()).then(|| Hit { run: trace.run(), title: say!("timeline.idle", place = place), ..Hit::default() });
    };
    if let Some(imported) = trace.imported() {
        return Some(foreign(trace, imported, span, (axis.px(span.start), axis.px(span.end.min(edge)), band)));
    }
    let end = span.end.min(edge);
    let (start, length) = (human(span.start), human(end - span.start));
    Some(Hit {
        run: trace.run(),
        task: Some(span.task),
        span: Some((span.event, span.end)),
        title: match place {
            "" => say!("timeline.span", task = span.task.name(), says = says(trace, &span)),
            _ => say!("timeline.span_at", place = place, task = span.task.name(), says = says(trace, &span)),
        },
        lines: match span.is_open() {
            true => vec![say!("timeline.so_far", time = length), say!("timeline.since", at = start)],
            false => vec![say!("timeline.lasted", time = length), say!("timeline.from_to", from = start, to = human(end))],
        },
        place: Some((axis.px(span.start), axis.px(end), band)),
    })
}

/// A span that another program recorded.
fn foreign(trace: &Trace, imported: &Imported, span: Span, place: (i64, i64, Band)) -> Hit {
    let end = span.end.min(trace.end());
    let length = human(end.saturating_sub(span.start));
    let mut lines = match span.is_open() {
        true => vec![say!("timeline.so_far", time = length), say!("timeline.since", at = human(span.start))],
        false => vec![say!("timeline.lasted", time = length), say!("timeline.from_to", from = human(span.start), to = human(end))],
    };
    lines.extend(imported.details(span.event).map(|details| details.chars().take(120).collect()));
    let title = match imported.name(span.task) {
        name if imported.is_ours() && !name.is_empty() => say!("timeline.span", task = name, says = plainly(span.state)),
        name if name.is_empty() => plainly(span.state),
        name => name,
    };
    Hit { run: trace.run(), span: Some((span.event, span.end)), title, lines, place: Some(place), ..Hit::default() }
}

/// Many spans within one pixel, by their shares.
fn mixed(trace: &Trace, track: &Track, (from, to): (Ns, Ns), place: &str) -> Hit {
    let mixture: Mixture = track.mixture(from, to);
    let total = (to - from).max(1) as f64;
    let mut shares: Vec<_> = SpanState::ALL.into_iter().map(|state| (mixture[state.index()], state)).filter(|(ns, _)| *ns > 0).collect();
    shares.sort_by_key(|(ns, _)| std::cmp::Reverse(*ns));
    let title = if place.is_empty() { say!("timeline.this_row") } else { place.to_owned() };
    let share = |ns: Ns| format!("{:.0}", ns as f64 / total * 100.0);
    let mut lines: Vec<_> =
        shares.iter().take(4).map(|(ns, state)| say!("timeline.share", share = share(*ns), what = plainly(*state))).collect();
    lines.push(say!("timeline.changes", n = track.density(from, to), time = human(to - from), from = human(from)));
    Hit { run: trace.run(), title, lines, ..Hit::default() }
}

/// A number, as multiples of a power of ten.
fn on_series(trace: &Trace, (series, exponent): (&Series, i8), (axis, x): (&Axis, i64), what: &str) -> Option<Hit> {
    let at = axis.time(x as f64 + 0.5);
    let value = (at < trace.end()).then(|| series.at(at))?;
    let lines = vec![say!("timeline.at", at = human(at)), say!("timeline.at_most", n = full(series.peak(), exponent))];
    Some(Hit { run: trace.run(), title: say!("timeline.value", what = what, n = full(value, exponent)), lines, ..Hit::default() })
}

fn note_near(scene: &Scene<'_>, x: i64) -> Option<Hit> {
    let near = |note: &&Note| (-(14.0 * scene.scale) as i64..=(14.0 * scene.scale) as i64).contains(&(x - scene.axis.px(note.at)));
    let note = scene.over.notes.iter().rev().find(near)?;
    let title = if note.text.is_empty() { say!("note.empty") } else { note.text.clone() };
    Some(Hit { title, lines: vec![say!("timeline.at", at = human(note.at))], ..Hit::default() })
}

fn change_near(trace: &Trace, axis: &Axis, x: i64) -> Option<Hit> {
    let near = |change: &&Change| (axis.px(change.at) - x).abs() <= 6;
    let change = trace.changes().iter().filter(near).min_by_key(|change| (axis.px(change.at) - x).abs())?;
    let before = change.number.checked_sub(2).and_then(|i| trace.changes().get(i as usize)).map(|change| &change.scenario);
    let before = before.unwrap_or_else(|| trace.scenario_at(0));
    let mut lines = differences(before, &change.scenario);
    lines.push(say!("timeline.at", at = human(change.at)));
    Some(Hit { run: trace.run(), title: say!("timeline.moved"), lines, ..Hit::default() })
}

/// `"Cores 1 → 2"`, a line for each slider that stands elsewhere.
fn differences(before: &Scenario, after: &Scenario) -> Vec<String> {
    let moved = |knob: Knob| {
        let (old, new) = (knob.get(before)?, knob.get(after)?);
        (old != new).then(|| format!("{} {} → {}", knob.label(), knob.write(old), knob.write(new)))
    };
    Knob::of(after).into_iter().filter_map(moved).take(6).collect()
}

/// What a task does in a span, after its letter.
fn says(trace: &Trace, span: &Span) -> String {
    let device = device_of(trace, span).and_then(|id| trace.names().devices.get(usize::from(id)));
    match (span.state, device) {
        (SpanState::Io, Some(device)) => say!("timeline.does_io_at", device = device),
        (SpanState::DeviceQueue, Some(device)) => say!("timeline.does_turn_at", device = device),
        (state, _) => plainly(state),
    }
}

fn device_of(trace: &Trace, span: &Span) -> Option<DeviceId> {
    // The wait began with an event of the request or, a few events later, of its task.
    let low = span.event.saturating_sub(4);
    let found = trace.events(low, span.event + 1).filter_map(|(_, event)| match event.kind {
        Kind::IoSubmitted { device, task, .. } | Kind::IoQueued { device, task, .. } | Kind::IoStarted { device, task, .. } => {
            (task == span.task && device != TIMER).then_some(device)
        }
        _ => None,
    });
    found.last()
}

fn plainly(state: SpanState) -> String {
    match state {
        SpanState::Gate => say!("timeline.does_gate"),
        SpanState::Queued => say!("timeline.does_queued"),
        SpanState::Switching => say!("timeline.does_switching"),
        SpanState::Dispatching => say!("timeline.does_dispatching"),
        SpanState::Running => say!("timeline.does_running"),
        SpanState::Io => say!("timeline.does_io"),
        SpanState::DeviceQueue => say!("timeline.does_turn"),
        SpanState::Lock => say!("timeline.does_lock"),
        SpanState::Waiting => say!("timeline.does_waiting"),
    }
}

#[cfg(test)]
mod tests;
