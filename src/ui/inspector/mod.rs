//! The selected thing: its activity, the causes of that, its blockers, and the split of its time. Each line is a jump.
//!
//! * [`subject`]: facts about a core, a device, a lock, a queue. [`reason`], [`words`]: a link of a task's chain, a
//!   task's state.
//! * [`path`] with [`parts`]: the critical path of a job or of the run. [`links`]: lines that lead somewhere. [`next`]:
//!   the selection made by the key `Y`.
//!
//! It does *not* find causes (that is `trace::why` and `trace::critical`).

mod blocker;
pub mod links;
pub mod next;
pub mod parts;
pub mod path;
pub mod reason;
mod row;
mod span;
pub mod subject;
pub mod words;

use super::commands::Command;
use super::theme::{self, Theme, size, space};
use super::widgets::icon::{Button, Icon};
use super::widgets::wording;
use super::{Action, Context, Selected, Selection};
use crate::recording::span as foreign;
use blocker::{blocker, label_of, tone};
use egui::{RichText, Ui};
use links::{Link, Links};
use loopscope_event::{EventNo, TaskId, time};
use loopscope_text::say;
use loopscope_trace::{Playhead, Reason, State, Trace};
use subject::{Fact, Look};

/// The most links of the chain shown; older ones are counted.
const LINKS: usize = 40;

/// The lower panel at the right.
#[derive(Default)]
pub struct Inspector {
    cached: Option<CachedChain>,
    links: Links,
    /// The span of an imported trace looked up last, by the selection and the event at which it begins.
    span: Option<(Selection, Option<foreign::Found>)>,
}

/// A cached chain. It is computed anew only when the playhead passes an event.
struct CachedChain {
    selection: Selection,
    event: EventNo,
    /// The task; `None` if there is none.
    task: Option<TaskId>,
    chain: Vec<Reason>,
    /// True if the task has not arrived yet.
    to_come: bool,
}

/// The inputs of the inspector.
#[derive(Clone, Copy)]
struct View<'a> {
    trace: &'a Trace,
    state: &'a State,
    head: Playhead,
    selection: Selection,
}

impl<'a> View<'a> {
    fn look(&self) -> Look<'a> {
        Look { trace: self.trace, state: self.state, at: self.head.at }
    }
    fn select(&self, what: Selected) -> Action {
        Action::Select(Some(Selection { run: self.trace.run(), what }))
    }
    fn jump(&self, event: EventNo) -> Action {
        Action::JumpToEvent(self.trace.run(), event)
    }
}

