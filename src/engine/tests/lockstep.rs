//! Back-pressure: nothing is lost, nothing piles up, and commands get through.

use super::{ENDLESS, Window, scenario, with, with_engine};
use crate::handle::link;
use crate::outbox::{CHANNEL, Sent};
use crate::session_run::BATCH;
use crate::{Engine, slice};
use loopscope_event::{Command, FromEngine, InputKind, Speed, StepUnit};
use std::{sync::Arc, time::Duration};
use tokio::task::yield_now;

/// Lets the engine work without taking anything from it.
async fn sleep_through(turns: usize) {
    for _ in 0..turns {
        yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_that_sleeps_loses_nothing_and_nothing_piles_up() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Max), Command::Play]).await;
        for _ in 0..5 {
            sleep_through(2000).await;
            assert_eq!(window.handle.waiting(), CHANNEL, "the channel is full");
            let events = |window: &Window| window.logs.values().map(|log| log.events.len()).sum::<usize>();
            let before = events(window);
            window.drain();
            let waited = events(window) - before;
            assert!(waited <= CHANNEL * (BATCH + 1000), "{waited} events were waiting");
        }
        window.obey([Command::Pause]).await;
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_one_slice_makes_is_bounded() {
    let scenario = scenario(ENDLESS);
    let (handle, link) = link(&scenario);
    let mut engine = Engine::new(scenario, link, Arc::new(|| {}));
    engine.obey(Command::Speed(Speed::Max));
    engine.obey(Command::Play);
    let runs = engine.lockstep.announced().runs.len();
    for _ in 0..200 {
        assert!(engine.work(), "it goes on");
        assert!(engine.outbox.events() <= slice::EVENTS as usize + (runs + 1) * (BATCH + 1000));
        if engine.outbox.send() == Sent::Full {
            handle.drain(Duration::from_secs(60), |_| {});
            assert_eq!(engine.outbox.send(), Sent::All);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn commands_are_obeyed_while_the_channel_is_full() {
    let first = scenario(ENDLESS);
    with_engine(first.clone(), async |window| {
        window.obey([Command::Speed(Speed::Max), Command::Play]).await;
        sleep_through(2000).await;
        let mut changed = first.clone();
        for round in 0..100 {
            changed = with(&changed, |scenario| scenario.machine.switch.base += 1);
            for command in [Command::Pause, Command::SetScenario(changed.clone()), Command::Post(InputKind::Mouse.into()), Command::Play] {
                // It may be refused, but it never blocks, and what is taken is obeyed in order.
                if window.handle.send(command).is_ok() {
                    window.sent += 1;
                }
                sleep_through(round % 7).await;
            }
        }
        window.until(|window| window.status().obeyed == window.sent).await;
        window.obey([Command::Pause]).await;
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_gets_past_a_full_channel_and_drops_what_it_makes_void() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Max), Command::Play]).await;
        sleep_through(2000).await;
        window.obey([Command::Pause, Command::Restart]).await;
        assert_eq!(window.edge(), 0);
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn batches_are_of_bounded_size_and_few_events_carry_little_memory() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        let look = |window: &mut Window| {
            let mut sizes = Vec::new();
            window.handle.drain(Duration::from_secs(60), |message| {
                if let FromEngine::Batch(batch) = message {
                    sizes.push((batch.events.len(), batch.events.capacity()));
                }
            });
            sizes
        };
        tokio::time::sleep(Duration::from_millis(100)).await;
        let few = look(window);
        assert!(!few.is_empty() && few.iter().all(|(len, capacity)| *capacity <= 4 * len.max(&64)), "{few:?}");
        window.send(Command::Speed(Speed::Max)).await;
        sleep_through(2000).await;
        let many = look(window);
        assert!(many.iter().any(|(len, _)| *len >= BATCH / 4), "{many:?}");
        assert!(many.iter().all(|(len, _)| *len < BATCH + 1000), "{many:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_window_is_woken_when_something_was_sent() {
    with_engine(scenario(ENDLESS), async |window| {
        let wakes = |window: &Window| window.wakes.load(std::sync::atomic::Ordering::Relaxed);
        let before = wakes(window);
        window.obey([Command::Post(InputKind::Key.into())]).await;
        assert!(wakes(window) > before);
        assert_eq!(Arc::strong_count(&window.wakes), 2);
    })
    .await;
}

/// A crowd that arrives at one instant, periodically, with nothing between: far more events than a slice has, after
/// strides that have grown long.
const CROWDS: &str = r#"
machine = { switch = "0ns", dispatch = "0ns" }
[workload]
jobs = "endless"
arrivals = { closed = { clients = 6000, think = "1ms" } }
steps = [{ cpu = "1ns" }, { io = "disk", latency = "3ms" }, { cpu = "1ns" }]
"#;

#[tokio::test(start_paused = true)]
async fn what_is_done_in_a_crowded_instant_is_done_to_all_runs_at_one_instant() {
    const ROUNDS: usize = 10;
    let first = scenario(CROWDS);
    for speed in [Speed::Max, Speed::Time(1e12), Speed::Events(1e9)] {
        with_engine(first.clone(), async |window| {
            window.obey([Command::Focus("coroutines"), Command::Speed(speed), Command::Play]).await;
            let mut changed = first.clone();
            for round in 0..ROUNDS {
                tokio::time::sleep(Duration::from_millis(8)).await;
                changed = with(&changed, |scenario| scenario.machine.switch.base += 1);
                for command in [
                    Command::SetScenario(changed.clone()),
                    Command::Post(InputKind::Mouse.into()),
                    Command::Pause,
                    Command::Step(StepUnit::Event),
                    Command::Play,
                ] {
                    sleep_through(round % 4).await;
                    window.send(command).await;
                    window.drain();
                }
            }
            window.obey([Command::Pause]).await;
            // A pause in the middle of the crowd still lets every run get through it.
            window.pass(Duration::from_secs(1)).await;
            let changes: Vec<Vec<u64>> = window.logs.values().map(|log| log.changes.iter().map(|change| change.at).collect()).collect();
            assert!(changes.iter().all(|times| times.len() == ROUNDS && *times == changes[0]), "{changes:?}");
            let at: Vec<u64> = window.handle.replay().entries.iter().map(|(at, _)| *at).collect();
            assert!(at.is_sorted() && at.last() > Some(&0), "{at:?}");
            window.assert_replays();
        })
        .await;
    }
}
