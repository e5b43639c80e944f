//! THE STAGE: the animated message loop, and in fact any model, drawn from the places that it declares.
//!
//! * [`scene`]: the place of every task at a playhead, and whether single events are shown or, at high speed, rates
//!   ([`scene::pace`]).
//! * [`layout`]: the positions of the places, and everything in them as [`item`]s: slots, parts, rows, and what travels
//!   between places.
//! * `draw`: the parts of the picture as items: places, CPU, tokens, strips, twins, the served application, rates.
//! * [`paint`]: items as shapes. `mouse`: input to the served application, as messages. `words`: sentences.
//!
//! The picture is a pure function of the log, the playhead and the size. Nothing here is animated by a clock, nothing
//! branches on a model's name. It does *not* decide where the playhead is, nor where a click leads.

mod draw;
pub mod item;
pub mod layout;
mod mouse;
pub mod paint;
pub mod scene;
pub(crate) mod words;

pub use layout::parts::Spent;
pub use layout::travel::Moment;
pub use scene::Setting;
pub use scene::flow::{Flow, Flows, Share};

use super::caption::{About, caption};
use super::widgets::{focus, wording};
use super::{Action, Context, Purpose, Selected, Selection, WindowAction};
use crate::caption::Level;
use egui::{Align2, Color32, CursorIcon, EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};
use item::{Face, Hit};
use layout::{Inputs, Strip};
use loopscope_event::{EventNo, Ns, StepUnit, time};
use loopscope_text::say;
use loopscope_trace::{Playhead, State, Trace};
use mouse::Mouse;
use scene::pace::Pace;
use std::sync::Arc;
use tracing::debug_span;

/// The stage. Everything it shows comes from the context; its own state is only a cache of counts.
#[derive(Default)]
pub struct Stage {
    flows: Flows,
    mouse: Mouse,
}

/// Another run at its playhead.
struct Other {
    setting: Setting,
    state: Arc<State>,
    finished: Option<Ns>,
    flow: Option<Flow>,
}

impl Stage {
    /// True while typed letters go to the application on the stage.
    #[must_use]
    pub const fn listens(&self) -> bool {
        self.mouse.listens()
    }

    /// Draws the stage into all the available room.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click());
        let Some((trace, playhead)) = cx.stage() else {
            nothing(ui, rect, cx);
            return;
        };
        let painter = ui.painter_at(rect.expand(1.0));
        let view = View::new(cx, trace, playhead, &mut self.flows);
        let measure = |text: &str, size, face| painter.layout_no_wrap(text.to_owned(), paint::font(size, face), Color32::WHITE).size().x;
        let items = debug_span!("layout", panel = "stage").in_scope(|| view.items(cx, trace, rect.size(), &measure));
        debug_span!("paint", panel = "stage").in_scope(|| paint::paint(&painter, rect.min, &items, cx.theme));

        let under = |at: egui::Pos2| layout::hit(&items, at - rect.min.to_vec2());
        if let Some(hit) = response.hover_pos().and_then(under) {
            ui.set_cursor_icon(CursorIcon::PointingHand);
            out.extend(selection(trace, hit).map(Action::Hover));
        }
        if response.has_focus() {
            by_keys(ui, cx, (trace, &items), &response, out);
        }
        self.mouse.ui(ui, cx, &items, rect.min, out);
        if response.clicked() && response.hovered() {
            out.push(match response.interact_pointer_pos().and_then(under) {
                Some(Hit::Focus(model)) => Action::Focus(model),
                Some(Hit::Captions) => other_captions(cx),
                hit => Action::Select(hit.and_then(|hit| selection(trace, hit))),
            });
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(trace, playhead, &view.said)));
        if let Some(item) = items.iter().find(|item| item.hit == Some(Hit::Captions)) {
            let button = ui.interact(item.rect.translate(rect.min.to_vec2()), response.id.with("captions"), Sense::click());
            let says = say!("captions.level", level = cx.desk.captions.name());
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
            if button.has_focus() {
                painter.rect_stroke(button.rect, 8.0, egui::Stroke::new(2.0, cx.theme.ink.focus), egui::StrokeKind::Inside);
            }
            if button.on_hover_text(says).clicked() {
                out.push(other_captions(cx));
            }
        }
        for (place, item) in items.iter().enumerate() {
            let Some(Hit::Focus(model)) = item.hit else { continue };
            // Recordings side by side may be of the same model.
            let strip = ui.interact(item.rect.translate(rect.min.to_vec2()), response.id.with((model, place)), Sense::click());
            let title = cx.models.iter().find(|info| info.name == model).map_or_else(|| model.to_owned(), |info| wording::short(info));
            strip.widget_info(|| WidgetInfo::labeled(Role::Button, true, say!("stage.show", model = title)));
            if strip.has_focus() {
                painter.rect_stroke(strip.rect, 8.0, egui::Stroke::new(2.0, cx.theme.ink.focus), egui::StrokeKind::Inside);
            }
            if strip.clicked() {
                out.push(Action::Focus(model));
            }
            if strip.hovered() {
                ui.set_cursor_icon(CursorIcon::PointingHand);
            }
        }
    }
}

