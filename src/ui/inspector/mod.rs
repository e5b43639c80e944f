//! The selected thing: what it does, how it came to that, and who is in its way. Each link of the chain is a jump.
//!
//! It does *not* find causes (that is `trace::why`).

pub mod reason;
pub mod words;

use super::{
    Action, Context, Selected, Selection,
    icon::{Button, Icon},
    theme::{self, Theme, Tone, radius, size, space},
};
use crate::event::{EventNo, TaskId, time};
use crate::text::say;
use crate::trace::{Doing, Playhead, Reason, ReasonKind, State, Trace, task_of};
use crate::ui::{recording::span, wording};
use egui::{Align2, Color32, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// So many links of the chain are shown; older ones are counted.
const LINKS: usize = 40;

/// The lower panel at the right.
#[derive(Default)]
pub struct Inspector {
    seen: Option<Seen>,
    /// A span of an imported trace that was looked for, by the run and the event that it began with.
    span: Option<(Selection, Option<span::Found>)>,
}

/// A chain that was asked for. It is asked again only when the playhead passes an event.
struct Seen {
    selection: Selection,
    event: EventNo,
    chain: Vec<Reason>,
}

impl Inspector {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let found = cx.selection.and_then(|selection| {
            let at = cx.traces.iter().position(|trace| trace.run() == selection.run)?;
            Some((selection, &cx.traces[at], *cx.playheads.get(at)?))
        });
        let Some((selection, trace, head)) = found else {
            match cx.stage().and_then(|(trace, _)| trace.imported()) {
                Some(_) => dim(ui, cx.theme, &say!("recording.nothing_selected")),
                None => empty(ui, cx),
            }
            return;
        };
        if let (Some(_), Selected::Span(event)) = (trace.imported(), selection.what) {
            self.imported(ui, cx, (selection, event), trace, out);
            return;
        }
        let state = trace.state_at(head.event);
        let task = task_behind(&selection, trace, &state);
        self.head(ui, cx, &selection, task, out);
        ui.add_space(space::TIGHT);
        if let Selected::Core(core) = selection.what {
            core_now(ui, cx.theme, &state, core, head);
        }
        match task {
            Some(task) => self.task(ui, cx, selection, (trace, head, &state), task, out),
            None => dim(ui, cx.theme, &say!("inspector.nothing")),
        }
    }

    /// A span that another program recorded.
    fn imported(&mut self, ui: &mut Ui, cx: &Context<'_>, (selection, event): (Selection, EventNo), trace: &Trace, out: &mut Vec<Action>) {
        if self.span.as_ref().is_none_or(|(seen, _)| *seen != selection) {
            self.span = Some((selection, span::find(trace, event)));
        }
        self.titled(ui, cx, say!("recording.span"), out);
        match &self.span {
            Some((_, Some(found))) => span::ui(ui, cx, trace, found, out),
            _ => dim(ui, cx.theme, &say!("inspector.nothing")),
        }
    }

    fn head(&self, ui: &mut Ui, cx: &Context<'_>, selection: &Selection, task: Option<TaskId>, out: &mut Vec<Action>) {
        let title = match (selection.what, task) {
            (Selected::Core(core), _) => say!("inspector.core", core = core),
            (Selected::Thread(thread), _) => say!("inspector.thread", thread = thread),
            (Selected::Message(_, task), _) => say!("inspector.message_for", task = task.name()),
            (Selected::Request(_, request), _) => say!("inspector.request", request = request),
            (_, Some(task)) => say!("inspector.task", task = task.name()),
            (_, None) => say!("inspector.gone"),
        };
        self.titled(ui, cx, title, out);
    }

    fn titled(&self, ui: &mut Ui, cx: &Context<'_>, title: String, out: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(title).font(theme::bold(size::HEADING)).color(cx.theme.ink.strong));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::new(Icon::Close, &say!("inspector.close"), "Esc").ui(ui, cx.theme).clicked() {
                    out.push(Action::Select(None));
                }
            });
        });
    }

    fn task(
        &mut self,
        ui: &mut Ui,
        cx: &Context<'_>,
        selection: Selection,
        (trace, head, state): (&Trace, Playhead, &State),
        task: TaskId,
        out: &mut Vec<Action>,
    ) {
        let label = label_of(trace, state, task, head);
        match state.task(task) {
            Some(now) => {
                let says = say!("inspector.now", task = task.name(), phase = words::phase(trace, state, now));
                ui.label(RichText::new(says).color(cx.theme.ink.body));
                dim(ui, cx.theme, &words::since(now.since, head.at));
            }
            None => match state.last_done.iter().find(|done| done.task == task) {
                Some(done) => {
                    let (at, took) = (time::human(done.at), time::short(done.at - done.arrived));
                    dim(ui, cx.theme, &say!("inspector.done", at = at, time = took));
                }
                None => dim(ui, cx.theme, &say!("inspector.not_in")),
            },
        }
        if let Some(label) = label {
            dim(ui, cx.theme, &say!("name.quoted", text = label));
        }
        ui.add_space(space::NORMAL);
        self.chain(ui, cx, selection, (trace, head), task, out);
        elsewhere(ui, cx, trace, task, out);
    }

    fn chain(
        &mut self,
        ui: &mut Ui,
        cx: &Context<'_>,
        selection: Selection,
        (trace, head): (&Trace, Playhead),
        task: TaskId,
        out: &mut Vec<Action>,
    ) {
        if self.seen.as_ref().is_none_or(|seen| (seen.selection, seen.event) != (selection, head.event)) {
            self.seen = Some(Seen { selection, event: head.event, chain: trace.why(task, head.event) });
        }
        let Some(seen) = &self.seen else { return };
        let skipped = seen.chain.len().saturating_sub(LINKS);
        if skipped > 0 {
            dim(ui, cx.theme, &say!("inspector.earlier", n = skipped));
        }
        ui.spacing_mut().item_spacing.y = 1.0;
        for reason in &seen.chain[skipped..] {
            // What still goes on grows with the playhead between two events.
            let lasted = if reason.open { head.at.saturating_sub(reason.at) } else { reason.lasted };
            let reason = Reason { lasted, ..reason.clone() };
            if link(ui, cx.theme, trace, &reason) {
                out.push(Action::JumpToEvent(trace.run(), reason.event));
            }
            blockers(ui, cx.theme, trace, &reason, out);
        }
    }
}

