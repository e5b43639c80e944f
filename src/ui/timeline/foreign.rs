//! Lanes that another program recorded: their names, and its numbers over time. A part of [`layout`](super::layout). Pure.

use super::items::{Font, Ink, TextInk};
use super::lanes::What;
use super::layout::{GUTTER_TEXT, Layout};
use super::plan::Placed;
use super::strip::Inks;
use crate::trace::{Imported, Trace};
use crate::ui::recording::span::place;

/// The widest column of names, points.
const WIDEST: f32 = 210.0;
/// So many lanes are measured.
const MEASURED: usize = 400;

/// How wide the names are, px.
pub(super) fn gutter(imported: &Imported, scale: f32, measure: &dyn Fn(&str, Font) -> f32) -> f32 {
    let widths = imported.lanes.iter().take(MEASURED).map(|lane| measure(&place(lane), Font::Small));
    widths.fold(0.0, f32::max).min(WIDEST * scale)
}

/// How many of its numbers are drawn.
pub(super) fn strips(imported: &Imported) -> usize {
    if imported.spans.is_empty() { 2 } else { imported.counters.len().min(2) }
}

impl Layout<'_, '_> {
    /// The names of the lanes in sight; a lane's group where it begins, and on the first lane in sight.
    pub(super) fn foreign_names(&mut self, imported: &Imported, run: usize) {
        let plan = self.scene.plan;
        let mut group = None;
        let mut free = i32::MIN;
        for placed in plan.placed.iter().filter(|placed| placed.lane.run == run) {
            let What::Row(row) = placed.lane.what else { continue };
            let band = placed.band;
            let Some(lane) = imported.lanes.get(row).filter(|_| row >= imported.tasks) else { continue };
            let begins = group.replace(&lane.group) != Some(&lane.group);
            let text = if begins { place(lane) } else { lane.name.to_string() };
            // Where lanes are lower than letters, some go without a name.
            if text.is_empty() || band.middle() < free {
                continue;
            }
            free = band.middle() + self.px(15.0);
            let text = self.shortened(text, plan.x0 - self.px(GUTTER_TEXT + 8.0));
            self.label(self.px(GUTTER_TEXT), band.middle(), super::items::Side::Left, text, (Font::Small, TextInk::Dim));
        }
    }

    fn shortened(&self, text: String, room: i32) -> String {
        let wide = |text: &str| (self.scene.measure)(text, Font::Small) as i32 <= room;
        if wide(&text) {
            return text;
        }
        let letters: Vec<char> = text.chars().collect();
        let cut = (1..letters.len()).rev().map(|n| letters[..n].iter().chain(&['…']).collect::<String>());
        cut.into_iter().find(|text| wide(text)).unwrap_or_default()
    }

    /// One of its first two numbers, where ours would be.
    pub(super) fn counter(&mut self, imported: &Imported, trace: &Trace, placed: &Placed) {
        let (place, inks, ink) = match placed.lane.what {
            What::Queue => (0, Inks { fill: Ink::QueueFill, range: Ink::QueueRange, line: Ink::QueueLine }, TextInk::Queue),
            _ => (1, Inks { fill: Ink::FlightFill, range: Ink::FlightRange, line: Ink::FlightLine }, TextInk::Flight),
        };
        let Some(counter) = imported.counters.get(place) else { return };
        let name = self.shortened(counter.name.clone(), self.scene.plan.x0 - self.px(GUTTER_TEXT + 38.0));
        let value = counter.values.at(self.scene.now);
        self.strip((&name, ink, value), &counter.values, placed, inks, trace);
    }
}
