//! What a frame costs: the timeline alone, layout and tessellation, at 1920×1080, with everything in sight and with a piece; and
//! a live frame of the whole window, the drain included.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench that cannot go on fails")]

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Vec2, vec2};
use egui_kittest::Harness;
use loopscope::app::{App, Opening, Options};
use loopscope::event::{Scenario, Speed, Status, StepUnit, time};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::formats::documents::languages::Own;
use loopscope::pixels::raster::Booth;
use loopscope::sim::{self, Run};
use loopscope::trace::{Playhead, Trace};
use loopscope::ui::theme::Theme;
use loopscope::ui::timeline::Timeline;
use loopscope::ui::{Audience, Context, Desk, Motion, Purpose};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

#[path = "support/cpu.rs"]
mod cpu;
#[path = "frame/ride.rs"]
mod ride;

use cpu::on_cpu;

const SIZE: Vec2 = vec2(1920.0, 1080.0);

const BUSY: &str = r#"
seed = 7
[machine]
cores = 2
[workload]
jobs = "endless"
arrivals = { closed = { clients = 24, think = { exp = "200us" } } }
steps = [ { cpu = { exp = "20us" } }, { io = "disk", latency = { exp = "300us" } }, { cpu = { exp = "30us" } } ]
[devices.disk]
depth = 8
"#;

const CALM: &str = r#"
seed = 7
[workload]
jobs = "endless"
arrivals = { closed = { clients = 20, think = { exp = "9ms" } } }
steps = [ { cpu = "300us" }, { io = "disk", latency = { exp = "20ms" } }, { cpu = { exp = "600us" } } ]
"#;

const MODELS: [&str; 3] = ["coroutines", "threads", "sync"];

fn spans(trace: &Trace) -> usize {
    let tracks = trace.tracks();
    tracks.rows.iter().chain(tracks.cores.iter().map(|(_, track)| track)).map(loopscope::trace::Track::len).sum()
}

/// Runs a model until its lanes hold so many spans.
fn trace(scenario: &Arc<Scenario>, run: u32, model: &str, enough: impl Fn(&Trace) -> bool) -> Trace {
    let model = sim::model(model).unwrap();
    let mut trace = Trace::new(run, model, Arc::clone(scenario), sim::names(scenario));
    let mut computed = Run::new(scenario, model);
    while !enough(&trace) {
        computed.advance(time::HORIZON, 4096);
        let piece = computed.take();
        assert!(trace.apply(&piece));
    }
    trace
}

struct Room {
    scenario: Arc<Scenario>,
    traces: Vec<Trace>,
    playheads: Vec<Playhead>,
    status: Status,
    desk: Desk,
}

impl Room {
    fn new(text: &str, most: usize) -> Self {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(text).unwrap());
        // The three runs together have about two and a half times the spans of the first.
        let first = trace(&scenario, 0, MODELS[0], |trace| spans(trace) >= most * 2 / 5);
        let end = first.end();
        let rest = (1..).zip(&MODELS[1..]).map(|(run, model)| trace(&scenario, run, model, |trace| trace.end() >= end));
        Self::of(scenario.clone(), std::iter::once(first).chain(rest).collect())
    }

    /// A run of so many spans on two hundred rows; the others, which are folded, have a tenth of that at most.
    fn wide(most: usize) -> Self {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(ride::WIDE).unwrap());
        let first = trace(&scenario, 0, MODELS[0], |trace| spans(trace) >= most);
        let end = first.end();
        let rest = (1..).zip(&MODELS[1..]).map(|(run, model)| trace(&scenario, run, model, |t| t.end() >= end || spans(t) > most / 10));
        let rest: Vec<Trace> = rest.collect();
        Self::of(scenario.clone(), std::iter::once(first).chain(rest).collect())
    }

    fn of(scenario: Arc<Scenario>, traces: Vec<Trace>) -> Self {
        let end = traces[0].end();
        let playheads = traces.iter().map(|trace| Playhead::after(trace.len(), end)).collect();
        let status = Status { obeyed: 0, playing: true, speed: Speed::Max, edge: end, runs: Vec::new() };
        let desk = Desk {
            built_in: &[],
            recent: Vec::new(),
            path: None,
            theme: egui::ThemePreference::Dark,
            language: loopscope::text::Language::English,
            captions: loopscope::ui::caption::Level::Expert,
            drawers: false,
            lessons: false,
            lesson: None,
            controls_open: false,
            numbers_open: false,
            name: String::new(),
            code_open: false,
            scale: time::Scale::Real,
            audience: Audience::Desk,
            motion: Motion::Full,
        };
        Self { scenario, traces, playheads, status, desk }
    }

    fn context(&self) -> Context<'_> {
        Context {
            traces: &self.traces,
            playheads: &self.playheads,
            on_stage: 0,
            models: sim::models(),
            scenario: &self.scenario,
            acknowledged: &self.scenario,
            opened: &self.scenario,
            workload_hash: "",
            status: &self.status,
            range: None,
            notes: &[],
            playing: true,
            speed: Speed::Max,
            settled: 0,
            unit: StepUnit::Event,
            selection: None,
            hovered: None,
            futures: loopscope::ui::fork::Futures::default(),
            desk: &self.desk,
            purpose: Purpose::Use,
            theme: &Theme::DARK,
        }
    }
}

