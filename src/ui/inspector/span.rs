//! The selection of a span of the timeline: the instant at which its "why" is computed.

use super::subject::Fact;
use crate::Selected;
use loopscope_event::EventNo;
use loopscope_text::say;
use loopscope_trace::{Playhead, Trace, Track};

/// The playhead at the end of the span that began with this event, or unchanged if the span is still open there; the
/// event that ends it has not happened yet.
#[must_use]
pub fn end_of(trace: &Trace, event: EventNo, head: Playhead) -> Playhead {
    let Some(began) = trace.event(event) else { return head };
    let tracks = trace.tracks();
    let here = |track: &&Track| track.at(began.at).is_some_and(|span| span.event == event);
    let task = began.kind.task();
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

/// Leads from a span to its task as it is now; or says that nothing is known of a span without a task.
#[must_use]
pub fn about(trace: &Trace, event: EventNo) -> Vec<Fact> {
    let began = trace.event(event);
    vec![match began.and_then(|began| began.kind.task()) {
        Some(task) => Fact { text: say!("inspector.as_now", task = task.name()), about: Some(Selected::Task(task)), event: None },
        None => Fact { text: say!("subject.unsaid"), about: None, event: began.map(|_| event) },
    }]
}
