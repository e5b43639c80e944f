//! [`Laid`]: the positions of a scene's tasks at rest. Motion between two scenes is `travel`'s business.

use super::frame::Frame;
use super::parts::cpu_parts;
use super::slots::{Exit, Slots, column, grid, shelf};
use crate::stage::scene::rows::RowLaid;
use crate::stage::scene::{Flight, Ready, Room, RoomKind, Scene, Setting};
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{EventNo, QueueId, RequestId, TaskId};

/// A task in one of its possible spots; the same key as long as it stays there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key {
    pub task: TaskId,
    pub spot: Spot,
}

/// A spot that a task can be in. In this order, a token that leaves is taken as the origin of one that appears.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Spot {
    Landed,
    /// In this queue, posted by this event.
    Ready(QueueId, EventNo),
    Core(u16),
    /// In the handler of this process, which has no core.
    Held(QueueId),
    Room(RoomKind, Option<RequestId>),
    Gate,
    Door,
    Frame,
    Done,
}

/// A list of which only a part may be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum List {
    Landed,
    Ready(QueueId),
    /// Of all rows that are not drawn.
    Queues,
    Cores,
    Gate,
    Door,
    Frame,
    Done,
    /// In this room; true if served.
    Room(RoomKind, bool),
}

/// A task at its position.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Token {
    pub key: Key,
    pub rect: Rect,
    pub form: Form,
}

/// The content of a token besides its letter, if it is drawn as a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Form {
    /// Nothing.
    Tile,
    /// The message for which it waits for the CPU.
    Message(Ready),
    /// A request; true if it is being served.
    Request(Flight, bool),
}

/// The pill that counts the rest of a list.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct More {
    pub list: List,
    pub rect: Rect,
    pub count: usize,
}

/// A laid-out room.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct RoomLaid {
    pub kind: RoomKind,
    /// Its heading, if it needs one.
    pub head: Option<Rect>,
    /// The vertical position between those that queue and those that are served.
    pub divider: Option<f32>,
    pub served: usize,
    pub queued: usize,
    /// The holder of the lock.
    pub holder: Option<TaskId>,
    /// Free slots of the device.
    pub free: Vec<Rect>,
}

/// A core, or the handler slot of a loop.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Cell {
    pub rect: Rect,
    /// The tile of the task on it.
    pub tile: Rect,
}

/// The positions of everything.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Laid {
    /// The tokens, ordered by key.
    pub tokens: Vec<Token>,
    pub more: Vec<More>,
    pub rooms: Vec<RoomLaid>,
    /// One per core of the scene or, if it has rows, per visible row.
    pub cells: Vec<Cell>,
    /// The queues of the visible rows.
    pub queue_rows: Vec<RowLaid>,
    /// The line for the other rows, left and at the CPU, and their number.
    pub rows_more: Option<(Rect, Rect, usize)>,
}

/// The inside of a place below its heading.
pub(crate) fn inside(place: Rect, frame: &Frame) -> Rect {
    let pad = frame.scale.pad();
    Rect::from_min_max(pos2(place.left() + pad, place.top() + 30.0 * frame.scale.t), place.max - vec2(pad, pad))
}

/// The done shelf, below its count.
pub(crate) fn shelf_area(frame: &Frame) -> Rect {
    let scale = frame.scale;
    let top = (108.0 * scale.t).min(0.6 * frame.done.height());
    Rect::from_min_max(frame.done.min + vec2(scale.pad(), top), frame.done.max - Vec2::splat(scale.pad()))
}

impl Laid {
    pub fn new(scene: &Scene, frame: &Frame, setting: &Setting) -> Self {
        let mut laid = Self::default();
        laid.queues(scene, frame);
        laid.cpu(scene, frame, setting);
        laid.waiting(scene, frame, setting);
        laid.done(scene, frame);
        laid.tokens.sort_by_key(|token| token.key);
        laid
    }

    pub(crate) fn tile(&mut self, task: TaskId, spot: Spot, rect: Rect) {
        self.token(task, spot, rect, Form::Tile);
    }

