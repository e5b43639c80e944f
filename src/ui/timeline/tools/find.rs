//! The bar of the search: a text, how many were found, and the way from one to the next.

use super::{sign, told};
use crate::timeline::{Jump, Timeline, lanes};
use crate::{Action, Context, Selected, Selection, WindowAction};
use egui::{Key, TextEdit, Ui};
use loopscope_event::time::human;
use loopscope_event::{Ns, RunId, TaskId};
use loopscope_text::say;
use loopscope_trace::search::query::{Asked, Called, Fault, KINDS, Order};
use loopscope_trace::search::{Found, Lane, MOST, Progress, Search, by_now, goes_on};
use loopscope_trace::{Imported, Trace};
use std::time::{Duration, Instant};

/// Spans or events that are looked at between two looks at the clock.
const SLICE: u64 = 20_000;
/// What a frame spends on the search: somebody waits for the first find, and for the others nobody does.
const FIRST: Duration = Duration::from_millis(30);
const OTHERS: Duration = Duration::from_millis(5);
/// What a growing log has more is looked for so often and no more, s.
const AGAIN: f64 = 0.25;

/// A search that is open.
#[derive(Default)]
pub struct Finding {
    text: String,
    /// What the text asks for, and what spans were called when it was read.
    asked: Option<(Called, Result<Asked, Fault>)>,
    search: Option<(RunId, Search)>,
    progress: Option<Progress>,
    /// When everything was looked at last, s of the window's clock.
    rested: f64,
    current: Option<Found>,
    /// Somebody waits for the next find, or the one before.
    wanted: Option<bool>,
    focus: bool,
}

impl Finding {
    /// The text gets the keyboard.
    pub const fn focus(&mut self) {
        self.focus = true;
    }

    /// What was found in the run on the stage, in the order of time if that is asked for.
    #[must_use]
    pub fn found(&self) -> &[Found] {
        self.search.as_ref().map_or(&[], |(_, search)| search.found())
    }
    /// What is gone to.
    #[must_use]
    pub const fn current(&self) -> Option<Found> {
        self.current
    }
    /// Whether what was found stands in the order of time.
    #[must_use]
    pub fn by_time(&self) -> bool {
        self.search.as_ref().is_some_and(|(_, search)| search.query().order == Order::Time)
    }

