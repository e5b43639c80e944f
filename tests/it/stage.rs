//! The stage: a pure function of log and playhead, on which everybody is counted and nothing overlaps.

mod calm;
mod moving;
mod rows;

use crate::support::runs::Lab;
use egui::{Pos2, Rect, Vec2, vec2};
use loopscope::event::{EventNo, Kind, ModelInfo, Scenario, TaskId, What};
use loopscope::sim;
use loopscope::trace::{Phase, Playhead, State, Target, Trace};
use loopscope::ui::stage::item::{Face, Hit, Item, Shape};
use loopscope::ui::stage::layout::{Inputs, Strip, hit, layout};
use loopscope::ui::stage::{self, Moment, Setting, Spent, paint};
use loopscope::ui::{Audience, caption::Level, theme::Theme};
use std::sync::Arc;

const TWENTY: &str = r#"
seed = 7
machine = { switch = "100us" }
[workload]
jobs = 20
steps = [ { cpu = "500us", label = "parse the request" }, { io = "network", latency = { uniform = ["12ms", "45ms"] } }, { cpu = "1ms", label = "handle the reply" } ]
"#;
const BUSY: &str = r#"
seed = 3
machine = { cores = 2, switch = "50us", quantum = "200us" }
devices.disk = { depth = 3, latency = { exp = "6ms" } }
[workload]
jobs = 60
arrivals = { poisson = 1500.0 }
steps = [ { cpu = "300us", label = "parse" }, { io = "disk" }, { lock = "m" }, { cpu = "400us", label = "render the page" }, { io = "network", latency = "4ms" }, { unlock = "m" }, { cpu = "100us" } ]
[[input]]
kind = "mouse"
every = "3ms"
cpu = "200us"
"#;
const MANY: &str = r#"
machine = { cores = 64, switch = "5us" }
[workload]
jobs = 10000
steps = [ { cpu = "50us" }, { io = "db", latency = { exp = "40ms" } }, { cpu = "100us" } ]
"#;

fn scenario(text: &str) -> Arc<Scenario> {
    Arc::new(toml::from_str(text).unwrap())
}

/// A run's log, fed to the trace in pieces of about this size, at most so many events of it.
fn trace(scenario: &Arc<Scenario>, model: &'static ModelInfo, piece: usize, most: EventNo) -> Trace {
    let mut run = sim::Run::new(scenario, model);
    let mut trace = Trace::new(0, model, scenario.clone(), sim::names(scenario));
    loop {
        let progress = run.advance(u64::MAX >> 2, piece);
        let part = run.take();
        assert!(trace.apply(&part));
        if matches!(progress, sim::Progress::Ended) || trace.len() > most {
            return trace;
        }
    }
}

fn with_measure<R>(f: impl FnOnce(&dyn Fn(&str, f32, Face) -> f32) -> R) -> R {
    let ctx = egui::Context::default();
    Theme::install(&ctx);
    let (mut f, mut result) = (Some(f), None);
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        let measure = |text: &str, size: f32, face: Face| {
            ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), paint::font(size, face), egui::Color32::WHITE).size().x)
        };
        if let Some(f) = f.take() {
            result = Some(f(&measure));
        }
    });
    output.textures_delta.clear();
    result.unwrap()
}

/// What the stage shows at a playhead.
fn items(trace: &Trace, playhead: Playhead, size: Vec2, measure: &dyn Fn(&str, f32, Face) -> f32) -> Vec<Item> {
    let scenario = trace.scenario_at(playhead.event);
    let setting = Setting::new(trace.model(), scenario, trace.names());
    let now = trace.state_at(playhead.event);
    let last = playhead.event.checked_sub(1).filter(|_| playhead.phase < 1.0);
    let before = last.map(|last| (trace.state_at(last), trace.event(last).unwrap()));
    let (states, moments): (Vec<&State>, Vec<Moment>) = match &before {
        Some((before, event)) => (vec![before, &now], vec![Moment { event: *event, progress: playhead.phase }]),
        None => (vec![&now], Vec::new()),
    };
    let strip = Strip { setting: &setting, state: &now, finished: None, flow: None };
    let caption = ["Somebody runs; until that ends nothing else runs.".to_owned(), "Next: A, B, C.".to_owned()];
    let inputs = Inputs {
        states: &states,
        moments: &moments,
        at: playhead.at,
        setting: &setting,
        scenario,
        caption: &caption,
        strips: &[strip, strip],
        twin: None,
        spent: Some(Spent { running: 0.05, other: 0.02 }),
        marked: [None; 2],
        flow: None,
        size,
        audience: Audience::Desk,
        level: Some(Level::Expert),
    };
    layout(&inputs, measure)
}

