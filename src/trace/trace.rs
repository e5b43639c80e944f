//! [`Trace`]: one run's log in memory, and every question that is asked about it.
//!
//! The log lies in segments, each of which begins with the state (and the statistics) as they stood before its first event. So the state at any
//! place is one copy and a bounded stretch of folding away, and the oldest segments can be let go as wholes.

use super::critical::Paths;
use super::cursor::{Cursor, Fold};
use super::segment::Segment;
use super::state::State;
use super::stats::Stats;
use super::story::Stories;
use super::tracks::Tracks;

use crate::event::{Batch, Change, Event, EventNo, Kind, ModelInfo, Names, Ns, Processor, RunEnd, RunId, Scenario};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// A segment is at least so many events long, and at least `PER_TASK` times as many as tasks live at its beginning.
const SEGMENT: usize = 1 << 16;

/// So many events are looked at ahead, so that the tasks they are about are waited for together.
const AHEAD: usize = 64;

/// One run's log in memory.
pub struct Trace {
    /// A segment is at least so many events long.
    segment: usize,
    run: RunId,
    model: &'static ModelInfo,
    names: Names,
    scenario: Arc<Scenario>,
    changes: Vec<Change>,
    /// The places of the changes' events.
    changed: Vec<EventNo>,
    segments: VecDeque<Segment>,
    len: EventNo,
    edge: Ns,
    let_go: (EventNo, Ns),
    drained: Option<(Ns, EventNo)>,
    live: Arc<State>,
    stats: Arc<Stats>,
    tracks: Tracks,
    states_seen: RefCell<Cursor<State>>,
    stats_seen: RefCell<Cursor<Stats>>,
    pub(super) stories: Stories,
    pub(super) paths: Paths,
}

impl Trace {
    /// An empty log of `model` over `scenario`; `names` says what its devices, locks and variables are called.
    #[must_use]
    pub fn new(run: RunId, model: &'static ModelInfo, scenario: Arc<Scenario>, names: Names) -> Self {
        Self::with_segments(SEGMENT, run, model, scenario, names)
    }

    /// With segments of another least length.
    pub(super) fn with_segments(segment: usize, run: RunId, model: &'static ModelInfo, scenario: Arc<Scenario>, names: Names) -> Self {
        let cores = scenario.machine.cores;
        Self {
            segment,
            run,
            model,
            names,
            scenario,
            changes: Vec::new(),
            changed: Vec::new(),
            segments: VecDeque::new(),
            len: 0,
            edge: 0,
            let_go: (0, 0),
            drained: None,
            live: Arc::new(State::new(cores)),
            stats: Arc::new(Stats::live(cores).of(model)),
            tracks: Tracks::default(),
            states_seen: RefCell::default(),
            stats_seen: RefCell::default(),
            stories: Stories::default(),
            paths: Paths::default(),
        }
    }

    /// Adds the next piece of the log. False, and nothing is added, if it is another run's or does not begin where the log ends.
    pub fn apply(&mut self, batch: &Batch) -> bool {
        if batch.run != self.run || batch.first != self.len {
            return false;
        }
        self.changes.extend(batch.changes.iter().cloned());
        let stats = Arc::make_mut(&mut self.stats);
        stats.note(&batch.changes);
        let mut events = &batch.events[..];
        while !events.is_empty() {
            let room = match self.segments.back() {
                Some(last) => last.capacity(self.segment).saturating_sub(last.events.len()),
                None => 0,
            };
            if room == 0 {
                self.begin_segment();
                continue;
            }
            let (now, later) = events.split_at(room.min(events.len()));
            self.append(now);
            events = later;
        }
        true
    }

    /// Adds events to the last segment.
    fn append(&mut self, events: &[Event]) {
        let Self { segment, segments, live, stats, tracks, len, edge, .. } = self;
        let Some(last) = segments.back_mut() else { return };
        last.reserve(events.len(), *segment);
        let (live, stats) = (Arc::make_mut(live), Arc::make_mut(stats));
        let (first, mut noted) = (*len, Vec::new());
        for events in events.chunks(AHEAD) {
            live.fetch(events);
            for event in events {
                let mut event = *event;
                // A foreign log may go back in time; then time stands still, so that it stays searchable.
                event.at = event.at.max(live.at);
                let row = live.happen(&event, *len);
                tracks.after(row, live, &event, *len);
                if let Kind::ScenarioChanged { .. } | Kind::JobDone { .. } = event.kind {
                    noted.push((*len, event, live.done));
                }
                last.events.push(event);
                *len += 1;
            }
        }
        tracks.settle();
        let mut number = first;
        for events in last.events[(first - last.first) as usize..].chunks(AHEAD) {
            stats.fetch(events);
            for event in events {
                stats.apply(event, number);
                number += 1;
            }
        }
        *edge = (*edge).max(live.at);
        for (number, event, done) in noted {
            match event.kind {
                Kind::ScenarioChanged { .. } => self.changed.push(number),
                _ if self.scenario_at(number).total_jobs() == Some(done) => {
                    self.drained.get_or_insert((event.at, number));
                }
                _ => {}
            }
        }
    }

