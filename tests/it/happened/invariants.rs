//! Every run keeps the invariants, and a run that was tampered with does not.

use super::scenarios;
use crate::lab::Log;
use loopscope::{
    event::Scenario,
    sim,
    trace::{Checked, Facts, check},
};
use proptest::prelude::*;

fn checked(scenario: &Scenario, model: &'static loopscope::event::ModelInfo, log: &Log) -> Result<Checked, loopscope::trace::Broken> {
    let facts = Facts::new(model, scenario, &sim::names(scenario), true);
    let asked = |job| sim::cpu_asked(scenario, job);
    check(facts, Some(&asked), &[], &log.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_run_keeps_them(scenario in scenarios()) {
        for model in sim::models() {
            let log = Log::of(&scenario, model.name);
            match checked(&scenario, model, &log) {
                Ok(checked) => prop_assert_eq!(checked.events, log.0.len() as u64),
                Err(broken) => prop_assert!(false, "{}: {}\n{:#?}", model.name, broken, &log.0[broken.event.saturating_sub(12) as usize..=broken.event as usize]),
            }
        }
    }

    #[test]
    fn a_run_with_an_event_less_does_not(scenario in scenarios(), pick in any::<prop::sample::Index>()) {
        use loopscope::event::Kind;
        for model in sim::models() {
            let mut log = Log::of(&scenario, model.name);
            let essential: Vec<usize> = (0..log.0.len()).filter(|i| matches!(log.0[*i].kind,
                Kind::JobArrived { .. } | Kind::JobDone { .. } | Kind::RunStarted { .. } | Kind::RunEnded { .. }
                | Kind::MessagePosted { .. } | Kind::MessageTaken { .. } | Kind::SwitchStarted { .. } | Kind::IoSubmitted { .. })).collect();
            let gone = log.0.remove(essential[pick.index(essential.len())]);
            prop_assert!(checked(&scenario, model, &log).is_err(), "{}: nobody missed {:?}", model.name, gone);
        }
    }
}
