//! A fork has everything in common with the future it left up to its instant, byte for byte, and nothing after it.

use super::{ENDLESS, FINITE, Log, Window, assert_same, replayed, scenario, with, with_engine};
use loopscope_event::{Command, Entry, InputKind, Ns, Replay, Scenario, Speed};
use std::{sync::Arc, time::Duration};

fn dearer(scenario: &Scenario, by: Ns) -> Arc<Scenario> {
    with(scenario, |scenario| scenario.machine.switch.base += by)
}

/// The number of events of a log up to and including `at`.
fn until(log: &Log, at: Ns) -> usize {
    log.events.partition_point(|event| event.at <= at)
}

/// Plays with a change at about 1 ms and an input at about 2 and 4 ms, and pauses after 5.
async fn played_session(window: &mut Window, opened: &Scenario) -> Arc<Scenario> {
    let changed = dearer(opened, 700);
    window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
    window.pass(Duration::from_secs(1)).await;
    window.obey([Command::SetScenario(changed.clone())]).await;
    window.pass(Duration::from_secs(1)).await;
    window.obey([Command::Post(InputKind::Mouse.into())]).await;
    window.pass(Duration::from_secs(2)).await;
    window.obey([Command::Post(InputKind::Key.into())]).await;
    window.pass(Duration::from_secs(1)).await;
    window.obey([Command::Pause]).await;
    changed
}

#[tokio::test(start_paused = true)]
async fn a_fork_is_the_same_up_to_its_instant_and_replays_after_it() {
    let opened = scenario(ENDLESS);
    with_engine(opened.clone(), async |window| {
        let changed = played_session(window, &opened).await;
        let (old, edge, left) = (window.logs.clone(), window.edge(), Arc::new(window.handle.replay()));
        let runs = window.session.runs.clone();
        for at in [edge / 2, 0, edge / 10, edge * 7 / 10, edge] {
            window.obey([Command::Resume { replay: left.clone(), until: edge }]).await;
            window.obey([Command::Fork { at }, Command::SetScenario(dearer(&changed, 5000))]).await;
            assert_eq!((window.edge(), window.session.replayed_until), (at, Some(at)), "it waits at the fork");
            window.obey([Command::Play]).await;
            window.pass(Duration::from_secs(2)).await;
            for (run, model) in &runs {
                let (old, new) = (&old[run], window.log(model.name));
                let common = until(old, at);
                assert_eq!(old.events[..common], new.events[..common], "{}: before {at}", model.name);
                assert!(new.changes.last().is_some_and(|change| change.at == at), "{}: the change stands at the fork", model.name);
            }
            window.obey([Command::Pause]).await;
            window.assert_replays();
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_was_done_after_a_fork_is_left_behind_and_can_be_returned_to() {
    let opened = scenario(ENDLESS);
    with_engine(opened.clone(), async |window| {
        played_session(window, &opened).await;
        let (old, edge, left) = (window.logs.clone(), window.edge(), window.handle.replay());
        let runs = window.session.runs.clone();
        assert_eq!(left.entries.len(), 3);
        let posted_first = left.entries[1].0;
        window.obey([Command::Fork { at: posted_first }]).await;
        assert_eq!(window.handle.replay().entries, left.entries[..2], "the change and the first input happened before");
        window.obey([Command::Post(InputKind::Key.into()), Command::Play]).await;
        window.pass(Duration::from_secs(9)).await;
        assert!(matches!(window.handle.replay().entries[..], [_, _, (at, Entry::Post(_))] if at == posted_first));
        window.assert_replays();

        window.obey([Command::Pause, Command::Resume { replay: Arc::new(left.clone()), until: edge }]).await;
        assert_eq!((window.edge(), window.handle.replay()), (edge, left));
        for (run, model) in runs {
            assert_same(&window.log(model.name), &old[&run], model.name);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_never_ran_here_is_resumed_as_it_was_written_down() {
    let opened = with(&scenario(FINITE), |scenario| scenario.models = vec!["threads".into(), "coroutines".into()]);
    let change = Entry::Change { scenario: dearer(&opened, 900), first_job: 0 };
    let replay = Replay { scenario: opened, entries: vec![(40_000, change), (90_000, Entry::Post(InputKind::Key.into()))] };
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Resume { replay: Arc::new(replay.clone()), until: 60_000 }]).await;
        assert_eq!(window.edge(), 90_000, "as far as the last thing that was done");
        assert_eq!(window.session.runs.iter().map(|(_, model)| model.name).collect::<Vec<_>>(), ["threads", "coroutines"]);
        for (_, model) in window.session.runs.clone() {
            assert_same(&window.log(model.name), &replayed(&replay, model.name, 90_000), model.name);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn models_switched_since_run_in_the_fork_too() {
    let opened = with(&scenario(ENDLESS), |scenario| scenario.models = vec!["sync".into(), "threads".into()]);
    with_engine(opened.clone(), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        window.pass(Duration::from_secs(1)).await;
        let others = with(&opened, |scenario| scenario.models = vec!["threads".into(), "coroutines".into()]);
        window.obey([Command::SetScenario(others.clone()), Command::Fork { at: 300_000 }]).await;
        window.obey([Command::SetScenario(dearer(&others, 100))]).await;
        assert_eq!(window.session.runs.iter().map(|(_, model)| model.name).collect::<Vec<_>>(), ["threads", "coroutines"]);
        window.assert_replays();
    })
    .await;
}
