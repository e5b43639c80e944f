//! [`place`]: where a question and its choices stand before a hall, so that all of them are in sight at once. Pure.
//!
//! Type gets smaller only where no way of standing fits, and never smaller than what the last row can read.

use crate::theme::{size, space};
use egui::{Rect, Vec2, pos2, vec2};

/// A text whose height is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    Question,
    Choice(usize),
}

/// How high words are, at so large a type and in so much width.
pub(super) type Height<'a> = &'a dyn Fn(Words, f32, f32) -> f32;

/// Beside the words of a choice: its letter, and air.
pub(super) const BESIDE: f32 = 60.0;
/// Above and below them, together.
const AIR: f32 = 14.0;
/// Type of the words; figures in them are never smaller than [`size::CAPTION`].
const SIZES: [f32; 4] = [size::CAPTION, size::HEADING, size::VALUE, size::SMALL];

/// Where everything stands, from the top left corner of the room.
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

/// How the choices stand.
#[derive(Clone, Copy)]
enum Way {
    /// Under the question, in so many columns.
    Under(usize),
    /// Beside it.
    Beside,
}

/// The first way of standing that fits, in the largest type; if none does, the lowest of all. `least`: of a choice's height.
pub(super) fn place(room: Vec2, choices: usize, least: f32, height: Height) -> Placed {
    let mut lowest: Option<Placed> = None;
    for (n, small) in SIZES.into_iter().enumerate() {
        // A question is made smaller only when its choices are.
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