/// Handles keys while the stage has the focus: up and down select one item after the other; left and right step, as
/// elsewhere.
fn by_keys(ui: &Ui, cx: &Context<'_>, (trace, items): (&Trace, &[item::Item]), stage: &Response, out: &mut Vec<Action>) {
    focus::around(ui, stage.rect.shrink(3.0));
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(stage.id, arrows));
    let times = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    out.extend((0..times(Key::ArrowRight)).map(|_| Action::StepForward(StepUnit::Event)));
    out.extend((0..times(Key::ArrowLeft)).map(|_| Action::StepBack(StepUnit::Event)));
    let (down, up) = (times(Key::ArrowDown), times(Key::ArrowUp));
    if down == up {
        return;
    }
    let mut all: Vec<Selection> = Vec::new();
    for selection in items.iter().filter_map(|item| selection(trace, item.hit?)) {
        if !all.contains(&selection) {
            all.push(selection);
        }
    }
    let now = cx.selection.and_then(|now| all.iter().position(|selection| *selection == now));
    let last = all.len().saturating_sub(1);
    let next = match now {
        Some(now) => (now + down).saturating_sub(up).min(last),
        None if down > up => 0,
        None => last,
    };
    out.extend(all.get(next).map(|selection| Action::Select(Some(*selection))));
}

fn other_captions(cx: &Context<'_>) -> Action {
    Action::Window(WindowAction::Captions(cx.desk.captions.other()))
}

/// The stage's items in a room of this size: the same for the same context. `None` before there is a run.
pub fn items(cx: &Context<'_>, size: egui::Vec2, measure: item::Measure) -> Option<Vec<item::Item>> {
    let (trace, playhead) = cx.stage()?;
    Some(View::new(cx, trace, playhead, &mut Flows::default()).items(cx, trace, size, measure))
}

/// The sentences of the caption.
pub(crate) fn sentences(trace: &Trace, playhead: Playhead, level: Level) -> Vec<String> {
    let Playhead { event: n, at, .. } = playhead;
    let event = n.checked_sub(1).and_then(|last| Some((last, trace.event(last)?)));
    let cause = event.and_then(|(number, event)| trace.event(event.cause(number)?));
    let state = trace.state_at(n);
    let (info, scenario, names) = (trace.model(), trace.scenario_at(n), trace.names());
    caption(&About { info, scenario, names, state: &state, event, cause, at, level })
}

/// The view of the run on the stage.
struct View {
    states: Vec<Arc<State>>,
    moments: Vec<Moment>,
    at: Ns,
    event: EventNo,
    flow: Option<Flow>,
    others: Vec<Other>,
    /// The run whose application is drawn beside this one's.
    twin: Option<Other>,
    said: Vec<String>,
}

impl View {
    fn new(cx: &Context<'_>, trace: &Trace, playhead: Playhead, flows: &mut Flows) -> Self {
        let pace = scene::pace::pace(trace, playhead, cx.playing.then_some(cx.speed), cx.settled, scene::pace::Eye::of(cx.desk));
        let range = if let Pace::Rates(from, to) = pace { Some((from, to)) } else { None };
        // In a hall one run is shown, as large as possible.
        let shown = if cx.desk.audience.is_hall() { 0 } else { cx.traces.len() };
        let others = cx.traces.iter().zip(cx.playheads).enumerate().take(shown).filter(|(i, _)| *i != cx.on_stage);
        let others = others.map(|(_, (trace, playhead))| Other::new(trace, *playhead, range, flows)).collect();
        let twin = twin(cx, trace).map(|(other, playhead)| {
            let other = Other::new(other, playhead, range, flows);
            // One press goes to both, so both show the same length of work.
            Other { setting: Setting { work: mouse::work(cx, trace), ..other.setting }, ..other }
        });
        let at = playhead.at;
        let Some((from, to)) = range else {
            let (states, moments) = scene::pace::unroll(trace, playhead, &pace);
            let said = sentences(trace, playhead, cx.desk.captions);
            return Self { states, moments, at, event: playhead.event, flow: None, others, twin, said };
        };
        let flow = flows.of(trace, from, to);
        let event = trace.count_until(to);
        Self {
            states: vec![trace.state_at(event)],
            moments: Vec::new(),
            at,
            event,
            said: draw::rates::sentences(&flow),
            others,
            twin,
            flow: Some(flow),
        }
    }

