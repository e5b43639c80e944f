//! Any commands, in any order, at any speed of the window: it never hangs, and the log replays.

use super::{ENDLESS, FINITE, scenario, with, with_engine};
use loopscope_event::{Command, InputKind, Scenario, Speed, StepUnit};
use proptest::prelude::*;
use std::{sync::Arc, time::Duration};

#[derive(Clone, Debug)]
enum Act {
    Send(Command),
    Turn(u64),
    Models(usize),
    Clients(u32),
    /// Fork at this share of the story, in thousandths.
    Fork(u64),
    /// Return to the session as it was at the last return, or as it is.
    Return,
    Pass(u64),
    Drain,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let speed = prop_oneof![
        Just(Speed::Max),
        prop::num::f64::ANY.prop_map(Speed::Time),
        (1e3..1e10).prop_map(Speed::Time),
        prop::num::f64::ANY.prop_map(Speed::Events),
        (1.0..1e6).prop_map(Speed::Events)
    ];
    let unit = prop_oneof![Just(StepUnit::Event), Just(StepUnit::Tick), Just(StepUnit::Job)];
    let focus = prop_oneof![Just("sync"), Just("threads"), Just("coroutines"), Just("nobody")];
    let command = prop_oneof![
        3 => Just(Command::Play),
        1 => Just(Command::Pause),
        3 => speed.prop_map(Command::Speed),
        2 => unit.prop_map(Command::Step),
        1 => Just(Command::Restart),
        1 => focus.prop_map(Command::Focus),
        2 => prop_oneof![Just(InputKind::Mouse), Just(InputKind::Key)].prop_map(|kind| Command::Post(kind.into())),
    ];
    let act = prop_oneof![
        10 => command.prop_map(Act::Send),
        2 => (0..3_u64).prop_map(Act::Turn),
        2 => (0..8_usize).prop_map(Act::Models),
        1 => (1..6_u32).prop_map(Act::Clients),
        2 => (0..1100_u64).prop_map(Act::Fork),
        1 => Just(Act::Return),
        3 => (0..50_u64).prop_map(Act::Pass),
        4 => Just(Act::Drain),
    ];
    prop::collection::vec(act, 1..60)
}

fn turned(scenario: &Scenario, act: &Act) -> Arc<Scenario> {
    with(scenario, |scenario| match act {
        Act::Turn(0) => scenario.seed += 1,
        Act::Turn(by) => scenario.machine.switch.base += by * 100,
        Act::Models(mask) => {
            let chosen = ["sync", "threads", "coroutines"].iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0);
            scenario.models = chosen.map(|(_, name)| (*name).to_owned()).collect();
        }
        Act::Clients(clients) => {
            if let Some(loopscope_event::Arrivals::Closed(closed)) = scenario.workload.as_mut().map(|workload| &mut workload.arrivals) {
                closed.clients = *clients;
            }
        }
        _ => {}
    })
}

/// Plays a storm against an engine; then each run's log must equal that of a replay.
fn storm(acts: &[Act], endless: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let mut newest = scenario(if endless { ENDLESS } else { FINITE });
    runtime.block_on(with_engine(newest.clone(), async |window| {
        let mut left = None;
        for act in acts {
            match act {
                Act::Fork(share) => {
                    let at = window.edge() / 1000 * share;
                    window.send(Command::Fork { at }).await;
                }
                Act::Return => {
                    let now = (Arc::new(window.handle.replay()), window.edge());
                    let (replay, until) = left.replace(now.clone()).unwrap_or(now);
                    window.send(Command::Resume { replay, until }).await;
                }
                Act::Send(command) => window.send(command.clone()).await,
                Act::Pass(ms) => tokio::time::sleep(Duration::from_millis(*ms)).await,
                Act::Drain => window.drain(),
                _ => {
                    newest = turned(&newest, act);
                    window.send(Command::SetScenario(newest.clone())).await;
                }
            }
        }
        window.obey([Command::Pause]).await;
        // Late runs catch up to the edge, wherever it was left.
        let (replay, edge) = (window.handle.replay(), window.edge());
        for (run, model) in window.session.runs.clone() {
            let whole = super::replayed(&replay, model.name, edge).events.len();
            window.until(|window| window.logs.get(&run).map_or(0, |log| log.events.len()) >= whole).await;
        }
        window.assert_replays();
    }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_storm_is_weathered(acts in acts(), endless in any::<bool>()) {
        storm(&acts, endless);
    }
}

/// Found by the storm: nothing is drained, and the channel is full when the last session begins.
#[test]
fn many_changes_and_a_restart_that_nobody_drains() {
    use InputKind::{Key, Mouse};
    let send = Act::Send;
    let post = |kind: InputKind| Act::Send(Command::Post(kind.into()));
    let step = |unit| Act::Send(Command::Step(unit));
    let before = [Act::Models(3), Act::Turn(1), step(StepUnit::Event), send(Command::Speed(Speed::Max)), Act::Turn(1), post(Mouse)];
    let amid = [Act::Clients(2), post(Key), post(Key), Act::Turn(0), Act::Turn(2), Act::Models(1), Act::Clients(1), post(Mouse)];
    let after = [step(StepUnit::Tick), Act::Models(0), Act::Turn(2), Act::Turn(1), Act::Turn(1), Act::Models(5), send(Command::Restart)];
    storm(&[&before[..], &amid, &after].concat(), true);
}
