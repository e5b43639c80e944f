//! Tokens: a task as a tile with its letter, or as a row, if there is room, with what it waits for.

use crate::stage::item::{Drawing, Face, Hit, Icon, Ink, Measure, Style, Tone};
use crate::stage::layout::arrange::{Form, Spot, Token};
use crate::stage::layout::frame::Scale;
use crate::stage::scene::{Flight, Ready, RoomKind, Setting};
use crate::stage::words;
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{Ns, Scenario, TaskId, What};
use loopscope_text::{say, wordings};

/// The inputs of drawing what is in the places.
pub(crate) struct Pen<'a> {
    pub scale: Scale,
    pub setting: &'a Setting,
    pub scenario: &'a Scenario,
    pub at: Ns,
    pub measure: Measure<'a>,
}

/// The colour of a token in a spot; `on_core` is the core's colour.
pub(crate) fn tone(spot: Spot, on_core: Tone) -> Tone {
    match spot {
        Spot::Door | Spot::Gate | Spot::Done => Tone::Idle,
        Spot::Ready(..) | Spot::Held(_) => Tone::Runnable,
        Spot::Core(_) => on_core,
        Spot::Room(RoomKind::Lock(_), _) => Tone::Lock,
        Spot::Room(..) | Spot::Landed | Spot::Frame => Tone::Waiting,
    }
}

