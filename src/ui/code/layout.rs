//! The code panel as items: the lines with their marks, and the memory of one task. Pure.

use super::marks::Mark;
use super::memory::{Cell, Memory};
use super::source::{Language, Line, Source, comment};
use super::words;
use crate::stage::item::{Drawing, Face, Hit, Ink, Item, Measure, Style, Tone};
use crate::theme::{line as width, radius, size, space};
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_text::say;

/// Height of a line, points.
const ROW: f32 = 26.0;
/// Size of a task's chip, points.
const CHIP: f32 = 22.0;
/// Room for chips at the left of the code, points.
const GUTTER: f32 = 74.0;
/// Room for line numbers, points.
const NUMBERS: f32 = 30.0;
/// One step of indentation: four letters.
const INDENT: usize = 4;

/// The lines as laid out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Listing {
    /// The items to draw, with the top left corner at the origin.
    pub items: Vec<Item>,
    /// The size they take, points.
    pub size: Vec2,
    /// The rectangle of the focused line.
    pub focus: Option<Rect>,
}

/// Lays out the lines of a source, with the tasks at each. `focus` is the focused line, `room` the available width,
/// points.
#[must_use]
pub fn listing(
    source: &Source,
    marks: &[Vec<Mark>],
    focus: Option<(usize, Tone)>,
    language: Language,
    room: f32,
    measure: Measure,
) -> Listing {
    let mut drawing = Drawing::default();
    let code = Style::new(size::CODE, Face::Code, Ink::Strong);
    let note = Style::new(size::SMALL, Face::Text, Ink::Dim);
    let letter = measure("0", code.size, code.face);
    let left = NUMBERS + GUTTER + space::NORMAL;
    let longest = source.lines.iter().map(|line| line.indent * INDENT + line.text.chars().count()).max().unwrap_or(0);
    let whole = room.max(left + longest as f32 * letter + space::NORMAL);
    let (mut y, mut found) = (0.0, None);
    for (number, (line, marks)) in source.lines.iter().zip(marks).enumerate() {
        let x = left + (line.indent * INDENT) as f32 * letter;
        let used = x + measure(&line.text, code.size, code.face);
        let said = if line.note.is_empty() { String::new() } else { format!("{} {}", comment(language), line.note) };
        let beside = used + 2.0 * letter + measure(&said, note.size, note.face) <= whole;
        if !beside {
            drawing.text(Rect::from_min_max(pos2(x, y), pos2(whole, y + ROW)), said.clone(), note);
            y += ROW - 3.0;
        }
        let row = Rect::from_min_size(pos2(0.0, y), vec2(whole, ROW));
        ground(&mut drawing, row, marks, focus.filter(|(at, _)| *at == number).map(|(_, tone)| tone));
        if focus.is_some_and(|(at, _)| at == number) {
            found = Some(row);
        }
        let numbers = Rect::from_min_max(row.min, pos2(NUMBERS - 4.0, row.bottom()));
        drawing.text(numbers, (number + 1).to_string(), note.right());
        chips(&mut drawing, Rect::from_min_max(pos2(NUMBERS, y), pos2(NUMBERS + GUTTER, row.bottom())), marks, measure);
        drawing.text(Rect::from_min_max(pos2(x, y), row.max), line.text.clone(), code);
        if beside {
            drawing.text(Rect::from_min_max(pos2(used + 2.0 * letter, y), row.max), said, note);
        }
        y += if is_gap(line) { ROW / 2.0 } else { ROW };
    }
    Listing { items: drawing.items, size: vec2(whole, y), focus: found }
}

fn is_gap(line: &Line) -> bool {
    line.text.is_empty()
}

/// Draws a line's background: lit where a task computes or the focus is; the focused line also has a bar at its left.
fn ground(d: &mut Drawing, row: Rect, marks: &[Mark], focus: Option<Tone>) {
    let running = marks.first().filter(|mark| mark.tone == Tone::Running).map(|mark| mark.tone);
    if let Some(tone) = running.or(focus) {
        d.block(row.shrink2(vec2(0.0, 1.0)), f32::from(radius::SMALL), Some(Ink::Tint(tone)), None);
    }
    if let Some(tone) = focus {
        d.block(Rect::from_min_size(row.min + vec2(0.0, 1.0), vec2(4.0, row.height() - 2.0)), 2.0, Some(Ink::Edge(tone)), None);
    }
}