fn at(trace: &Trace, event: EventNo, phase: f32) -> Playhead {
    let at = event.checked_sub(1).map_or(0, |last| trace.event(last).unwrap().at);
    Playhead { event, phase, at }
}

/// Numbers that look random and are the same every time.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    let mut x = seed;
    std::iter::repeat_with(move || {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        x >> 33
    })
}

#[test]
fn the_same_playhead_gives_the_same_picture_however_it_was_reached() {
    with_measure(|measure| {
        let scenario = scenario(BUSY);
        let size = vec2(1290.0, 540.0);
        for model in sim::models() {
            let whole = trace(&scenario, model, 1 << 20, EventNo::MAX);
            let pieces = trace(&scenario, model, 7, EventNo::MAX);
            let mut heads: Vec<Playhead> = numbers(1).take(200).map(|n| at(&whole, n % (whole.len() + 1), (n % 5) as f32 / 4.0)).collect();
            let direct: Vec<Vec<Item>> = heads.iter().map(|head| items(&pieces, *head, size, measure)).collect();
            let mut order: Vec<usize> = (0..heads.len()).collect();
            order.sort_by_key(|i| heads[*i].event);
            for i in order.iter().chain(order.iter().rev()) {
                assert!(items(&whole, heads[*i], size, measure) == direct[*i], "{} at {:?}", model.name, heads[*i]);
            }
            heads.truncate(20);
            let fresh = trace(&scenario, model, 64, EventNo::MAX);
            for (head, direct) in heads.iter().zip(&direct) {
                assert!(items(&fresh, *head, size, measure) == *direct, "{} at {head:?}", model.name);
            }
        }
    });
}

#[test]
fn a_moment_ends_where_the_next_picture_begins() {
    with_measure(|measure| {
        let size = vec2(1290.0, 540.0);
        for text in [TWENTY, BUSY] {
            for model in sim::models() {
                let trace = trace(&scenario(text), model, 1 << 20, EventNo::MAX);
                for n in numbers(5).take(60).map(|n| 1 + n % trace.len()) {
                    let (now, before) = (trace.state_at(n), trace.state_at(n - 1));
                    let setting = Setting::new(model, trace.scenario_at(n), trace.names());
                    let moments = [Moment { event: trace.event(n - 1).unwrap(), progress: 1.0 }];
                    let rest = items(&trace, at(&trace, n, 1.0), size, measure);
                    let caption = ["Somebody runs; until that ends nothing else runs.".to_owned(), "Next: A, B, C.".to_owned()];
                    let strip = Strip { setting: &setting, state: &now, finished: None, flow: None };
                    let inputs = Inputs {
                        states: &[&before, &now],
                        moments: &moments,
                        at: now.at,
                        setting: &setting,
                        scenario: trace.scenario_at(n),
                        caption: &caption,
                        strips: &[strip, strip],
                        twin: None,
                        spent: Some(Spent { running: 0.05, other: 0.02 }),
                        marked: [None; 2],
                        flow: None,
                        size,
                        audience: Audience::Desk,
                        level: Some(Level::Expert),
                    };
                    assert!(layout(&inputs, measure) == rest, "{} at {n}", model.name);
                }
            }
        }
    });
}