impl Pen<'_> {
    /// Draws a letter on a filled tile.
    pub fn tile(&self, d: &mut Drawing, rect: Rect, task: TaskId, tone: Tone) {
        d.block(rect, self.round(rect), Some(Ink::Fill(tone)), None);
        self.letter(d, rect, task, Ink::On(tone));
    }

    /// Draws a letter on a hollow tile.
    fn hollow(&self, d: &mut Drawing, rect: Rect, task: TaskId, tone: Tone) {
        d.block(rect, self.round(rect), Some(Ink::Tint(tone)), Some((self.scale.thin(), Ink::Edge(tone))));
        self.letter(d, rect, task, Ink::Text(tone));
    }

    fn round(&self, rect: Rect) -> f32 {
        (0.2 * rect.height()).min(8.0 * self.scale.t)
    }

    fn letter(&self, d: &mut Drawing, rect: Rect, task: TaskId, ink: Ink) {
        let name = task.name().to_string();
        // In a low row a letter fills its tile, so that it is still legible.
        let size = (0.64 * rect.height()).max(self.scale.small().min(0.78 * rect.height()));
        let width = (self.measure)(&name, size, Face::Bold).max(1.0);
        let size = size.min(size * 0.88 * rect.width() / width);
        d.text(rect, name, Style::new(size, Face::Bold, ink).center());
    }

    /// Draws a token.
    pub fn token(&self, d: &mut Drawing, token: &Token, on_core: Tone) {
        let tone = tone(token.key.spot, on_core);
        let rect = token.rect;
        let first = d.items.len();
        let row = rect.width() > 1.7 * rect.height();
        match (&token.form, token.key.spot) {
            (_, Spot::Frame) => self.hollow(d, rect, token.key.task, tone),
            (Form::Message(ready), _) if row => self.message(d, rect, ready, tone),
            (Form::Message(Ready { what: Some(what @ (What::Mouse | What::Key)), .. }), _) => {
                d.block(rect, self.round(rect), Some(Ink::Fill(tone)), None);
                d.icon(rect.shrink(0.18 * rect.height()), words::message(*what, None).0, Ink::On(tone));
            }
            (Form::Request(flight, served), _) if row => self.request(d, rect, flight, *served, tone),
            (Form::Request(flight, served), _) => self.request_tile(d, rect, flight, *served, tone),
            (_, Spot::Gate) if row => self.row(d, rect, token.key.task, tone, &say!("stage.gate_row")),
            _ => self.tile(d, rect, token.key.task, tone),
        }
        let hit = match (&token.form, token.key.spot) {
            (Form::Message(Ready { what: Some(_), queue, task, .. }), _) => Hit::Message(*queue, *task),
            (Form::Request(Flight { request: Some(request), room: RoomKind::Device(device), .. }, _), _) => Hit::Request(*device, *request),
            _ => Hit::Task(token.key.task),
        };
        if let Some(item) = d.items.get_mut(first) {
            item.hit = Some(hit);
        }
    }

    /// Draws the body of a row. Returns its tile and the room right of it.
    fn body(&self, d: &mut Drawing, rect: Rect, tone: Tone) -> (Rect, Rect) {
        let Scale { t, .. } = self.scale;
        d.block(rect, 7.0 * t, Some(Ink::Tint(tone)), Some((self.scale.thin(), Ink::Edge(tone))));
        let inset = (rect.height() - self.scale.chip()).max(0.0) / 2.0;
        let tile = Rect::from_min_size(rect.min + Vec2::splat(inset), Vec2::splat(rect.height() - 2.0 * inset));
        (tile, Rect::from_min_max(pos2(tile.right() + 8.0 * t, rect.top()), rect.max - vec2(9.0 * t, 0.0)))
    }

    fn row(&self, d: &mut Drawing, rect: Rect, task: TaskId, tone: Tone, words: &str) {
        let (tile, rest) = self.body(d, rect, tone);
        self.tile(d, tile, task, tone);
        d.fitting(rest, &[words], Style::new(self.scale.body(), Face::Text, Ink::Text(tone)), self.measure);
    }

    fn message(&self, d: &mut Drawing, rect: Rect, ready: &Ready, tone: Tone) {
        let (tile, rest) = self.body(d, rect, tone);
        self.tile(d, tile, ready.task, tone);
        let (icon, words) = match ready.what {
            Some(what) => words::message(what, words::device(self.scenario, ready.task, ready.line)),
            None if ready.begun => (Icon::Thread, wordings!("message.thread")),
            None => (Icon::Thread, wordings!("message.new_thread")),
        };
        let side = 18.0 * self.scale.t;
        let mut text = rest;
        if rest.width() >= side {
            let place = Rect::from_center_size(pos2(rest.left() + side / 2.0, rest.center().y), Vec2::splat(side));
            d.icon(place, icon, Ink::Text(tone));
            text.min.x += side + 7.0 * self.scale.t;
        }
        d.fitting(text, &words, Style::new(self.scale.body(), Face::Text, Ink::Strong), self.measure);
    }

    fn part_left(&self, flight: &Flight) -> (Ns, f32) {
        let left = flight.due.map_or(flight.latency, |due| due.saturating_sub(self.at).min(flight.latency));
        (left, self.part(flight, left))
    }

    /// The share of a bar that stands for this time.
    fn part(&self, flight: &Flight, time: Ns) -> f32 {
        let full = |kind: &RoomKind| self.setting.room(*kind).map_or(0, |room| room.full);
        let full = match full(&flight.room) {
            0 => flight.latency,
            full => full,
        };
        if full == 0 { 0.0 } else { (time as f64 / full as f64).min(1.0) as f32 }
    }

    fn request(&self, d: &mut Drawing, rect: Rect, flight: &Flight, served: bool, tone: Tone) {
        let Scale { t, .. } = self.scale;
        let (tile, mut rest) = self.body(d, rect, tone);
        self.tile(d, tile, flight.task, tone);
        if flight.held && rest.width() > 40.0 * t {
            // The thread is in its own frame, chained to what it waits for.
            d.block(tile.expand(2.5 * t), self.round(tile) + 2.0 * t, None, Some((2.0 * t, Ink::Strong)));
            let chain = Rect::from_min_max(
                pos2(tile.right() + 3.0 * t, rest.center().y - 6.0 * t),
                pos2(tile.right() + 35.0 * t, rest.center().y + 6.0 * t),
            );
            d.push(chain, crate::stage::item::Shape::Chain { ink: Ink::Strong });
            rest.min.x = chain.right() + 3.0 * t;
        }
        if flight.request.is_none() {
            let lock = matches!(flight.room, RoomKind::Lock(_));
            let words = if lock { wordings!("stage.waits_lock") } else { wordings!("stage.waits") };
            d.fitting(rest, &words, Style::new(self.scale.body(), Face::Text, Ink::Strong), self.measure);
            return;
        }
        let (left, part) = self.part_left(flight);
        let style = Style::new(self.scale.figure(), Face::Bold, Ink::Strong).right();
        let (number, widest, unit) = words::running(left, flight.latency);
        let slot = (self.measure)(&format!("{widest}0 {unit}"), style.size, style.face);
        let text = Rect::from_min_max(pos2((rest.right() - slot).max(rest.left()), rest.top()), rest.max);
        let bar_height = 0.5 * rect.height();
        let bar = Rect::from_min_max(
            pos2(rest.left(), rest.center().y - bar_height / 2.0),
            pos2(text.left() - 4.0 * t, rest.center().y + bar_height / 2.0),
        );
        let has_bar = bar.width() >= 24.0 * t;
        if has_bar {
            self.time_bar(d, bar, self.part(flight, flight.latency), part, served, tone);
        }
        if served {
            let place = if has_bar { text } else { rest };
            let whole = number.split('.').next().unwrap_or_default();
            d.fitting(place, &[&format!("{number} {unit}"), &format!("{whole} {unit}"), whole], style, self.measure);
        } else {
            let style = Style::new(self.scale.small(), Face::Text, Ink::Text(tone)).right();
            d.fitting(if has_bar { text } else { rest }, &[say!("stage.in_line")], style, self.measure);
        }
    }

    /// Draws a remaining time: a bar that shrinks in a track of its original length.
    fn time_bar(&self, d: &mut Drawing, bar: Rect, whole: f32, part: f32, served: bool, tone: Tone) {
        let radius = 3.0 * self.scale.t;
        let left = Rect::from_min_size(bar.min, vec2((bar.width() * part).max(if part > 0.0 { 2.0 } else { 0.0 }), bar.height()));
        if served {
            let track = Rect::from_min_size(bar.min, vec2(bar.width() * whole, bar.height()));
            d.block(track, radius, Some(Ink::Well), None);
        }
        if !served {
            d.dashed(left, radius, None, (self.scale.thin(), Ink::Edge(tone)));
        } else if left.width() > 0.0 {
            d.push(left, crate::stage::item::Shape::Hatch { radius, tone, pitch: 9.0 * self.scale.t });
        }
    }

    fn request_tile(&self, d: &mut Drawing, rect: Rect, flight: &Flight, served: bool, tone: Tone) {
        d.block(rect, self.round(rect), Some(Ink::Tint(tone)), Some((self.scale.thin(), Ink::Edge(tone))));
        let letter = Rect::from_min_max(rect.min, rect.max - vec2(0.0, 0.16 * rect.height()));
        self.letter(d, letter, flight.task, Ink::Text(tone));
        let (_, part) = self.part_left(flight);
        let height = 4.0 * self.scale.t;
        if served && part > 0.0 && flight.request.is_some() && rect.height() > 20.0 * self.scale.t {
            let width = (rect.width() - 6.0 * self.scale.t) * part;
            let left = pos2(rect.left() + 3.0 * self.scale.t, rect.bottom() - height - 1.5 * self.scale.t);
            d.block(Rect::from_min_size(left, vec2(width, height)), 1.0, Some(Ink::Fill(tone)), None);
        }
    }
}