impl Inspector {
    /// Moves the keyboard's focus by this number of links.
    pub const fn walk(&mut self, steps: isize) {
        self.links.walk(steps);
    }

    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        self.links.begin(ui);
        let found = cx.selection.and_then(|selection| {
            let at = cx.traces.iter().position(|trace| trace.run() == selection.run)?;
            Some((selection, &cx.traces[at], *cx.playheads.get(at)?))
        });
        let Some((selection, trace, head)) = found else {
            match cx.stage().and_then(|(trace, _)| trace.imported()) {
                Some(_) => row::dim(ui, cx.theme, &say!("recording.nothing_selected")),
                None => empty(ui, cx, out),
            }
            return;
        };
        if let (Some(_), Selected::Span(event)) = (trace.imported(), selection.what) {
            self.imported(ui, cx, (selection, event), trace, out);
            return;
        }
        // A span of the past is shown as it was at its end.
        let head = match selection.what {
            Selected::Span(event) => span::end_of(trace, event, head),
            _ => head,
        };
        let state = trace.state_at(head.event);
        let view = View { trace, state: &state, head, selection };
        let task = self.know(&view);
        self.head(ui, cx, &view, task, out);
        ui.add_space(space::TIGHT);
        if selection.what == Selected::Run {
            path::run(ui, cx, &mut self.links, (trace, head), out);
            return;
        }
        self.facts(ui, cx.theme, &view, "fact", &subject_of(&view), out);
        if let Some(task) = task {
            self.task(ui, cx, &view, task, out);
        }
    }

    /// Draws a span recorded by another program.
    fn imported(&mut self, ui: &mut Ui, cx: &Context<'_>, (selection, event): (Selection, EventNo), trace: &Trace, out: &mut Vec<Action>) {
        if self.span.as_ref().is_none_or(|(seen, _)| *seen != selection) {
            self.span = Some((selection, foreign::find(trace, event)));
        }
        titled(ui, cx, &say!("recording.span"), out);
        match &self.span {
            Some((_, Some(found))) => foreign::ui(ui, cx, trace, found, out),
            _ => row::dim(ui, cx.theme, &say!("inspector.nothing")),
        }
    }

    /// Computes the chain unless it is cached, and returns its task.
    fn know(&mut self, view: &View<'_>) -> Option<TaskId> {
        let View { trace, state, head, selection } = *view;
        match &self.cached {
            Some(seen) if (seen.selection, seen.event) == (selection, head.event) => {}
            _ => {
                let task = task_behind(view, state);
                let chain = task.map(|task| trace.why(task, head.event)).unwrap_or_default();
                let to_come = chain.is_empty() && task.is_some_and(|task| trace.is_to_come(task, head.event));
                self.cached = Some(CachedChain { selection, event: head.event, task, chain, to_come });
            }
        }
        self.cached.as_ref().and_then(|seen| seen.task)
    }

    fn head(&self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, task: Option<TaskId>, out: &mut Vec<Action>) {
        let names = view.trace.names();
        let title = match (view.selection.what, task) {
            (Selected::Core(core), _) => say!("inspector.core", core = core),
            (Selected::Thread(thread), _) => say!("inspector.thread", thread = thread),
            (Selected::Message(_, task), _) => say!("inspector.message_for", task = task.name()),
            (Selected::Request(_, request), _) => say!("inspector.request", request = request),
            (Selected::Device(device), _) => say!("inspector.device", name = reason::device_name(view.trace, device)),
            (Selected::Lock(lock), _) => say!("name.lock", name = reason::named(&names.locks, lock)),
            (Selected::Queue(queue), _) => {
                let name = wording::place(view.trace.model().places.ready.title);
                match view.trace.model().places.many_queues() {
                    true => say!("inspector.queue_of", name = name, n = queue),
                    false => say!("inspector.queue", name = name),
                }
            }
            (Selected::Run, _) => say!("inspector.run"),
            (_, Some(task)) => say!("inspector.task", task = task.name()),
            (_, None) => say!("inspector.gone"),
        };
        titled(ui, cx, &title, out);
    }

    fn task(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, task: TaskId, out: &mut Vec<Action>) {
        let View { trace, state, head, .. } = *view;
        if let Selected::Span(_) = view.selection.what {
            row::dim(ui, cx.theme, &say!("inspector.span", at = time::human(head.at)));
        }
        match state.task(task) {
            Some(now) => {
                row::body(ui, cx.theme, &say!("inspector.now", task = task.name(), phase = words::phase(trace, state, now)));
                row::dim(ui, cx.theme, &words::since(now.since, head.at));
                self.facts(ui, cx.theme, view, "holds", &view.look().holds(now), out);
            }
            None => match state.last_done.iter().find(|done| done.task == task) {
                Some(done) => {
                    let (at, took) = (time::human(done.at), time::short(done.at - done.arrived));
                    row::dim(ui, cx.theme, &say!("inspector.done", at = at, time = took));
                }
                None => row::dim(ui, cx.theme, &self.away()),
            },
        }
        if let Some(label) = label_of(trace, state, task, head) {
            row::dim(ui, cx.theme, &say!("name.quoted", text = label));
        }
        ui.add_space(space::NORMAL);
        self.chain(ui, cx, view, out);
        ui.add_space(space::NORMAL);
        path::job(ui, cx, &mut self.links, (trace, head), task, out);
        self.elsewhere(ui, cx, trace, task, out);
    }

    /// Says where a task is that is not in the system, nor among the last completed.
    fn away(&self) -> String {
        match &self.cached {
            Some(CachedChain { to_come: true, .. }) => say!("inspector.to_come"),
            Some(CachedChain { chain, .. }) if !chain.is_empty() => say!("inspector.has_left"),
            _ => say!("inspector.not_in"),
        }
    }

    fn chain(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, out: &mut Vec<Action>) {
        let View { trace, head, .. } = *view;
        let Some(seen) = self.cached.take() else { return };
        let skipped = seen.chain.len().saturating_sub(LINKS);
        if seen.chain.is_empty() {
            // A task that is not in the system waits for nothing.
            if seen.task.is_some_and(|task| view.state.task(task).is_some()) {
                row::dim(ui, cx.theme, &say!("subject.unsaid"));
            }
        } else {
            ui.label(RichText::new(say!("inspector.how")).font(theme::bold(size::SMALL)).color(cx.theme.ink.strong));
        }
        if skipped > 0 {
            row::dim(ui, cx.theme, &say!("inspector.earlier", n = skipped));
        }
        ui.spacing_mut().item_spacing.y = 1.0;
        for (place, reason) in seen.chain.iter().enumerate().skip(skipped) {
            // The length of an ongoing link grows with the playhead between two events.
            let lasted = if reason.open { head.at.saturating_sub(reason.at) } else { reason.lasted };
            let reason = Reason { lasted, ..reason.clone() };
            self.link(ui, cx, view, place, &reason, out);
            Self::blockers(ui, cx.theme, trace, &reason, out);
        }
        self.cached = Some(seen);
    }

    /// A link of the chain: a coloured edge, the words, and a jump.
    fn link(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, place: usize, reason: &Reason, out: &mut Vec<Action>) {
        let theme = cx.theme;
        let text = reason::describe(reason, view.trace);
        let color = if reason.open { theme.ink.strong } else { theme.ink.body };
        let says = say!("inspector.at", reason = text, at = time::human(reason.at));
        let id = path::id_of(ui, "link", reason.event, place);
        let edge = Some(tone(theme, reason.kind).edge);
        let response = self.links.link(ui, theme, &Link { id, text: &text, value: "", tooltip: &says, color, edge });
        if reason.open {
            self.links.begins_at(id);
        }
        if response.hovered() || response.has_focus() {
            out.extend(blocker(reason).map(|what| Action::Hover(Selection { run: view.trace.run(), what })));
        }
        if response.clicked() {
            out.push(view.jump(reason.event));
        }
    }

    /// Draws the blockers, each with a jump to the other task.
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
                let says = say!("inspector.behind", task = blocker.task.name(), time = time::short(blocker.held));
                let response = Links::chip(ui, theme, &text, &says);
                let other = Selection { run: trace.run(), what: Selected::Task(blocker.task) };
                if response.hovered() || response.has_focus() {
                    out.push(Action::Hover(other));
                }
                if response.clicked() {
                    out.push(Action::Select(Some(other)));
                }
            }
            if reason.blockers.len() > SHOWN {
                row::dim(ui, theme, &format!("+ {}", reason.blockers.len() - SHOWN));
            }
        });
    }

    /// Draws facts: a click selects what a line is about or, if that is selected already, jumps to the event that began
    /// it.
    fn facts(&mut self, ui: &mut Ui, theme: &'static Theme, view: &View<'_>, salt: &str, facts: &[Fact], out: &mut Vec<Action>) {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (place, fact) in facts.iter().enumerate() {
            let Fact { text, about, event } = fact;
            let about = about.filter(|about| *about != view.selection.what);
            if about.is_none() && event.is_none() {
                row::dim(ui, theme, text);
                continue;
            }
            let id = ui.scope_id().with((salt, place));
            let link = Link { id, text, value: "", tooltip: text, color: theme.ink.body, edge: None };
            let response = self.links.link(ui, theme, &link);
            if let Some(what) = about.filter(|_| response.hovered() || response.has_focus()) {
                out.push(Action::Hover(Selection { run: view.trace.run(), what }));
            }
            if response.clicked() {
                out.extend(about.map(|what| view.select(what)).or_else(|| event.map(|event| view.jump(event))));
            }
        }
    }

    /// Draws the same job's state in the other runs.
    fn elsewhere(&mut self, ui: &mut Ui, cx: &Context<'_>, here: &Trace, task: TaskId, out: &mut Vec<Action>) {
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
            let id = ui.scope_id().with(("elsewhere", trace.model().name));
            let link = Link { id, text: &says, value: "", tooltip: &says, color: cx.theme.ink.dim, edge: None };
            if self.links.link(ui, cx.theme, &link).clicked() {
                out.push(Action::Focus(trace.model().name));
                out.push(Action::Select(Some(Selection { run: trace.run(), what: Selected::Task(task) })));
            }
        }
    }
}

