//! How events are shown: one at a time, several at once, or as rates, by how dense they are at this speed.
//!
//! Still a function of the log, the playhead and the speed; no state is kept from frame to frame.

use crate::stage::layout::travel::Moment;
use crate::{Audience, Desk, Motion};
use loopscope_event::{Event, EventNo, Kind, Ns, Places, Speed};
use loopscope_trace::{Playhead, State, Trace};
use std::sync::Arc;

/// The most instants with events, per second, that are shown as overlapping journeys; beyond, as rates.
const SEEN: usize = 24;
/// The most events per second that are shown one after the other, where each has a time of its own.
const SINGLE_EVENTS: f64 = 8.0;
/// As `SEEN`, where each event has a time of its own.
const SEEN_EVENTS: f64 = 70.0;
/// As `SEEN`, for a calm eye: a place that fills and empties at each of six changes in a second flashes three times.
const CALM: usize = 6;
/// The length of a journey then, s of wall time, by the number of instants in a second: short enough that the next one
/// begins at rest.
const JOURNEY: [(usize, f64); 3] = [(5, 0.4), (12, 0.2), (SEEN, 0.12)];
/// The share of that time by which the last of several journeys that begin at one instant is delayed.
const SPREAD: f64 = 0.4;
/// The most journeys at once.
const MOST: EventNo = 120;
/// With this many tasks, journeys are shown of fewer events: each costs a pass over all tasks.
const CROWD: usize = 1500;

/// How events are shown.
#[derive(Clone, PartialEq, Debug)]
pub enum Pace {
    /// At rest, or one event with its progress, 0 to 1.
    Single(f32),
    /// The last events, each with its progress, 0 to 1.
    Journeys(Vec<(EventNo, f32)>),
    /// Rates over this stretch of the story, ns.
    Rates(Ns, Ns),
}

/// The amount of motion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Eye {
    /// Many things at once, as dense as they can still be told apart.
    Quick,
    /// Few things: nothing flashes more than three times a second.
    Calm,
    /// The same, and nothing moves.
    Still,
}

impl Eye {
    /// The amount of motion in the window's arrangement.
    #[must_use]
    pub fn of(desk: &Desk) -> Self {
        match (desk.motion, desk.audience) {
            (Motion::Reduced, _) => Self::Still,
            (Motion::Full, Audience::Hall(_)) => Self::Calm,
            (Motion::Full, Audience::Desk) => Self::Quick,
        }
    }

    const fn instants(self) -> usize {
        if matches!(self, Self::Quick) { SEEN } else { CALM }
    }

    const fn events(self) -> f64 {
        if matches!(self, Self::Quick) { SEEN_EVENTS } else { CALM as f64 }
    }
}

/// The pace at this playhead, which moves at this `speed` or, without one, is paused. Events before `settled` have been
/// shown.
#[must_use]
pub fn pace(trace: &Trace, playhead: Playhead, speed: Option<Speed>, settled: EventNo, eye: Eye) -> Pace {
    match moving(trace, playhead, speed, settled, eye) {
        Pace::Single(_) | Pace::Journeys(_) if eye == Eye::Still => Pace::Single(1.0),
        pace => pace,
    }
}

fn moving(trace: &Trace, playhead: Playhead, speed: Option<Speed>, settled: EventNo, eye: Eye) -> Pace {
    let Playhead { event: n, phase, at } = playhead;
    match speed {
        Some(Speed::Max) => {
            // The further the story is, the longer the stretches: numbers stay long enough to be read.
            let step = (at / 8 + 1).next_power_of_two() / 2;
            match at.checked_div(step) {
                Some(steps) => Pace::Rates((steps - 1) * step, steps * step),
                None => Pace::Single(phase),
            }
        }
        Some(Speed::Time(ratio)) if phase >= 1.0 => {
            let second = ratio as Ns;
            let past = (trace.count_until(at.saturating_sub(second)).min(n), n);
            let soon = (n, trace.count_until(at.saturating_add(second)).max(n));
            if instants(trace, past).max(instants(trace, soon)) > eye.instants() {
                return rates(at, second);
            }
            Pace::Journeys(by_time(trace, playhead, ratio, settled))
        }
        Some(Speed::Events(rate)) if rate > eye.events() => {
            let first = n.saturating_sub(rate as EventNo).max(trace.first());
            let from = trace.event(first).map_or(0, |event| event.at);
            if from < at { Pace::Rates(from, at) } else { Pace::Single(1.0) }
        }
        Some(Speed::Events(rate)) if rate > SINGLE_EVENTS => Pace::Journeys(by_event(trace, playhead, (0.3 * rate).ceil() as EventNo)),
        _ => Pace::Single(phase),
    }
}

/// The number of instants with events between two indices of the log; not counted beyond [`SEEN`].
fn instants(trace: &Trace, (from, to): (EventNo, EventNo)) -> usize {
    let mut last = None;
    let mut count = 0;
    for (_, event) in trace.events(from, to) {
        if last != Some(event.at) {
            last = Some(event.at);
            count += 1;
            if count > SEEN {
                break;
            }
        }
    }
    count
}

