//! The models side by side in numbers and small bars, at the playhead or over a selected range of time (`stretch`, with
//! latencies as a `spread`).
//!
//! A card names the origin of its numbers. It does *not* compute the numbers (that is `trace::stats`).

mod against;
mod card;
mod spread;
mod stretch;

pub(super) use self::card::bytes;

use self::{
    against::Against,
    card::{Card, Shown},
    stretch::Stretch,
};
use super::theme::{self, size, space};
use super::widgets::focus;
use super::{Action, Context};
use egui::{Align, Layout, RichText, Ui};
use loopscope_event::{EventNo, Ns, Origin, RunId, time};
use loopscope_text::say;
use loopscope_trace::{Range, Report};

/// The interval at which numbers are refreshed while the playhead runs, s: faster ones could not be read.
const REFRESH: f64 = 0.1;

/// The upper panel at the right.
#[derive(Default)]
pub struct Scoreboard {
    /// True to show every number, false for the main ones.
    all: bool,
    seen: Vec<RunNumbers>,
    stretch: Stretch,
    /// When the numbers were taken, by the window's clock, s.
    taken: f64,
}

/// A run's numbers, and the position they were taken at.
struct RunNumbers {
    run: RunId,
    event: EventNo,
    at: Ns,
    report: Report,
    /// The comparison with the future that a fork left.
    against: Option<Against>,
}

impl Scoreboard {
    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        self.refresh(ui.input(|i| i.time), cx);
        ui.horizontal(|ui| {
            ui.label(RichText::new(say!("scoreboard.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = if self.all { say!("scoreboard.fewer") } else { say!("scoreboard.all") };
                let button = ui.add(egui::Button::new(RichText::new(text).color(cx.theme.ink.dim)).frame(false));
                focus::ring(ui, &button);
                if button.clicked() {
                    self.all = !self.all;
                }
            });
        });
        if let Some(range) = cx.range {
            self.stretch_ui(ui, cx, range, out);
            return;
        }
        self.stretch.clear();
        if self.seen.is_empty() {
            ui.label(RichText::new(say!("scoreboard.none")).color(cx.theme.ink.dim));
        }
        let most = |of: fn(&Report) -> f64| self.seen.iter().map(|seen| of(&seen.report)).fold(0.0, f64::max);
        let scale = card::Scale {
            done: most(|report| report.jobs as f64),
            throughput: most(|report| report.throughput_per_s),
            latency: most(|report| report.latency.max as f64),
        };
        for (i, (trace, seen)) in cx.traces.iter().zip(&self.seen).enumerate() {
            let scenario = trace.scenario_at(seen.event);
            let (total, loops) = (scenario.total_jobs(), trace.model().places.rows.queues(&scenario.machine));
            let ending = cx.status.runs.iter().find(|run| run.run == seen.run).and_then(|run| run.ending.as_ref());
            let ended = ending.filter(|_| seen.event == trace.len());
            let on_stage = i == cx.on_stage;
            let (report, shown) = (&seen.report, Shown::Run { total, ended });
            let against = seen.against.as_ref();
            let (run, origin, model) = (seen.run, origin_of(trace), trace.model());
            let card = Card { run, origin, model, loops, report, shown, all: self.all, on_stage, against };
            if card.ui(ui, cx.theme, scale) {
                out.push(Action::Focus(trace.model().name));
            }
            ui.add_space(space::TIGHT);
        }
    }

    /// Draws every run's numbers over a range of time.
    fn stretch_ui(&mut self, ui: &mut Ui, cx: &Context<'_>, range: Range, out: &mut Vec<Action>) {
        let dim = cx.theme.ink.dim;
        let words = |text: String| RichText::new(text).font(theme::text(size::SMALL)).color(dim);
        let length = time::human(range.length());
        ui.label(words(say!("scoreboard.stretch", from = time::human(range.from), to = time::human(range.to), length = length)));
        if ui.button(say!("scoreboard.all_of_it")).on_hover_text(say!("scoreboard.all_of_it_says")).clicked() {
            out.push(Action::Range(None));
        }
        if self.stretch.look(cx.traces, range) {
            ui.label(words(say!("scoreboard.counting")));
            ui.ctx().request_repaint();
        }
        let stretch = &self.stretch;
        let reports = || (0..cx.traces.len()).filter_map(|i| stretch.report(i));
        let most = |of: fn(&Report) -> f64| reports().map(of).fold(0.0, f64::max);
        let scale = card::Scale {
            done: most(|report| report.jobs as f64),
            throughput: most(|report| report.throughput_per_s),
            latency: most(|report| report.latency.max as f64),
        };
        let fullest = (0..cx.traces.len()).filter_map(|i| stretch.histogram(i)).flat_map(|spread| &spread.counts).max();
        let fullest = fullest.copied().unwrap_or_default();
        for (i, trace) in cx.traces.iter().enumerate() {
            let Some((report, spread)) = stretch.report(i).zip(stretch.histogram(i)) else { continue };
            let shown = Shown::Stretch { spread, fullest };
            let on_stage = i == cx.on_stage;
            let (run, origin, model) = (trace.run(), origin_of(trace), trace.model());
            let card = Card { run, origin, model, loops: 0, report, shown, all: self.all, on_stage, against: None };
            if card.ui(ui, cx.theme, scale) {
                out.push(Action::Focus(trace.model().name));
            }
            ui.add_space(space::TIGHT);
        }
    }

    fn refresh(&mut self, now: f64, cx: &Context<'_>) {
        let runs_match = self.seen.len() == cx.traces.len() && self.seen.iter().zip(cx.traces).all(|(seen, trace)| seen.run == trace.run());
        if runs_match && cx.playing && (0.0..REFRESH).contains(&(now - self.taken)) {
            return;
        }
        self.taken = now;
        self.seen.truncate(cx.traces.len());
        for (i, (trace, head)) in cx.traces.iter().zip(cx.playheads).enumerate() {
            let fresh = |seen: &RunNumbers| {
                (seen.run, seen.event, seen.at) == (trace.run(), head.event, head.at) && Against::is_fresh(seen.against.as_ref(), cx, trace)
            };
            if self.seen.get(i).is_some_and(fresh) {
                continue;
            }
            let stats = trace.stats_at(head.event);
            // A run whose jobs are all completed is counted up to its own end, even while others are still running.
            let over = trace.drained().is_some_and(|(_, event)| event < head.event);
            let report = stats.report((!over).then_some(head.at));
            let against = Against::of(cx, trace, head.at);
            let seen = RunNumbers { run: trace.run(), event: head.event, at: head.at, report, against };
            match self.seen.get_mut(i) {
                Some(old) => *old = seen,
                None => self.seen.push(seen),
            }
        }
    }
}

/// The origin of a run's numbers.
fn origin_of(trace: &loopscope_trace::Trace) -> Origin {
    trace.recorded().map_or(Origin::Simulated, |recorded| recorded.origin)
}
