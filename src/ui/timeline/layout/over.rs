//! What lies over the lanes besides the playhead: a selected stretch, notes, what was found, where a lane would be put, the overview. Pure; a
//! part of [`layout`](super).

use super::items::{Font, Ink, NoteFlag, Quad, Side, TextInk};
use super::map::Map;
use super::{Layout, Scene};
use crate::timeline::lanes::What;
use loopscope_event::Note;
use loopscope_event::time::human;
use loopscope_trace::search::{Found, Lane};
use loopscope_trace::{Range, Span};

/// What lies over the lanes.
#[derive(Clone, Copy, Default)]
pub struct Over<'a> {
    /// The selected stretch of time.
    pub range: Option<Range>,
    /// Notes, in the order of time.
    pub notes: &'a [Note],
    /// What was found in the run on the stage.
    pub found: &'a [Found],
    /// Which of it is gone to.
    pub current: Option<Found>,
    /// The overview.
    pub map: Option<&'a Map>,
    /// From when to when the view looks, ns; for the overview.
    pub window: (f64, f64),
    /// A lane that is dragged would be put above this row of pixels.
    pub put_at: Option<i32>,
}

impl Layout<'_, '_> {
    pub(crate) fn over(&mut self) {
        self.range();
        self.found();
        self.notes();
        self.overview();
        if let Some(y) = self.scene.over.put_at {
            let thick = self.px(2.0);
            let (x0, x1) = (self.px(4.0), self.scene.plan.x1);
            self.items.front.push(Quad { x0, x1, y0: y - thick, y1: y, ink: Ink::Selected });
        }
    }

    fn range(&mut self) {
        let Scene { axis, plan, measure, over, .. } = *self.scene;
        let Some(range) = over.range else { return };
        let lanes = plan.lanes();
        let (a, b) = (axis.px(range.from), axis.px(range.to));
        let (from, to) = (a.clamp(0, axis.width), b.clamp(0, axis.width));
        if b < 0 || a > axis.width {
            return;
        }
        let (x0, x1) = (plan.x0 + from as i32, plan.x0 + (to as i32).max(from as i32 + 1));
        let (y0, y1) = (plan.ruler.y1 - self.px(5.0), lanes.y1 - self.px(2.0));
        self.items.front.push(Quad { x0, x1, y0, y1, ink: Ink::Range });
        let thick = self.px(1.0);
        for (px, x) in [(a, x0), (b, x1 - thick)] {
            if (0..=axis.width).contains(&px) {
                self.items.front.push(Quad { x0: x, x1: x + thick, y0, y1, ink: Ink::RangeEdge });
            }
        }
        // Alone it would read as one more time on the ruler.
        let text = format!("↔ {}", human(range.length()));
        let width = measure(&text, Font::Bold).ceil() as i32 + self.px(12.0);
        let half = width / 2;
        let middle = i32::midpoint(x0, x1).clamp(plan.x0 + half, (plan.x1 - half).max(plan.x0 + half));
        self.make_way(middle, width);
        self.label(middle, plan.ruler.y1 - self.px(15.0), Side::Middle, text, (Font::Bold, TextInk::Strong));
    }

    /// A small line on the ruler for all that was found, and a frame around what is gone to.
    fn found(&mut self) {
        let Scene { axis, plan, over, on_stage, traces, .. } = *self.scene;
        let (y0, y1) = (plan.ruler.y1 - self.px(6.0), plan.ruler.y1);
        let thick = self.px(2.0);
        let mut last = None;
        for found in over.found {
            let px = axis.px(found.start);
            if (0..axis.width).contains(&px) && last != Some(px) {
                let x0 = plan.x0 + px as i32;
                self.items.front.push(Quad { x0, x1: (x0 + thick).min(plan.x1), y0, y1, ink: Ink::Found });
                last = Some(px);
            }
        }
        let Some((current, trace)) = over.current.zip(traces.get(on_stage)) else { return };
        let end = if current.end == Span::OPEN { trace.end() } else { current.end };
        let (a, b) = (axis.px(current.start), axis.px(end.max(current.start)));
        if b < 0 || a >= axis.width {
            return;
        }
        let band = match current.lane {
            Lane::Core(core) => plan.band(on_stage, What::Core(core)).or_else(|| plan.band(on_stage, What::Cores)),
            Lane::Row(row) => plan.band(on_stage, What::Row(row)),
            Lane::Log => None,
        };
        let thick = self.px(2.0);
        let x0 = plan.x0 + a.max(0) as i32;
        let x1 = (plan.x0 + b.min(axis.width) as i32).max(x0 + thick).min(plan.x1);
        match band {
            Some(band) => {
                let (y0, y1, ink) = (band.y0 - thick, band.y1 + thick, Ink::Selected);
                for quad in [
                    Quad { x0, x1, y0, y1: y0 + thick, ink },
                    Quad { x0, x1, y0: y1 - thick, y1, ink },
                    Quad { x0, x1: x0 + thick, y0, y1, ink },
                    Quad { x0: x1 - thick, x1, y0, y1, ink },
                ] {
                    self.items.front.push(quad);
                }
            }
            None => {
                let lanes = plan.lanes();
                self.items.front.push(Quad { x0, x1: (x0 + thick).min(plan.x1), y0: lanes.y0, y1: lanes.y1, ink: Ink::Selected });
            }
        }
    }

    /// A pole over the lanes, and a flag on the ruler with as much of the words as there is room for until the next.
    fn notes(&mut self) {
        let Scene { axis, plan, measure, over, .. } = *self.scene;
        let lanes = plan.lanes();
        let (least, pole) = (self.px(14.0), self.px(1.0));
        let places: Vec<(i32, &Note)> = over
            .notes
            .iter()
            .map(|note| (axis.px(note.at), note))
            .filter(|(px, _)| (0..axis.width).contains(px))
            .map(|(px, note)| (plan.x0 + px as i32, note))
            .collect();
        for (i, (x, note)) in places.iter().enumerate() {
            let room = places.get(i + 1).map_or(plan.x1, |next| next.0) - x;
            let before = i.checked_sub(1).and_then(|i| places.get(i)).map_or(plan.x0, |before| before.0);
            // At the right end of the view it flies to the left.
            let left = room < self.px(220.0) && i + 1 == places.len() && x - before > room;
            let most = self.px(220.0).min(if left { x - before } else { room } - self.px(4.0));
            let mut text = String::new();
            for sign in note.text.chars() {
                text.push(sign);
                if measure(&text, Font::Small).ceil() as i32 + least > most {
                    text.pop();
                    break;
                }
            }
            let width = if text.is_empty() { least } else { measure(&text, Font::Small).ceil() as i32 + least };
            self.items.front.push(Quad { x0: *x, x1: x + pole, y0: plan.ruler.y0, y1: lanes.y1 - self.px(2.0), ink: Ink::NotePole });
            let x = if left { x - width } else { *x };
            self.make_way(x + width / 2, width);
            self.items.notes.push(NoteFlag { x, width, text, at: note.at });
        }
    }

    fn overview(&mut self) {
        let Scene { plan, over, traces, .. } = *self.scene;
        let Some(map) = over.map else { return };
        let end = traces.iter().map(loopscope_trace::Trace::end).max().unwrap_or_default();
        map.draw((plan.x0, plan.x1), (plan.map, self.px(1.0)), end, self.items);
        map.window((plan.x0, plan.x1), plan.map, (over.window, end), self.items);
    }
}