/// Draws the chips of the tasks at a line, as many as there is room for.
fn chips(d: &mut Drawing, room: Rect, marks: &[Mark], measure: Measure) {
    let letters = Style::new(size::SMALL, Face::Bold, Ink::Strong);
    let wide = |mark: &Mark| (measure(&mark.task.name().to_string(), letters.size, letters.face) + 8.0).max(CHIP);
    let more = |count: usize| if count == 0 { 0.0 } else { measure(&words::more(count), letters.size, letters.face) + 2.0 };
    let mut shown = marks.len().min(3);
    let width = |shown: usize| marks[..shown].iter().map(|mark| wide(mark) + 2.0).sum::<f32>() + more(marks.len() - shown);
    while shown > 0 && width(shown) > room.width() {
        shown -= 1;
    }
    let mut x = room.right() - width(shown);
    for mark in &marks[..shown] {
        let chip = Rect::from_min_size(pos2(x, room.center().y - CHIP / 2.0), vec2(wide(mark), CHIP));
        d.block(chip, 5.0, Some(Ink::Fill(mark.tone)), None).hit = Some(Hit::Task(mark.task));
        d.text(chip, mark.task.name().to_string(), Style { ink: Ink::On(mark.tone), ..letters }.center());
        x = chip.right() + 2.0;
    }
    if shown < marks.len() {
        let rest = Rect::from_min_max(pos2(x, room.top()), room.max);
        d.text(rest, words::more(marks.len() - shown), Style { ink: Ink::Dim, ..letters }.right());
    }
}

/// A task's memory: its stack at the left, the heap at the right.
#[must_use]
pub fn picture(memory: &Memory, size: Vec2, measure: Measure) -> Vec<Item> {
    let mut drawing = Drawing::default();
    let d = &mut drawing;
    let half = (size.x - space::WIDE) / 2.0;
    let sides = [(say!("code.stack"), &memory.stack, 0.0), (say!("code.heap"), &memory.heap, half + space::WIDE)];
    for (title, cells, left) in sides {
        let room = Rect::from_min_size(pos2(left, 0.0), vec2(half, size.y));
        let head = Rect::from_min_size(room.min + vec2(space::NORMAL, 0.0), vec2(half, ROW));
        d.text(head, title, Style::new(size::SMALL, Face::Bold, Ink::Dim));
        let place = Rect::from_min_max(pos2(left, ROW), room.max);
        d.dashed(place, f32::from(radius::CARD), Some(Ink::Well), (width::THIN, Ink::Border));
        let inner = place.shrink(6.0);
        if cells.is_empty() {
            d.text(inner, say!("code.nothing"), Style::new(size::SMALL, Face::Text, Ink::Dim).center());
        }
        // Both the stack and the heap grow upwards here: the newest is on top.
        let mut bottom = inner.bottom();
        for cell in cells.iter() {
            bottom = drawn(d, cell, Rect::from_min_max(inner.min, pos2(inner.right(), bottom)), measure) - 4.0;
        }
    }
    drawing.items
}

/// Draws a frame at the bottom of the room and returns its top.
fn drawn(d: &mut Drawing, cell: &Cell, room: Rect, measure: Measure) -> f32 {
    let line = 22.0;
    let fits = ((room.height() - 6.0) / line).floor().max(1.0) as usize;
    let resumes = cell.resumes.map(|line| say!("code.resumes", line = line));
    let all = cell.locals.len();
    let shown = all.min(fits.saturating_sub(1 + usize::from(resumes.is_some())));
    let rows = 1 + shown + usize::from(resumes.is_some());
    let height = (rows as f32 * line + 6.0).min(room.height());
    let rect = Rect::from_min_max(pos2(room.left(), room.bottom() - height), room.max);
    let (fill, edge) = cell.tone.map_or((Ink::Card, Ink::Border), |tone| (Ink::Tint(tone), Ink::Edge(tone)));
    d.block(rect, 5.0, Some(fill), Some((width::NORMAL, edge)));
    let ink = if cell.tone.is_some() { Ink::Strong } else { Ink::Dim };
    let row = |n: usize| Rect::from_min_size(rect.min + vec2(8.0, 3.0 + n as f32 * line), vec2(rect.width() - 14.0, line));
    let hidden = if shown < all { format!("  {}", words::more(all - shown)) } else { String::new() };
    clipped(d, row(0), &format!("{}{hidden}", cell.name), Style::new(size::SMALL, Face::Code, ink), measure);
    for (n, (name, value)) in cell.locals[..shown].iter().enumerate() {
        clipped(d, row(n + 1), &format!("{name} = {value}"), Style::new(size::SMALL, Face::Code, Ink::Strong), measure);
    }
    if let Some(resumes) = resumes {
        clipped(d, row(rows - 1), &resumes, Style::new(size::SMALL, Face::Text, Ink::Dim), measure);
    }
    rect.top()
}

/// Draws a text, cut to the room.
fn clipped(d: &mut Drawing, rect: Rect, text: &str, style: Style, measure: Measure) {
    let fits = |text: &str| measure(text, style.size, style.face) <= rect.width();
    if fits(text) {
        return d.text(rect, text, style);
    }
    let letters: Vec<char> = text.chars().collect();
    let short = |n: usize| letters[..n].iter().collect::<String>() + "…";
    let n = (0..letters.len()).rev().find(|n| fits(&short(*n))).unwrap_or(0);
    d.text(rect, short(n), style);
}
