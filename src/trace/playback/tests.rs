use super::*;
use loopscope_event::time::{MS, S};

/// Events at these instants, everything known up to `end`.
struct Told {
    at: Vec<Ns>,
    end: Ns,
    first: EventNo,
}

impl Story for Told {
    fn first(&self) -> EventNo {
        self.first
    }
    fn len(&self) -> EventNo {
        self.at.len() as EventNo
    }
    fn at(&self, event: EventNo) -> Ns {
        assert!(event >= self.first, "event {event} was let go");
        self.at[event as usize]
    }
    fn count_until(&self, at: Ns) -> EventNo {
        self.at.partition_point(|t| *t <= at) as EventNo
    }
    fn end(&self) -> Ns {
        self.end
    }
}

fn told(at: &[Ns], end: Ns) -> Told {
    Told { at: at.to_vec(), end, first: 0 }
}

fn play(speed: Speed) -> Playback {
    Playback::new(speed, true)
}

/// Plays for so long in frames of 1/60 s; answers every playhead, and checks that none goes back.
fn run(playback: &mut Playback, seconds: f64, story: &impl Story) -> Vec<Playhead> {
    let mut heads = vec![playback.head()];
    for _ in 0..(seconds * 60.0).round() as usize {
        playback.advance(1.0 / 60.0, story);
        let (old, new) = (heads[heads.len() - 1], playback.head());
        assert!((new.event, new.at) >= (old.event, old.at), "{old:?} → {new:?}");
        assert!(new.event > old.event || new.phase >= old.phase, "{old:?} → {new:?}");
        assert!((0.0..=1.0).contains(&new.phase));
        if new.event > 0 {
            assert!(new.at >= story.at(new.event - 1), "{new:?} is before its event");
        }
        if new.event < story.len() {
            assert!(new.at <= story.at(new.event), "{new:?} is past the next event");
        }
        heads.push(new);
    }
    heads
}

#[test]
fn by_time_the_story_flows_at_the_ratio() {
    let story = told(&[], 10 * S);
    let mut playback = play(Speed::Time(2e6));
    run(&mut playback, 3.0, &story);
    assert!(playback.head().at.abs_diff(6 * MS) < 100, "{:?}", playback.head());
}

#[test]
fn a_ratio_of_less_than_a_nanosecond_a_frame_adds_up() {
    let story = told(&[], S);
    let mut playback = play(Speed::Time(30.0));
    run(&mut playback, 2.0, &story);
    assert!(playback.head().at.abs_diff(60) <= 1, "{:?}", playback.head());
}

#[test]
fn by_time_a_lone_event_gets_its_visible_moment() {
    let story = told(&[5 * MS], S);
    let mut playback = play(Speed::Time(1e7));
    let heads = run(&mut playback, 1.0, &story);
    let inside: Vec<_> = heads.iter().filter(|head| head.phase < 1.0).collect();
    assert!(inside.len() >= 15, "{} frames", inside.len());
    assert!(inside.iter().all(|head| head.at == 5 * MS && head.event == 1), "no story passes in a moment");
    assert!(playback.head().at > 6 * MS);
}

#[test]
fn by_time_crowded_events_take_no_moments_and_the_ratio_holds() {
    let at: Vec<Ns> = (0..100_000).map(|i| i * 1000).collect();
    let story = told(&at, 100 * MS);
    let mut playback = play(Speed::Time(1e7));
    let heads = run(&mut playback, 2.0, &story);
    assert!(heads.iter().all(|head| head.phase == 1.0));
    assert!(playback.head().at.abs_diff(20 * MS) < 100);
    assert_eq!(playback.head().event, story.count_until(playback.head().at));
}

#[test]
fn moments_slow_the_story_to_two_thirds_at_most() {
    for gap in [MS / 10, MS, 7 * MS, 10 * MS, 40 * MS] {
        let at: Vec<Ns> = (0..10_000).map(|i| i * gap).collect();
        let story = told(&at, at[at.len() - 1]);
        let mut playback = play(Speed::Time(1e7));
        run(&mut playback, 4.0, &story);
        let told = playback.head().at as f64;
        assert!(told <= 4.001e7 && told >= 4e7 * 0.6 - gap as f64, "a gap of {gap}: {told}");
    }
}

#[test]
fn by_event_each_gets_its_time_however_close_they_are() {
    let story = told(&[0, 0, 0, MS, MS, 50 * MS, S], S);
    let mut playback = play(Speed::Events(2.0));
    let heads = run(&mut playback, 3.4, &story);
    for event in 1..=6 {
        let frames = heads.iter().filter(|head| head.event == event).count();
        assert!((29..=31).contains(&frames), "event {event} had {frames} frames");
    }
    let flowing = heads.iter().filter(|head| head.event == 5 && head.phase == 1.0 && head.at > MS && head.at < 50 * MS).count();
    assert!(flowing >= 10, "between two instants the story flows");
}

#[test]
fn by_event_many_fit_in_a_frame() {
    let at: Vec<Ns> = (0..10_000).map(|i| i * 7).collect();
    let story = told(&at, 70_000);
    let mut playback = play(Speed::Events(1000.0));
    run(&mut playback, 3.0, &story);
    assert!(playback.head().event.abs_diff(3000) <= 2, "{:?}", playback.head());
}

