//! [`place`]: the layout of a question and its choices for a hall, so that all are in sight at once. Pure.
//!
//! Type gets smaller only where no arrangement fits, and never smaller than the last row of a hall can read.

use crate::theme::{size, space};
use egui::{Rect, Vec2, pos2, vec2};

/// A text whose height is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    Question,
    Choice(usize),
}

/// Measures the height of words at a type size and in a width, points.
pub(super) type Height<'a> = &'a dyn Fn(Words, f32, f32) -> f32;

/// Width beside the words of a choice: its letter and padding, points.
pub(super) const BESIDE: f32 = 60.0;
/// Height above and below them together, points.
const AIR: f32 = 14.0;
/// Type sizes of the words; figures in them are never smaller than [`size::CAPTION`].
const SIZES: [f32; 4] = [size::CAPTION, size::HEADING, size::VALUE, size::SMALL];

/// The positions, from the top left corner of the room.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Placed {
    pub question: Rect,
    pub question_size: f32,
    pub choices: Vec<Rect>,
    pub choice_size: f32,
}

impl Placed {
    pub fn bottom(&self) -> f32 {
        self.choices.iter().map(|rect| rect.bottom()).fold(self.question.bottom(), f32::max)
    }
}

/// An arrangement of the choices.
#[derive(Clone, Copy)]
enum Way {
    /// Under the question, in this many columns.
    Under(usize),
    /// Beside it.
    Beside,
}

/// The first arrangement that fits, in the largest type; if none does, the lowest of all. `least` is the least height
/// of a choice.
pub(super) fn place(room: Vec2, choices: usize, least: f32, height: Height) -> Placed {
    let mut lowest: Option<Placed> = None;
    for (n, small) in SIZES.into_iter().enumerate() {
        // The question gets smaller only when its choices do.
        for large in SIZES.into_iter().take(n + 1) {
            for way in [Way::Under(1), Way::Under(2), Way::Beside] {
                let placed = stand(room, choices, (large, small), way, least, height);
                if placed.bottom() <= room.y {
                    return placed;
                }
                if lowest.as_ref().is_none_or(|lowest| placed.bottom() < lowest.bottom()) {
                    lowest = Some(placed);
                }
            }
        }
    }
    lowest.unwrap_or_else(|| stand(room, choices, (size::CAPTION, size::CAPTION), Way::Under(1), least, height))
}

fn stand(room: Vec2, choices: usize, (large, small): (f32, f32), way: Way, least: f32, height: Height) -> Placed {
    let gap = space::NORMAL;
    let (asked, left, top, columns) = match way {
        Way::Under(columns) => (room.x, 0.0, height(Words::Question, large, room.x) + 1.5 * gap, columns),
        Way::Beside => (0.46 * room.x, 0.46 * room.x + 2.0 * gap, 0.0, 1),
    };
    let width = (room.x - left - (columns - 1) as f32 * gap) / columns as f32;
    let high = |n: usize| (height(Words::Choice(n), small, width - BESIDE) + AIR).max(least);
    let mut rects = Vec::with_capacity(choices);
    let mut y = top;
    for line in (0..choices).step_by(columns) {
        let row = line..(line + columns).min(choices);
        let tall = row.clone().map(high).fold(0.0, f32::max);
        rects.extend(row.map(|n| Rect::from_min_size(pos2(left + (n - line) as f32 * (width + gap), y), vec2(width, tall))));
        y += tall + gap;
    }
    let question = Rect::from_min_size(pos2(0.0, 0.0), vec2(asked, height(Words::Question, large, asked)));
    Placed { question, question_size: large, choices: rects, choice_size: small }
}

#[cfg(test)]
mod tests;
