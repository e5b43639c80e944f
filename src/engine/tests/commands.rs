//! Commands are obeyed in order, acknowledged apart from the log, and leave no trace in it but what they do to the story.

use super::{ENDLESS, FINITE, Log, assert_same, count, replayed, scenario, with, with_engine};
use crate::handle::link;
use crate::outbox::CHANNEL;
use loopscope_event::{Command, Gesture, InputKind, Kind, Posted, Scenario, Speed, StepUnit};
use loopscope_sim as sim;
use std::{sync::Arc, time::Duration};
use tokio::task::yield_now;

fn dearer(scenario: &Scenario) -> Arc<Scenario> {
    with(scenario, |scenario| scenario.machine.switch.base += 1000)
}

#[tokio::test(start_paused = true)]
async fn each_command_is_acknowledged_in_order() {
    let scenario = scenario(ENDLESS);
    with_engine(scenario.clone(), async |window| {
        let mut changed = scenario.clone();
        for round in 0..20 {
            changed = dearer(&changed);
            window.obey([Command::Play]).await;
            assert!(window.status().playing);
            window.obey([Command::Speed(Speed::Time(f64::from(round) * 1e5))]).await;
            assert_eq!(window.status().speed, Speed::Time(f64::from(round) * 1e5));
            window.pass(Duration::from_millis(50)).await;
            window.obey([Command::SetScenario(changed.clone())]).await;
            assert!(window.logs.values().all(|log| log.changes.len() == round as usize + 1), "acknowledged before it was done");
            window.obey([Command::Pause]).await;
            assert!(!window.status().playing);
        }
        assert!(window.statuses.is_sorted_by_key(|status| status.obeyed));
        assert!(window.statuses.is_sorted_by_key(|status| status.edge));
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_log_does_not_know_how_it_was_played() {
    let text = scenario(FINITE);
    let by: &[&[Command]] = &[
        &[Command::Speed(Speed::Max), Command::Play],
        &[Command::Speed(Speed::Time(1e4)), Command::Play],
        &[Command::Speed(Speed::Time(3.3e9)), Command::Play],
        &[Command::Focus("sync"), Command::Speed(Speed::Events(3000.0)), Command::Play],
    ];
    for commands in by {
        with_engine(text.clone(), async |window| {
            window.obey(commands.iter().cloned()).await;
            for _ in 0..40 {
                window.pass(Duration::from_millis(100)).await;
                window.obey([Command::Pause, Command::Step(StepUnit::Tick), Command::Play]).await;
            }
            window.obey([Command::Speed(Speed::Max)]).await;
            window.until(|window| window.status().runs.iter().all(|run| run.ending.is_some())).await;
            for (_, model) in window.session.runs.clone() {
                let mut whole = Log::default();
                sim::run(&text, model, &mut whole);
                assert_same(&window.log(model.name), &whole, model.name);
            }
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_goes_on_by_one_and_rests() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Focus("coroutines")]).await;
        for (unit, is) in [
            (StepUnit::Event, (|_| true) as fn(&Kind) -> bool),
            (StepUnit::Tick, |kind| matches!(kind, Kind::MessageTaken { .. })),
            (StepUnit::Job, |kind| matches!(kind, Kind::JobDone { .. })),
        ] {
            for _ in 0..30 {
                let before = window.log("coroutines");
                window.obey([Command::Step(unit)]).await;
                let after = window.log("coroutines");
                let new = Log { events: after.events[before.events.len()..].to_vec(), changes: Vec::new() };
                assert!(count(&new, is) >= 1, "{unit:?}: {new:?}");
                let last = new.events.last().unwrap().at;
                let earlier = new.events.iter().take_while(|event| event.at < last).filter(|event| is(&event.kind)).count();
                assert_eq!(earlier, 0, "{unit:?} went too far: {new:?}");
                assert!(!window.status().playing);
                window.pass(Duration::from_secs(5)).await;
                assert_eq!(window.log("coroutines").events.len(), after.events.len(), "it went on after the step");
            }
        }
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_step_of_a_run_that_has_ended_is_none() {
    with_engine(scenario(FINITE), async |window| {
        window.obey([Command::Speed(Speed::Max), Command::Play]).await;
        window.until(|window| window.status().runs.iter().all(|run| run.ending.is_some())).await;
        let edge = window.edge();
        window.obey([Command::Step(StepUnit::Job), Command::Step(StepUnit::Event)]).await;
        assert_eq!(window.edge(), edge);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_posted_message_goes_to_every_run_that_takes_one() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        for kind in [InputKind::Mouse, InputKind::Key, InputKind::Mouse] {
            window.pass(Duration::from_millis(70)).await;
            window.obey([Command::Post(kind.into())]).await;
        }
        for (_, model) in window.session.runs.clone() {
            let posted = count(&window.log(model.name), |kind| matches!(kind, Kind::InputPosted { .. }));
            assert_eq!(posted, if model.takes_input { 3 } else { 0 }, "{}", model.name);
        }
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_a_person_does_is_recorded_and_happens_again() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        let gestures =
            [Gesture::Move { x: 10, y: 900 }, Gesture::Type('ä'), Gesture::Compute, Gesture::Await, Gesture::Click { x: 1, y: 2 }];
        for gesture in gestures {
            window.pass(Duration::from_millis(70)).await;
            window.obey([Command::Post(Posted::new(gesture, 3_000))]).await;
        }
        window.pass(Duration::from_millis(100)).await;
        for (_, model) in window.session.runs.clone().into_iter().filter(|(_, model)| model.takes_input) {
            let log = window.log(model.name);
            let said = |kind: &Kind| if let Kind::InputPosted { gesture, .. } = kind { Some(*gesture) } else { None };
            assert_eq!(log.events.iter().filter_map(|event| said(&event.kind)).collect::<Vec<_>>(), gestures, "{}", model.name);
        }
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_change_begins_anew() {
    let first = scenario(ENDLESS);
    with_engine(first.clone(), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        window.pass(Duration::from_secs(1)).await;
        let old = window.session.runs.clone();
        window.obey([Command::SetScenario(with(&first, |scenario| scenario.seed = 8))]).await;
        assert_eq!(window.session.scenario.seed, 8);
        assert!(window.session.runs.iter().any(|(run, _)| old.iter().all(|(other, _)| other != run)), "a new session has new runs");
        assert!(window.status().playing, "it plays on");
        window.pass(Duration::from_secs(1)).await;
        window.assert_replays();
        let changed = dearer(&window.session.scenario);
        window.obey([Command::SetScenario(changed.clone()), Command::Restart]).await;
        assert_eq!(window.session.scenario, changed, "a restart uses the newest scenario");
        assert!(window.handle.replay().entries.is_empty());
        window.pass(Duration::from_secs(1)).await;
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_session_begun_while_the_window_took_nothing_has_its_first_instant() {
    let first = scenario(ENDLESS);
    for anew in [Command::Restart, Command::SetScenario(with(&first, |scenario| scenario.seed = 8))] {
        with_engine(first.clone(), async |window| {
            // A step is short: nothing is in progress when the engine waits for room, and obeys there.
            while window.handle.waiting() < CHANNEL {
                window.send(Command::Step(StepUnit::Event)).await;
                yield_now().await;
            }
            for command in [Command::Step(StepUnit::Event), anew.clone()] {
                window.send(command).await;
                for _ in 0..100 {
                    yield_now().await;
                }
            }
            window.obey([]).await;
            window.pass(Duration::from_millis(100)).await;
            assert_eq!(window.edge(), 0);
            assert!(window.session.runs.iter().any(|(_, model)| window.len(model.name) > 0), "nothing of the new session came");
            window.assert_replays();
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_switched_on_late_has_the_log_it_would_have_had() {
    let all = scenario(ENDLESS);
    let only = |names: &[&str]| with(&all, |scenario| scenario.models = names.iter().map(ToString::to_string).collect());
    for speed in [Speed::Max, Speed::Time(1e6), Speed::Time(1e15), Speed::Events(1e3)] {
        with_engine(only(&["coroutines"]), async |window| {
            window.obey([Command::Speed(speed), Command::Play]).await;
            window.pass(Duration::from_millis(50)).await;
            let mut turned = only(&["coroutines"]);
            for _ in 0..5 {
                turned = dearer(&turned);
                window.obey([Command::SetScenario(turned.clone()), Command::Post(InputKind::Key.into())]).await;
                window.pass(Duration::from_millis(10)).await;
            }
            let run = window.run("coroutines");
            let with_others = with(&turned, |scenario| scenario.models.clear());
            window.obey([Command::SetScenario(with_others)]).await;
            assert_eq!(window.run("coroutines"), run, "the others go on");
            let entries = window.handle.replay().entries.len();
            assert_eq!(entries, 10, "models are no knobs of a run");
            window.pass(Duration::from_millis(50)).await;
            window.obey([Command::Pause]).await;
            // Paused, the late ones still come up to the edge.
            let to = window.edge();
            let by_default = sim::models().iter().filter(|model| !model.is_twin()).map(|model| model.name);
            for name in by_default.filter(|name| *name != "coroutines") {
                let whole = replayed(&window.handle.replay(), name, to);
                window.until(|window| window.len(name) >= whole.events.len()).await;
            }
            window.assert_replays();
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_switched_off_and_on_again_is_a_new_run() {
    let all = scenario(ENDLESS);
    with_engine(all.clone(), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        window.pass(Duration::from_millis(100)).await;
        let before = window.run("threads");
        window.obey([Command::SetScenario(with(&all, |scenario| scenario.models = vec!["sync".into()]))]).await;
        assert_eq!(window.session.runs.len(), 1);
        window.pass(Duration::from_millis(100)).await;
        window.obey([Command::SetScenario(all.clone())]).await;
        assert_ne!(window.run("threads"), before);
        window.pass(Duration::from_millis(100)).await;
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn counting_clients_anew_numbers_their_jobs_after_all_others() {
    let first = scenario(ENDLESS);
    with_engine(first.clone(), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        window.pass(Duration::from_millis(300)).await;
        for clients in [5, 2, 9] {
            let more = with(&first, |scenario| {
                if let Some(workload) = &mut scenario.workload {
                    workload.arrivals =
                        serde_json::from_value(serde_json::json!({"closed": {"clients": clients, "think": "20us"}})).unwrap();
                }
            });
            window.obey([Command::SetScenario(more)]).await;
            let firsts: Vec<u32> = window.logs.values().map(|log| log.changes.last().unwrap().first_job).collect();
            assert!(firsts.iter().all(|first| *first == firsts[0] && *first > 0), "{firsts:?}");
            window.pass(Duration::from_millis(300)).await;
        }
        window.assert_replays();
    })
    .await;
}

#[test]
fn too_many_commands_come_back() {
    let (handle, link) = link(&scenario(ENDLESS));
    let taken = (0..1000).take_while(|_| handle.send(Command::Play).is_ok()).count();
    assert!((1..1000).contains(&taken));
    assert!(matches!(handle.send(Command::Restart), Err(super::super::Busy(Command::Restart))));
    drop(link);
    assert!(handle.send(Command::Play).is_err(), "the engine is gone");
}
