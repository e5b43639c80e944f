//! What a frame costs: the timeline alone, layout and tessellation, at 1920×1080, with everything in sight and with a piece; and
//! a live frame of the whole window, the drain included.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a bench that cannot go on fails")]

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Vec2, vec2};
use egui_kittest::Harness;
use loopscope::app::{App, Opening, Options};
use loopscope::event::{Batch, Scenario, Speed, Status, StepUnit, time};
use loopscope::files::{gallery, languages::Own};
use loopscope::raster::Booth;
use loopscope::sim::{self, Run};
use loopscope::trace::{Playhead, Trace};
use loopscope::ui::theme::Theme;
use loopscope::ui::timeline::Timeline;
use loopscope::ui::{Audience, Context, Desk, Motion};
use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

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
        assert!(trace.apply(&Batch { run, first: piece.first, events: piece.events, changes: piece.changes }));
    }
    trace
}

/// Two hundred clients, each with a row of its own.
const WIDE: &str = r#"
seed = 7
[machine]
cores = 4
[workload]
jobs = "endless"
arrivals = { closed = { clients = 200, think = { exp = "2ms" } } }
steps = [ { cpu = { exp = "10us" } }, { io = "disk", latency = { exp = "3ms" } }, { cpu = { exp = "15us" } } ]
[devices.disk]
depth = 64
"#;

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
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(WIDE).unwrap());
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
            playing: true,
            speed: Speed::Max,
            settled: 0,
            unit: StepUnit::Event,
            selection: None,
            hovered: None,
            desk: &self.desk,
            theme: &Theme::DARK,
        }
    }
}

/// Time that this thread was on a CPU: what a frame costs, however busy the machine is. Wall time where that is not told.
struct CpuTime;

fn on_cpu() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The time is brought up to date when the thread is about to give way.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    told.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

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

/// A user interface of which each frame is laid out and tessellated; what would be sent to a graphics card is only counted.
struct Bare {
    ctx: egui::Context,
    seconds: f64,
}

impl Bare {
    fn new() -> Self {
        let ctx = egui::Context::default();
        Theme::install(&ctx);
        Self { ctx, seconds: 0.0 }
    }

    /// CPU time, triangles, bytes of textures.
    fn frame(&mut self, ui: impl FnMut(&mut egui::Ui)) -> (Duration, usize, usize) {
        self.seconds += 1.0 / 60.0;
        let screen_rect = Some(egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE));
        let input = egui::RawInput { screen_rect, time: Some(self.seconds), focused: true, ..egui::RawInput::default() };
        let start = on_cpu();
        let mut output = self.ctx.run_ui(input, ui);
        let primitives = self.ctx.tessellate(std::mem::take(&mut output.shapes), 1.0);
        let took = on_cpu() - start;
        let triangles = primitives.iter().map(|primitive| match &primitive.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
            egui::epaint::Primitive::Callback(_) => 0,
        });
        let sent = output
            .textures_delta
            .set
            .iter()
            .flat_map(|(_, deltas)| deltas)
            .map(|delta| delta.image.width() * delta.image.height() * 4)
            .sum();
        let triangles = triangles.sum();
        output.textures_delta.clear();
        (took, triangles, sent)
    }
}

/// What a hand does in the frame of this number: into the last microseconds, along, out again, along, and wildly.
fn hand(timeline: &mut Timeline, n: usize) {
    match n {
        0 => timeline.fit(),
        1..250 => timeline.zoom_by(0.94),
        250..400 => timeline.pan_by(-0.03),
        400..600 => timeline.zoom_by(1.08),
        600 => timeline.fit(),
        601..640 => timeline.zoom_by(0.9),
        640..800 => timeline.pan_by(-0.08),
        800..1000 if n.is_multiple_of(10) => timeline.pan_by(((n * 7 % 13) as f64 - 6.0) * 0.7),
        _ if n % 7 < 3 => timeline.zoom_by(0.8),
        _ => timeline.zoom_by(1.25),
    }
}