    fn begin_segment(&mut self) {
        let bytes = self.live.bytes() + self.stats.bytes();
        let (state, stats) = (Arc::clone(&self.live), Arc::clone(&self.stats));
        self.segments.push_back(Segment { first: self.len, state, stats, bytes, events: Vec::new() });
    }

    /// The run is computed up to this instant, even if nothing happened.
    pub fn known_until(&mut self, edge: Ns) {
        self.edge = self.edge.max(edge);
    }

    /// Which run.
    #[must_use]
    pub const fn run(&self) -> RunId {
        self.run
    }
    /// Of which model.
    #[must_use]
    pub const fn model(&self) -> &'static ModelInfo {
        self.model
    }
    /// What devices, locks and variables are called.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }
    /// How many events there are, those let go included.
    #[must_use]
    pub const fn len(&self) -> EventNo {
        self.len
    }
    /// True before the first event.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The oldest event that is kept; also the first place that a playhead may stand at.
    #[must_use]
    pub fn first(&self) -> EventNo {
        self.segments.front().map_or(self.len, |segment| segment.first)
    }
    /// The instant up to which the run is known, ns.
    #[must_use]
    pub const fn end(&self) -> Ns {
        self.edge
    }
    /// How many events were let go, and the instant up to which, ns.
    #[must_use]
    pub const fn let_go(&self) -> (EventNo, Ns) {
        self.let_go
    }
    /// When the last job of all was done, ns, and the event; `None`: not yet, or never, since the work is endless.
    #[must_use]
    pub const fn drained(&self) -> Option<(Ns, EventNo)> {
        self.drained
    }
    /// Everything that is drawn over time.
    #[must_use]
    pub const fn tracks(&self) -> &Tracks {
        &self.tracks
    }
    /// How everything stands at the end of the log.
    #[must_use]
    pub fn live(&self) -> &State {
        &self.live
    }
    /// The statistics of the whole run, what was let go included.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    fn segment_of(&self, number: EventNo) -> Option<&Segment> {
        let after = self.segments.partition_point(|segment| segment.first <= number);
        self.segments.get(after.checked_sub(1)?)
    }

    /// The event at this place, unless it was let go or has not happened.
    #[must_use]
    pub fn event(&self, number: EventNo) -> Option<Event> {
        let segment = self.segment_of(number)?;
        segment.events.get((number - segment.first) as usize).copied()
    }

    /// The events that are kept from `from` up to `to`, with their places.
    pub fn events(&self, from: EventNo, to: EventNo) -> impl Iterator<Item = (EventNo, &Event)> {
        self.pieces(from, to).flat_map(|(first, events)| (first..).zip(events))
    }

    /// As [`events`](Self::events), a slice at a time.
    fn pieces(&self, from: EventNo, to: EventNo) -> impl DoubleEndedIterator<Item = (EventNo, &[Event])> {
        let from = from.max(self.first());
        let begin = self.segments.partition_point(|segment| segment.first <= from).saturating_sub(1);
        let end = self.segments.partition_point(|segment| segment.first < to).max(begin);
        self.segments.range(begin..end).map(move |segment| {
            let low = from.saturating_sub(segment.first) as usize;
            let high = segment.events.len().min((to - segment.first) as usize);
            (segment.first + low as EventNo, segment.events.get(low..high).unwrap_or_default())
        })
    }

    /// How everything stood after the first `n` events, for any `n` from [`first`](Self::first) to [`len`](Self::len) (others are moved there).
    ///
    /// Cheap for a place asked before or a little further on; otherwise a copy of a state and a bounded stretch of events.
    #[must_use]
    pub fn state_at(&self, n: EventNo) -> Arc<State> {
        self.at(n, &self.live, &self.states_seen, |segment| &segment.state)
    }

    /// The statistics of the first `n` events.
    #[must_use]
    pub fn stats_at(&self, n: EventNo) -> Arc<Stats> {
        self.at(n, &self.stats, &self.stats_seen, |segment| &segment.stats)
    }

    fn at<T: Fold>(&self, n: EventNo, live: &Arc<T>, seen: &RefCell<Cursor<T>>, start: impl Fn(&Segment) -> &Arc<T>) -> Arc<T> {
        let n = n.clamp(self.first(), self.len);
        let Some(segment) = self.segment_of(n).filter(|_| n < self.len) else { return Arc::clone(live) };
        let fold = |state: &mut T, from: EventNo, to: EventNo| {
            for (number, event) in (from..to).zip(&segment.events[(from - segment.first) as usize..]) {
                state.step(event, number, &self.changes);
            }
        };
        seen.borrow_mut().at(n, segment.first, start(segment), fold)
    }

    /// How many events have happened up to and including the instant `t`.
    #[must_use]
    pub fn count_until(&self, t: Ns) -> EventNo {
        let after = self.segments.partition_point(|segment| segment.events.first().is_none_or(|event| event.at <= t));
        let Some(segment) = after.checked_sub(1).and_then(|i| self.segments.get(i)) else { return self.first() };
        segment.first + segment.events.partition_point(|event| event.at <= t) as EventNo
    }

    /// The scenario that holds after the first `n` events.
    #[must_use]
    pub fn scenario_at(&self, n: EventNo) -> &Arc<Scenario> {
        let changes = self.changed.partition_point(|number| *number < n);
        changes.checked_sub(1).and_then(|i| self.changes.get(i)).map_or(&self.scenario, |change| &change.scenario)
    }
    /// The slider changes so far.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The next place just after a tick began: a loop took a message; without a loop, a thread was dispatched.
    #[must_use]
    pub fn next_tick(&self, n: EventNo) -> Option<EventNo> {
        self.next(n, |before, event| self.is_tick(before, event))
    }
    /// The last such place before `n`.
    #[must_use]
    pub fn previous_tick(&self, n: EventNo) -> Option<EventNo> {
        self.previous(n, |before, event| self.is_tick(before, event))
    }
    /// The next place just after a job was done.
    #[must_use]
    pub fn next_job(&self, n: EventNo) -> Option<EventNo> {
        self.next(n, |_, event| matches!(event.kind, Kind::JobDone { .. }))
    }
    /// The last such place before `n`.
    #[must_use]
    pub fn previous_job(&self, n: EventNo) -> Option<EventNo> {
        self.previous(n, |_, event| matches!(event.kind, Kind::JobDone { .. }))
    }

    /// Whether an event begins a turn of a loop, or a dispatch; a burst that goes on after another is neither.
    fn is_tick(&self, before: Option<&Event>, event: &Event) -> bool {
        match event.kind {
            Kind::MessageTaken { .. } => self.model.places.processor == Processor::Loop,
            Kind::RunStarted { task, .. } if self.model.places.processor == Processor::Core => !before.is_some_and(
                |before| matches!(before.kind, Kind::RunEnded { task: same, why: RunEnd::Burst | RunEnd::Quantum, .. } if same == task),
            ),
            _ => false,
        }
    }

    fn next(&self, n: EventNo, fits: impl Fn(Option<&Event>, &Event) -> bool) -> Option<EventNo> {
        let mut before = n.checked_sub(1).and_then(|n| self.event(n));
        for (number, event) in self.events(n, self.len) {
            if fits(before.as_ref(), event) {
                return Some(number + 1);
            }
            before = Some(*event);
        }
        None
    }

    fn previous(&self, n: EventNo, fits: impl Fn(Option<&Event>, &Event) -> bool) -> Option<EventNo> {
        let n = n.min(self.len + 1).checked_sub(1)?;
        for (first, events) in self.pieces(self.first(), n).rev() {
            for (i, event) in events.iter().enumerate().rev() {
                let number = first + i as EventNo;
                let before = match i.checked_sub(1) {
                    Some(i) => events.get(i).copied(),
                    None => number.checked_sub(1).and_then(|n| self.event(n)),
                };
                if fits(before.as_ref(), event) {
                    return Some(number + 1);
                }
            }
        }
        None
    }

    /// The last event before `n`, and not before `from`, that fits.
    pub(super) fn last_where(&self, from: EventNo, n: EventNo, fits: impl Fn(&Event) -> bool) -> Option<EventNo> {
        let mut pieces = self.pieces(from, n).rev();
        pieces.find_map(|(first, events)| events.iter().rposition(&fits).map(|i| first + i as EventNo))
    }

    /// About how many bytes it takes up.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let segments: usize = self.segments.iter().map(|s| s.bytes + s.events.capacity() * size_of::<Event>()).sum();
        let seen = self.states_seen.borrow().bytes(State::bytes)
            + self.stats_seen.borrow().bytes(Stats::bytes)
            + self.stories.bytes()
            + self.paths.bytes();
        size_of::<Self>() + segments + self.tracks.bytes() + self.live.bytes() + self.stats.bytes() + seen
    }

    /// The instant at which the oldest segment begins, if it may be let go: the last one never is.
    pub(super) fn oldest(&self) -> Option<Ns> {
        (self.segments.len() > 1).then(|| self.segments.front().map_or(0, |segment| segment.state.at))
    }

    /// Lets the oldest segment go, and the spans that were over before the next one.
    pub(super) fn let_go_oldest(&mut self) {
        if self.segments.len() < 2 {
            return;
        }
        self.segments.pop_front();
        // What was remembered may lie there, and can be folded again.
        self.states_seen.get_mut().clear();
        self.stats_seen.get_mut().clear();
        self.stories.clear();
        if let Some(next) = self.segments.front() {
            self.let_go = (next.first, next.state.at);
            self.tracks.let_go(next.state.at);
        }
    }
}
