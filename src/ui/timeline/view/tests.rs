//! Zooming, panning and following, at every scale.

use super::*;
use proptest::prelude::*;

const MS: f64 = 1e6;

#[test]
fn zooming_keeps_the_time_under_the_pointer() {
    let mut view = View::new(60.0 * MS);
    let before = view.axis(1300).time(390.0);
    view.zoom(0.1, 0.3);
    assert!((view.axis(1300).px(before) - 390).abs() <= 1);
}

#[test]
fn panning_moves_every_edge_by_the_same_number_of_pixels() {
    let mut view = View::new(60.0 * MS);
    let times: Vec<Ns> = (0..1000).map(|i| i * 61_803).collect();
    for step in 1..50 {
        let before: Vec<i64> = times.iter().map(|t| view.axis(1300).px(*t)).collect();
        view.pan(0.000_37 * f64::from(step));
        let axis = view.axis(1300);
        let moved = axis.px(times[0]) - before[0];
        assert!(times.iter().zip(before).all(|(t, was)| axis.px(*t) - was == moved), "the picture trembled at step {step}");
        let phase = axis.phase(8);
        assert_eq!((axis.px(0) + phase).rem_euclid(8), 0);
    }
}

#[test]
fn a_playing_playhead_is_followed_without_a_jump() {
    let mut view = View::new(60.0 * MS);
    let mut last = 0;
    for frame in 0..1200_u64 {
        let now = frame * 100_000;
        assert!(!view.advance(now, now, 1.0 / 60.0), "it glides while it plays");
        let px = view.axis(1200).px(now);
        assert!(px >= last - 1 && px <= 901, "frame {frame}: {px}");
        last = px;
    }
    assert!((last - 900).abs() <= 1);
}

#[test]
fn a_jump_is_glided_to_and_ends() {
    let mut view = View::new(60.0 * MS);
    view.advance(40_000_000, 0, 0.016);
    assert!(view.advance(80_000_000, 0, 0.016), "a jump of half the width was not glided to");
    let frames = (0..600).take_while(|_| view.advance(80_000_000, 0, 0.016)).count();
    assert!((5..120).contains(&frames), "{frames}");
    assert!((view.axis(1200).px(80_000_000) - 900).abs() <= 1);
    view.advance(0, 0, 0.016);
    while view.advance(0, 0, 0.016) {}
    assert_eq!(view.axis(1200).px(0), 0);
}

#[test]
fn a_view_that_fits_grows_in_steps() {
    let mut view = View::new(MS);
    view.fit(0, 10_000_000);
    let span = view.span();
    view.advance(0, 10_300_000, 0.016);
    assert_eq!(view.span(), span);
    view.advance(0, 11_000_000, 0.016);
    assert!(view.span() > 14.0 * MS);
}

#[test]
fn a_free_view_stays() {
    let mut view = View::new(60.0 * MS);
    view.mode = Mode::Free;
    let before = view;
    assert!(!view.advance(900_000_000, 900_000_000, 0.016));
    assert_eq!(view, before);
}

#[test]
fn what_is_brought_into_sight_is_seen_and_stays_where_it_is_followed() {
    for (start, end) in [(90_000_000, 90_000_010), (90_000_000, 91_000_000), (90_000_000, 900_000_000), (5, 5), (HORIZON - 5, HORIZON)] {
        let mut view = View::new(60.0 * MS);
        view.reveal(start, end);
        let axis = view.axis(1200);
        let (a, b) = (axis.px(start), axis.px(end));
        assert!(a >= 0 && b <= 1200, "{start}: {a} to {b}");
        assert!(b - a >= 3 || start == end, "{start}: {a} to {b}");
        view.mode = Mode::Follow;
        assert!(!view.advance(start, end, 0.016), "{start}: it moves on");
        assert_eq!(view.axis(1200).px(start), a);
    }
}

#[derive(Clone, Debug)]
enum Move {
    Zoom(f64, f64),
    Pan(f64),
    Jump(Ns),
    Fit(Ns),
    Advance(Ns, Mode),
}

fn moves() -> impl Strategy<Value = Move> {
    let time = prop_oneof![0..100_u64, 0..60_000_000_u64, 0..8_640_000_000_000_000_u64, Just(Ns::MAX)];
    prop_oneof![
        ((-40.0..40.0_f64), 0.0..1.0).prop_map(|(power, share)| Move::Zoom(power.exp2(), share)),
        (-1e3..1e3_f64).prop_map(Move::Pan),
        prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1e300)].prop_map(Move::Pan),
        time.clone().prop_map(Move::Jump),
        time.clone().prop_map(Move::Fit),
        (time, prop_oneof![Just(Mode::Follow), Just(Mode::Fit)]).prop_map(|(t, mode)| Move::Advance(t, mode)),
    ]
}

proptest! {
    #[test]
    fn no_zoom_and_no_pan_leaves_the_world_of_numbers(all in prop::collection::vec(moves(), 1..40), width in 1..8000_usize, at in 0.0..1.0_f64) {
        let mut view = View::new(60.0 * MS);
        for one in all {
            match one {
                Move::Zoom(factor, share) => view.zoom(factor, share),
                Move::Pan(share) => view.pan(share),
                Move::Jump(t) => view.jump_to(t),
                Move::Fit(t) => view.fit(t / 2, t),
                Move::Advance(t, mode) => {
                    view.mode = mode;
                    view.advance(t, t, 0.016);
                }
            }
            prop_assert!(view.left().is_finite() && view.span() >= SHORTEST && view.span() <= LONGEST);
            let axis = view.axis(width);
            let (from, to) = axis.range();
            prop_assert!(from < to);
            let px = (at * width as f64).floor();
            let time = axis.time(px);
            // A pixel holds less than a nanosecond at the deepest zoom: then several pixels are one instant.
            let slack = (1.0 / axis.ns_per_px).ceil() as i64 + 1;
            if time > 0 && time < 10_000_000_000_000_000 {
                prop_assert!((axis.px(time) - px as i64).abs() <= slack, "{} at {}", axis.px(time), px);
            }
        }
    }

    #[test]
    fn zooming_keeps_the_time_under_the_pointer_at_every_scale(
        start in 0..8_000_000_000_000_000_u64, span in 2.0..50.0_f64, power in -6.0..6.0_f64, share in 0.0..1.0_f64,
    ) {
        let mut view = View::new(span.exp2());
        view.jump_to(start + (1 << 50));
        let (pointer, factor) = (share * 1300.0, power.exp2());
        let time = view.axis(1300).time(pointer);
        let before = view.axis(1300).px(time) as f64;
        let span = view.span();
        view.zoom(factor, share);
        // Everything moves away from the pointer or towards it, and what is under it stays.
        let expected = pointer + (before - pointer) * span / view.span();
        let after = view.axis(1300).px(time) as f64;
        prop_assert!((after - expected).abs() <= 1.0 + span / view.span() || view.left() <= 0.0, "{after}, not {expected}");
    }
}