/// Time that this thread was on a CPU: what a frame costs, however busy the machine is. Wall time where that is not told.
struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = Duration;
    type Value = Duration;
    fn start(&self) -> Duration {
        on_cpu()
    }
    fn end(&self, start: Duration) -> Duration {
        on_cpu() - start
    }
    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn frames(criterion: &mut Criterion<CpuTime>, name: &str, room: &Room, prepare: impl Fn(&mut Timeline), each: impl Fn(&mut Timeline, u64)) {
    let mut booth = Booth::new(SIZE, 1.0);
    Theme::install(&booth.ctx);
    let mut timeline = Timeline::default();
    booth.pass(|ui| timeline.ui(ui, &room.context(), &mut Vec::new()));
    prepare(&mut timeline);
    let (mut triangles, mut number) = (0, 0);
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| {
            number += 1;
            each(&mut timeline, number);
            triangles = booth.meshes(|ui| timeline.ui(ui, &room.context(), &mut Vec::new()));
        });
    });
    println!("{name}: {} spans, {triangles} triangles", room.traces.iter().map(spans).sum::<usize>());
}

fn frame(criterion: &mut Criterion<CpuTime>) {
    for (name, most) in [("10 k", 10_000), ("100 k", 100_000), ("1 M", 1_000_000)] {
        let room = Room::new(BUSY, most);
        frames(criterion, &format!("{name} spans, all in sight"), &room, Timeline::fit, |_, _| ());
        // Every frame shows buckets of another length, of which nothing is remembered.
        let in_and_out = |timeline: &mut Timeline, n: u64| timeline.zoom_by(if n.is_multiple_of(2) { 2.0 } else { 0.5 });
        frames(criterion, &format!("{name} spans, zooming in and out"), &room, Timeline::fit, in_and_out);
        for share in [8, 64] {
            frames(
                criterion,
                &format!("{name} spans, 1/{share} in sight"),
                &room,
                |timeline| {
                    timeline.fit();
                    timeline.zoom_by(1.0 / f64::from(share));
                },
                |_, _| (),
            );
        }
    }
    let room = Room::new(CALM, 4_000);
    frames(criterion, "the default scenario, following", &room, |_| (), |_, _| ());
}

/// The same picture painted without a GPU, layout and tessellation included.
fn painted(criterion: &mut Criterion<CpuTime>) {
    let room = Room::new(CALM, 4_000);
    let mut booth = Booth::new(SIZE, 1.0);
    Theme::install(&booth.ctx);
    let mut timeline = Timeline::default();
    criterion.bench_function("the default scenario, painted by the CPU", |bencher| {
        bencher.iter(|| booth.picture(1, Theme::DARK.surface.page, |ui| timeline.ui(ui, &room.context(), &mut Vec::new())));
    });
}

/// The whole window on the default scenario, which plays, at sixty frames a second; the waiting between them is not counted.
fn live(criterion: &mut Criterion<CpuTime>) {
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let scenario = Arc::new(gallery::find("default").unwrap().scenario(&models).unwrap());
    let frames = Harness::builder().with_size(SIZE).with_step_dt(1.0 / 60.0);
    let mut window = frames.build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson: Opening::None, own: Own::default() }));
    let mut frame = || {
        std::thread::sleep(Duration::from_millis(16));
        let start = on_cpu();
        window.step();
        let shapes = window.output().shapes.clone();
        black_box(window.ctx.tessellate(shapes, 1.0));
        on_cpu() - start
    };
    // So that something has happened.
    let _: Duration = (0..200).map(|_| frame()).sum();
    let mut group = criterion.benchmark_group("the whole window");
    group.sample_size(20).measurement_time(Duration::from_secs(2));
    group.bench_function("the default scenario, playing", |bencher| bencher.iter_custom(|n| (0..n).map(|_| frame()).sum()));
    group.finish();
}

criterion_group! { name = benches; config = Criterion::default().with_measurement(CpuTime); targets = ride::scripted, frame, painted, live }
criterion_main!(benches);
