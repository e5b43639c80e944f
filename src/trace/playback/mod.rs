//! How the playhead moves: by time, by event, as fast as possible, and by steps. Pure: wall time is handed in, so that
//! tests never sleep.
//!
//! A playhead stands after an event and has a *phase*: how far that event's visible moment has got, which takes no time
//! of the story. Story time flows only between such moments.
//!
//! It does *not* decide how far the engine computes (it says how much lead there is, and [`Playback::wants`] says
//! whether that is enough), nor what anything looks like.

use crate::{Playhead, Trace};
use loopscope_event::{EventNo, Ns, Speed};

/// How long a step's visible moment lasts, in seconds of wall time.
pub const STEP: f64 = 0.35;
/// The longest visible moment of an event when playing by time.
const LONGEST_DWELL: f64 = 0.35;
/// What the visible moments of all events in a second of playing by time may take together.
const DWELL_OF_A_SECOND: f64 = 0.5;
/// A shorter visible moment is not seen: the stage then shows journeys that overlap, in story time (`ui::stage::pace`).
const SHORTEST_DWELL: f64 = 0.125;
/// Playing by event: what part of an event's time its visible moment takes; in the rest the story flows on.
const MOMENT: f64 = 0.6;
/// A frame that took longer than this is not made up for.
const LONGEST_FRAME: f64 = 0.1;
/// The rates that can be played.
const RATES: std::ops::RangeInclusive<f64> = 1e-3..=1e12;

/// What playback asks of a log.
#[allow(clippy::len_without_is_empty, reason = "a story is never asked whether it is empty")]
pub trait Story {
    /// The oldest event that is kept.
    fn first(&self) -> EventNo;
    /// How many events there are.
    fn len(&self) -> EventNo;
    /// When this event happened.
    fn at(&self, event: EventNo) -> Ns;
    /// How many events have happened up to and with this instant.
    fn count_until(&self, at: Ns) -> EventNo;
    /// The instant up to which everything is known.
    fn end(&self) -> Ns;
}

impl Story for Trace {
    fn first(&self) -> EventNo {
        Self::first(self)
    }
    fn len(&self) -> EventNo {
        Self::len(self)
    }
    fn at(&self, event: EventNo) -> Ns {
        self.event(event).map_or(0, |event| event.at)
    }
    fn count_until(&self, at: Ns) -> EventNo {
        Self::count_until(self, at)
    }
    fn end(&self) -> Ns {
        Self::end(self)
    }
}

/// The playhead and what moves it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Playback {
    head: Playhead,
    playing: bool,
    speed: Speed,
    /// The part of a nanosecond by which the story is ahead of `head.at`.
    rest: f64,
    /// Whatever happened before this event has been seen: it had its visible moment, or the playhead was put there.
    settled: EventNo,
}

/// What came of a frame's playing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Motion {
    /// The playhead rests; nothing need be drawn again.
    Still,
    /// It would move, but nothing further is known yet.
    Waiting,
    /// It moves.
    Moving,
}