    /// Everything to be drawn, at the origin.
    fn items(&self, cx: &Context<'_>, trace: &Trace, size: egui::Vec2, measure: item::Measure) -> Vec<item::Item> {
        let Self { states, moments, at, event, flow, others, twin, said } = self;
        let scenario = trace.scenario_at(*event);
        let setting = Setting { work: mouse::work(cx, trace), ..Setting::new(trace.model(), scenario, trace.names()) };
        let strips: Vec<Strip> = others.iter().map(Other::strip).collect();
        let own = |selection: &Selection| selection.run == trace.run() || matches!(selection.what, Selected::Task(_));
        let what = |selection: Selection| match (selection.what, selection.task(cx.traces)) {
            (Selected::Span(_), Some(task)) => Selected::Task(task),
            (what, _) => what,
        };
        let marked = [cx.selection, cx.hovered].map(|selection| selection.filter(own).map(what));
        let states: Vec<&State> = states.iter().map(|state| &**state).collect();
        let inputs = Inputs {
            states: &states,
            moments,
            at: *at,
            setting: &setting,
            scenario,
            caption: said,
            strips: &strips,
            twin: twin.as_ref().map(Other::strip),
            spent: spent(trace, *at),
            marked,
            flow: flow.as_ref(),
            size,
            audience: cx.desk.audience,
            level: (cx.purpose == Purpose::Use).then_some(cx.desk.captions),
        };
        layout::layout(&inputs, measure)
    }
}

/// The split of the cores' time up to an instant.
fn spent(trace: &Trace, at: Ns) -> Option<Spent> {
    let cores = &trace.tracks().cores;
    let used = trace.model().places.rows.cores(&trace.scenario_at(trace.count_until(at)).machine);
    let all = f64::from(used) * at as f64;
    let mut sums = [0.0; loopscope_trace::STATES];
    for (_, core) in cores.iter() {
        core.until(at).into_iter().zip(&mut sums).for_each(|(ns, sum)| *sum += ns as f64);
    }
    let running = sums[loopscope_trace::SpanState::Running.index()];
    let part = |ns: f64| (ns / all) as f32;
    (all > 0.0).then(|| Spent { running: part(running), other: part(sums.iter().sum::<f64>() - running) })
}

/// The run, with its playhead, whose application is drawn beside this run's.
fn twin<'a>(cx: &Context<'a>, own: &Trace) -> Option<(&'a Trace, Playhead)> {
    let application = own.model().application;
    let stands_beside = |other: &Trace| other.model().paints() && other.model().application != application;
    let (trace, playhead) = cx.traces.iter().zip(cx.playheads).find(|(trace, _)| own.model().paints() && stands_beside(trace))?;
    Some((trace, *playhead))
}

impl Other {
    fn new(trace: &Trace, playhead: Playhead, rates: Option<(Ns, Ns)>, flows: &mut Flows) -> Self {
        let event = rates.map_or(playhead.event, |(_, to)| trace.count_until(to));
        Self {
            setting: Setting::new(trace.model(), trace.scenario_at(event), trace.names()),
            state: trace.state_at(event),
            finished: trace.drained().filter(|(_, last)| *last < playhead.event).map(|(at, _)| at),
            flow: rates.map(|(from, to)| flows.of(trace, from, to)),
        }
    }
    fn strip(&self) -> Strip<'_> {
        Strip { setting: &self.setting, state: &self.state, finished: self.finished, flow: self.flow.as_ref() }
    }
}

fn selection(trace: &Trace, hit: Hit) -> Option<Selection> {
    let what = match hit {
        Hit::Task(task) => Selected::Task(task),
        Hit::Message(queue, task) => Selected::Message(queue, task),
        Hit::Core(core) => Selected::Core(core),
        Hit::Request(device, request) => Selected::Request(device, request),
        Hit::Device(device) => Selected::Device(device),
        Hit::Lock(lock) => Selected::Lock(lock),
        Hit::Queue(queue) => Selected::Queue(queue),
        Hit::Focus(_) | Hit::Captions | Hit::Window(_) => return None,
    };
    Some(Selection { run: trace.run(), what })
}

/// The picture in words, for screen readers.
fn spoken(trace: &Trace, playhead: Playhead, said: &[String]) -> String {
    let state = trace.state_at(playhead.event);
    let names = |tasks: &mut dyn Iterator<Item = loopscope_event::TaskId>| {
        let names: Vec<_> = tasks.take(12).collect();
        if names.is_empty() { say!("stage.nobody") } else { wording::commas(&wording::letters(&names)) }
    };
    let info = trace.model();
    let on_core = names(&mut state.cores.iter().filter_map(|(_, core)| core.doing.task()));
    let queued = names(&mut state.queues.iter().flat_map(|(_, queue)| queue.waiting.iter().map(|queued| queued.task)));
    say!(
        "stage.spoken",
        model = wording::title(info),
        at = time::human(playhead.at),
        on_core = on_core,
        queue = wording::place(info.places.ready.title),
        n = state.queued(),
        queued = queued,
        flight = state.in_flight(),
        done = state.done,
        caption = wording::sentences(said),
    )
}

/// Draws a note before there is a run.
fn nothing(ui: &Ui, rect: Rect, cx: &Context<'_>) {
    let theme = cx.theme;
    let painter = ui.painter_at(rect);
    painter.rect(rect, 10.0, theme.surface.panel, egui::Stroke::new(1.0, theme.surface.border), egui::StrokeKind::Inside);
    let text = say!("stage.coming");
    painter.text(rect.center(), Align2::CENTER_CENTER, text, paint::font(20.0, Face::Text), theme.ink.dim);
}