/// Nothing is selected: offers what can be selected, and the two questions that need no pointer.
fn empty(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    ui.label(RichText::new(say!("inspector.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
    ui.add_space(space::TIGHT);
    row::dim(ui, cx.theme, &say!("inspector.hint"));
    if cx.stage().is_none() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let mut button = |words: String, (says, command): (String, Command), selects: Option<Selection>| {
            let text = RichText::new(&words).font(theme::text(size::SMALL));
            let response = ui.add_enabled(selects.is_some(), egui::Button::new(text)).on_hover_text(format!("{says} ({})", command.hint()));
            if response.clicked() {
                out.push(Action::Select(selects));
            }
        };
        button(say!("inspector.ask"), (say!("inspector.ask_says"), Command::Why), next::why_target(cx));
        button(say!("inspector.ask_run"), (say!("inspector.ask_run_says"), Command::CriticalPath), next::run(cx));
    });
}

/// The task that a selection is about now.
fn task_behind(view: &View<'_>, state: &State) -> Option<TaskId> {
    let View { trace, head, selection, .. } = *view;
    match selection.what {
        Selected::Thread(thread) => state.tasks().find(|task| task.thread == Some(thread)).map(|task| task.id),
        Selected::Core(core) => state.cores.get(core)?.doing.task(),
        Selected::Request(device, request) => match state.request(device, request) {
            Some(asked) => Some(asked.task),
            None => trace.asker(device, request, head.event),
        },
        _ => selection.task(std::slice::from_ref(trace)),
    }
}

/// The facts about the selected thing, besides its task.
fn subject_of(view: &View<'_>) -> Vec<Fact> {
    let look = view.look();
    match view.selection.what {
        Selected::Core(core) => look.core(core),
        Selected::Device(device) => look.device(device),
        Selected::Request(device, request) => look.request(device, request),
        Selected::Lock(lock) => look.lock(lock),
        Selected::Queue(queue) => look.queue(queue),
        Selected::Thread(thread) => look.thread(thread),
        Selected::Span(event) => span::about(view.trace, event),
        Selected::Task(_) | Selected::Message(..) | Selected::Run | Selected::Tasks(_) => Vec::new(),
    }
}

/// A heading with a button that clears the selection.
fn titled(ui: &mut Ui, cx: &Context<'_>, title: &str, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if Button::new(Icon::Close, &say!("inspector.close"), &Command::Close.hint()).ui(ui, cx.theme).clicked() {
                out.push(Action::Select(None));
            }
            let title = RichText::new(title).font(theme::bold(size::HEADING)).color(cx.theme.ink.strong);
            let left = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(left, |ui| ui.add(egui::Label::new(title).truncate()));
        });
    });
}
