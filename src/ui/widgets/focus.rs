//! The keyboard's focus, where the toolkit does not show it: an outline around things drawn without a frame, lists that
//! scroll to the focus, and edges of panels that can be moved without a mouse.
//!
//! It does *not* decide which control comes next: that is the order in which they are drawn.

use crate::theme::{Theme, line, radius};
use egui::{
    Context, EventFilter, FocusDirection, Id, Key, LayerId, Modifiers, PanelState, Rect, Response, Stroke, StrokeKind, Ui, Vec2, vec2,
};

/// The step of an arrow key that moves a panel's edge, points.
const STEP: f32 = 16.0;

/// Draws an outline around a control that has the focus.
pub fn ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        around(ui, response.rect.expand(1.0));
    }
}

/// Draws the outline.
pub fn around(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(line::STRONG, Theme::of(ui.visuals()).ink.focus);
    ui.painter().rect_stroke(rect, radius::SMALL, stroke, StrokeKind::Outside);
}

/// Scrolls to the widget that has just got the focus, if it is in this scroll area. Called at the end of its content.
pub fn reveal(ui: &Ui) {
    let known = ui.scope_id().with("focus");
    let now = ui.memory(|memory| memory.focused());
    let before: Option<Id> = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(known), now));
    if before == now {
        return;
    }
    let Some(response) = now.and_then(|id| ui.ctx().read_response(id)) else { return };
    if response.layer_id == ui.layer_id() && ui.min_rect().contains_rect(response.rect) && !ui.clip_rect().contains_rect(response.rect) {
        ui.scroll_to_rect(response.rect.expand2(vec2(0.0, 8.0)), None);
    }
}

/// The movable edge of a panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// The panel is at the bottom.
    Top,
    /// The panel is at the right.
    Left,
}

/// Makes a panel's draggable edge accessible: it has a name, shows the focus, and moves with the arrow keys. Called
/// after the panel.
pub fn splitter(ui: &Ui, panel: Id, edge: Edge, name: &str) {
    // The toolkit's own name for the drag handle.
    let handle = panel.with("__resize");
    let ctx = ui.ctx();
    if ctx.has_accesskit_node(handle) {
        ctx.accesskit_node_builder(handle, |node| node.set_label(name));
    }
    let Some(state) = PanelState::load(ctx, panel).filter(|_| ctx.memory(|memory| memory.has_focus(handle))) else { return };
    let rect = state.outer_rect;
    let line = match edge {
        Edge::Top => Rect::from_min_max(rect.left_top(), rect.right_top()).expand2(vec2(-2.0, 2.0)),
        Edge::Left => Rect::from_min_max(rect.left_top(), rect.left_bottom()).expand2(vec2(2.0, -2.0)),
    };
    around(ui, line);
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ctx.memory_mut(|memory| memory.set_focus_lock_filter(handle, arrows));
    let by = moved(ctx, edge);
    if by != Vec2::ZERO {
        let outer_rect = Rect::from_min_max(rect.min - by, rect.max);
        ctx.data_mut(|data| data.insert_persisted(panel, PanelState { outer_rect }));
    }
}

/// The growth that the arrow keys ask of a panel in this frame, points.
fn moved(ctx: &Context, edge: Edge) -> Vec2 {
    let (more, less, way) = match edge {
        Edge::Top => (Key::ArrowUp, Key::ArrowDown, vec2(0.0, STEP)),
        Edge::Left => (Key::ArrowLeft, Key::ArrowRight, vec2(STEP, 0.0)),
    };
    ctx.input_mut(|input| {
        let mut times = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        way * (times(more) - times(less))
    })
}

/// Passes the focus on from widgets beneath a drawer, which cannot be seen. Called before they are drawn.
pub fn skip_beneath(ui: &Ui, drawer: Rect, own: LayerId) {
    let ctx = ui.ctx();
    let Some(response) = ctx.memory(|memory| memory.focused()).and_then(|id| ctx.read_response(id)) else { return };
    if response.layer_id != own && response.layer_id.order <= own.order && drawer.contains_rect(response.rect) {
        let back = ctx.input(|input| input.modifiers.shift);
        ctx.memory_mut(|memory| memory.move_focus(if back { FocusDirection::Previous } else { FocusDirection::Next }));
        ctx.request_repaint();
    }
}
