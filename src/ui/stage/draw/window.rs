//! The application that a loop serves: a small window that changes with each painted frame, and freezes without.
//!
//! Like everything here it is a function of the playhead: its picture follows from the number of the last frame.

use super::decor::Decor;
use crate::stage::item::{Drawing, Face, Hit, Ink, Style, Tone, Within};
use crate::stage::scene::{CoreScene, OnCore};
use crate::stage::words;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use loopscope_event::time::S;
use loopscope_event::{Gesture, Ns, What, time};
use loopscope_text::{say, wordings};
use std::f32::consts::TAU;

/// The time after which an operating system calls a window unresponsive, ns.
const PATIENCE: Ns = 5 * S;

/// The responsiveness of the window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Lively,
    /// A frame is overdue.
    Still,
    /// Overdue for longer than [`PATIENCE`].
    Dead,
}

/// The buttons of an application.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Buttons {
    /// One whose handler computes, and one whose handler awaits the same work.
    Both,
    /// One, whose handler does as its model says: the application is beside its twin.
    Own,
}

pub(crate) fn draw(d: &mut Drawing, decor: &Decor, rect: Rect, at: Ns, has: Buttons) {
    let scale = decor.frame.scale;
    let t = scale.t;
    let frames = decor.scene.painted;
    let mood = mood(decor, at);
    let (line, ink) = match mood {
        Mood::Lively => (Ink::Outline, Ink::Strong),
        Mood::Still | Mood::Dead => (Ink::Border, Ink::Outline),
    };
    d.block(rect, 7.0 * t, Some(if mood == Mood::Lively { Ink::Page } else { Ink::Well }), Some((scale.thin(), line)));
    let bar = Rect::from_min_size(rect.min, vec2(rect.width(), 26.0 * t));
    d.block(bar, 7.0 * t, Some(Ink::Card), Some((1.0, line)));
    let button = Rect::from_center_size(pos2(bar.right() - 13.0 * t, bar.center().y), Vec2::splat(9.0 * t));
    d.block(button, 4.5 * t, Some(ink), None);
    let title = Rect::from_min_max(pos2(bar.left() + 9.0 * t, bar.top()), pos2(button.left() - 6.0 * t, bar.bottom()));
    let dim = Style::new(scale.small(), Face::Text, Ink::Dim);
    match mood {
        Mood::Dead => d.fitting(title, &wordings!("window.hangs"), Style { face: Face::Bold, ink: Ink::Strong, ..dim }, decor.measure),
        _ => d.fitting(title, &wordings!("window.title"), dim, decor.measure),
    }

    // At the foot: the counts of frames painted and missed.
    let line_height = 19.0 * t;
    let foot =
        Rect::from_min_max(pos2(rect.left() + 6.0 * t, rect.bottom() - 2.0 * line_height - 3.0 * t), rect.max - vec2(6.0 * t, 3.0 * t));
    let row = |n: usize| Rect::from_min_size(foot.min + vec2(0.0, n as f32 * line_height), vec2(foot.width(), line_height));
    let (painted, missed) = (words::number(frames.painted.into()), words::number(frames.missed.into()));
    let strong = Style::new(scale.small(), Face::Bold, Ink::Strong);
    d.fitting(row(0), &wordings!("window.painted", n = painted), dim.center(), decor.measure);
    let style = if frames.missed > 0 { strong } else { dim };
    d.fitting(row(1), &wordings!("window.missed", n = missed), style.center(), decor.measure);

    let mut picture = Rect::from_min_max(pos2(rect.left(), bar.bottom()), pos2(rect.right(), foot.top())).shrink(7.0 * t);
    picture.max.y = buttons(d, decor, picture, has) - 5.0 * t;
    if picture.height() > 18.0 * t {
        let twin = has == Buttons::Own && decor.setting.info.is_twin();
        let within = if twin { Within::TwinCanvas } else { Within::Canvas };
        d.block(picture, 5.0 * t, Some(Ink::Well), None).hit = Some(Hit::Window(within));
        let number = frames.last.map_or(0, |(number, _)| number);
        let upper = Rect::from_min_max(picture.min, pos2(picture.right(), picture.bottom() - line_height - 2.0 * t)).shrink(4.0 * t);
        if upper.height() > 18.0 * t {
            clock(d, upper, number, ink, t);
        }
        heard(d, decor, picture, ink);
    }
    if mood != Mood::Lively && picture.height() > 30.0 * t {
        let says = Rect::from_min_size(picture.min, vec2(picture.width(), line_height + 2.0 * t));
        let owed = words::count(frames.owed as usize, "frame");
        d.block(says, 5.0 * t, Some(Ink::Card), None);
        d.fitting(says, &wordings!("window.frozen", frames = owed, n = frames.owed), strong.center(), decor.measure);
    }
}

