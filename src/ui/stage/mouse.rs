//! YOUR MOUSE IS THE WORKLOAD: input over the application that a loop serves becomes messages in that loop's queue.
//!
//! The pointer is sampled at most once per frame of the story, and only while the story runs: so the queue fills as
//! fast as a real one would, however slowly it is watched. Nothing here changes the picture: that comes back through
//! the log.

use super::item::{Hit, Item, Within};
use super::words;
use crate::widgets::focus;
use crate::{Action, Context};
use egui::{Event, EventFilter, Key, Modifiers, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo};
use loopscope_event::{Gesture, Ns, Posted, Speed, time};
use loopscope_trace::Trace;

/// The time between the application's frames, ns.
const FRAME: Ns = 16_666_667;
/// The wall time for which the work behind a button should last, s.
const WATCHED: f64 = 4.0;

/// The last input.
#[derive(Default)]
pub(super) struct Mouse {
    /// The last move that was requested.
    requested: Option<RequestedMove>,
    listens: bool,
    /// The pointer's position as moved by the arrow keys, in thousandths.
    keys: (u16, u16),
}

/// A move that was requested to be posted.
struct RequestedMove {
    gesture: Gesture,
    /// The number of moves in the log at the request.
    moves: u32,
    /// The instant up to which the runs were computed at the request, ns.
    edge: Ns,
}

impl RequestedMove {
    /// True if the move is in the log, or will never be.
    const fn is_settled(&self, moves: u32, edge: Ns) -> bool {
        moves != self.moves || edge < self.edge || edge - self.edge > 20 * FRAME
    }
}

impl Mouse {
    pub const fn listens(&self) -> bool {
        self.listens
    }

    /// Handles input over the items of a stage whose corner is at `origin`.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, items: &[Item], origin: Pos2, out: &mut Vec<Action>) {
        let place =
            |part: Within| items.iter().find(|item| item.hit == Some(Hit::Window(part))).map(|item| item.rect.translate(origin.to_vec2()));
        let work = cx.stage().map_or(0, |(trace, _)| work(cx, trace));
        // Input to one of two applications side by side goes to both: the same button, with another handler.
        let twin = place(Within::TwinCanvas).is_some();
        let awaits = if twin { Gesture::Compute } else { Gesture::Await };
        for (part, gesture) in [(Within::Compute, Gesture::Compute), (Within::Await, awaits)] {
            let Some(rect) = place(part) else { continue };
            let button = ui.interact(rect, ui.scope_id().with(("window", part)), Sense::click());
            let says = words::button(part, &time::short(work)).remove(0);
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
            if button.has_focus() {
                let stroke = egui::Stroke::new(2.0, cx.theme.ink.focus);
                ui.painter().rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Outside);
            }
            if button.clicked() {
                button.surrender_focus();
                out.push(Action::Post(Posted::new(gesture, work)));
            }
            if button.on_hover_text(words::button_description(part)).hovered() {
                ui.set_cursor_icon(egui::CursorIcon::PointingHand);
            }
        }
        self.listens = false;
        for part in [Within::Canvas, Within::TwinCanvas] {
            if let Some(canvas) = place(part) {
                self.canvas(ui, cx, (part, canvas), out);
            }
        }
    }

    fn canvas(&mut self, ui: &mut Ui, cx: &Context<'_>, (part, canvas): (Within, Rect), out: &mut Vec<Action>) {
        let response = ui.interact(canvas, ui.scope_id().with(("window canvas", part)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, words::button_description(part)));
        let Some((x, y)) = self.points(ui, &response, canvas) else { return };
        self.listens = true;
        let (moved, edge) = (Gesture::Move { x, y }, cx.status.edge);
        let (moves, last) = cx.stage().map_or((0, 0), |(trace, _)| trace.live().window.moves);
        let news = self.requested.as_ref().is_none_or(|asked| asked.gesture != moved && asked.is_settled(moves, edge));
        let due = news && (moves == 0 || edge >= last.saturating_add(FRAME));
        if response.clicked() {
            if response.hovered() {
                // The mouse needs no focus, and the keys keep steering.
                response.surrender_focus();
            }
            out.push(Action::Post(Posted::new(Gesture::Click { x, y }, 0)));
        } else if due && cx.playing {
            self.requested = Some(RequestedMove { gesture: moved, moves, edge });
            out.push(Action::Post(Posted::new(moved, 0)));
        }
        let typed: String = ui.input(|input| {
            input.events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text.as_str()) } else { None }).collect()
        });
        let letters = typed.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control());
        out.extend(letters.map(|letter| Action::Post(Posted::new(Gesture::Type(letter), 0))));
    }
}

impl Mouse {
    /// The position over the application, in thousandths: the mouse's or, while the application has the focus, that of
    /// the arrow keys.
    fn points(&mut self, ui: &Ui, response: &Response, canvas: Rect) -> Option<(u16, u16)> {
        if let Some(at) = response.hover_pos() {
            return Some((share(at.x, canvas.left(), canvas.width()), share(at.y, canvas.top(), canvas.height())));
        }
        if !response.has_focus() {
            return None;
        }
        focus::around(ui, canvas);
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let times = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as i32;
        let by = [times(Key::ArrowRight) - times(Key::ArrowLeft), times(Key::ArrowDown) - times(Key::ArrowUp)];
        let moved = |from: u16, by: i32| u16::try_from((i32::from(from) + KEY_STEP * by).clamp(0, 1000)).unwrap_or(from);
        self.keys = (moved(self.keys.0, by[0]), moved(self.keys.1, by[1]));
        Some(self.keys)
    }
}

/// The step of an arrow key over the application, in thousandths.
const KEY_STEP: i32 = 50;

/// A position as thousandths of a length.
fn share(at: f32, from: f32, whole: f32) -> u16 {
    (1000.0 * ((at - from) / whole.max(1.0)).clamp(0.0, 1.0)).round() as u16
}

/// The length of the work behind a button, ns, such that it lasts some seconds at the present speed.
pub(super) fn work(cx: &Context<'_>, trace: &Trace) -> Ns {
    let ratio = match cx.speed {
        Speed::Time(ratio) => ratio,
        Speed::Events(rate) => rate * trace.live().at as f64 / trace.len().max(1) as f64,
        Speed::Max => time::S as f64,
    };
    let wanted = (ratio * WATCHED).clamp(100.0 * time::MS as f64, 8.0 * time::S as f64);
    // One digit is enough: the button's label must not flicker.
    [100 * time::MS, 200 * time::MS, 500 * time::MS, time::S, 2 * time::S, 4 * time::S, 8 * time::S]
        .into_iter()
        .rfind(|known| *known as f64 <= wanted)
        .unwrap_or(100 * time::MS)
}
