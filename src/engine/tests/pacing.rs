//! Wall time to story time.

use super::{ENDLESS, FINITE, Window, scenario, with, with_engine};
use crate::pace::TICK;
use loopscope_event::{Command, Jobs, Scenario, Speed, time};
use std::{sync::Arc, sync::atomic::Ordering, time::Duration};

const SECOND: Duration = Duration::from_secs(1);

/// Asserts that the edge has advanced by `by`, give or take a tick's worth.
fn assert_near(window: &Window, from: u64, by: f64, per_second: f64) {
    let gone = (window.edge() - from) as f64;
    let tick = TICK.as_secs_f64() * per_second + 1.0;
    assert!(gone <= by && gone >= by - tick, "the edge went on by {gone} instead of {by} (a tick is {tick})");
}

#[tokio::test(start_paused = true)]
async fn story_time_runs_at_the_chosen_ratio() {
    with_engine(scenario(ENDLESS), async |window| {
        for ratio in [1e3, 1e6, 7.5e7] {
            window.obey([Command::Speed(Speed::Time(ratio)), Command::Play]).await;
            let from = window.edge();
            window.pass(SECOND).await;
            assert_near(window, from, ratio, ratio);
        }
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_takes_no_story_time_and_a_new_speed_counts_from_now() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Time(1e6)), Command::Play]).await;
        window.pass(SECOND).await;
        assert_near(window, 0, 1e6, 1e6);
        window.obey([Command::Pause]).await;
        let from = window.edge();
        window.pass(SECOND * 600).await;
        assert_eq!(window.edge(), from);
        assert!(!window.status().playing);
        window.obey([Command::Play]).await;
        window.pass(SECOND).await;
        assert_near(window, from, 1e6, 1e6);
        let from = window.edge();
        window.obey([Command::Speed(Speed::Time(1e4))]).await;
        window.pass(SECOND * 10).await;
        assert_near(window, from, 1e5, 1e4);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn by_event_the_run_in_focus_gets_so_many_a_second() {
    with_engine(scenario(ENDLESS), async |window| {
        for model in ["threads", "coroutines"] {
            window.obey([Command::Focus(model), Command::Speed(Speed::Events(50.0)), Command::Play]).await;
            let from = window.log(model).events.len();
            window.pass(SECOND * 10).await;
            let got = window.log(model).events.len() - from;
            // Whole instants at a time, so that it may be a few more.
            assert!((490..=520).contains(&got), "{model} got {got} events in 10 s at 50 a second");
        }
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn by_event_the_others_go_on_when_the_run_in_focus_has_ended() {
    with_engine(scenario(FINITE), async |window| {
        window.obey([Command::Focus("coroutines"), Command::Speed(Speed::Events(2000.0)), Command::Play]).await;
        window.pass(SECOND * 60).await;
        assert!(window.status().runs.iter().all(|run| run.ending.is_some()), "{:?}", window.status());
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn at_full_speed_all_runs_stay_in_step() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Max), Command::Play]).await;
        window.until(|window| window.logs.values().map(|log| log.events.len()).sum::<usize>() > 200_000).await;
        let ends: Vec<_> = window.logs.values().filter_map(|log| log.events.last()).map(|event| event.at).collect();
        let (least, most) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
        assert!(most - least < most / 5, "{ends:?}");
        window.obey([Command::Pause]).await;
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_huge_ratio_neither_blocks_commands_nor_is_made_up_for() {
    with_engine(scenario(ENDLESS), async |window| {
        window.obey([Command::Speed(Speed::Time(1e18)), Command::Play]).await;
        tokio::time::advance(SECOND).await;
        let events = |window: &Window| window.logs.values().map(|log| log.events.len()).sum::<usize>();
        window.until(|window| events(window) > 0).await;
        let before = events(window);
        window.obey([Command::Pause]).await;
        assert!(events(window) - before < 2_000_000, "{} events after a pause", events(window) - before);
        window.assert_replays();
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn at_rest_nothing_is_sent_and_nobody_woken() {
    let drained = scenario(FINITE);
    let endless = with(&drained, |scenario: &mut Scenario| {
        if let Some(workload) = &mut scenario.workload {
            workload.jobs = Jobs::Endless;
        }
    });
    let at_rest = async |window: &mut Window, scenario: &Arc<Scenario>| {
        window.pass(SECOND).await;
        let (wakes, statuses) = (window.wakes.load(Ordering::Relaxed), window.statuses.len());
        window.pass(SECOND * 600).await;
        assert_eq!(window.wakes.load(Ordering::Relaxed), wakes, "{:?}", scenario.workload);
        assert_eq!(window.statuses.len(), statuses);
    };
    with_engine(endless.clone(), async |window| at_rest(window, &endless).await).await;
    with_engine(drained.clone(), async |window| {
        for speed in [Speed::Max, Speed::Time(time::S as f64), Speed::Events(1e6)] {
            window.obey([Command::Restart, Command::Speed(speed), Command::Play]).await;
            at_rest(window, &drained).await;
            assert!(window.status().runs.iter().all(|run| run.ending.is_some()), "{speed:?}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_senseless_speed_rests() {
    with_engine(scenario(ENDLESS), async |window| {
        for speed in [Speed::Time(f64::NAN), Speed::Events(f64::NAN), Speed::Time(-1.0), Speed::Events(0.0)] {
            window.obey([Command::Speed(speed), Command::Play]).await;
            let (edge, wakes) = (window.edge(), window.wakes.load(Ordering::Relaxed));
            window.pass(SECOND).await;
            assert_eq!((window.edge(), window.wakes.load(Ordering::Relaxed)), (edge, wakes), "{speed:?}");
        }
    })
    .await;
}