/// The stretch that rates are over: a second of wall time, advanced four times a second so that numbers can be read.
fn rates(at: Ns, second: Ns) -> Pace {
    let quarter = (second / 4).max(1);
    let to = at / quarter * quarter;
    if to == 0 { Pace::Rates(0, at) } else { Pace::Rates(to.saturating_sub(second), to) }
}

fn by_time(trace: &Trace, playhead: Playhead, ratio: f64, settled: EventNo) -> Vec<(EventNo, f32)> {
    let Playhead { event: n, at, .. } = playhead;
    let places = &trace.model().places;
    let longest = (JOURNEY[0].1 * ratio) as Ns;
    let first = if at < longest { 0 } else { trace.count_until(at - longest) };
    let first = first.max(trace.first()).max(n.saturating_sub(MOST)).max(settled.min(n));
    let events: Vec<(EventNo, Event)> = (first..n).filter_map(|number| Some((number, trace.event(number)?))).collect();
    let mut moments = Vec::with_capacity(events.len());
    for instant in events.chunk_by(|a, b| a.1.at == b.1.at) {
        let (Some((_, event)), Some((last, _))) = (instant.first(), instant.last()) else { continue };
        // By the density of events when it began, so that its length does not change on the way.
        let second_ago = trace.count_until(event.at.saturating_sub(ratio as Ns));
        let close = instants(trace, (second_ago, last + 1));
        let part = JOURNEY.iter().find(|(most, _)| close <= *most).unwrap_or(&JOURNEY[2]).1;
        let journey = (part * ratio) as Ns;
        let tasks: Vec<_> = instant.iter().map(|(_, event)| event.kind.task()).collect();
        let mut order = Vec::new();
        for task in &tasks {
            if !order.contains(task) {
                order.push(*task);
            }
        }
        for (i, (number, event)) in instant.iter().enumerate() {
            let progress = at.saturating_sub(event.at) as f64 / journey.max(1) as f64;
            // Of several tasks at one instant, one sets out after the other.
            let rank = order.iter().position(|task| *task == tasks[i]).unwrap_or(0) as f64 / order.len() as f64;
            let progress = ((progress - SPREAD * rank) / (1.0 - SPREAD)).clamp(0.0, 1.0);
            // Events of one task at one instant are shown one after the other, longer for a longer way.
            let own = || {
                instant.iter().zip(&tasks).filter(|(_, task)| **task == tasks[i]).map(|((n, event), _)| (*n, weight(&event.kind, places)))
            };
            let before: f64 = own().filter(|(n, _)| n < number).map(|(_, weight)| weight).sum();
            let all: f64 = own().map(|(_, weight)| weight).sum();
            let part = (progress * all - before) / weight(&event.kind, places);
            moments.push((*number, part.clamp(0.0, 1.0) as f32));
        }
    }
    moments
}

/// The approximate length of an event's way: to a gate, or to one of many queues, it is longer.
const fn weight(kind: &Kind, places: &Places) -> f64 {
    match kind {
        Kind::MessagePosted { .. } if places.many_queues() => 3.0,
        Kind::JobArrived { .. } if places.gate.is_some() => 2.0,
        Kind::MessagePosted { .. } | Kind::ThreadRunnable { .. } | Kind::JobDone { .. } => 2.0,
        Kind::MessageTaken { .. }
        | Kind::SwitchStarted { .. }
        | Kind::IoSubmitted { .. }
        | Kind::RunStarted { .. }
        | Kind::JobArrived { .. } => 1.0,
        Kind::IoCompleted { .. } => 0.6,
        _ => 0.2,
    }
}

fn by_event(trace: &Trace, playhead: Playhead, journey: EventNo) -> Vec<(EventNo, f32)> {
    let Playhead { event: n, phase, .. } = playhead;
    let first = n.saturating_sub(journey.min(MOST)).max(trace.first());
    (first..n).map(|number| (number, ((n - 1 - number) as f32 + phase) / journey as f32)).collect()
}

/// The states between which the moments of a pace lie, and those moments.
#[must_use]
pub fn unroll(trace: &Trace, playhead: Playhead, pace: &Pace) -> (Vec<Arc<State>>, Vec<Moment>) {
    let n = playhead.event;
    let list = match pace {
        Pace::Single(phase) if *phase < 1.0 && n > trace.first() => vec![(n - 1, *phase)],
        Pace::Journeys(list) => list.clone(),
        Pace::Single(_) | Pace::Rates(..) => Vec::new(),
    };
    let now = trace.state_at(n);
    let skip = if now.live() > CROWD { list.len().saturating_sub(6) } else { 0 };
    let mut list = list.into_iter().skip(skip).skip_while(|(_, progress)| *progress >= 1.0).peekable();
    let Some((first, _)) = list.peek() else { return (vec![now], Vec::new()) };
    let mut states = vec![trace.state_at(*first)];
    let mut moments = Vec::new();
    for (number, progress) in list {
        let (Some(event), Some(last)) = (trace.event(number), states.last()) else { continue };
        let mut next = State::clone(last);
        next.apply(&event, number);
        states.push(Arc::new(next));
        moments.push(Moment { event, progress });
    }
    (states, moments)
}