    pub(crate) fn token(&mut self, task: TaskId, spot: Spot, rect: Rect, form: Form) {
        self.tokens.push(Token { key: Key { task, spot }, rect, form });
    }

    fn pill(&mut self, list: List, slots: &Slots) {
        self.more.extend(slots.more.map(|(rect, count)| More { list, rect, count }));
    }

    fn queues(&mut self, scene: &Scene, frame: &Frame) {
        let Frame { scale, .. } = *frame;
        // No task rests at the door for long: a short stack, the first at the height of the lane.
        let tile = scale.chip() * 0.85;
        let stack = |n: usize| Rect::from_center_size(frame.door - vec2(0.0, n as f32 * (tile + 3.0 * scale.t)), Vec2::splat(tile));
        for (n, task) in scene.door.iter().enumerate().take(3) {
            self.token(*task, Spot::Door, stack(n), Form::Tile);
        }
        if scene.door.len() > 3 {
            self.more.push(More { list: List::Door, rect: stack(3), count: scene.door.len() - 3 });
        }
        if let Some(gate) = frame.gate {
            let mut area = inside(gate, frame);
            area.max.y -= scale.foot() - scale.pad();
            let slots = column(area, scene.gate.len(), Exit::Top, scale);
            for (task, rect) in scene.gate.iter().zip(&slots.rects) {
                self.token(*task, Spot::Gate, *rect, Form::Tile);
            }
            self.pill(List::Gate, &slots);
        }
        if !scene.rows.is_empty() {
            return;
        }
        let slots = column(inside(frame.ready, frame), scene.ready.len(), Exit::Top, scale);
        for (ready, rect) in scene.ready.iter().zip(&slots.rects) {
            self.token(ready.task, Spot::Ready(ready.queue, ready.event), *rect, Form::Message(*ready));
        }
        self.pill(List::Queues, &slots);
    }

    fn cpu(&mut self, scene: &Scene, frame: &Frame, setting: &Setting) {
        let Frame { scale, .. } = *frame;
        let parts = cpu_parts(frame, setting);
        if !scene.rows.is_empty() {
            self.rows(scene, frame, parts.cells);
            self.frames(scene, frame, parts.frames);
            return;
        }
        let most = if scene.cores.len() == 1 { 150.0 } else { 96.0 } * scale.t;
        for (core, rect) in scene.cores.iter().zip(grid(parts.cells, scene.cores.len(), 30.0 * scale.t, most, 5.0 * scale.t)) {
            let high = rect.height() >= 60.0 * scale.t;
            let side = if high {
                (0.56 * rect.height()).min(if rect.height() > 140.0 * scale.t { 72.0 } else { 56.0 } * scale.t)
            } else {
                rect.height() - 8.0 * scale.t
            };
            let tiny = rect.width() < 60.0 * scale.t;
            let side = side.min(rect.width() - 6.0 * scale.t).max(4.0);
            let inset = if high { scale.pad() } else { 4.0 * scale.t }.min((rect.width() - side) / 2.0);
            let y = if high { rect.top() + scale.pad() } else { rect.center().y - side / 2.0 };
            let tile = if tiny { rect.shrink(1.5 * scale.t) } else { Rect::from_min_size(pos2(rect.left() + inset, y), Vec2::splat(side)) };
            self.cells.push(Cell { rect, tile });
            if let Some(task) = core.doing.task() {
                self.token(task, Spot::Core(core.core), tile, Form::Tile);
            }
        }
        self.frames(scene, frame, parts.frames);
    }