/// Where a text is really written.
fn written(item: &Item, measure: &dyn Fn(&str, f32, Face) -> f32) -> Option<Rect> {
    use loopscope::ui::stage::item::Align;
    let Shape::Text { text, size, face, align, .. } = &item.shape else { return None };
    let width = measure(text, *size, *face);
    let x = match align {
        Align::Left => item.rect.left(),
        Align::Center => item.rect.center().x - width / 2.0,
        Align::Right => item.rect.right() - width,
    };
    // Capitals and figures: what hangs below the line may come near to what stands under it.
    Some(Rect::from_min_max(Pos2::new(x, item.rect.center().y - 0.36 * size), Pos2::new(x + width, item.rect.center().y + 0.36 * size)))
}

fn says(item: &Item) -> &str {
    if let Shape::Text { text, .. } = &item.shape { text } else { "" }
}

fn check_apart(items: &[Item], size: Vec2, measure: &dyn Fn(&str, f32, Face) -> f32, what: &str) {
    let all = Rect::from_min_size(Pos2::ZERO, size).expand(1.0);
    let texts: Vec<(&Item, Rect)> = items.iter().filter_map(|item| Some((item, written(item, measure)?))).collect();
    for (i, (item, rect)) in texts.iter().enumerate() {
        assert!(all.contains_rect(*rect), "{what}: “{}” is cut off at {rect:?}", says(item));
        assert!(rect.width() <= item.rect.width() + 2.0, "{what}: “{}” is wider than its place {:?}", says(item), item.rect);
        for (other, second) in &texts[i + 1..] {
            assert!(!rect.shrink(0.5).intersects(second.shrink(0.5)), "{what}: “{}” {rect:?} on “{}” {second:?}", says(item), says(other));
        }
    }
    let token = |item: &&Item| matches!(item.hit, Some(Hit::Task(_) | Hit::Message(..) | Hit::Request(..)));
    let tokens: Vec<&Item> = items.iter().filter(token).collect();
    for (i, item) in tokens.iter().enumerate() {
        assert!(all.contains_rect(item.rect), "{what}: {item:?} is outside");
        for other in &tokens[i + 1..] {
            assert!(!item.rect.shrink(1.0).intersects(other.rect.shrink(1.0)), "{what}: {item:?} on {other:?}");
        }
    }
}

const SIZES: [(f32, f32); 8] = [
    (600.0, 300.0),
    (760.0, 400.0),
    (1000.0, 430.0),
    (1020.0, 560.0),
    (1290.0, 540.0),
    (1700.0, 560.0),
    (2560.0, 1100.0),
    (3840.0, 1700.0),
];

#[test]
fn at_rest_nothing_overlaps_and_nothing_is_cut_off_at_any_size() {
    with_measure(|measure| {
        for text in [TWENTY, BUSY, MANY] {
            for model in sim::models() {
                let trace = trace(&scenario(text), model, 1 << 14, 60_000);
                for (i, n) in numbers(9).take(24).map(|n| n % (trace.len() + 1)).enumerate() {
                    let (w, h) = SIZES[i % SIZES.len()];
                    let size = vec2(w, h);
                    let head = at(&trace, n, 1.0);
                    check_apart(&items(&trace, head, size, measure), size, measure, &format!("{} {w}×{h} {head:?}", model.name));
                }
            }
        }
    });
}

/// How many things the stage has to show, or to count.
fn owed(state: &State, trace: &Trace) -> u64 {
    let loops = trace.model().places.holder != loopscope::event::Holder::Thread;
    let mut n = state.queued() as u64 + state.in_flight() as u64 + state.done + state.gate.len() as u64;
    n += state.locks.iter().map(|(_, lock)| lock.waiters.len() as u64).sum::<u64>();
    for task in state.tasks() {
        n += match task.phase {
            Phase::Switching { .. } | Phase::Dispatching { .. } | Phase::Running { .. } | Phase::Paused { .. } => 1,
            Phase::Queued { what, .. } => u64::from(loops && what.is_some_and(|what| what != What::Start) && task.line.is_some()),
            Phase::Waiting { target, .. } => {
                let landed = match target {
                    Target::Request(device, request) => state.request(device, request).is_none(),
                    Target::Lock(_) => false,
                    Target::Unknown => state.requests_of(task.id).next().is_none(),
                };
                u64::from(landed) + u64::from(loops)
            }
            Phase::Gate => 0,
        };
    }
    n
}

