//! What `run --json` prints: one object, its keys and their order fixed by the description of the command line.

use super::run::Outcome;
use loopscope_event::Scenario;
use loopscope_formats::traces::numbers::Numbers;
use serde::Serialize;

#[derive(Serialize)]
struct Object<'a> {
    scenario: &'a Scenario,
    workload_hash: &'a str,
    results: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    model: &'a str,
    #[serde(flatten)]
    numbers: Numbers,
}

/// The object, on one line.
pub(super) fn object(scenario: &Scenario, workload_hash: &str, outcomes: &[Outcome]) -> String {
    let entry = |outcome: &Outcome| Entry { model: outcome.model.name, numbers: Numbers::new(&outcome.ending, &outcome.report) };
    let object = Object { scenario, workload_hash, results: outcomes.iter().map(entry).collect() };
    // Numbers and texts only: there is nothing in it that JSON cannot say.
    serde_json::to_string(&object).unwrap_or_default() + "\n"
}
