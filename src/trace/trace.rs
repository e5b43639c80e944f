//! [`Trace`]: one run's log in memory, and every question that is asked about it.
//!
//! The log lies in segments, each of which begins with the state (and the statistics) as they stood before its first event. So the state at any
//! place is one copy and a bounded stretch of folding away, and the oldest segments can be let go as wholes. In a segment it lies in packed
//! blocks, and only the newest events lie open; how it is read again, [`reading`](super::reading) says.

use super::critical::Paths;
use super::imported::recorded::Recorded;
use super::log::cursor::{Cursor, Fold};
use super::log::pack::{BLOCK, Packer};
use super::log::segment::{Segment, Unpacked};
use super::state::State;
use super::stats::Stats;
use super::tracks::Tracks;
use super::why::story::Stories;

use loopscope_event::{Change, Event, EventNo, Kind, ModelInfo, Names, Ns, Piece, RunId, Scenario, Sink};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// A segment is at least so many events long, and at least `PER_TASK` times as many as tasks live at its beginning: so few that they happen
/// anew within a few milliseconds, and so many that the states between them take up little.
const SEGMENT: usize = 1 << 17;

/// So many events are looked at ahead, so that the tasks they are about are waited for together.
pub(super) const AHEAD: usize = 64;

/// One run's log in memory.
pub struct Trace {
    /// A segment is at least so many events long.
    segment: usize,
    run: RunId,
    pub(super) model: &'static ModelInfo,
    pub(super) names: Names,
    scenario: Arc<Scenario>,
    pub(super) changes: Vec<Change>,
    /// The places of the changes' events.
    changed: Vec<EventNo>,
    /// Those before the last one are sealed, and shared with snapshots.
    pub(super) segments: VecDeque<Arc<Segment>>,
    /// The newest events, less than a block: they follow upon the last segment's blocks.
    pub(super) plain: Vec<Event>,
    packer: Packer,
    pub(super) unpacked: Unpacked,
    pub(super) len: EventNo,
    edge: Ns,
    let_go: (EventNo, Ns),
    drained: Option<(Ns, EventNo)>,
    live: Arc<State>,
    stats: Arc<Stats>,
    pub(super) tracks: Tracks,
    states_seen: RefCell<Cursor<State>>,
    stats_seen: RefCell<Cursor<Stats>>,
    pub(super) stories: Stories,
    pub(super) recorded: Option<Box<Recorded>>,
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
            plain: Vec::new(),
            packer: Packer::default(),
            unpacked: Unpacked::default(),
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
            recorded: None,
            paths: Paths::default(),
        }
    }

    /// Adds the next piece of the log. Returns false, and adds nothing, if it does not begin where the log ends.
    pub fn apply(&mut self, piece: &Piece) -> bool {
        self.add(piece.first, &piece.events, &piece.changes)
    }

    fn add(&mut self, first: EventNo, mut events: &[Event], changes: &[Change]) -> bool {
        if first != self.len {
            return false;
        }
        self.changes.extend(changes.iter().cloned());
        Arc::make_mut(&mut self.stats).note(changes);
        while !events.is_empty() {
            let segment = self.segments.back().map_or(0, |last| last.capacity(self.segment).saturating_sub(last.len + self.plain.len()));
            if segment == 0 {
                self.begin_segment();
                continue;
            }
            let room = segment.min(BLOCK - self.plain.len());
            let (now, later) = events.split_at(room.min(events.len()));
            self.append(now);
            if self.plain.len() == BLOCK {
                self.seal();
            }
            events = later;
        }
        true
    }

    /// Adds events to those that lie open.
    fn append(&mut self, events: &[Event]) {
        let Self { plain, live, stats, tracks, len, edge, .. } = self;
        let (live, stats) = (Arc::make_mut(live), Arc::make_mut(stats));
        let (first, begin, mut noted) = (*len, plain.len(), Vec::new());
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
                plain.push(event);
                *len += 1;
            }
        }
        tracks.settle();
        let mut number = first;
        for events in plain[begin..].chunks(AHEAD) {
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

    /// Packs the events that lie open.
    fn seal(&mut self) {
        let Some(last) = self.segments.back_mut() else { return };
        if !self.plain.is_empty() {
            let last = Arc::make_mut(last);
            let block = self.packer.pack(&self.plain, &mut last.forms);
            last.add(block, self.plain.len());
            self.plain.clear();
        }
    }

    fn begin_segment(&mut self) {
        self.seal();
        if let Some(last) = self.segments.back_mut() {
            Arc::make_mut(last).close();
        }
        self.packer.begin();
        self.segments.push_back(Arc::new(Segment::new(self.len, Arc::clone(&self.live), Arc::clone(&self.stats))));
    }

    /// The log as it is now, for another thread, say: it sees nothing of what is added to, or let go of, this one afterwards.
    ///
    /// Costs a few pointers for each segment, row and megabyte of the log, and, spread over what is added next, a copy of the state, the
    /// statistics and what lies open of each row that goes on. It is a log of its own, and can be added to as well.
    #[must_use]
    pub fn snapshot(&mut self) -> Self {
        Self {
            segment: self.segment,
            run: self.run,
            model: self.model,
            names: self.names.clone(),
            scenario: Arc::clone(&self.scenario),
            changes: self.changes.clone(),
            changed: self.changed.clone(),
            segments: self.segments.clone(),
            plain: self.plain.clone(),
            packer: Packer::default(),
            unpacked: Unpacked::default(),
            len: self.len,
            edge: self.edge,
            let_go: self.let_go,
            drained: self.drained,
            live: Arc::clone(&self.live),
            stats: Arc::clone(&self.stats),
            tracks: self.tracks.snapshot(),
            states_seen: RefCell::default(),
            stats_seen: RefCell::default(),
            stories: Stories::default(),
            recorded: self.recorded.clone(),
            paths: Paths::default(),
        }
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
    pub fn tracks(&self) -> &Tracks {
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
        seen.borrow_mut().at(n, segment.first, start(segment), |state, from, to| self.fold(state, from, to))
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

    /// About how many bytes it takes up.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }

    /// Which part of it takes up how many bytes, about.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, usize); 6] {
        let log: usize = self.segments.iter().map(|segment| segment.log_bytes()).sum();
        let plain = self.plain.capacity() * size_of::<Event>() + self.packer.bytes() + self.unpacked.bytes();
        let starts: usize = self.segments.iter().map(|segment| segment.bytes).sum();
        let folds = self.states_seen.borrow().bytes(State::bytes) + self.stats_seen.borrow().bytes(Stats::bytes);
        let seen = folds + self.stories.bytes() + self.paths.bytes();
        let imported = self.imported().map_or(0, super::Imported::bytes);
        let (spans, series) = self.tracks.bytes();
        let now = size_of::<Self>() + self.live.bytes() + self.stats.bytes();
        [
            ("log", log + plain),
            ("spans", spans),
            ("series", series),
            ("states at segments' beginnings", starts),
            ("states seen", now + seen),
            ("what an import kept", imported),
        ]
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
        self.unpacked.clear();
        self.stories.clear();
        if let Some(next) = self.segments.front() {
            self.let_go = (next.first, next.state.at);
            self.tracks.let_go(next.state.at);
        }
    }
}

impl Sink for Trace {
    /// Adds events that begin where the log ends; others are not of this log, and left out.
    fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        self.add(first, events, changes);
    }
}