#[test]
fn everybody_is_shown_or_counted() {
    with_measure(|measure| {
        for text in [TWENTY, BUSY, MANY] {
            for model in sim::models() {
                let trace = trace(&scenario(text), model, 1 << 14, 60_000);
                for (i, n) in numbers(11).take(40).map(|n| n % (trace.len() + 1)).enumerate() {
                    let (w, h) = SIZES[3 + i % 5];
                    let items = items(&trace, at(&trace, n, 1.0), vec2(w, h), measure);
                    let shown =
                        items.iter().filter(|item| matches!(item.hit, Some(Hit::Task(_) | Hit::Message(..) | Hit::Request(..)))).count();
                    let counted = items.iter().filter(|item| says(item).starts_with('+'));
                    let counted: u64 = counted
                        .map(|item| says(item).chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap())
                        .sum();
                    let state = trace.state_at(n);
                    assert_eq!(shown as u64 + counted, owed(&state, &trace), "{} {w}×{h} after {n} events", model.name);
                }
            }
        }
    });
}

/// How far from here the nearest tile of a task was, whatever it was; a request's is one of them.
fn nearest(old: &[(Hit, Rect)], task: TaskId, here: Rect) -> f32 {
    let same = old.iter().filter(|(hit, _)| match hit {
        Hit::Task(id) | Hit::Message(_, id) => *id == task,
        Hit::Request(..) => true,
        Hit::Core(_) | Hit::Device(_) | Hit::Lock(_) | Hit::Queue(_) | Hit::Focus(_) | Hit::Captions | Hit::Window(_) => false,
    });
    same.map(|(_, rect)| rect.distance_to_pos(here.center())).fold(f32::MAX, f32::min)
}

#[test]
fn what_moves_moves_smoothly_and_only_what_the_event_moved() {
    with_measure(|measure| {
        let size = vec2(1290.0, 540.0);
        for model in sim::models() {
            let trace = trace(&scenario(TWENTY), model, 1 << 20, EventNo::MAX);
            for n in 1..=trace.len() {
                let task = trace.event(n - 1).unwrap().kind.task();
                let frames: Vec<Vec<Item>> = (0..=20).map(|i| items(&trace, at(&trace, n, i as f32 / 20.0), size, measure)).collect();
                let places = |items: &[Item]| items.iter().filter_map(|item| Some((item.hit?, item.rect))).collect::<Vec<_>>();
                for pair in frames.windows(2) {
                    let (old, new) = (places(&pair[0]), places(&pair[1]));
                    for (hit, rect) in new {
                        let Hit::Task(id) = hit else { continue };
                        let near = nearest(&old, id, rect);
                        assert!(near < 140.0 || near == f32::MAX, "{} event {}: {id:?} jumps by {near}", model.name, n - 1);
                    }
                }
                let first = places(&frames[5]);
                let moved = places(&frames[15]).into_iter().filter(|(hit, rect)| !first.contains(&(*hit, *rect)));
                let quiet = matches!(trace.event(n - 1).unwrap().kind, Kind::SwitchEnded { .. } | Kind::LoopParked { .. });
                let others = moved.filter(|(hit, _)| !matches!(hit, Hit::Task(id) | Hit::Message(_, id) if Some(*id) == task)).count();
                assert!(!quiet || others == 0, "{} event {}: {others} others move", model.name, n - 1);
            }
        }
    });
}

#[test]
fn a_click_on_a_strip_or_a_tile_says_what_is_under_it() {
    with_measure(|measure| {
        let lab = Lab::new(TWENTY, &["sync", "threads", "coroutines"], 20_000_000);
        let items = stage::items(&lab.context(&Theme::DARK), vec2(1290.0, 540.0), measure).unwrap();
        assert_eq!(hit(&items, Pos2::new(600.0, 525.0)), Some(Hit::Focus("coroutines")));
        for item in items.iter().filter(|item| matches!(item.hit, Some(Hit::Task(_) | Hit::Request(..)))) {
            assert_eq!(hit(&items, item.rect.center()), item.hit);
        }
    });
}
