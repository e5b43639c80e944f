//! What the colours mean, under the lanes: only states that were seen so far. A part of [`layout`](super).

use super::items::{Font, Key};
use super::{Layout, Scene};
use crate::Purpose;
use crate::stage::item::Icon;
use crate::timeline::lanes::{Lane, What};
use loopscope_text::wordings;
use loopscope_trace::SpanState;

impl Layout<'_, '_> {
    /// The legend: what always may be in a run of ours, and what has been.
    pub(crate) fn keys(&mut self) {
        let Scene { traces, plan, purpose, .. } = *self.scene;
        let mut seen = [false; loopscope_trace::STATES];
        for (i, trace) in traces.iter().enumerate() {
            let tracks = trace.tracks();
            let rows = plan.placed.iter().filter_map(|placed| match placed.lane {
                Lane { run, what: What::Row(row) } if run == i => tracks.rows.get(row),
                _ => None,
            });
            for track in tracks.cores.iter().map(|(_, track)| track).take(4).chain(rows) {
                let sums = track.until(trace.end());
                seen.iter_mut().zip(sums).for_each(|(seen, sum)| *seen |= sum > 0);
            }
        }
        let ours = traces.iter().any(|trace| trace.imported().is_none());
        if ours {
            for state in [SpanState::Running, SpanState::Queued, SpanState::Io] {
                seen[state.index()] = true;
            }
        }
        let idle = ours || traces.iter().any(|trace| !trace.tracks().cores.is_empty());
        let chosen: Vec<_> = LEGEND.iter().filter(|(state, _)| state.map_or(idle, |state| seen[state.index()])).collect();
        // At the right stand the buttons, and how many rows are out of sight.
        let end = plan.x1
            - match purpose {
                Purpose::Use => self.px(LEGEND_ENDS),
                Purpose::Print if plan.more() > 0 => self.px(PRINT_ENDS),
                Purpose::Print => 0,
            };
        let texts: Vec<_> = chosen.into_iter().map(|(state, key)| (*state, wordings!(key))).collect();
        let long = self.line_up(texts.iter().filter_map(|(state, texts)| Some((*state, texts.first()?))));
        let short = self.line_up(texts.iter().filter_map(|(state, texts)| Some((*state, texts.last()?))));
        let (keys, _) = if long.1 <= end { long } else { short };
        self.items.keys.extend(keys.into_iter().filter(|(_, x1)| *x1 <= end).map(|(key, _)| key));
    }

    /// Places entries of the legend side by side; with each its right end, and the last one's.
    fn line_up<'a>(&self, entries: impl Iterator<Item = (Option<SpanState>, &'a String)>) -> (Vec<(Key, i32)>, i32) {
        let mut x = self.px(12.0);
        let mut keys = Vec::new();
        for (state, text) in entries {
            let sign = state.and_then(sign).map_or(0, |_| self.px(SIGN));
            let end = x + self.px(SWATCH + 7.0) + sign + (self.scene.measure)(text, Font::Small).ceil() as i32;
            keys.push((Key { x, state, text: text.clone() }, end));
            x = end + self.px(18.0);
        }
        let end = keys.last().map_or(0, |(_, end)| *end);
        (keys, end)
    }
}

/// The picture that the stage has for a state, too: so colours are told apart by whoever does not read.
pub fn sign(state: SpanState) -> Option<Icon> {
    match state {
        SpanState::Running => Some(Icon::Chip),
        SpanState::Io => Some(Icon::Hourglass),
        _ => None,
    }
}

/// Room for such a picture, points.
pub const SIGN: f32 = 22.0;
/// Width of a swatch in the legend, points.
pub const SWATCH: f32 = 26.0;
/// What the legend leaves free at the right of the footer, points.
pub const LEGEND_ENDS: f32 = 330.0;
/// The same where there are no buttons, but words, points.
const PRINT_ENDS: f32 = 150.0;

/// What the legend says (each has words at length and in short), in its order; `None` is an idle core.
const LEGEND: [(Option<SpanState>, &str); 10] = [
    (Some(SpanState::Running), "timeline.running"),
    (Some(SpanState::Queued), "timeline.ready"),
    (Some(SpanState::Io), "timeline.io"),
    (Some(SpanState::DeviceQueue), "timeline.turn"),
    (Some(SpanState::Switching), "timeline.switching"),
    (None, "timeline.cpu_idle"),
    (Some(SpanState::Lock), "timeline.lock"),
    (Some(SpanState::Waiting), "timeline.waiting"),
    (Some(SpanState::Gate), "timeline.gate"),
    (Some(SpanState::Dispatching), "timeline.dispatching"),
];
