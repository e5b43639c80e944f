//! [`layout`]: the whole stage as a list of items, a pure function of the state at the playhead and of a size.

pub(super) mod arrange;
pub(super) mod frame;
pub(super) mod parts;
pub(super) mod slots;
pub(super) mod travel;
pub(super) mod wrap;

use super::draw::cpu;
use super::draw::decor::Decor;
use super::draw::rates::Rates;
use super::draw::tokens::{Pen, tone};
use super::draw::twins;
use super::item::{Drawing, Face, Hit, Ink, Item, Measure, Style, Tone};
use super::scene::flow::Flow;
use super::scene::{RoomKind, Scene, Setting};
use crate::caption::Level;
use crate::widgets::wording;
use crate::{Audience, Selected};
use arrange::{Laid, Spot};
use egui::{Rect, Vec2, pos2, vec2};
use frame::{Frame, Plan, Scale};
use loopscope_event::{Ns, Scenario};
use loopscope_trace::State;
use parts::Spent;
use travel::{Moment, Moved, travel};

/// The inputs of the stage.
pub struct Inputs<'a> {
    /// The states between which the moments lie: one more than there are moments; the last is the present one.
    pub states: &'a [&'a State],
    /// The events in motion, in order.
    pub moments: &'a [Moment],
    /// Story time, ns.
    pub at: Ns,
    /// The run's fixed properties.
    pub setting: &'a Setting,
    /// The scenario in effect at the playhead.
    pub scenario: &'a Scenario,
    /// The caption, the most important sentence first.
    pub caption: &'a [String],
    /// The other runs.
    pub strips: &'a [Strip<'a>],
    /// The run whose application is drawn beside this one's.
    pub twin: Option<Strip<'a>>,
    /// The split of the cores' time so far; `None` if no time has passed, or it is not known.
    pub spent: Option<Spent>,
    /// The selection in this run, and what the pointer is over in any panel.
    pub marked: [Option<Selected>; 2],
    /// Rates to draw instead of letters, if events are too dense to be seen.
    pub flow: Option<&'a Flow>,
    /// Width and height, points.
    pub size: Vec2,
    /// The viewing distance.
    pub audience: Audience,
    /// The caption's reading level, where it can be changed.
    pub level: Option<Level>,
}

/// Another run, drawn small.
#[derive(Clone, Copy)]
pub struct Strip<'a> {
    /// The run's fixed properties.
    pub setting: &'a Setting,
    /// Its state.
    pub state: &'a State,
    /// The completion of its last job, ns, if all are completed.
    pub finished: Option<Ns>,
    /// Rates to draw instead of the present events.
    pub flow: Option<&'a Flow>,
}

/// Lays out the stage in drawing order, with its top left corner at the origin.
#[must_use]
pub fn layout(inputs: &Inputs, measure: Measure) -> Vec<Item> {
    let Inputs { states, moments, at, setting, scenario, caption, strips, twin, spent, marked, flow, size, audience, level } = *inputs;
    let mut drawing = Drawing::default();
    let d = &mut drawing;
    let gate = setting.info.places.gate.is_some();
    let frame = Frame::new(Plan {
        size,
        gate,
        wide: wide(setting, states),
        rows: setting.queues > 1,
        applications: usize::from(setting.info.paints()) + usize::from(twin.is_some()),
        strips: strips.len(),
        audience,
    });
    let scenes: Vec<Scene> = states.iter().map(|state| Scene::new(state, setting)).collect();
    let laids: Vec<Laid> = scenes.iter().map(|scene| Laid::new(scene, &frame, setting)).collect();
    let (Some(scene), Some(laid)) = (scenes.last(), laids.last()) else { return drawing.items };
    let moved = travel(&laids, moments, &frame);
    let pen = Pen { scale: frame.scale, setting, scenario, at, measure };
    let decor = Decor { frame: &frame, setting, scene, laid, measure };
    decor.ground(d, flow.is_none());
    trails(d, &decor, &moved);
    decor.places(d, flow);
    decor.flag(d);
    if let Some(flow) = flow {
        Rates { decor: &decor, flow, at }.draw(d);
    } else {
        cpu::draw(d, &decor, &pen, &moved);
        if let Some(spent) = spent {
            cpu::draw_spent(d, &decor, spent);
        }
        decor.pills(d);
        tokens(d, &decor, &pen, &moved, marked);
    }
    if let (Some(twin), Some(rects)) = (twin, frame.twins) {
        twins::draw(d, &decor, &twin, rects, at);
    }
    self::caption(d, &frame, caption, level.filter(|_| flow.is_none()), measure);
    for (strip, rect) in strips.iter().zip(&frame.strips) {
        super::draw::strips::draw(d, strip, *rect, &frame, measure);
    }
    drawing.items
}

/// True if a name of four digits may appear.
fn wide(setting: &Setting, states: &[&State]) -> bool {
    setting.total.unwrap_or(0).max(states.last().map_or(0, |state| state.arrived)) >= 1000
}

/// The tone of the core that a task is on.
fn on_core(scene: &Scene, spot: Spot) -> Tone {
    match spot {
        Spot::Core(core) => scene.cores.iter().find(|c| c.core == core).map_or(Tone::Running, |c| c.doing.tone()),
        _ => Tone::Running,
    }
}