    /// Draws it; false once it is closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, jump: &mut Option<Jump>, out: &mut Vec<Action>) -> bool {
        let width = (ui.available_width() * 0.32).clamp(150.0, 320.0);
        let called = called(cx);
        let hint = if called == Called::ByName { say!("find.hint_named") } else { say!("find.hint") };
        let edit = TextEdit::singleline(&mut self.text).hint_text(hint).desired_width(width);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("find.title")));
        if std::mem::take(&mut self.focus) {
            response.request_focus();
        }
        // Another run on the stage may call its spans otherwise.
        if response.changed() || self.asked.as_ref().is_some_and(|(before, _)| *before != called) {
            self.read(called);
        }
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
            return false;
        }
        let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if enter {
            self.wanted = Some(!ui.input(|i| i.modifiers.shift));
            self.focus = true;
        }
        if sign(ui, "◀", &say!("find.previous")) {
            self.wanted = Some(false);
        }
        if sign(ui, "▶", &say!("find.next")) {
            self.wanted = Some(true);
        }
        let close = sign(ui, "×", &say!("find.close"));
        self.look(ui, cx);
        if let Some(forward) = self.wanted {
            self.go(forward, cx, jump, out);
        }
        let wrong = matches!(self.asked, Some((_, Err(_))));
        told(ui, cx.theme, self.says(cx), wrong);
        !close
    }

    fn read(&mut self, called: Called) {
        self.search = None;
        self.current = None;
        self.wanted = None;
        self.asked = (!self.text.trim().is_empty()).then(|| (called, Asked::read(&self.text, called)));
    }

    /// Searches on, for as long as a frame allows.
    fn look(&mut self, ui: &Ui, cx: &Context<'_>) {
        let (Some((_, Ok(asked))), Some(trace)) = (&self.asked, cx.traces.get(cx.on_stage)) else { return };
        if self.search.as_ref().is_none_or(|(run, _)| *run != trace.run()) {
            self.search = Some((trace.run(), Search::of(asked.clone())));
            self.current = None;
            self.progress = None;
        }
        let Some((_, search)) = &mut self.search else { return };
        let now = ui.input(|i| i.time);
        let rests = self.progress == Some(Progress::UpToDate) && (0.0..AGAIN).contains(&(now - self.rested));
        if rests {
            return;
        }
        let start = Instant::now();
        let progress = loop {
            let progress = search.step(trace, SLICE);
            let most = if search.found().is_empty() { FIRST } else { OTHERS };
            if progress == Progress::UpToDate || start.elapsed() >= most {
                break progress;
            }
        };
        match progress {
            Progress::Working => ui.ctx().request_repaint(),
            Progress::UpToDate => self.rested = now,
        }
        self.progress = Some(progress);
    }

    /// Goes to the next find, or the one before, as soon as it is known.
    pub(super) fn go(&mut self, forward: bool, cx: &Context<'_>, jump: &mut Option<Jump>, out: &mut Vec<Action>) {
        let (Some((run, search)), Some(trace)) = (&self.search, cx.traces.get(cx.on_stage)) else { return };
        let Some(place) = next(search, self.current, (forward, cx.now())) else {
            if self.progress == Some(Progress::UpToDate) {
                self.wanted = None;
                out.push(Action::Window(WindowAction::Toast(say!("find.nothing"))));
            }
            return;
        };
        let Some(found) = search.found().get(place).copied() else { return };
        self.wanted = None;
        self.current = Some(found);
        let now = by_now(&found, trace);
        // Events of another program's trace are none that the playhead could stand at.
        let (go, what) = match trace.imported() {
            Some(_) => (Action::JumpToTime(found.start), Selected::Span(found.event)),
            None => (Action::JumpToEvent(*run, found.event), task(&found).map_or(Selected::Span(found.event), Selected::Task)),
        };
        out.push(go);
        out.push(Action::Select(Some(Selection { run: *run, what })));
        let what = match found.lane {
            Lane::Core(core) => Some(lanes::What::Core(core)),
            Lane::Row(row) => Some(lanes::What::Row(row)),
            Lane::Log => None,
        };
        *jump = Some(Jump { start: now.start, end: now.end, lane: what.map(|what| lanes::Lane { run: cx.on_stage, what }) });
    }

    fn says(&self, cx: &Context<'_>) -> String {
        match &self.asked {
            None => return asks(called(cx)),
            Some((called, Err(Fault::Empty))) => return asks(*called),
            Some((_, Err(fault))) => return wrong(fault),
            Some((_, Ok(_))) => {}
        }
        let (Some((_, search)), Some(trace)) = (&self.search, cx.traces.get(cx.on_stage)) else { return String::new() };
        let working = self.progress != Some(Progress::UpToDate);
        let count = match (search.found().len(), search.count()) {
            (_, 0) if search.found().is_empty() && working => say!("find.looking"),
            (_, 0) if search.found().is_empty() => say!("find.nothing"),
            (kept, count) => {
                let place = self.current.and_then(|current| place_of(search.found(), &current)).map(|place| place + 1);
                let all = if search.query().order == Order::Longest { kept as u64 } else { count.max(kept as u64) };
                match place {
                    Some(place) => say!("find.of", n = place, all = all),
                    None => say!("find.count", n = all),
                }
            }
        };
        let mut parts = vec![count];
        if working && search.count() > 0 {
            parts.push(say!("find.so_far"));
        }
        if search.count() > MOST as u64 && search.query().order == Order::Time {
            parts.push(say!("find.first_only", n = MOST));
        }
        let shown = self.current.or_else(|| search.found().first().filter(|_| search.query().order == Order::Longest).copied());
        parts.extend(shown.map(|found| told_of(&found, trace)));
        parts.join(" · ")
    }
}

/// What spans are called in the run on the stage.
fn called(cx: &Context<'_>) -> Called {
    let imported = cx.stage().and_then(|(trace, _)| trace.imported());
    if imported.is_none_or(Imported::is_ours) { Called::ByLetter } else { Called::ByName }
}

/// What can be asked for.
fn asks(called: Called) -> String {
    if called == Called::ByName { say!("find.asks_named") } else { say!("find.asks") }
}

/// Whose it is; the thread of a process has no task.
fn task(found: &Found) -> Option<TaskId> {
    found.task.filter(|task| *task != TaskId::NONE)
}

/// `"C, 23.4 ms from 12.0 ms"`.
fn told_of(found: &Found, trace: &Trace) -> String {
    let now = by_now(found, trace);
    let task = task(found).map_or_else(String::new, |task| format!("{}: ", trace.called(task)));
    if found.lane == Lane::Log {
        return format!("{task}{}", say!("timeline.at", at = human(found.start)));
    }
    let time = human(now.end - now.start);
    let lasted = if goes_on(found, trace) { say!("timeline.so_far", time = time) } else { say!("timeline.lasted", time = time) };
    format!("{task}{lasted}, {}", say!("timeline.at", at = human(now.start)))
}

