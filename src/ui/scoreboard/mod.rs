//! The models side by side in numbers and small bars, as they stand at the playhead.
//!
//! A card says where its numbers come from. It does *not* compute the numbers (that is `trace::stats`).

mod card;

use self::card::Card;
use super::{
    Action, Context,
    theme::{self, size, space},
};
use crate::event::{EventNo, Ns, Origin, RunId};
use crate::text::say;
use crate::trace::Report;
use egui::{Align, Layout, RichText, Ui};

/// While the playhead runs, numbers change so often in a second and no more: faster ones cannot be read.
const REFRESH: f64 = 0.1;

/// The upper panel at the right.
#[derive(Default)]
pub struct Scoreboard {
    /// Whether every number is shown, or the main ones.
    all: bool,
    seen: Vec<Seen>,
    /// When the numbers were taken, by the window's clock in seconds.
    taken: f64,
}

/// A run's numbers, and where they were taken.
struct Seen {
    run: RunId,
    event: EventNo,
    at: Ns,
    report: Report,
}

impl Scoreboard {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        self.refresh(ui.input(|i| i.time), cx);
        ui.horizontal(|ui| {
            ui.label(RichText::new(say!("scoreboard.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = if self.all { say!("scoreboard.fewer") } else { say!("scoreboard.all") };
                if ui.add(egui::Button::new(RichText::new(text).color(cx.theme.ink.dim)).frame(false)).clicked() {
                    self.all = !self.all;
                }
            });
        });
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
            let origin = trace.recorded().map_or(Origin::Simulated, |recorded| recorded.origin);
            let card = Card {
                run: seen.run,
                origin,
                model: trace.model(),
                loops,
                report: &seen.report,
                total,
                ended,
                all: self.all,
                on_stage: i == cx.on_stage,
            };
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
            let fresh = |seen: &Seen| (seen.run, seen.event, seen.at) == (trace.run(), head.event, head.at);
            if self.seen.get(i).is_some_and(fresh) {
                continue;
            }
            let stats = trace.stats_at(head.event);
            // A run whose jobs are all done is counted up to its own end, not on while others still run.
            let over = trace.drained().is_some_and(|(_, event)| event < head.event);
            let report = stats.report((!over).then_some(head.at));
            let seen = Seen { run: trace.run(), event: head.event, at: head.at, report };
            match self.seen.get_mut(i) {
                Some(old) => *old = seen,
                None => self.seen.push(seen),
            }
        }
    }
}
