//! The sweeps that come with the program: the subject's central claim, with the costs of 2026 and with dearer ones.

/// A sweep that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Preset {
    /// The display name.
    pub title: &'static str,
    /// What it demonstrates, in one sentence.
    pub description: &'static str,
    /// The slug of the built-in scenario.
    pub scenario: &'static str,
    /// The ranges; all but the first are single values.
    pub over: &'static [&'static str],
}

const CLIENTS: &str = "workload.arrivals.closed.clients=1..10000:log:25";

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset {
        title: "1 to 10 000 clients, 50 µs of CPU a job",
        description: "Threads against coroutines with the costs measured in 2026: a slope, not a cliff.",
        scenario: "one-to-ten-thousand",
        over: &[CLIENTS],
    },
    Preset {
        title: "1 to 10 000 clients, 2 µs of CPU a job",
        description: "The same costs, but jobs so small that most of the work is switching.",
        scenario: "one-to-ten-thousand",
        over: &[CLIENTS, "workload.steps.0.cpu=2us..2us:lin:1"],
    },
    Preset {
        title: "1 to 10 000 clients, switches ten times as dear",
        description: "What it would be if a switch cost 20 to 70 µs, and not 2 to 7.",
        scenario: "one-to-ten-thousand",
        over: &[CLIENTS, "machine.switch.base=20us..20us:lin:1", "machine.switch.penalty=50us..50us:lin:1"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plan;
    use loopscope_formats::documents::gallery::{self, ReadBuiltIn};
    use loopscope_sim as sim;

    #[test]
    fn every_preset_can_be_run_and_has_one_axis() {
        let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
        for preset in PRESETS {
            let scenario = gallery::find(preset.scenario).unwrap().scenario(&models).unwrap();
            let over: Vec<String> = preset.over.iter().map(|range| (*range).to_owned()).collect();
            let plan = Plan::new(&scenario, &over, sim::models().to_vec()).unwrap_or_else(|says| panic!("{}: {says}", preset.title));
            assert!(plan.grid().over[1..].iter().all(|axis| axis.values.len() == 1), "{}", preset.title);
            assert!(preset.description.ends_with('.'), "{} says a sentence", preset.title);
        }
    }
}