    /// Lays out the frames that wait in memory, in small.
    fn frames(&mut self, scene: &Scene, frame: &Frame, area: Option<Rect>) {
        let Frame { scale, .. } = *frame;
        if let Some(area) = area {
            let (tile, gap) = (24.0 * scale.t * scale.wide, 4.0 * scale.t);
            // The left part is for a word and the count.
            let left = area.left() + if scale.wide > 1.0 { 136.0 } else { 112.0 } * scale.t;
            let fits = ((area.right() - left + gap) / (tile + gap)).max(0.0) as usize;
            let shown = if scene.frames.len() <= fits { scene.frames.len() } else { fits.saturating_sub(2) };
            let at = |n: usize, width: f32| {
                Rect::from_min_size(pos2(left + n as f32 * (tile + gap), area.center().y - 12.0 * scale.t), vec2(width, 24.0 * scale.t))
            };
            for (n, task) in scene.frames.iter().enumerate().take(shown) {
                self.token(*task, Spot::Frame, at(n, tile), Form::Tile);
            }
            if shown < scene.frames.len() {
                self.more.push(More {
                    list: List::Frame,
                    rect: at(shown, (area.right() - at(shown, 0.0).left()).max(1.0)),
                    count: scene.frames.len() - shown,
                });
            }
        } else if !scene.frames.is_empty() {
            // Too low for a shelf of frames: they are still counted, beside the requests.
            self.more.push(More { list: List::Frame, rect: Rect::NOTHING, count: scene.frames.len() });
        }
    }

    fn waiting(&mut self, scene: &Scene, frame: &Frame, setting: &Setting) {
        let Frame { scale, .. } = *frame;
        let area = inside(frame.waiting, frame);
        // A room that the scenario names is always shown, another one only while it is used.
        let used = |room: &&Room| setting.room(room.kind).is_some() || room.served.len() + room.queued.len() > 0;
        let rooms: Vec<&Room> = scene.rooms.iter().filter(used).collect();
        let most = ((area.height() / (70.0 * scale.t)) as usize).max(1);
        let shown = if rooms.len() <= most { rooms.len() } else { most - 1 };
        let parts = shown + usize::from(shown < rooms.len());
        let gap = scale.gap();
        let height = (area.height() - (parts.max(1) - 1) as f32 * gap) / parts.max(1) as f32;
        let part = |n: usize| Rect::from_min_size(pos2(area.left(), area.top() + n as f32 * (height + gap)), vec2(area.width(), height));
        for (n, room) in rooms[..shown].iter().enumerate() {
            let depth = setting.room(room.kind).and_then(|info| info.depth);
            self.room(room, depth, parts > 1 || depth.is_some(), part(n), frame);
        }
        if shown < rooms.len() {
            let mut rest = Room::empty(RoomKind::Other);
            for room in &rooms[shown..] {
                rest.served.extend(room.served.iter().chain(&room.queued));
            }
            self.room(&rest, None, true, part(shown), frame);
        }
        let tile = scale.chip();
        let x = (frame.cpu.right() + frame.waiting.left()) / 2.0;
        let at = |n: usize| Rect::from_center_size(pos2(x, frame.back[0].y - n as f32 * (tile + 3.0 * scale.t)), Vec2::splat(tile));
        for (n, task) in scene.landed.iter().enumerate().take(2) {
            self.token(*task, Spot::Landed, at(n), Form::Tile);
        }
        if scene.landed.len() > 2 {
            self.more.push(More { list: List::Landed, rect: at(2), count: scene.landed.len() - 2 });
        }
    }

