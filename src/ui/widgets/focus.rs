//! The keyboard's focus, where the toolkit leaves it out of sight: an outline around what is drawn without a frame, lists that scroll
//! to what has the focus, and edges of panels that can be moved without a mouse.
//!
//! It does *not* decide which control comes next: that is the order in which they are drawn.

use crate::theme::{Theme, line, radius};
use egui::{
    Context, EventFilter, FocusDirection, Id, Key, LayerId, Modifiers, PanelState, Rect, Response, Stroke, StrokeKind, Ui, Vec2, vec2,
};

/// How far a press of an arrow key moves a panel's edge, points.
const STEP: f32 = 16.0;

/// An outline around a control that has the focus.
pub fn ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        around(ui, response.rect.expand(1.0));
    }
}

/// The outline itself.
pub fn around(ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(line::STRONG, Theme::of(ui.visuals()).ink.focus);
    ui.painter().rect_stroke(rect, radius::SMALL, stroke, StrokeKind::Outside);
}

/// At the end of a scroll area's content: brings what has just got the focus into sight, if it is in here.
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

/// Which edge of a panel can be moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// The panel is at the bottom.
    Top,
    /// The panel is at the right.
    Left,
}

/// After a panel whose edge can be dragged: the edge has a name, shows that it has the focus, and is moved by the arrow keys.
pub fn splitter(ui: &Ui, panel: Id, edge: Edge, says: &str) {
    // The toolkit's own name for what is dragged.
    let handle = panel.with("__resize");
    let ctx = ui.ctx();
    if ctx.has_accesskit_node(handle) {
        ctx.accesskit_node_builder(handle, |node| node.set_label(says));
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

/// How much larger the arrow keys make a panel, in this frame.
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

/// Before what may lie beneath a drawer is drawn: what has the focus there gives it on, since nobody should be led to what cannot be
/// seen.
pub fn skip_beneath(ui: &Ui, drawer: Rect, own: LayerId) {
    let ctx = ui.ctx();
    let Some(response) = ctx.memory(|memory| memory.focused()).and_then(|id| ctx.read_response(id)) else { return };
    if response.layer_id != own && response.layer_id.order <= own.order && drawer.contains_rect(response.rect) {
        let back = ctx.input(|input| input.modifiers.shift);
        ctx.memory_mut(|memory| memory.move_focus(if back { FocusDirection::Previous } else { FocusDirection::Next }));
        ctx.request_repaint();
    }
}
