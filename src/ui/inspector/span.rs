//! A stretch of the timeline that is selected: which instant its "why" is told at.

use super::subject::Fact;
use crate::event::EventNo;
use crate::text::say;
use crate::trace::{Playhead, Trace, Track, task_of};

/// The playhead at the end of the stretch that began with this event, or where it is if the stretch goes on there; the event that ended it
/// has not happened yet.
#[must_use]
pub fn end_of(trace: &Trace, event: EventNo, head: Playhead) -> Playhead {
    let Some(began) = trace.event(event) else { return head };
    let tracks = trace.tracks();
    let here = |track: &&Track| track.at(began.at).is_some_and(|span| span.event == event);
    let task = task_of(&began.kind);
    let row = task.and_then(|task| trace.state_at(event + 1).task(task).map(|task| task.row as usize));
    let row = row.and_then(|row| tracks.rows.get(row)).filter(here);
    let Some(track) = row.or_else(|| tracks.cores.iter().map(|(_, track)| track).find(here)) else {
        return Playhead::after(event + 1, began.at);
    };
    let end = track.at(began.at).map_or(began.at, |span| span.end);
    if end > head.at || event >= head.event {
        return head;
    }
    let next = track.at(end).map_or_else(|| trace.count_until(end).saturating_sub(1), |next| next.event);
    Playhead::after(next.clamp(event + 1, head.event.max(event + 1)), end)
}

/// What is said of a stretch that is no task's.
#[must_use]
pub fn of_nobody(trace: &Trace, event: EventNo) -> Vec<Fact> {
    match trace.event(event) {
        Some(began) if task_of(&began.kind).is_some() => Vec::new(),
        _ => vec![Fact { text: say!("subject.unsaid"), about: None, event: trace.event(event).map(|_| event) }],
    }
}
