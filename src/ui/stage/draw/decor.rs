//! The places themselves: headings, boxes, counts, and the lanes between them. Their contents are drawn on top.

use super::rates;
use crate::stage::item::{Drawing, Face, Hit, Icon, Ink, Measure, Style, Tone};
use crate::stage::layout::arrange::{Laid, List, RoomLaid, inside, shelf_area};
use crate::stage::layout::frame::{Frame, Scale};
use crate::stage::layout::wrap::wrap;
use crate::stage::scene::flow::Flow;
use crate::stage::scene::{RoomKind, Scene, Setting};
use crate::stage::words;
use crate::widgets::wording;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use loopscope_event::{Holder, Place, Processor, Rows};
use loopscope_text::{say, wordings};
use loopscope_trace::RUN_QUEUE;

/// The amount in a place.
#[derive(Clone, Copy, PartialEq)]
enum Held {
    Count(usize),
    Mean(f64),
}

pub(crate) struct Decor<'a> {
    pub frame: &'a Frame,
    pub setting: &'a Setting,
    pub scene: &'a Scene,
    pub laid: &'a Laid,
    pub measure: Measure<'a>,
}

impl Decor<'_> {
    /// Draws the background: the hero, its title and, unless they flow, the lanes.
    pub fn ground(&self, d: &mut Drawing, lanes: bool) {
        let Frame { scale, hero, title, .. } = *self.frame;
        d.block(hero, 10.0 * scale.t, Some(Ink::Panel), Some((1.0, Ink::Border)));
        let style = Style::new(scale.title(), Face::Bold, Ink::Strong);
        let small = Style::new(scale.body(), Face::Bold, Ink::Strong);
        let info = self.setting.info;
        let name = wording::title(info);
        match (self.measure)(&name, style.size, style.face) <= title.width() {
            true => d.text(title, name, style),
            false => d.fitting(title, &[name, wording::short(info)], small, self.measure),
        }
        if lanes {
            self.lanes(d);
            self.labels(d);
        }
    }

    /// Draws the counts of what is not drawn one by one.
    pub fn pills(&self, d: &mut Drawing) {
        for more in &self.laid.more {
            self.pill(d, more.list, more.rect, more.count);
        }
    }

    /// The heading of the place at the right, as long as there is room for.
    fn waiting_heading(&self) -> String {
        let Frame { scale, waiting, .. } = *self.frame;
        let width = |words: &String| (self.measure)(words, scale.small(), Face::Bold);
        let find = |room: f32| wordings!("stage.waiting").into_iter().find(|words| width(words) <= room);
        // Words take precedence over the picture beside them.
        find(waiting.width() - sign(scale)).or_else(|| find(waiting.width())).unwrap_or_default()
    }

    fn heading(&self, d: &mut Drawing, place: Rect, words: &[String], ink: Ink) {
        let Frame { scale, heads, .. } = *self.frame;
        let rect = Rect::from_min_max(pos2(place.left(), heads), pos2(place.right(), place.top() - 2.0 * scale.t));
        d.fitting(rect, words, Style::new(scale.small(), Face::Bold, ink), self.measure);
    }

    /// Draws a heading with its picture before it, if that leaves room for words: computing and waiting can be told
    /// apart without reading.
    fn signed(&self, d: &mut Drawing, place: Rect, (icon, words): (Icon, &[String]), ink: Ink) {
        let Frame { scale, heads, .. } = *self.frame;
        let side = sign(scale) - 5.0 * scale.t;
        // The lane to the shelf goes up there, and must not cross the heading.
        let up = self.frame.leave[0].x - 4.0 * scale.t;
        let right = if (place.left()..place.right()).contains(&up) { up } else { place.right() };
        let head = Rect::from_min_max(pos2(place.left() + sign(scale), heads), pos2(right, place.top() - 2.0 * scale.t));
        let style = Style::new(scale.small(), Face::Bold, ink);
        if words.is_empty() || words.iter().all(|text| (self.measure)(text, style.size, style.face) > head.width()) {
            return self.heading(d, place, words, ink);
        }
        d.icon(Rect::from_min_size(pos2(place.left(), head.center().y - side / 2.0), Vec2::splat(side)), icon, ink);
        d.fitting(head, words, style, self.measure);
    }

    /// Draws the places without their contents; with a `flow`, means instead of counts.
    pub fn places(&self, d: &mut Drawing, flow: Option<&Flow>) {
        let Frame { scale, gate, ready, cpu, waiting, done, .. } = *self.frame;
        let places = &self.setting.info.places;
        let text = Ink::Text;
        if let (Some(gate), Some(place)) = (gate, &places.gate) {
            self.heading(d, gate, &wordings!("stage.gate"), text(Tone::Idle));
            self.place(d, (gate, Tone::Idle), place, &wordings!("stage.gate_short"), Held::Count(self.scene.gate.len()));
        }
        self.heading(d, ready, &wordings!("stage.ready"), text(Tone::Runnable));
        let held = flow.map_or(Held::Count(self.scene.ready.len()), |flow| Held::Mean(flow.queued));
        self.place(d, (ready, Tone::Runnable), &places.ready, &wordings!("stage.ready_short"), held);
        if !self.frame.rows {
            d.block(ready, 10.0 * scale.t, None, None).hit = Some(Hit::Queue(RUN_QUEUE));
        }
        if self.frame.rows && flow.is_none() {
            super::cpu::draw_queues(d, self);
        }
        let heading = wordings!("stage.cpu");
        self.signed(d, cpu, (Icon::Chip, &heading), text(Tone::Running));
        let (rows, cores) = (self.scene.rows.len(), self.scene.cores.len());
        let note = match self.scene.unused {
            0 if places.rows == Rows::Processes && rows > cores => {
                say!("stage.rows_on_cores", rows = rows, cores = words::count(cores, "core"))
            }
            0 => String::new(),
            unused => say!("stage.unused", used = cores, all = unused + cores),
        };
        if !note.is_empty() {
            let left = cpu.left()
                + sign(scale)
                + (self.measure)(heading.first().map_or("", String::as_str), scale.small(), Face::Bold)
                + 10.0 * scale.t;
            let right = self.frame.leave[0].x - 8.0 * scale.t;
            let rect = Rect::from_min_max(pos2(left.min(right), self.frame.heads), pos2(right, cpu.top() - 2.0 * scale.t));
            d.fitting(rect, &[note], Style::new(scale.small(), Face::Text, Ink::Dim), self.measure);
        }
        self.threads(d);
        self.signed(d, waiting, (Icon::Hourglass, &[self.waiting_heading()]), text(Tone::Waiting));
        let watched = self.scene.parked && flow.is_none() && places.processor == Processor::Loop;
        let tone = if watched { Tone::Looping } else { Tone::Waiting };
        let held = flow.map_or(Held::Count(self.scene.waiting()), |flow| Held::Mean(flow.in_flight));
        self.place(d, (waiting, tone), &places.waiting, &wordings!("stage.waiting_short"), held);
        if flow.is_none() {
            for room in &self.laid.rooms {
                self.room(d, room);
            }
        }
        d.block(done, 10.0 * scale.t, Some(Ink::Card), Some((scale.thin(), Ink::Border)));
        self.shelf(d);
    }

    /// Draws the number of threads available to the jobs at the gate, at its foot, which is kept free for it.
    fn threads(&self, d: &mut Drawing) {
        let Frame { scale, gate, .. } = *self.frame;
        let ((all, idle), Some(gate)) = (self.scene.threads, gate) else { return };
        if all == 0 || self.setting.info.places.one_thread() {
            return;
        }
        let inner = inside(gate, self.frame);
        let foot = Rect::from_min_max(pos2(inner.left(), gate.bottom() - scale.foot()), pos2(inner.right(), gate.bottom() - 4.0 * scale.t));
        let threads = words::count(all as usize, "thread");
        let says = match idle {
            0 => wordings!("stage.all_taken", threads = threads, n = idle),
            _ => wordings!("stage.some_idle", threads = threads, n = idle),
        };
        d.fitting(foot, &says, Style::new(scale.small(), Face::Text, Ink::Dim).center(), self.measure);
    }

    /// Draws a box with its name, the amount in it, and, if it is empty, what that means.
    fn place(&self, d: &mut Drawing, (rect, tone): (Rect, Tone), place: &Place, short: &[String], held: Held) {
        let Frame { scale, .. } = *self.frame;
        d.dashed(rect, 10.0 * scale.t, Some(Ink::Card), (scale.thin(), Ink::Edge(tone)));
        let head = Rect::from_min_size(
            rect.min + vec2(scale.pad() + 1.0, 3.0 * scale.t),
            vec2(rect.width() - 2.0 * scale.pad() - 2.0, 26.0 * scale.t),
        );
        let number = match held {
            Held::Count(n) => words::number(n as u64),
            Held::Mean(mean) => rates::about(mean),
        };
        let style = Style::new(scale.figure(), Face::Bold, Ink::Text(tone)).right();
        d.text(head, number.clone(), style);
        let used = (self.measure)(&number, style.size, style.face) + 8.0 * scale.t;
        let name = Rect::from_min_max(head.min, head.max - vec2(used, 0.0));
        let names: Vec<String> = std::iter::once(wording::place(place.title)).chain(short.iter().cloned()).collect();
        d.fitting(name, &names, Style::new(scale.small(), Face::Text, Ink::Dim), self.measure);
        if held == Held::Count(0) && !(self.frame.rows && tone == Tone::Runnable) {
            let area = inside(rect, self.frame);
            let row = Rect::from_min_size(area.min, vec2(area.width(), scale.row().min(area.height())));
            d.dashed(row, 7.0 * scale.t, None, (scale.thin(), Ink::Border));
            let below = Rect::from_min_max(pos2(area.left(), row.bottom() + scale.gap()), area.max);
            self.paragraph(d, below, &wording::place(place.empty), Style::new(scale.small(), Face::Text, Ink::Dim).center());
        }
    }

    /// Draws a text on several lines, if all of them fit.
    pub fn paragraph(&self, d: &mut Drawing, rect: Rect, text: &str, style: Style) {
        let line = 1.3 * style.size;
        let lines = wrap(text, rect.width(), style, self.measure);
        let fits = lines.iter().all(|line| (self.measure)(line, style.size, style.face) <= rect.width());
        if !fits || lines.len() as f32 * line > rect.height() {
            return;
        }
        for (i, words) in lines.into_iter().enumerate() {
            d.text(Rect::from_min_size(rect.min + vec2(0.0, i as f32 * line), vec2(rect.width(), line)), words, style);
        }
    }

    fn room(&self, d: &mut Drawing, room: &RoomLaid) {
        let Frame { scale, .. } = *self.frame;
        let info = self.setting.room(room.kind);
        let name = match room.kind {
            RoomKind::Device(loopscope_event::id::TIMER) => say!("stage.timers"),
            RoomKind::Other => say!("stage.others"),
            RoomKind::Lock(_) | RoomKind::Device(_) => info.map_or_else(|| say!("name.device_any"), |info| info.name.clone()),
        };
        let lock = matches!(room.kind, RoomKind::Lock(_));
        let tone = if lock { Tone::Lock } else { Tone::Waiting };
        let label = Style::new(scale.small(), Face::Bold, Ink::Text(tone));
        let side = Style::new(scale.small(), Face::Text, Ink::Dim).right();
        let hit = match room.kind {
            RoomKind::Device(device) => Some(Hit::Device(device)),
            RoomKind::Lock(lock) => Some(Hit::Lock(lock)),
            RoomKind::Other => None,
        };
        if let Some(head) = room.head {
            d.block(head, 0.0, None, None).hit = hit;
            let title = if lock { say!("name.lock", name = name) } else { name };
            let depth = info.and_then(|info| info.depth).map(|depth| words::number(depth.into()));
            let queued = words::number(room.queued as u64);
            let right = match depth {
                Some(depth) => wordings!("stage.serves", depth = depth, queued = queued),
                None if lock => match room.holder {
                    Some(holder) => wordings!("stage.holds", task = holder.name(), queued = queued),
                    None => wordings!("stage.free", queued = queued),
                },
                None => wordings!("stage.number", n = words::number((room.served + room.queued) as u64), queued = queued),
            };
            let used = (self.measure)(&title, label.size, label.face) + 8.0 * scale.t;
            d.fitting(head, &[title], label, self.measure);
            let place = Rect::from_min_max(pos2((head.left() + used).min(head.right()), head.top()), head.max);
            d.fitting(place, &right, side, self.measure);
        }
        if let Some(y) = room.divider {
            let inner = inside(self.frame.waiting, self.frame);
            d.line(vec![pos2(inner.left(), y), pos2(inner.right(), y)], 0.0, 1.0, Ink::Outline, true, 0.0);
        }
        for slot in &room.free {
            d.dashed(*slot, 7.0 * scale.t, None, (scale.thin(), Ink::Border));
        }
    }

    fn shelf(&self, d: &mut Drawing) {
        let Frame { scale, done, .. } = *self.frame;
        let Scene { done: count, .. } = *self.scene;
        let inner = done.shrink(scale.pad());
        if let Some(total) = self.setting.total.filter(|total| *total > 0) {
            // The shelf fills from the bottom, so that the race can be seen at a glance.
            let part = (count as f32 / total as f32).min(1.0);
            let top = done.bottom() - part * done.height();
            let level = Rect::from_min_max(pos2(done.left(), top), done.max).shrink(1.5 * scale.t);
            if level.is_positive() && count > 0 {
                d.block(level, 8.0 * scale.t, Some(Ink::Well), None);
            }
        }
        let heading = Rect::from_min_size(inner.min, vec2(inner.width(), 20.0 * scale.t));
        // Where there is no room for both, the flag says it.
        let word = match self.flag_rect() {
            Some(flag) => Rect::from_min_max(pos2(flag.right() + 2.0 * scale.t, heading.top()), heading.max),
            None => heading,
        };
        d.fitting(word, &[say!("stage.done")], Style::new(scale.small(), Face::Bold, Ink::Text(Tone::Idle)).center(), self.measure);
        let free = shelf_area(self.frame).top() - heading.bottom();
        let size = (56.0 * scale.t).min(0.66 * free / 1.15);
        if size < 4.0 {
            // Too low for a number and the word under it.
            return;
        }
        let number = words::number(count);
        let wide = (self.measure)(&number, size, Face::Bold).max(1.0);
        let size = size.min(size * inner.width() / wide);
        let big = Rect::from_min_size(pos2(inner.left(), heading.bottom()), vec2(inner.width(), (0.68 * free).max(1.0)));
        d.text(big, number, Style::new(size, Face::Bold, Ink::Strong).center());
        if let Some(total) = self.setting.total {
            let of = Rect::from_min_size(pos2(inner.left(), big.bottom() - 3.0 * scale.t), vec2(inner.width(), 20.0 * scale.t));
            if of.bottom() <= shelf_area(self.frame).top() + 2.0 {
                d.fitting(
                    of,
                    &[say!("stage.of", n = words::number(total))],
                    Style::new(scale.small(), Face::Text, Ink::Dim).center(),
                    self.measure,
                );
            }
        }
    }

    fn pill(&self, d: &mut Drawing, list: List, rect: Rect, count: usize) {
        if !rect.is_positive() || !rect.is_finite() {
            return;
        }
        let Frame { scale, .. } = *self.frame;
        let tone = match list {
            List::Ready(_) | List::Queues => Tone::Runnable,
            List::Cores => Tone::Running,
            List::Gate | List::Door | List::Done => Tone::Idle,
            List::Room(RoomKind::Lock(_), _) => Tone::Lock,
            List::Landed | List::Frame | List::Room(..) => Tone::Waiting,
        };
        let n = words::number(count as u64);
        let texts = match list {
            List::Done => wordings!("stage.earlier", n = n),
            List::Queues if self.frame.rows => wordings!("stage.rows_waiting", n = n),
            List::Cores => wordings!("stage.at_work", n = n),
            _ => wordings!("stage.more", n = n),
        };
        d.block(rect, 0.3 * rect.height(), Some(Ink::Tint(tone)), None);
        d.fitting(rect.shrink2(vec2(3.0, 0.0)), &texts, Style::new(scale.small(), Face::Bold, Ink::Text(tone)).center(), self.measure);
    }

    fn lanes(&self, d: &mut Drawing) {
        let Frame { scale, door, ref take, ref begin, ref back, ref leave, ref gate, ref ready, .. } = *self.frame;
        let (width, head) = (scale.strong(), 10.0 * scale.t);
        let mut lane = |points: Vec<Pos2>| {
            d.line(points, 14.0 * scale.t, width, Ink::Outline, false, head);
        };
        let first = gate.unwrap_or(*ready);
        lane(vec![pos2(self.frame.hero.left() + 3.0 * scale.t, door.y), pos2(first.left() - 3.0 * scale.t, door.y)]);
        match &self.laid.queue_rows[..] {
            [] => lane(take.to_vec()),
            rows => rows.iter().map(|row| row.track.center().y).for_each(|y| lane(take.map(|end| pos2(end.x, y)).to_vec())),
        }
        if let Some(begin) = begin {
            lane(begin.to_vec());
        }
        lane(self.issue().to_vec());
        lane(back.to_vec());
        lane(leave.to_vec());
    }

    /// Draws the labels of the lanes beside them, where nothing that travels hides them.
    fn labels(&self, d: &mut Drawing) {
        let Frame { scale, ref cpu, ref waiting, .. } = *self.frame;
        let places = &self.setting.info.places;
        let small = Style::new(scale.small(), Face::Text, Ink::Dim);
        let then = if places.holder == Holder::Thread { say!("stage.and_waits") } else { say!("stage.and_goes_on") };
        let waits = [say!("stage.asks"), then];
        let gap = waiting.left() - cpu.right() - 4.0;
        if waits.iter().all(|word| (self.measure)(word, small.size, small.face) <= gap) {
            for (i, word) in waits.iter().enumerate() {
                let height = 19.0 * scale.t;
                let top = self.issue()[0].y - 0.5 * scale.traveller() - (2 - i) as f32 * height;
                let rect = Rect::from_min_max(pos2(cpu.right() + 2.0, top), pos2(waiting.left() - 2.0, top + height));
                d.text(rect, word, small.center());
            }
        }
        self.beside_lanes(d, &[wording::place(places.way_back), say!("stage.back")], &wordings!("stage.last_step"), small);
    }

    /// Draws words beside the lane back and the lane to the shelf.
    pub fn beside_lanes(&self, d: &mut Drawing, back: &[String], leave: &[String], style: Style) {
        let Frame { back_label, leave_label, waiting, .. } = *self.frame;
        if back_label.height() >= style.size {
            d.fitting(back_label, back, style.center(), self.measure);
        }
        let heading = self.waiting_heading();
        let used = sign(self.frame.scale) + (self.measure)(&heading, self.frame.scale.small(), Face::Bold) + 12.0 * self.frame.scale.t;
        let rect = Rect::from_min_max(pos2(waiting.left() + used, leave_label.top()), leave_label.max);
        d.fitting(rect, leave, style.right(), self.measure);
    }

    /// The lane from the CPU to the place of waiting.
    pub fn issue(&self) -> [Pos2; 2] {
        let Frame { scale, ref cpu, ref waiting, .. } = *self.frame;
        let y = match self.laid.cells[..] {
            [one] => one.tile.center().y.max(self.frame.take[0].y + 44.0 * scale.t),
            _ => cpu.center().y,
        };
        let gap = 4.0 * scale.u;
        [pos2(cpu.right() + gap, y), pos2(waiting.left() - gap, y)]
    }

    /// Draws a flag on the shelf when all jobs are completed.
    pub fn flag(&self, d: &mut Drawing) {
        if let Some(rect) = self.flag_rect() {
            d.icon(rect, Icon::Flag, Ink::Strong);
        }
    }

    fn flag_rect(&self) -> Option<Rect> {
        let Frame { scale, done, .. } = *self.frame;
        let finished = self.setting.total.is_some_and(|total| total > 0 && self.scene.done >= total);
        finished.then(|| Rect::from_min_size(pos2(done.left() + scale.pad(), done.top() + 7.0 * scale.t), Vec2::splat(26.0 * scale.t)))
    }
}

/// The width of the picture before a heading.
fn sign(scale: Scale) -> f32 {
    1.1 * scale.small() + 5.0 * scale.t
}