#[test]
fn by_event_the_story_goes_on_when_this_run_is_over_and_others_are_not() {
    let story = told(&[0, MS, 2 * MS, 4 * MS], 60 * S);
    let mut playback = play(Speed::Events(4.0));
    let heads = run(&mut playback, 3.0, &story);
    assert_eq!(playback.head().event, 4);
    assert!(heads[heads.len() - 1].at > 10 * MS);
}

#[test]
fn nothing_is_told_before_it_is_known() {
    for speed in [Speed::Time(1e9), Speed::Events(100.0), Speed::Max] {
        let mut story = told(&[0, MS], 2 * MS);
        let mut playback = play(speed);
        run(&mut playback, 2.0, &story);
        assert_eq!((playback.head().event, playback.head().at), (2, 2 * MS), "{speed:?}");
        assert_eq!(playback.advance(0.02, &story), Motion::Waiting);
        story.at.push(3 * MS);
        story.end = 3 * MS;
        run(&mut playback, 1.0, &story);
        assert_eq!((playback.head().event, playback.head().at), (3, 3 * MS), "{speed:?}");
    }
}

#[test]
fn a_step_shows_one_event_and_then_all_is_still() {
    let story = told(&[0, 0, MS], 2 * MS);
    let mut playback = Playback::new(Speed::Time(1e6), false);
    assert_eq!(playback.advance(1.0, &story), Motion::Still);
    playback.to_event(3, true, &story);
    assert_eq!(playback.head(), Playhead { event: 3, phase: 0.0, at: MS });
    let mut frames = 0;
    while playback.advance(1.0 / 60.0, &story) == Motion::Moving {
        frames += 1;
    }
    assert!((20..=23).contains(&frames), "{frames} frames are about 0.35 s");
    assert_eq!(playback.head(), Playhead { event: 3, phase: 1.0, at: MS });
}

#[test]
fn the_playhead_can_be_put_anywhere_that_is_kept() {
    let mut story = told(&[0, 10, 10, 20, 30], 35);
    let mut playback = Playback::new(Speed::Max, false);
    playback.to_time(10, &story);
    assert_eq!(playback.head(), Playhead { event: 3, phase: 1.0, at: 10 });
    playback.to_time(1000, &story);
    assert_eq!(playback.head(), Playhead { event: 5, phase: 1.0, at: 35 });
    assert!(playback.is_at_live_edge(&story));
    playback.to_event(2, false, &story);
    assert_eq!(playback.head(), Playhead { event: 2, phase: 1.0, at: 10 });
    playback.to_event(99, false, &story);
    assert_eq!(playback.head().event, 5);
    playback.to_start(&story);
    assert_eq!(playback.head(), Playhead { event: 0, phase: 1.0, at: 0 });
    story.first = 3;
    playback.advance(0.1, &story);
    assert_eq!(playback.head(), Playhead { event: 3, phase: 1.0, at: 20 }, "the past was let go under it");
    playback.to_start(&story);
    assert_eq!(playback.head().event, 3);
}

#[test]
fn a_long_frame_is_not_made_up_for_and_a_bad_one_does_no_harm() {
    let story = told(&[], 10 * S);
    let mut playback = play(Speed::Time(1e9));
    for wall in [3600.0, f64::NAN, f64::INFINITY, -5.0] {
        playback.advance(wall, &story);
    }
    assert!(playback.head().at <= 3 * S / 10);
}

#[test]
fn the_engine_keeps_a_little_ahead_and_rests_when_the_playhead_is_far_behind() {
    let mut story = told(&[0], 0);
    let mut playback = play(Speed::Time(1e6));
    assert!(playback.wants(false, &story));
    story.end = MS * 3 / 10;
    assert!(!playback.wants(false, &story) && playback.wants(true, &story), "it neither starts nor stops at every event");
    story.end = S;
    assert!(!playback.wants(true, &story));
    assert!(playback.is_in_the_past(&story));
    playback.to_live_edge(&story);
    assert!(playback.wants(false, &story) && !playback.is_in_the_past(&story));
    playback.play(false);
    assert!(!playback.wants(true, &story), "nothing is computed while it is held");
}

#[test]
fn by_event_the_engine_is_a_few_events_ahead() {
    let mut story = told(&[0, 1, 2], 2);
    let mut playback = play(Speed::Events(2.0));
    playback.to_event(1, false, &story);
    assert!(playback.wants(false, &story));
    story.at.extend([3, 4, 5]);
    assert!(!playback.wants(true, &story));
}

#[test]
fn at_the_instant_of_the_live_edge_nothing_is_past() {
    let mut story = told(&[0; 40], 0);
    let mut playback = play(Speed::Events(4.0));
    playback.play(false);
    assert!(!playback.is_in_the_past(&story), "forty events of one instant, and all that is known");
    story.end = S;
    assert!(playback.is_in_the_past(&story) && playback.is_far_in_the_past(&story));
    playback.set_speed(Speed::Max);
    assert!(playback.is_in_the_past(&story), "held, at whatever speed it would play");
    playback.set_speed(Speed::Events(4.0));
    playback.play(true);
    assert!(playback.is_in_the_past(&story) && playback.is_far_in_the_past(&story), "ten seconds of playing");
    playback.to_event(30, false, &story);
    assert!(playback.is_in_the_past(&story) && !playback.is_far_in_the_past(&story), "two and a half");
}