    fn room(&mut self, room: &Room, depth: Option<u32>, headed: bool, part: Rect, frame: &Frame) {
        let Frame { scale, .. } = *frame;
        let (row, gap) = (scale.row(), scale.gap());
        let head_height = 22.0 * scale.t;
        let headed = headed && part.height() > head_height + row;
        let head = headed.then(|| Rect::from_min_size(part.min, vec2(part.width(), head_height)));
        let mut area = part;
        area.min.y += if headed { head_height + 2.0 * scale.t } else { 0.0 };
        let mut laid = RoomLaid {
            kind: room.kind,
            head,
            divider: None,
            served: room.served.len(),
            queued: room.queued.len(),
            holder: room.holder,
            free: Vec::new(),
        };
        let places = depth.map_or(room.served.len(), |depth| depth as usize);
        let mut served = area;
        if depth.is_some() || !room.queued.is_empty() {
            // Served tasks are at the exit, in one row per slot, or in tiles.
            let tile = scale.chip() + gap;
            let across = ((area.width() + gap) / (scale.tile().x + gap)).max(1.0) as usize;
            let rows = places as f32 * (row + gap) - gap;
            let tiles = places.div_ceil(across) as f32 * tile - gap;
            let most = 0.62 * area.height();
            let height = if rows <= most { rows } else { tiles.min(most.max(tile - gap)) };
            served.min.y = served.max.y - height.clamp(0.0, area.height());
            let queue = Rect::from_min_max(area.min, pos2(area.right(), served.top() - 1.6 * gap));
            if places > 0 {
                laid.divider = Some(served.top() - 0.8 * gap);
            }
            let slots = column(queue, room.queued.len(), Exit::Bottom, scale);
            for (flight, rect) in room.queued.iter().zip(&slots.rects) {
                self.token(flight.task, Spot::Room(room.kind, flight.request), *rect, Form::Request(*flight, false));
            }
            self.pill(List::Room(room.kind, false), &slots);
        }
        // A device's slots keep their positions, taken or free, if all of them can be shown.
        let all = column(served, places.max(room.served.len()), Exit::Bottom, scale);
        let slots = if all.more.is_none() { all } else { column(served, room.served.len(), Exit::Bottom, scale) };
        for (flight, rect) in room.served.iter().zip(&slots.rects) {
            self.token(flight.task, Spot::Room(room.kind, flight.request), *rect, Form::Request(*flight, true));
        }
        laid.free = slots.rects.get(room.served.len()..).unwrap_or_default().to_vec();
        self.pill(List::Room(room.kind, true), &slots);
        self.rooms.push(laid);
    }

    fn done(&mut self, scene: &Scene, frame: &Frame) {
        let Frame { scale, .. } = *frame;
        let area = shelf_area(frame);
        let (tile, gap) = (scale.tile(), scale.gap());
        let line = tile.y + gap;
        // When the shelf is full its tasks go into the pill and it fills again, so that only new tasks move.
        let all = shelf(area, tile, gap);
        let paged = shelf(Rect::from_min_max(area.min, area.max - vec2(0.0, line)), tile, gap);
        let room = |slots: &[Rect]| slots.len().min(scene.last_done.len().max(loopscope_trace::state::LAST_DONE)) as u64;
        let (slots, shown) = match (room(&all), room(&paged)) {
            (whole, _) if scene.done <= whole => (all, scene.done),
            (_, 0) => (Vec::new(), 0),
            (_, page) => (paged, (scene.done - 1) % page + 1),
        };
        let shown = (shown as usize).min(scene.last_done.len());
        let last = &scene.last_done[scene.last_done.len() - shown..];
        for (task, rect) in last.iter().zip(&slots) {
            self.token(*task, Spot::Done, *rect, Form::Tile);
        }
        let rest = scene.done - shown as u64;
        if rest > 0 {
            let rect = Rect::from_min_max(pos2(area.left(), area.bottom() - tile.y), area.max);
            self.more.push(More { list: List::Done, rect, count: rest as usize });
        }
    }

    /// The token with this key, if it is drawn.
    pub fn find(&self, key: Key) -> Option<&Token> {
        self.tokens.binary_search_by_key(&key, |token| token.key).ok().map(|i| &self.tokens[i])
    }

    /// The tokens of a task.
    pub fn of(&self, task: TaskId) -> &[Token] {
        let first = self.tokens.partition_point(|token| token.key.task < task);
        let last = self.tokens.partition_point(|token| token.key.task <= task);
        &self.tokens[first..last]
    }

    /// The pill that counts the tasks of a spot that are not drawn.
    pub fn pill_of(&self, spot: Spot) -> Option<Rect> {
        let fits = |list: List| match (spot, list) {
            (Spot::Landed, List::Landed)
            | (Spot::Ready(..), List::Queues)
            | (Spot::Core(_) | Spot::Held(_), List::Cores)
            | (Spot::Gate, List::Gate)
            | (Spot::Door, List::Door)
            | (Spot::Frame, List::Frame)
            | (Spot::Done, List::Done) => true,
            (Spot::Ready(queue, _), List::Ready(other)) => queue == other,
            (Spot::Room(kind, _), List::Room(other, _)) => kind == other,
            _ => false,
        };
        self.more.iter().find(|more| fits(more.list) && more.rect.is_finite()).map(|more| more.rect)
    }
}
