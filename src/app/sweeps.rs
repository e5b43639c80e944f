//! Sweeps: what the panel shows, the background that computes it, and the scenario of the run that was clicked on.

use super::{link::Wake, model_names};
use loopscope_event::{ModelInfo, Scenario, Setting, time};
use loopscope_formats::documents::gallery::{self, ReadBuiltIn};
use loopscope_sim as sim;
use loopscope_sweep::{Job, Key, PRESETS, Plan, Preset, keys};
use loopscope_text as text;
use loopscope_text::say;
use loopscope_ui::sweep::{Choice, Results, Row, View};
use std::{num::NonZero, sync::Arc, thread::available_parallelism};

/// Sweeps, from the choice of a knob to the click on a point.
#[derive(Default)]
pub struct Sweeps {
    view: View,
    /// The scenario that the knobs in the view are of.
    of: Option<Arc<Scenario>>,
    plan: Option<Arc<Plan>>,
    job: Option<Job>,
    /// True if the playhead moved when the panel was opened.
    played: bool,
}

impl Sweeps {
    /// What the panel shows.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }
    /// True while the panel stands in the middle of the window.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.view.open
    }
    /// Opens it; `playing` tells whether the playhead moves.
    pub const fn open(&mut self, playing: bool) {
        self.view.open = true;
        self.played = playing;
    }
    /// Closes it; answers whether the playhead moved when it was opened.
    pub const fn close(&mut self) -> bool {
        self.view.open = false;
        self.played
    }

    /// Before a frame: what was computed, and the knobs of the scenario as the sliders have it.
    pub fn refresh(&mut self, scenario: &Arc<Scenario>) {
        if let (Some(job), Some(results)) = (&mut self.job, &mut self.view.results) {
            let ended = job.take(|run, outcome| results.rows[run] = Some(Row { ending: outcome.ending, report: outcome.report }));
            if let Some(ended) = ended {
                results.running = false;
                self.view.fault = ended.err();
                self.job = None;
            }
        }
        if self.view.open && self.of.as_ref().is_none_or(|of| !Arc::ptr_eq(of, scenario)) {
            self.view.knobs = keys(scenario).iter().map(choice).collect();
            self.view.presets = PRESETS.iter().map(words).collect();
            self.view.endless = !scenario.ends();
            self.of = Some(scenario.clone());
        }
    }

    /// Another language is spoken: what is offered is worded anew.
    pub fn reword(&mut self) {
        self.of = None;
    }

    /// Computes a range over the scenario as the sliders have it.
    pub fn start(&mut self, scenario: &Scenario, over: String, until: Option<&str>, wake: &Wake) {
        let mut scenario = scenario.clone();
        match until.map(time::parse) {
            Some(Ok(until)) => scenario.until = Some(until),
            Some(Err(says)) => return self.fault(say!("fault.lasts", error = says)),
            None => {}
        }
        self.compute(&scenario, &[over], None, wake);
    }

    /// Computes a sweep that comes with the program.
    pub fn preset(&mut self, place: usize, wake: &Wake) {
        let Some(preset) = PRESETS.get(place) else { return };
        let Some(Ok(scenario)) = gallery::find(preset.scenario).map(|built_in| built_in.scenario(&model_names())) else { return };
        let over: Vec<String> = preset.over.iter().map(|range| (*range).to_owned()).collect();
        self.compute(&scenario, &over, Some(words(preset).0), wake);
    }

    fn compute(&mut self, scenario: &Scenario, over: &[String], title: Option<String>, wake: &Wake) {
        self.cancel();
        let plan = match Plan::new(scenario, over, models(scenario)) {
            Ok(plan) => Arc::new(plan),
            Err(says) => return self.fault(says),
        };
        let grid = plan.grid();
        let Some(axis) = grid.over.first().cloned() else { return };
        // One core is left for the window and the run on the stage.
        let threads = available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        let woken = wake.clone();
        match Job::start(plan.clone(), threads, move || woken()) {
            Ok(job) => self.job = Some(job),
            Err(fault) => return self.fault(say!("fault.no_sweep_thread", error = fault)),
        }
        self.view.fault = None;
        self.view.results = Some(Results {
            title: title.or_else(|| scenario.name.clone()).unwrap_or_else(|| say!("transport.untitled")),
            log: over.first().is_some_and(|range| range.contains(":log:")),
            axis,
            models: plan.models().to_vec(),
            rows: vec![None; grid.runs()],
            running: true,
        });
        self.plan = Some(plan);
    }

    fn fault(&mut self, says: String) {
        self.view.fault = Some(says);
    }

    /// Computes no further; what is there stays.
    pub fn cancel(&mut self) {
        self.job = None;
        if let Some(results) = &mut self.view.results {
            results.running = false;
        }
    }

    /// The scenario and the model of a run.
    #[must_use]
    pub fn run(&self, run: usize) -> Option<(Arc<Scenario>, &'static ModelInfo)> {
        let plan = self.plan.as_ref()?;
        Some((plan.scenario(run / plan.models().len()).ok()?, plan.model(run)))
    }
}