/// Draws the last frame's view of the input: the pointer, and the typed text.
fn heard(d: &mut Drawing, decor: &Decor, canvas: Rect, ink: Ink) {
    let scale = decor.frame.scale;
    let t = scale.t;
    let painted = &decor.scene.window.painted;
    let at = |(x, y): (u16, u16)| canvas.min + vec2(f32::from(x), f32::from(y)) / 1000.0 * canvas.size();
    let trail: Vec<Pos2> = painted.trail.iter().flatten().map(|place| at(*place)).collect();
    for (n, place) in trail.iter().enumerate() {
        let size = (2.0 + 6.0 * (n + 1) as f32 / trail.len() as f32) * t;
        d.block(Rect::from_center_size(*place, Vec2::splat(size)), size / 2.0, Some(ink), None);
    }
    if let Some(place) = trail.last() {
        let ring = Rect::from_center_size(*place, Vec2::splat(17.0 * t));
        d.block(ring, 8.5 * t, None, Some((2.0 * t, ink)));
    }
    let line = Rect::from_min_max(pos2(canvas.left() + 6.0 * t, canvas.bottom() - 21.0 * t), canvas.max - vec2(6.0 * t, 1.0));
    let typed: String = painted.typed.iter().flatten().collect();
    let clicks = words::count(painted.clicks as usize, "click");
    let mut said = Vec::new();
    if !typed.is_empty() {
        said.push(format!("{typed}_"));
    }
    if painted.clicks > 0 {
        said.push(clicks);
    }
    if painted.worked > 0 {
        said.push(say!("window.worked", n = words::number(painted.worked.into())));
    }
    if painted.awaited > 0 {
        said.push(say!("window.awaits"));
    }
    let style = Style::new(scale.small(), Face::Text, ink).center();
    if said.is_empty() && trail.is_empty() {
        d.fitting(line, &wordings!("window.hints"), Style { ink: Ink::Dim, ..style }, decor.measure);
        return;
    }
    // The newest is last: it is kept longest where there is little room.
    let shorter: Vec<String> = (0..said.len()).map(|n| said[n..].join(" · ")).collect();
    d.fitting(line, &shorter, style, decor.measure);
}

/// Draws the buttons at the foot of an area. Returns their top.
fn buttons(d: &mut Drawing, decor: &Decor, area: Rect, has: Buttons) -> f32 {
    let scale = decor.frame.scale;
    let t = scale.t;
    let (height, gap) = (26.0 * t, 5.0 * t);
    if area.height() < 2.0 * height {
        return area.bottom();
    }
    let (compute, twin) = ((Within::Compute, Gesture::Compute), (Within::Await, Gesture::Compute));
    let shown = match has {
        Buttons::Both => vec![compute, (Within::Await, Gesture::Await)],
        Buttons::Own if decor.setting.info.is_twin() => vec![twin],
        Buttons::Own => vec![compute],
    };
    let width = (area.width() - gap * (shown.len() - 1) as f32) / shown.len() as f32;
    let lasts = time::short(decor.setting.work);
    for (n, (part, gesture)) in shown.into_iter().enumerate() {
        let n = n as f32;
        let rect = Rect::from_min_size(pos2(area.left() + n * (width + gap), area.bottom() - height), vec2(width, height));
        let pressed = decor.scene.window.is_pressed(gesture);
        let (fill, edge) = if pressed { (Ink::Border, Ink::Strong) } else { (Ink::Card, Ink::Outline) };
        d.block(rect, 5.0 * t, Some(fill), Some((scale.thin(), edge))).hit = Some(Hit::Window(part));
        let style = Style::new(scale.small(), Face::Text, Ink::Strong).center();
        d.fitting(rect.shrink(2.0 * t), &words::button(part, &lasts), style, decor.measure);
    }
    area.bottom() - height
}

fn mood(decor: &Decor, at: Ns) -> Mood {
    let scene = decor.scene;
    let long = |core: &CoreScene| matches!(core.doing, OnCore::Running { .. }) && at.saturating_sub(core.since) >= PATIENCE;
    let input = scene.ready.iter().any(|ready| matches!(ready.what, Some(What::Mouse | What::Key)));
    match scene.painted.owed {
        0 => Mood::Lively,
        _ if input && scene.cores.iter().any(long) => Mood::Dead,
        _ => Mood::Still,
    }
}

/// A clock whose hand goes round once in sixty frames, and a ball that rolls along under it.
fn clock(d: &mut Drawing, area: Rect, frame: u32, ink: Ink, t: f32) {
    let ball = 9.0 * t;
    let radius = 0.5 * (area.height() - ball - 4.0 * t).min(area.width()).min(110.0 * t);
    let part = (frame % 60) as f32 / 60.0;
    let center = pos2(area.center().x, area.top() + (area.height() - ball - 4.0 * t) / 2.0);
    let on = |angle: f32, part: f32| center + part * radius * vec2((angle * TAU).sin(), -(angle * TAU).cos());
    d.block(Rect::from_center_size(center, Vec2::splat(2.0 * radius)), radius, Some(Ink::Card), Some((1.5 * t, ink)));
    for hour in 0..12 {
        let angle = hour as f32 / 12.0;
        stroke(d, on(angle, 0.84), on(angle, 0.95), 1.5 * t, ink);
    }
    stroke(d, center, on(part, 0.76), 3.0 * t, ink);
    let back_and_forth = 1.0 - (2.0 * part - 1.0).abs();
    let x = area.left() + ball / 2.0 + back_and_forth * (area.width() - ball);
    let fill = if ink == Ink::Strong { Ink::Fill(Tone::Idle) } else { ink };
    d.block(Rect::from_center_size(pos2(x, area.bottom() - ball / 2.0), Vec2::splat(ball)), ball / 2.0, Some(fill), None);
}

fn stroke(d: &mut Drawing, from: Pos2, to: Pos2, width: f32, ink: Ink) {
    d.line(vec![from, to], 0.0, width, ink, false, 0.0);
}