/// What is legal, where something is not.
fn wrong(fault: &Fault) -> String {
    let kinds: Vec<&str> = KINDS.iter().filter_map(|(names, _)| names.first().copied()).collect();
    match fault {
        Fault::Empty => asks(Called::ByLetter),
        Fault::Unknown(word) => say!("find.unknown", word = word, kinds = kinds.join(", ")),
        Fault::NoTask(word) => say!("find.no_task", word = word),
        Fault::NoLength(word) => say!("find.no_length", word = word),
        Fault::Mixed(word) => say!("find.mixed", word = word),
        Fault::Instant(word) => say!("find.instant", word = word),
    }
}

fn place_of(found: &[Found], current: &Found) -> Option<usize> {
    found.iter().position(|found| (found.start, found.lane, found.event) == (current.start, current.lane, current.event))
}

/// The place of the find after, or before, the one that is gone to or the playhead; from the last one it goes on with the first.
fn next(search: &Search, current: Option<Found>, (forward, now): (bool, Ns)) -> Option<usize> {
    let found = search.found();
    let last = found.len().checked_sub(1)?;
    if let Some(place) = current.and_then(|current| place_of(found, &current)) {
        return Some(match forward {
            true if place == last => 0,
            true => place + 1,
            false => place.checked_sub(1).unwrap_or(last),
        });
    }
    if search.query().order == Order::Longest {
        return Some(if forward { 0 } else { last });
    }
    let after = found.partition_point(|found| found.start <= now);
    Some(if forward {
        if after > last { 0 } else { after }
    } else {
        found.partition_point(|found| found.start < now).checked_sub(1).unwrap_or(last)
    })
}

impl Timeline {
    /// Goes to the next find or the one before.
    pub(super) fn go_to_find(&mut self, forward: bool, cx: &Context<'_>, out: &mut Vec<Action>) {
        if let Some(finding) = &mut self.tools.finding {
            finding.wanted = Some(forward);
            finding.go(forward, cx, &mut self.jump, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::tests::{bursts, trace};
    use loopscope_event::{Kind, PackedNs, RunEnd};
    use loopscope_trace::search::query::Query;

    fn search(text: &str) -> Search {
        let trace = bursts([(0, 0, 10), (1, 20, 50), (2, 60, 65)], 100);
        let mut search = Search::new(Query::parse(text).unwrap());
        while search.step(&trace, 10) == Progress::Working {}
        search
    }

    #[test]
    fn from_the_playhead_to_the_next_and_round() {
        let search = search("running");
        let at = |place: usize| search.found()[place];
        assert_eq!(search.found().len(), 3);
        assert_eq!(next(&search, None, (true, 5)), Some(1));
        assert_eq!(next(&search, None, (false, 55)), Some(1));
        assert_eq!(next(&search, None, (true, 70)), Some(0), "round");
        assert_eq!(next(&search, None, (false, 0)), Some(2), "round");
        assert_eq!(next(&search, Some(at(1)), (true, 0)), Some(2));
        assert_eq!(next(&search, Some(at(2)), (true, 0)), Some(0));
        assert_eq!(next(&search, Some(at(0)), (false, 0)), Some(2));
    }

    #[test]
    fn what_goes_on_lasts_so_far() {
        let task = TaskId(0);
        let burst = PackedNs::new(90);
        let begun = [(0, Kind::JobArrived { job: task }), (10, Kind::RunStarted { core: 0, task, line: 0, burst })];
        let over = (100, Kind::RunEnded { core: 0, task, why: RunEnd::Done });
        let told = |trace: &Trace| {
            let mut search = Search::new(Query::parse("running").unwrap());
            while search.step(trace, 10) == Progress::Working {}
            told_of(&search.found()[0], trace)
        };
        assert_eq!(told(&trace(begun, 60)), "A: for 50 ns so far, at 10 ns");
        assert_eq!(told(&trace(begun.into_iter().chain([over]), 200)), "A: for 90 ns, at 10 ns");
    }

    #[test]
    fn the_longest_comes_first_wherever_the_playhead_is() {
        let search = search("longest running");
        assert_eq!(search.found()[0].start, 20);
        assert_eq!(next(&search, None, (true, 70)), Some(0));
    }

    #[test]
    fn a_mistake_says_what_is_legal() {
        let says = wrong(&Query::parse("io ovr 3ms").unwrap_err());
        assert!(says.contains("ovr") && says.contains("switch") && says.contains("task C"), "{says}");
    }
}