/// Draws the trails of what moves. The places lie over them: trails are seen on the lanes, and cross nothing out.
fn trails(d: &mut Drawing, decor: &Decor, moved: &[Moved]) {
    let scale = decor.frame.scale;
    for m in moved.iter().filter(|m| m.trail.len() > 1) {
        let spot = m.seen.key.spot;
        d.line(m.trail.clone(), 14.0 * scale.t, scale.strong() * 1.6, Ink::Edge(tone(spot, on_core(decor.scene, spot))), false, 0.0);
    }
}

/// Draws the tokens at rest first, moving ones above them.
fn tokens(d: &mut Drawing, decor: &Decor, pen: &Pen, moved: &[Moved], marked: [Option<Selected>; 2]) {
    let moves = |m: &&Moved| m.travels || m.leaves;
    for m in moved.iter().filter(|m| !moves(m)).chain(moved.iter().filter(moves)) {
        pen.token(d, &m.seen, on_core(decor.scene, m.seen.key.spot));
        mark(d, pen.scale, m, marked);
    }
}

/// Draws an outline around the selection, a thinner one around what the pointer is over.
fn mark(d: &mut Drawing, scale: Scale, moved: &Moved, marked: [Option<Selected>; 2]) {
    let key = moved.token.key;
    let fits = |selected: Option<Selected>| match (selected, key.spot) {
        (Some(Selected::Task(task) | Selected::Message(_, task)), _) => task == key.task,
        (Some(Selected::Request(device, request)), Spot::Room(kind, Some(own))) => (RoomKind::Device(device), request) == (kind, own),
        (Some(Selected::Core(core)), Spot::Core(own)) => core == own,
        (Some(Selected::Device(device)), Spot::Room(kind, _)) => kind == RoomKind::Device(device),
        (Some(Selected::Queue(queue)), Spot::Ready(own, _)) => queue == own,
        (Some(Selected::Lock(lock)), Spot::Room(kind, _)) => kind == RoomKind::Lock(lock),
        (Some(Selected::Tasks(tasks)), _) => tasks.contains(&Some(key.task)),
        _ => false,
    };
    let [selected, hovered] = marked.map(fits);
    if selected || hovered {
        let width = if selected { 2.5 } else { 1.5 } * scale.t;
        d.block(moved.seen.rect.expand(3.0 * scale.t), 8.0 * scale.t, None, Some((width, Ink::Focus)));
    }
}

/// Draws as many sentences as there is room for; the first one always.
fn caption(d: &mut Drawing, frame: &Frame, sentences: &[String], level: Option<Level>, measure: Measure) {
    let Frame { scale, caption: rect, .. } = *frame;
    if sentences.is_empty() || rect.height() < 12.0 {
        return;
    }
    d.block(rect, 8.0 * scale.t, Some(Ink::Card), None);
    let mut inner = rect.shrink2(vec2(14.0 * scale.t, 0.0));
    if let Some(level) = level.filter(|_| inner.width() >= 500.0 * scale.t) {
        inner.max.x = switch(d, scale, inner, level, measure) - 10.0 * scale.t;
    }
    let large = Style::new(19.0 * scale.t, Face::Text, Ink::Strong);
    let small = Style::new(scale.small(), Face::Text, Ink::Strong);
    let joined = |n: usize| wording::sentences(&sentences[..n]);
    let fits = |text: &str, style: Style| measure(text, style.size, style.face) <= inner.width();
    if let Some(n) = (1..=sentences.len()).rev().find(|n| fits(&joined(*n), large)) {
        d.text(inner, joined(n), large);
        return;
    }
    let line = 1.22 * small.size;
    for n in (1..=sentences.len()).rev() {
        let lines = wrap::wrap(&joined(n), inner.width(), small, measure);
        if n == 1 || lines.len() <= 2 {
            let top = inner.center().y - lines.len().min(2) as f32 * line / 2.0;
            for (i, words) in lines.into_iter().take(2).enumerate() {
                d.text(Rect::from_min_size(pos2(inner.left(), top + i as f32 * line), vec2(inner.width(), line)), words, small);
            }
            return;
        }
    }
}

/// Draws the control at the right of a caption, of the same width at any level. Returns its left edge.
fn switch(d: &mut Drawing, scale: Scale, inner: Rect, level: Level, measure: Measure) -> f32 {
    let style = Style::new(scale.small(), Face::Text, Ink::Dim).center();
    let width = |level: Level| measure(&level.name(), style.size, style.face);
    let left = inner.right() - width(level).max(width(level.other())) - 20.0 * scale.t;
    let height = (24.0 * scale.t).min(inner.height() - 2.0);
    let rect = Rect::from_min_max(pos2(left, inner.center().y - height / 2.0), pos2(inner.right(), inner.center().y + height / 2.0));
    d.block(rect, 6.0 * scale.t, Some(Ink::Well), Some((1.0, Ink::Outline))).hit = Some(Hit::Captions);
    d.text(rect, level.name(), style);
    left
}

/// The topmost hit under a point.
#[must_use]
pub fn hit(items: &[Item], at: egui::Pos2) -> Option<Hit> {
    items.iter().rev().filter(|item| item.rect.contains(at)).find_map(|item| item.hit)
}
