//! The clock: the story time of the playhead, at the same place however long it is; in human time it says so.

use super::super::{Action, Context, WindowAction, controls, theme};
use crate::widgets::focus;
use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use loopscope_event::time::{self, Scale};
use loopscope_text::say;

/// Draws it in type as large as there is room for; pressed in human time, it shows real time again.
pub fn ui(ui: &mut Ui, cx: &Context<'_>, large: f32, out: &mut Vec<Action>) {
    let human = cx.desk.scale == Scale::Human;
    let now = cx.now();
    let text = time::human(now);
    let (size, widest) = match human {
        true => (theme::size::TITLE.min(large), time::with_unit("000.000", "years")),
        false => (large, "000.000 ms".to_owned()),
    };
    let ink = cx.theme.ink;
    let galley = ui.painter().layout_no_wrap(text.clone(), theme::mono(size), ink.strong);
    let room = ui.painter().layout_no_wrap(widest, theme::mono(size), ink.strong).size();
    let label = ui.painter().layout_no_wrap(say!("transport.human"), theme::bold(theme::size::SMALL), ink.body);
    let below = if human { label.size().y } else { 0.0 };
    let sense = if human { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(room.x.max(galley.size().x), room.y + below), sense);
    response
        .widget_info(|| WidgetInfo::labeled(if human { Role::Button } else { Role::Label }, true, say!("transport.clock", time = text)));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(format!("{now} ns")));
    let at = rect.right_top() + vec2(-galley.size().x, (room.y - galley.size().y) / 2.0);
    ui.painter().galley(at, galley, ink.strong);
    if human {
        ui.painter().galley(rect.right_bottom() - label.size(), label, ink.body);
    }
    focus::ring(ui, &response);
    if response.clicked() {
        out.push(Action::Window(WindowAction::HumanTime));
    }
    let exactly = say!("transport.clock_says", ns = controls::knob::grouped(now));
    response.on_hover_text(if human { format!("{exactly}\n{}", say!("transport.human_says")) } else { exactly });
}
