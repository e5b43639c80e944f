//! How a log is read: event by event, backwards and forwards, and folded; a part of [`trace`](super::trace).
//!
//! Packed blocks are unpacked as they are come to, and the few that were read last are remembered. It does not decide what is in a log.

use super::log::cursor::Fold;
use super::log::pack::BLOCK;
use super::log::segment::{Piece, Segment, Stretch};
use super::trace::{AHEAD, Trace};
use loopscope_event::{Event, EventNo, Kind, Ns};
use std::sync::Arc;

/// The events of a stretch of a log with their places: see [`Trace::events`].
pub struct Events<'a> {
    trace: &'a Trace,
    next: EventNo,
    end: EventNo,
    piece: Option<(EventNo, Piece<'a>)>,
}

impl Iterator for Events<'_> {
    type Item = (EventNo, Event);

    fn next(&mut self) -> Option<(EventNo, Event)> {
        let number = self.next;
        if number >= self.end {
            return None;
        }
        let here = |(first, piece): &(EventNo, Piece<'_>)| piece.get(number.checked_sub(*first)? as usize).copied();
        let event = match self.piece.as_ref().and_then(here) {
            Some(event) => event,
            None => {
                self.piece = self.trace.piece(number);
                self.piece.as_ref().and_then(here)?
            }
        };
        self.next += 1;
        Some((number, event))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.next) as usize;
        (left, Some(left))
    }
}

impl Trace {
    /// The segment that has this place, or the last one.
    pub(super) fn segment_of(&self, number: EventNo) -> Option<&Segment> {
        let after = self.segments.partition_point(|segment| segment.first <= number);
        self.segments.get(after.checked_sub(1)?).map(|segment| &**segment)
    }

    /// What the event at this place lies in, and the place of the first there; `None`: it is not kept.
    pub(super) fn stretch(&self, number: EventNo) -> Option<(EventNo, Stretch<'_>)> {
        if number >= self.len {
            return None;
        }
        let segment = self.segment_of(number)?;
        let inside = (number - segment.first) as usize;
        if inside >= segment.len {
            return Some((segment.first + segment.len as EventNo, Stretch::Plain(&self.plain)));
        }
        let block = inside / BLOCK;
        let first = segment.first + (block * BLOCK) as EventNo;
        Some((first, Stretch::Packed(segment.blocks.get(block)?, &segment.forms)))
    }

    /// The events that lie beside the one at this place, which is among them, and the place of the first; `None`: it is not kept.
    fn piece(&self, number: EventNo) -> Option<(EventNo, Piece<'_>)> {
        let (first, stretch) = self.stretch(number)?;
        Some(match stretch {
            Stretch::Plain(events) => (first, Piece::Plain(events)),
            Stretch::Packed(block, forms) => (first, Piece::Block(self.unpacked.get(first, block, forms))),
        })
    }

    /// The event at this place, unless it was let go or has not happened.
    #[must_use]
    pub fn event(&self, number: EventNo) -> Option<Event> {
        let (first, piece) = self.piece(number)?;
        piece.get((number - first) as usize).copied()
    }

    /// The events that are kept from `from` up to `to`, with their places.
    #[must_use]
    pub fn events(&self, from: EventNo, to: EventNo) -> Events<'_> {
        Events { trace: self, next: from.max(self.first()), end: to.min(self.len), piece: None }
    }

    /// Lets the events from `from` up to `to` happen to `state`.
    pub(super) fn fold<T: Fold>(&self, state: &mut T, from: EventNo, to: EventNo) {
        let mut number = from;
        while number < to
            && let Some((first, piece)) = self.piece(number)
        {
            let end = piece.len().min((to - first) as usize);
            for events in piece[(number - first) as usize..end].chunks(AHEAD) {
                state.fetch(events);
                for event in events {
                    state.step(event, number, &self.changes);
                    number += 1;
                }
            }
        }
    }

    /// How many events have happened up to and including the instant `t`.
    #[must_use]
    pub fn count_until(&self, t: Ns) -> EventNo {
        let open = self.plain.first().map(|event| event.at);
        let early = |segment: &Arc<Segment>| segment.begins().or(open).is_none_or(|begins| begins <= t);
        let after = self.segments.partition_point(early);
        let Some(segment) = after.checked_sub(1).and_then(|i| self.segments.get(i)) else { return self.first() };
        let last = after == self.segments.len() && open.is_some_and(|begins| begins <= t);
        let number = match segment.blocks.partition_point(|block| block.at <= t) {
            _ if last => segment.first + segment.len as EventNo,
            blocks => segment.first + (blocks.saturating_sub(1) * BLOCK) as EventNo,
        };
        self.piece(number).map_or(number, |(first, piece)| first + piece.partition_point(|event| event.at <= t) as EventNo)
    }

    /// The next place just after a tick began: a loop took a message; without a loop, a thread was dispatched.
    #[must_use]
    pub fn next_tick(&self, n: EventNo) -> Option<EventNo> {
        self.next(n, |before, event| self.model.begins_tick(before.map(|before| &before.kind), &event.kind))
    }
    /// The last such place before `n`.
    #[must_use]
    pub fn previous_tick(&self, n: EventNo) -> Option<EventNo> {
        self.previous(n, |before, event| self.model.begins_tick(before.map(|before| &before.kind), &event.kind))
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

    fn next(&self, n: EventNo, fits: impl Fn(Option<&Event>, &Event) -> bool) -> Option<EventNo> {
        let mut before = n.checked_sub(1).and_then(|n| self.event(n));
        for (number, event) in self.events(n, self.len) {
            if fits(before.as_ref(), &event) {
                return Some(number + 1);
            }
            before = Some(event);
        }
        None
    }

    fn previous(&self, n: EventNo, fits: impl Fn(Option<&Event>, &Event) -> bool) -> Option<EventNo> {
        let end = n.min(self.len + 1).checked_sub(1)?;
        self.backwards(self.first(), end, |first, events| {
            (0..events.len()).rev().find(|i| {
                let before = match i.checked_sub(1) {
                    Some(before) => events.get(before).copied(),
                    None => first.checked_sub(1).and_then(|before| self.event(before)),
                };
                fits(before.as_ref(), &events[*i])
            })
        })
        .map(|number| number + 1)
    }

    /// The last event before `n`, and not before `from`, that fits.
    pub(super) fn last_where(&self, from: EventNo, n: EventNo, fits: impl Fn(&Event) -> bool) -> Option<EventNo> {
        self.backwards(from, n, |_, events| events.iter().rposition(&fits))
    }

    /// The last of the places from `from` up to `to` that `find` finds, which is shown events side by side and the place of the first.
    fn backwards(&self, from: EventNo, to: EventNo, find: impl Fn(EventNo, &[Event]) -> Option<usize>) -> Option<EventNo> {
        let (from, mut end) = (from.max(self.first()), to.min(self.len));
        while end > from {
            let (first, piece) = self.piece(end - 1)?;
            let low = from.max(first);
            let events = piece.get((low - first) as usize..(end - first) as usize)?;
            if let Some(place) = find(low, events) {
                return Some(low + place as EventNo);
            }
            end = low;
        }
        None
    }
}