/// Who was in the way, each a jump to the other task.
fn blockers(ui: &mut Ui, theme: &'static Theme, trace: &Trace, reason: &Reason, out: &mut Vec<Action>) {
    const SHOWN: usize = 4;
    if reason.blockers.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(26.0);
        for blocker in reason.blockers.iter().take(SHOWN) {
            let text = format!("{} {}", blocker.task.name(), time::short(blocker.held));
            let button = egui::Button::new(RichText::new(&text).font(theme::text(size::SMALL)).color(theme.ink.body)).small();
            let says = say!("inspector.behind", task = blocker.task.name(), time = time::short(blocker.held));
            let response = ui.add(button);
            response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &says));
            if response.on_hover_text(says).clicked() {
                out.push(Action::Select(Some(Selection { run: trace.run(), what: Selected::Task(blocker.task) })));
            }
        }
        if reason.blockers.len() > SHOWN {
            dim(ui, theme, &format!("+ {}", reason.blockers.len() - SHOWN));
        }
    });
}

fn empty(ui: &mut Ui, cx: &Context<'_>) {
    ui.label(RichText::new(say!("inspector.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
    ui.add_space(space::TIGHT);
    dim(ui, cx.theme, &say!("inspector.hint"));
}

fn dim(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(theme.ink.dim));
}

/// The task that a selection is about now.
fn task_behind(selection: &Selection, trace: &Trace, state: &State) -> Option<TaskId> {
    match selection.what {
        Selected::Task(task) | Selected::Message(_, task) => Some(task),
        Selected::Thread(thread) => state.tasks().find(|task| task.thread == Some(thread)).map(|task| task.id),
        Selected::Core(core) => state.cores.get(core)?.doing.task(),
        Selected::Request(device, request) => state.request(device, request).map(|request| request.task),
        Selected::Span(event) => task_of(&trace.event(event)?.kind),
    }
}

fn core_now(ui: &mut Ui, theme: &Theme, state: &State, core: u16, head: Playhead) {
    let Some(core) = state.cores.get(core) else { return };
    let says = match core.doing {
        Doing::Idle => say!("inspector.core_idle"),
        Doing::Switching { task: TaskId::NONE, thread, .. } => say!("inspector.core_to_process", process = thread),
        Doing::Switching { task, .. } => say!("inspector.core_to_task", task = task.name()),
        Doing::Stealing { victim, tasks, .. } => {
            say!("inspector.core_steals", tasks = crate::ui::stage::words::count(tasks as usize, "task"), victim = victim)
        }
        Doing::Dispatching { task, .. } => say!("inspector.core_takes", task = task.name()),
        Doing::Running { task, .. } => say!("inspector.core_runs", task = task.name()),
    };
    ui.label(RichText::new(says).color(theme.ink.body));
    dim(ui, theme, &words::since(core.since, head.at));
}

/// What the scenario calls the step that the task is at.
fn label_of(trace: &Trace, state: &State, task: TaskId, head: Playhead) -> Option<String> {
    let line = state.task(task)?.line?;
    if !task.is_job() {
        return None;
    }
    let steps = trace.scenario_at(head.event).steps_of(task.0)?;
    crate::event::Step::at(steps, line)?.label.clone()
}

/// The same job in the other runs.
fn elsewhere(ui: &mut Ui, cx: &Context<'_>, here: &Trace, task: TaskId, out: &mut Vec<Action>) {
    if !task.is_job() || cx.traces.len() < 2 {
        return;
    }
    ui.add_space(space::NORMAL);
    for (trace, head) in cx.traces.iter().zip(cx.playheads).filter(|(trace, _)| trace.run() != here.run()) {
        let state = trace.state_at(head.event);
        let now = match state.task(task) {
            Some(now) => words::phase(trace, &state, now),
            None if state.last_done.iter().any(|done| done.task == task) => say!("inspector.is_done"),
            None => say!("inspector.not_there"),
        };
        let says = say!("inspector.other", model = wording::short(trace.model()), task = task.name(), phase = now);
        if small_link(ui, cx.theme, &says) {
            out.push(Action::Focus(trace.model().name));
            out.push(Action::Select(Some(Selection { run: trace.run(), what: Selected::Task(task) })));
        }
    }
}

/// The colours of the state that a link is about.
fn tone(theme: &'static Theme, kind: ReasonKind) -> &'static Tone {
    match kind {
        ReasonKind::Queued { .. } | ReasonKind::Runnable => &theme.runnable,
        ReasonKind::Switching | ReasonKind::Preempted => &theme.switching,
        ReasonKind::Dispatching => &theme.looping,
        ReasonKind::Running { .. } => &theme.running,
        ReasonKind::Asked { .. } | ReasonKind::DeviceQueue { .. } | ReasonKind::Served { .. } | ReasonKind::Waiting { .. } => {
            &theme.waiting
        }
        ReasonKind::Lock { .. } => &theme.lock,
        _ => &theme.idle,
    }
}

/// A link of the chain: a coloured edge, the words, and a jump.
fn link(ui: &mut Ui, theme: &'static Theme, trace: &Trace, reason: &Reason) -> bool {
    let text = reason::says(reason, trace);
    let color = if reason.open { theme.ink.strong } else { theme.ink.body };
    let says = say!("inspector.at", reason = text, at = time::human(reason.at));
    jump(ui, theme, &text, &says, color, Some(tone(theme, reason.kind).edge))
}

fn small_link(ui: &mut Ui, theme: &'static Theme, text: &str) -> bool {
    jump(ui, theme, text, text, theme.ink.dim, None)
}

fn jump(ui: &mut Ui, theme: &Theme, text: &str, says: &str, color: Color32, edge: Option<Color32>) -> bool {
    let indent = if edge.is_some() { 14.0 } else { 26.0 };
    let galley = ui.painter().layout(text.to_owned(), theme::text(size::SMALL), color, ui.available_width() - indent - 4.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 5.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, says));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, radius::SMALL, theme.surface.control_hover);
    }
    if let Some(edge) = edge {
        let bar = Rect::from_min_size(rect.min + vec2(2.0, 3.0), vec2(4.0, rect.height() - 6.0));
        ui.painter().rect_filled(bar, 2, edge);
    }
    ui.painter().galley(Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(indent, 0.0), galley.size()).min, galley, color);
    let clicked = response.clicked();
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
    clicked
}
