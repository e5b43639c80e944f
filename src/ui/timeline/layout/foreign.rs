//! Lanes that another program recorded: their names, and its numbers over time. A part of [`layout`](super). Pure.

use super::items::{Font, Ink, Side, TextInk};
use super::strip::Inks;
use super::{GUTTER_TEXT, Layout, Number};
use crate::recording::span::{cut, place};
use crate::timeline::lanes::What;
use crate::timeline::lanes::plan::{Band, Placed};
use loopscope_text::say;
use loopscope_trace::imported::foreign::{Counter, Lane};
use loopscope_trace::{Imported, Trace};

/// The widest column of names, points.
pub(crate) const WIDEST: f32 = 210.0;
/// So many lanes are measured.
const MEASURED: usize = 400;

/// So much of a group's name is told at least, or nothing, points.
const LEAST_GROUP: f32 = 40.0;
/// What is left free beside a lane's name, points.
const BESIDE: f32 = 8.0;
/// Beside a counter's name stand the numbers of its axis, points.
pub(crate) const COUNTED: f32 = 54.0;

/// How wide the names are, px.
pub(crate) fn gutter(imported: &Imported, scale: f32, measure: &dyn Fn(&str, Font) -> f32) -> f32 {
    let lanes = imported.lanes.iter().map(|lane| (lane, 0.0));
    let counters = imported.counters.iter().map(|counter| (&counter.lane, (COUNTED - BESIDE) * scale));
    let widths = lanes.take(MEASURED).chain(counters.take(MEASURED)).map(|(lane, beside)| measure(&place(lane), Font::Small) + beside);
    widths.fold(0.0, f32::max).min(WIDEST * scale)
}

impl Layout<'_, '_> {
    /// The names of the lanes and counters in sight; a lane's group where it begins, and on the first lane in sight.
    pub(crate) fn foreign_names(&mut self, imported: &Imported, run: usize) {
        let plan = self.scene.plan;
        let mut group = None;
        let mut free = i32::MIN;
        for placed in plan.placed.iter().filter(|placed| placed.lane.run == run && !placed.pinned) {
            let (lane, beside) = match placed.lane.what {
                What::Row(row) => (imported.lanes.get(row).filter(|_| row >= imported.tasks), BESIDE),
                What::Counter(counter) => (imported.counters.get(counter).map(|counter| &counter.lane), COUNTED),
                _ => continue,
            };
            let Some(lane) = lane else { continue };
            let here = Some((placed.lane.what.part(), &lane.group));
            let begins = std::mem::replace(&mut group, here) != here;
            // Where lanes are lower than letters, some go without a name.
            let band = placed.band;
            if (lane.name.is_empty() && !begins) || band.middle() < free {
                continue;
            }
            free = band.middle() + self.px(15.0);
            let room = plan.x0 - self.px(GUTTER_TEXT + beside);
            let text = if begins { self.place_within(lane, room) } else { self.shortened(cut(&lane.name).to_owned(), Font::Small, room) };
            self.label(self.px(GUTTER_TEXT), band.middle(), Side::Left, text, (Font::Small, TextInk::Dim));
        }
    }

    /// Whose lane it is and what it is called; where there is no room for both, its own name matters more.
    pub(crate) fn place_within(&self, lane: &Lane, room: i32) -> String {
        let (group, name) = (cut(&lane.group), cut(&lane.name));
        let own = format!(" · {name}");
        let left = room - (self.scene.measure)(&own, Font::Small) as i32;
        match place(lane) {
            whole if name.is_empty() || (self.scene.measure)(&whole, Font::Small) as i32 <= room => {
                self.shortened(whole, Font::Small, room)
            }
            _ if left >= self.px(LEAST_GROUP) => self.shortened(group.to_owned(), Font::Small, left) + &own,
            _ => self.shortened(name.to_owned(), Font::Small, room),
        }
    }

    /// As much of a text as there is room for, px.
    pub(crate) fn shortened(&self, text: String, font: Font, room: i32) -> String {
        let wide = |text: &str| (self.scene.measure)(text, font) as i32 <= room;
        if wide(&text) {
            return text;
        }
        let letters: Vec<char> = text.chars().collect();
        let cut = (1..letters.len()).rev().map(|n| letters[..n].iter().chain(&['…']).collect::<String>());
        cut.into_iter().find(|text| wide(text)).unwrap_or_default()
    }

    /// One of its numbers.
    pub(crate) fn counter(&mut self, trace: &Trace, number: usize, placed: &Placed) {
        let Some(counter) = trace.imported().and_then(|imported| imported.counters.get(number)) else { return };
        let inks = Inks { fill: Ink::CounterFill, range: Ink::CounterRange, line: Ink::CounterLine };
        let Counter { values, exponent, .. } = counter;
        let number = Number { name: "", ink: TextInk::Strong, value: values.at(self.scene.now), series: values, exponent: *exponent };
        self.strip(&number, placed, inks, trace);
    }

    /// The line of those that are not shown.
    pub(crate) fn more_counters(&mut self, trace: &Trace, rest: usize, band: Band) {
        let all = trace.imported().map_or(0, |imported| imported.counters.len());
        let text = if rest == all { say!("timeline.folded_counters", n = rest) } else { say!("timeline.more_counters", n = rest) };
        self.line(text, band);
    }
}