impl Playback {
    /// Before the first event.
    #[must_use]
    pub const fn new(speed: Speed, playing: bool) -> Self {
        Self { head: Playhead { event: 0, phase: 1.0, at: 0 }, playing, speed, rest: 0.0, settled: 0 }
    }
    /// Where it is.
    #[must_use]
    pub const fn head(&self) -> Playhead {
        self.head
    }
    /// True while it moves by itself.
    #[must_use]
    pub const fn playing(&self) -> bool {
        self.playing
    }
    /// Whatever happened before this event has been seen; later ones were passed without a visible moment of their own.
    #[must_use]
    pub const fn settled(&self) -> EventNo {
        self.settled
    }
    /// How fast it moves.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }
    /// Lets it run, or holds it where it is. The visible moment that has begun goes on to its end.
    pub const fn play(&mut self, playing: bool) {
        self.playing = playing;
    }
    /// How fast it moves from now on.
    pub const fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }
    /// To the beginning, or what is left of it.
    pub fn to_start(&mut self, story: &impl Story) {
        self.put(story.first(), if story.first() == 0 { 0 } else { instant_after(story, story.first()) });
    }
    /// As far as is known.
    pub fn to_live_edge(&mut self, story: &impl Story) {
        self.put(story.len(), story.end());
    }
    /// To this instant, with all that happened in it.
    pub fn to_time(&mut self, at: Ns, story: &impl Story) {
        let at = at.min(story.end());
        self.put(story.count_until(at).max(story.first()), at);
    }
    /// To just after the first so many events. Their last one's visible moment begins now, if it is to be seen.
    pub fn to_event(&mut self, events: EventNo, moment: bool, story: &impl Story) {
        let events = events.clamp(story.first(), story.len());
        self.put(events, instant_after(story, events));
        self.head.phase = if moment && events > 0 { 0.0 } else { 1.0 };
    }
    /// True if it has got as far as is known.
    #[must_use]
    pub fn is_at_live_edge(&self, story: &impl Story) -> bool {
        self.head.event >= story.len() && self.head.at >= story.end()
    }

    fn put(&mut self, event: EventNo, at: Ns) {
        self.head = Playhead { event, phase: 1.0, at };
        self.rest = 0.0;
        self.settled = event;
    }

    /// Moves it by so many seconds of wall time.
    pub fn advance(&mut self, wall: f64, story: &impl Story) -> Motion {
        let wall = if wall.is_finite() { wall.clamp(0.0, LONGEST_FRAME) } else { 0.0 };
        if self.head.event < story.first() || self.head.event > story.len() {
            self.to_event(self.head.event, false, story);
        }
        match self.speed {
            _ if !self.playing => self.finish_moment(wall),
            Speed::Max => {
                self.to_live_edge(story);
                Motion::Waiting
            }
            Speed::Time(ratio) => self.by_time(wall, ratio.clamp(*RATES.start(), *RATES.end()), story),
            Speed::Events(rate) => self.by_event(wall, rate.clamp(*RATES.start(), *RATES.end()), story),
        }
    }

    fn finish_moment(&mut self, wall: f64) -> Motion {
        if self.head.phase >= 1.0 {
            return Motion::Still;
        }
        self.moment(wall, STEP);
        Motion::Moving
    }

    /// Lets the visible moment go on, if it lasts so long in all; answers what is left of the wall time, if any.
    fn moment(&mut self, wall: f64, lasts: f64) -> Option<f64> {
        let left = (1.0 - f64::from(self.head.phase)) * lasts;
        if left > wall {
            self.head.phase += (wall / lasts) as f32;
            return None;
        }
        self.head.phase = 1.0;
        Some(wall - left)
    }

    fn by_time(&mut self, wall: f64, ratio: f64, story: &impl Story) -> Motion {
        let dwell = self.dwell(ratio, story);
        let mut left = wall;
        loop {
            match self.moment(left, dwell) {
                Some(rest) => left = rest,
                None => return Motion::Moving,
            }
            if dwell == 0.0 {
                // Events too close to be seen one by one: over all of them at once.
                let known = self.flow(left * ratio, story.end());
                self.head.event = story.count_until(self.head.at).max(self.head.event);
                return if known { Motion::Moving } else { Motion::Waiting };
            }
            let next = self.next_instant(story);
            let takes = ((next.saturating_sub(self.head.at)) as f64 - self.rest).max(0.0) / ratio;
            if takes > left || self.head.event == story.len() {
                let known = self.flow(left * ratio, next);
                return if known { Motion::Moving } else { Motion::Waiting };
            }
            left -= takes;
            self.happen(next);
        }
    }

    fn by_event(&mut self, wall: f64, rate: f64, story: &impl Story) -> Motion {
        let slot = 1.0 / rate;
        let mut left = wall;
        loop {
            let next = self.next_instant(story);
            let here = instant_after(story, self.head.event).min(next);
            let known = self.head.event < story.len();
            let flows = known && next > here;
            match self.moment(left, if flows { slot * MOMENT } else { slot }) {
                Some(rest) => left = rest,
                None => return Motion::Moving,
            }
            if !known {
                // This run is over and others go on, or the engine is not that far: the story flows as it did on average.
                let known = self.flow(left * self.ratio(story), next);
                return if known { Motion::Moving } else { Motion::Waiting };
            }
            let ratio = (next - here) as f64 / (slot * (1.0 - MOMENT));
            let takes = if flows { ((next.saturating_sub(self.head.at)) as f64 - self.rest).max(0.0) / ratio } else { 0.0 };
            if takes > left {
                self.flow(left * ratio, next);
                return Motion::Moving;
            }
            left -= takes;
            self.happen(next);
        }
    }

    fn happen(&mut self, at: Ns) {
        self.head = Playhead { event: self.head.event + 1, phase: 0.0, at };
        self.rest = 0.0;
        self.settled = self.head.event;
    }

    /// Story time goes on by so much, at most to `until`; false if it got there.
    fn flow(&mut self, ns: f64, until: Ns) -> bool {
        let exact = ns + self.rest;
        let whole = exact as Ns;
        if self.head.at.saturating_add(whole) >= until {
            self.head.at = until.max(self.head.at);
            self.rest = 0.0;
            return false;
        }
        self.head.at += whole;
        self.rest = exact - whole as f64;
        true
    }

    fn next_instant(&self, story: &impl Story) -> Ns {
        if self.head.event < story.len() { story.at(self.head.event).max(self.head.at) } else { story.end() }
    }

    /// How long a visible moment lasts where events are as close as they are here; 0: too close to be seen.
    fn dwell(&self, ratio: f64, story: &impl Story) -> f64 {
        let second_on = self.head.at.saturating_add(ratio as Ns);
        let soon = story.count_until(second_on).saturating_sub(self.head.event);
        // Near the live edge not much is known of the next second: it will be as the last one was.
        let past = self.head.event.saturating_sub(story.count_until(self.head.at.saturating_sub(ratio as Ns)));
        let dwell = (DWELL_OF_A_SECOND / soon.max(past).max(1) as f64).min(LONGEST_DWELL);
        if dwell < SHORTEST_DWELL { 0.0 } else { dwell }
    }

    /// Nanoseconds of story in a second of wall time, on average where it is not constant.
    #[must_use]
    pub fn ratio(&self, story: &impl Story) -> f64 {
        match self.speed {
            Speed::Time(ratio) => ratio,
            Speed::Events(rate) => rate * story.end().max(1) as f64 / story.len().max(1) as f64,
            Speed::Max => f64::INFINITY,
        }
    }

    /// For how many seconds it can play on what is known.
    #[must_use]
    pub fn lead(&self, story: &impl Story) -> f64 {
        let ahead = story.end().saturating_sub(self.head.at) as f64;
        match self.speed {
            Speed::Max => 0.0,
            Speed::Events(rate) if self.head.event < story.len() => (story.len() - self.head.event) as f64 / rate,
            Speed::Events(_) | Speed::Time(_) => ahead / self.ratio(story),
        }
    }

    /// Whether the engine should compute on, given that it does or does not now.
    #[must_use]
    pub fn wants(&self, computing: bool, story: &impl Story) -> bool {
        let events = if let Speed::Events(rate) = self.speed { 1.0 / rate } else { 0.0 };
        let enough = if computing { (4.0 * events).max(0.4) } else { (2.5 * events).max(0.2) };
        self.playing && self.lead(story) < enough
    }

    /// True if what happens at the live edge cannot be seen soon: a slider moved here would show nothing.
    #[must_use]
    pub fn is_in_the_past(&self, story: &impl Story) -> bool {
        let events = if let Speed::Events(rate) = self.speed { 8.0 / rate } else { 0.0 };
        let behind = !self.playing && story.len() > self.head.event + 8;
        // At the instant of the live edge nothing is past, however many of its events are still to be seen.
        story.end() > self.head.at && (behind || self.lead(story) > events.max(1.0))
    }

    /// True if it is so far in the past that it does not get there by playing on for a moment.
    #[must_use]
    pub fn is_far_in_the_past(&self, story: &impl Story) -> bool {
        let events = if let Speed::Events(rate) = self.speed { 32.0 / rate } else { 0.0 };
        self.is_in_the_past(story) && (!self.playing || self.lead(story) > events.max(4.0))
    }
}

/// The instant just after the first so many events.
fn instant_after(story: &impl Story, events: EventNo) -> Ns {
    match events.checked_sub(1) {
        Some(last) if last >= story.first() => story.at(last),
        _ if story.first() > 0 && events < story.len() => story.at(events),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
