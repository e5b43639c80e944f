//! For a hall, and for those who would rather not see things move: few changes in a second, or no motion at all.

use super::{TWENTY, with_measure};
use crate::support::runs::Lab;
use egui::vec2;
use loopscope::event::Speed;
use loopscope::sim;
use loopscope::trace::Playhead;
use loopscope::trace::playback::Playback;
use loopscope::ui::stage::item::{Ink, Item, Measure, Shape};
use loopscope::ui::theme::Theme;
use loopscope::ui::{Audience, Context, Motion, Shown, stage};
use std::collections::{BTreeMap, VecDeque};

const SIZE: egui::Vec2 = vec2(780.0, 370.0);
const FRAMES: u32 = 24;
/// Of the stage's area: what is smaller than this is no flash (WCAG 2.3.1 speaks of a quarter of ten degrees of sight).
const LARGE: f32 = 0.02;

fn shown(cx: &Context<'_>, measure: Measure) -> Vec<Item> {
    stage::items(cx, SIZE, measure).unwrap()
}

/// The colour of each large area, by its place.
fn areas(items: &[Item]) -> BTreeMap<(i32, i32), Ink> {
    let large = items.iter().filter(|item| item.rect.area() > LARGE * SIZE.x * SIZE.y);
    let filled = large.filter_map(|item| match &item.shape {
        Shape::Block { fill: Some(fill), .. } => Some(((item.rect.center().x as i32, item.rect.center().y as i32), *fill)),
        _ => None,
    });
    filled.collect()
}

/// The most changes of colour that one place makes within a second.
fn most_changes(lab: &mut Lab, speed: Speed, measure: Measure) -> usize {
    let mut playback = Playback::new(speed, true);
    let mut changes: BTreeMap<(i32, i32), VecDeque<u32>> = BTreeMap::new();
    let mut before: BTreeMap<(i32, i32), Ink> = BTreeMap::new();
    let mut most = 0;
    for frame in 0..3 * FRAMES {
        playback.advance(1.0 / f64::from(FRAMES), &lab.traces[0]);
        lab.playheads = vec![playback.head()];
        let cx = Context { playing: true, speed, settled: playback.settled(), ..lab.context(&Theme::DARK) };
        for (place, ink) in areas(&shown(&cx, measure)) {
            if before.insert(place, ink).is_some_and(|old| old != ink) {
                let times = changes.entry(place).or_default();
                times.push_back(frame);
                times.retain(|time| time + FRAMES > frame);
                most = most.max(times.len());
            }
        }
    }
    most
}

#[test]
fn nothing_flashes_more_than_three_times_a_second_in_a_hall() {
    with_measure(|measure| {
        let speeds = [2.0, 4.0, 6.0, 9.0, 30.0, 69.0, 500.0].map(Speed::Events).into_iter().chain([1e5, 1e6, 1e7, 1e8].map(Speed::Time));
        let mut restless = 0;
        for speed in speeds {
            for model in sim::models() {
                let mut lab = Lab::new(TWENTY, &[model.name], 60_000_000);
                restless = restless.max(most_changes(&mut lab, speed, measure));
                for (audience, motion) in [(Audience::Hall(Shown::Stage), Motion::Full), (Audience::Desk, Motion::Reduced)] {
                    (lab.desk.audience, lab.desk.motion) = (audience, motion);
                    let found = most_changes(&mut lab, speed, measure);
                    // On and off again is one flash.
                    assert!(found <= 6, "{} at {speed:?}, {audience:?}, {motion:?}: {found} changes in a second", model.name);
                }
            }
        }
        assert!(restless > 6, "at a desk there is more to see, or this test sees nothing: {restless}");
    });
}

#[test]
fn with_reduced_motion_nothing_is_seen_on_its_way() {
    with_measure(|measure| {
        for model in sim::models() {
            let mut lab = Lab::new(TWENTY, &[model.name], 60_000_000);
            let mut travelled = 0;
            for n in (1..lab.traces[0].len()).step_by(3) {
                let at = lab.traces[0].event(n - 1).unwrap().at;
                let mut look = |motion, phase| {
                    lab.desk.motion = motion;
                    lab.playheads = vec![Playhead { event: n, phase, at }];
                    shown(&lab.context(&Theme::DARK), measure)
                };
                assert_eq!(look(Motion::Reduced, 0.4), look(Motion::Reduced, 1.0), "{} event {n}", model.name);
                travelled += usize::from(look(Motion::Full, 0.4) != look(Motion::Full, 1.0));
            }
            assert!(travelled > 0, "{}: with full motion nothing is seen to move either", model.name);
        }
    });
}

#[test]
fn in_a_hall_all_type_is_large() {
    with_measure(|measure| {
        for model in sim::models() {
            let mut lab = Lab::new(TWENTY, &[model.name], 60_000_000);
            lab.desk.audience = Audience::Hall(Shown::Stage);
            for at in [0, 3_000_000, 20_000_000, 60_000_000] {
                lab.look_at(at);
                let items = shown(&lab.context(&Theme::DARK), measure);
                let sizes = items
                    .iter()
                    .filter_map(|item| if let Shape::Text { size, text, .. } = &item.shape { Some((*size, text)) } else { None });
                for (size, text) in sizes {
                    // A point is 2.4 pixels at 1080p.
                    assert!(size >= 15.0, "{}: “{text}” is {} px high at 1080p", model.name, 2.4 * size);
                }
            }
        }
    });
}
