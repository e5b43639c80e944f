//! What is seen of what moves: lanes that keep their names, journeys that overlap, and rates.

use super::{BUSY, SIZES, TWENTY, at, check_apart, items, nearest, says, scenario, trace, with_measure, written};
use crate::support::runs::Lab;
use egui::{Rect, vec2};
use loopscope::event::{EventNo, Speed};
use loopscope::sim;
use loopscope::ui::Context;
use loopscope::ui::stage;
use loopscope::ui::stage::item::{Hit, Item, Shape};
use loopscope::ui::stage::scene::pace::{Eye, Pace, pace};
use loopscope::ui::theme::Theme;

/// A lab with one run on the stage.
fn lab(text: &str, model: &str) -> Lab {
    Lab::new(text, &[model], 60_000_000)
}

#[test]
fn what_travels_does_not_hide_what_the_lanes_are_called() {
    with_measure(|measure| {
        let mut seen = 0;
        for model in sim::models() {
            let trace = trace(&scenario(TWENTY), model, 1 << 20, EventNo::MAX);
            let lanes = [model.places.way_back, "last step done"];
            for n in 1..=trace.len() {
                let (w, h) = SIZES[3 + n as usize % 5];
                for phase in 1..12 {
                    let items = items(&trace, at(&trace, n, phase as f32 / 12.0), vec2(w, h), measure);
                    let on_the_way = |item: &&Item| matches!(item.hit, Some(Hit::Task(_) | Hit::Message(..) | Hit::Request(..)));
                    for words in items.iter().filter(|item| lanes.contains(&says(item))) {
                        let rect = written(words, measure).unwrap();
                        let over = items.iter().filter(on_the_way).find(|item| item.rect.intersects(rect));
                        assert!(over.is_none(), "{} {w}×{h} event {n}: {over:?} on “{}” {rect:?}", model.name, says(words));
                        let line = |item: &&Item| {
                            matches!(&item.shape, Shape::Line { points, .. } if points.windows(2).any(|pair| {
                                Rect::from_two_pos(pair[0], pair[1]).expand(1.0).intersects(rect) && (pair[0].x == pair[1].x || pair[0].y == pair[1].y)
                            }))
                        };
                        assert!(
                            !items.iter().any(|item| line(&item)),
                            "{} {w}×{h} event {n}: “{}” is struck through",
                            model.name,
                            says(words)
                        );
                        seen += 1;
                    }
                }
            }
        }
        assert!(seen > 1000, "{seen}");
    });
}

#[test]
fn journeys_that_overlap_flow_on_with_story_time() {
    with_measure(|measure| {
        for model in sim::models() {
            let mut lab = lab(TWENTY, model.name);
            let (ratio, frame) = (2e6, 2_000_000 / 60);
            let (mut last, mut seen): (Vec<(Hit, Rect)>, usize) = (Vec::new(), 0);
            let mut counted: Vec<Rect> = Vec::new();
            for n in 0..800 {
                lab.look_at(n * frame);
                let playing = Context { playing: true, speed: Speed::Time(ratio), ..lab.context(&Theme::DARK) };
                if !matches!(pace(&lab.traces[0], lab.playheads[0], Some(Speed::Time(ratio)), 0, Eye::Quick), Pace::Journeys(_)) {
                    last.clear();
                    continue;
                }
                let items = stage::items(&playing, vec2(1290.0, 540.0), measure).unwrap();
                let now: Vec<(Hit, Rect)> = items.iter().filter_map(|item| Some((item.hit?, item.rect))).collect();
                for (hit, rect) in &now {
                    let Hit::Task(task) = hit else { continue };
                    let near = nearest(&last, *task, *rect);
                    assert!(
                        near < 220.0 || last.is_empty() || rect.left() < 60.0 || counted.iter().any(|pill| pill.intersects(*rect)),
                        "{} at {}: {task:?} jumps by {near}",
                        model.name,
                        n * frame
                    );
                }
                seen += usize::from(now.iter().any(|(hit, _)| matches!(hit, Hit::Task(_))));
                last = now;
                // Who was one of many before comes out of their number.
                counted = items.iter().filter(|item| says(item).starts_with('+')).map(|item| item.rect.expand(12.0)).collect();
            }
            assert!(seen > 60, "{}: journeys in {seen} of 800 frames", model.name);
        }
    });
}

#[test]
fn at_high_speed_there_are_rates_and_no_letters() {
    with_measure(|measure| {
        for model in sim::models() {
            let mut lab = lab(BUSY, model.name);
            let size = vec2(1290.0, 540.0);
            for (i, speed) in [Speed::Time(1e9), Speed::Max, Speed::Events(1e5)].into_iter().enumerate() {
                lab.look_at(20_000_000 + i as u64);
                let playing = Context { playing: true, speed, ..lab.context(&Theme::DARK) };
                let items = stage::items(&playing, size, measure).unwrap();
                assert!(
                    !items.iter().any(|item| matches!(item.hit, Some(Hit::Task(_) | Hit::Message(..) | Hit::Request(..)))),
                    "{speed:?}"
                );
                assert!(items.iter().any(|item| says(item).contains("/s")), "{speed:?}");
                check_apart(&items, size, measure, &format!("{} {speed:?}", model.name));
            }
            let held = stage::items(&lab.context(&Theme::DARK), size, measure).unwrap();
            assert!(held.iter().any(|item| matches!(item.hit, Some(Hit::Task(_)))), "letters come back when the story is held");
        }
    });
}
