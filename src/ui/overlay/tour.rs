//! The tour: five steps through the window at its first start, each a frame around what it speaks of. Skipped once, it never
//! comes back by itself.

use crate::theme::{self, line, radius, size, space};
use crate::{Action, Context, WindowAction};
use egui::{Area, Frame, Id, Key, Margin, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, pos2, vec2};
use loopscope_text::said;
use loopscope_text::say;

/// What each step speaks of, by the keys of its words.
const STEPS: [(Part, &str, &str); 5] = [
    (Part::Stage, "tour.stage", "tour.stage_says"),
    (Part::Transport, "tour.transport", "tour.transport_says"),
    (Part::Timeline, "tour.timeline", "tour.timeline_says"),
    (Part::Controls, "tour.controls", "tour.controls_says"),
    (Part::Lessons, "tour.lessons", "tour.lessons_says"),
];

/// A part of the window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Stage,
    Transport,
    Timeline,
    Controls,
    Lessons,
}

/// Where somebody is in the tour.
#[derive(Default)]
pub struct Tour {
    step: Option<usize>,
}

impl Tour {
    /// From its beginning.
    pub const fn begin(&mut self) {
        self.step = Some(0);
    }
    /// True while it is there.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.step.is_some()
    }
    /// Ends it; false if it was not there.
    pub const fn close(&mut self) -> bool {
        self.step.take().is_some()
    }

    /// Draws the step.
    pub fn ui(&mut self, ui: &Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let Some((step, (part, title, says))) = self.step.and_then(|step| Some((step, *STEPS.get(step)?))) else { return };
        let around = part.rect(ui.content_rect(), cx).shrink(3.0);
        let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("tour frame")));
        painter.rect_stroke(around, radius::PANEL, Stroke::new(2.0 * line::SELECTED, cx.theme.ink.focus), StrokeKind::Inside);
        let at = beside(around, ui.content_rect());
        let mut on = false;
        let mut end = false;
        Area::new(Id::unique("tour")).order(Order::Foreground).fixed_pos(at).constrain(true).show(ui.ctx(), |ui| {
            let frame = Frame::new().fill(cx.theme.surface.popup).inner_margin(Margin::same(18)).corner_radius(radius::PANEL);
            frame.stroke(Stroke::new(line::STRONG, cx.theme.ink.focus)).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.label(RichText::new(said(title, &[])).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
                ui.label(RichText::new(said(says, &[])).font(theme::text(size::VALUE)).color(cx.theme.ink.body));
                ui.add_space(space::NORMAL);
                ui.horizontal(|ui| {
                    end = ui.button(say!("tour.skip")).clicked();
                    ui.label(RichText::new(say!("tour.step", n = step + 1, all = STEPS.len())).color(cx.theme.ink.dim));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let words = if step + 1 < STEPS.len() { say!("tour.next") } else { say!("tour.done") };
                        on = ui.button(RichText::new(words).strong()).clicked();
                    });
                });
            });
        });
        on |= ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Enter));
        if on {
            self.step = Some(step + 1).filter(|next| *next < STEPS.len());
        }
        if end {
            self.step = None;
        }
        if self.step.is_none() {
            out.push(Action::Window(WindowAction::Toured));
        }
    }
}

/// The card's size, points: what is left of it beside a frame matters more than its exact height.
const WIDTH: f32 = 360.0;
const HEIGHT: f32 = 210.0;

/// A place for the card: inside the frame where that is large, else below or above it.
fn beside(around: Rect, room: Rect) -> Pos2 {
    let large = around.width() > 2.0 * WIDTH && around.height() > 1.5 * HEIGHT;
    let at = if large {
        pos2(around.right() - WIDTH - 70.0, around.bottom() - HEIGHT - 30.0)
    } else if around.width() < 0.4 * room.width() && around.height() > HEIGHT {
        pos2(if around.left() < room.center().x { around.right() + 16.0 } else { around.left() - WIDTH - 60.0 }, around.top() + 80.0)
    } else {
        pos2(
            around.center().x - WIDTH / 2.0,
            if around.top() > HEIGHT + 60.0 { around.top() - HEIGHT - 20.0 } else { around.bottom() + 16.0 },
        )
    };
    at.clamp(room.min + vec2(10.0, 10.0), (room.max - vec2(WIDTH + 50.0, HEIGHT)).max(room.min))
}

impl Part {
    /// About where it is: the window's arrangement is the app's, in these proportions.
    fn rect(self, room: Rect, cx: &Context<'_>) -> Rect {
        let top = room.top() + space::TOP_BAR;
        let (left, right) = match cx.desk.drawers {
            true => (room.left(), room.right()),
            false => (room.left() + space::LEFT_PANEL, room.right() - space::RIGHT_PANEL),
        };
        let middle = top + 0.58 * (room.bottom() - top);
        let bar = |from: f32, to: f32| Rect::from_min_max(pos2(from, room.top()), pos2(to, top));
        match self {
            Self::Stage => Rect::from_min_max(pos2(left, top), pos2(right, middle)),
            Self::Timeline => Rect::from_min_max(pos2(left, middle), pos2(right, room.bottom())),
            Self::Transport => bar(room.left() + 0.15 * room.width(), room.left() + 0.72 * room.width()),
            Self::Controls if cx.desk.drawers => bar(room.left(), room.left() + 80.0),
            Self::Controls => Rect::from_min_max(pos2(room.left(), top), pos2(left, room.bottom())),
            Self::Lessons => bar(room.left() + 0.72 * room.width(), room.right()),
        }
    }
}