/// The models that a scenario names, or all.
fn models(scenario: &Scenario) -> Vec<&'static ModelInfo> {
    let named: Vec<_> = scenario.models.iter().filter_map(|name| sim::model(name)).collect();
    if named.is_empty() { sim::models().iter().copied().filter(|model| scenario.runs(model)).collect() } else { named }
}

/// What a sweep that comes with the program is called, and what it shows.
fn words(preset: &Preset) -> (String, String) {
    let key = format!("preset.{}_says", text::slug(preset.title));
    (text::named("preset", preset.title), if text::knows(&key) { say!(&key) } else { preset.description.to_owned() })
}

/// A range that suits a key: around where it stands.
fn choice(key: &Key) -> Choice {
    use loopscope_sweep::Kind;
    let name = key.name();
    let (from, to, log) = match (key.kind(), key.now()) {
        _ if name == "seed" => (Setting::Count(1), Setting::Count(20), false),
        (Kind::Count, now) => {
            let now = now.map_or(0, |now| now.as_f64() as u64);
            let most = if name == "machine.cores" { 64 } else { now.saturating_mul(10).clamp(16, 1_000_000) };
            (Setting::Count(1), Setting::Count(most), true)
        }
        (Kind::Time, Some(Setting::Time(now))) if now > 0 => {
            (Setting::Time((now / 10).max(1)), Setting::Time(now.saturating_mul(10)), true)
        }
        (Kind::Time, _) if name == "until" => (Setting::Time(time::S), Setting::Time(10 * time::S), false),
        (Kind::Time, _) => (Setting::Time(0), Setting::Time(100 * time::US), false),
        (Kind::Number, now) => {
            let now = now.map_or(1.0, Setting::as_f64);
            (Setting::Number(now / 10.0), Setting::Number(now * 10.0), now > 0.0)
        }
    };
    let now = key.now().map_or_else(String::new, |now| now.to_string());
    Choice { key: name, now, from: from.to_string(), to: to.to_string(), log }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_that_are_offered_can_be_swept() {
        for built_in in gallery::BUILT_IN.iter() {
            let scenario = Scenario { until: Some(time::S), ..built_in.scenario(&model_names()).unwrap() };
            for Choice { key, from, to, log, .. } in keys(&scenario).iter().map(choice) {
                let over = format!("{key}={from}..{to}:{}:5", if log { "log" } else { "lin" });
                let plan = Plan::new(&scenario, std::slice::from_ref(&over), models(&scenario)).map(drop);
                // The ends of a uniform stand in each other's way.
                assert!(plan.is_ok() || key.contains(".uniform."), "{}: {over}: {plan:?}", built_in.slug);
            }
        }
    }
}