/// Each frame of a scripted ride, at four sizes, beside a plot of bars and a rectangle for each span.
fn scripted(_: &mut Criterion<CpuTime>) {
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    for most in [10_000, 100_000, 1_000_000, 10_000_000] {
        let room = Room::wide(most);
        let (mut bare, mut timeline) = (Bare::new(), Timeline::default());
        (0..3).for_each(|_| drop(bare.frame(|ui| timeline.ui(ui, &room.context(), &mut Vec::new()))));
        let mut frames: Vec<(Duration, usize, usize, usize)> = (0..1000)
            .map(|n| {
                hand(&mut timeline, n);
                let (took, triangles, sent) = bare.frame(|ui| timeline.ui(ui, &room.context(), &mut Vec::new()));
                (took, triangles, sent, n)
            })
            .collect();
        frames.sort_unstable();
        let at = |rank: usize| format!("{:.2} ms (frame {})", frames[rank].0.as_secs_f64() * 1e3, frames[rank].3);
        let sent: usize = frames.iter().map(|frame| frame.2).sum();
        let tracks = room.traces.iter().map(|trace| trace.tracks().rows.len() + trace.tracks().cores.len()).sum::<usize>();
        println!(
            "{} spans on {tracks} tracks, a ride of 1000 frames: median {}, 99 % {}, worst {}; at most {} triangles, {} KiB sent a frame",
            room.traces.iter().map(spans).sum::<usize>(),
            at(500),
            at(990),
            at(999),
            frames.iter().map(|frame| frame.1).max().unwrap_or_default(),
            sent / 1000 / 1024,
        );
        if most <= 1_000_000 {
            peers(&room);
        } else {
            println!("    a plot of bars and plain rectangles: not tried, since a frame takes seconds and gigabytes");
        }
    }
}

/// The first run, all in sight, as others would draw it: the median of a few frames.
fn peers(room: &Room) {
    let trace = &room.traces[0];
    let (rows, end) = (&trace.tracks().rows, trace.end() as f64);
    let median = |ui: &mut dyn FnMut(&mut egui::Ui)| {
        let mut bare = Bare::new();
        let mut frames: Vec<Duration> = (0..5).map(|_| bare.frame(&mut *ui).0).collect();
        frames.sort_unstable();
        frames[2].as_secs_f64() * 1e3
    };
    let plain = median(&mut |ui| {
        for (row, track) in rows.iter().enumerate() {
            for span in track.spans(0, trace.end()) {
                let x = |t: u64| (t.min(trace.end()) as f64 / end * f64::from(SIZE.x)) as f32;
                let y = row as f32 * 5.0;
                let rect =
                    egui::Rect::from_min_max(egui::pos2(x(span.start), y), egui::pos2(x(span.end).max(x(span.start) + 1.0), y + 4.0));
                ui.painter().rect_filled(rect, 0.0, Theme::DARK.running.fill);
            }
        }
    });
    let bars: Vec<Vec<egui_plot::Bar>> = rows
        .iter()
        .enumerate()
        .map(|(row, track)| {
            let bar = |span: loopscope::trace::Span| {
                let end = span.end.min(trace.end());
                let bar = egui_plot::Bar::new(row as f64, (end - span.start) as f64).base_offset(span.start as f64);
                bar.horizontal().fill(Theme::DARK.running.fill)
            };
            track.spans(0, trace.end()).map(bar).collect()
        })
        .collect();
    let plot = median(&mut |ui| {
        egui_plot::Plot::new("peer").show(ui, |plot| {
            for bars in &bars {
                plot.bar_chart(egui_plot::BarChart::new("", bars.clone()));
            }
        });
    });
    println!("    all in sight: a rectangle for each span {plain:.1} ms, egui_plot's bars {plot:.1} ms");
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

criterion_group! { name = benches; config = Criterion::default().with_measurement(CpuTime); targets = scripted, frame, painted, live }
criterion_main!(benches);
