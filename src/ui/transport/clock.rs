//! The clock: the story time of the playhead, at the same place however long it is; in human time it says so.

use super::super::{Action, Context, WindowAction, controls, theme};
use crate::event::time::{self, Scale};
use egui::{Role, Sense, Ui, WidgetInfo, vec2};

/// What human time is called, wherever it is on.
pub const HUMAN: &str = "human time";
/// What it is.
pub const HUMAN_SAYS: &str = "One cycle of a CPU of 3 GHz is shown as one second, so that 1 ns is 3 s. \
    A coroutine's switch of 50 ns takes 2.5 minutes, a thread's of 2 µs 1.7 hours, a disk read of 10 ms 347 days.";

/// Draws it; pressed in human time, it shows real time again.
pub fn ui(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    let human = cx.desk.scale == Scale::Human;
    let now = cx.now();
    let text = time::human(now);
    let (size, widest) = if human { (theme::size::TITLE, "000.000 years") } else { (theme::size::CLOCK, "000.000 ms") };
    let ink = cx.theme.ink;
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::mono(size), ink.strong);
    let room = ui.painter().layout_no_wrap(widest.into(), theme::mono(size), ink.strong).size();
    let label = ui.painter().layout_no_wrap(HUMAN.into(), theme::bold(theme::size::SMALL), ink.body);
    let below = if human { label.size().y } else { 0.0 };
    let sense = if human { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(room.x.max(galley.size().x), room.y + below), sense);
    response.widget_info(|| WidgetInfo::labeled(if human { Role::Button } else { Role::Label }, true, format!("Clock {text}")));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(format!("{now} ns")));
    let at = rect.right_top() + vec2(-galley.size().x, (room.y - galley.size().y) / 2.0);
    ui.painter().galley(at, galley, ink.strong);
    if human {
        ui.painter().galley(rect.right_bottom() - label.size(), label, ink.body);
    }
    if response.clicked() {
        out.push(Action::Window(WindowAction::HumanTime));
    }
    let exactly = format!("{} ns of the story, exactly", controls::knob::grouped(now));
    response.on_hover_text(if human { format!("{exactly}\n{HUMAN_SAYS}") } else { exactly });
}
