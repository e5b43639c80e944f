//! A scripted ride over up to ten million spans, frame by frame, beside what others would draw.

use super::{CpuTime, Room, SIZE, on_cpu, spans};
use criterion::Criterion;
use loopscope::ui::theme::Theme;
use loopscope::ui::timeline::Timeline;
use std::time::Duration;

/// Two hundred clients, each with a row of its own.
pub const WIDE: &str = r#"
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
        let patches = output.textures_delta.set.values().flatten();
        let sent = patches.map(|delta| delta.image.width() * delta.image.height() * 4).sum();
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
pub fn scripted(_: &mut Criterion<CpuTime>) {
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    for most in [10_000, 100_000, 1_000_000, 10_000_000] {
        let room = Room::wide(most);
        let (mut bare, mut timeline) = (Bare::new(), Timeline::default());
        for _ in 0..3 {
            bare.frame(|ui| timeline.ui(ui, &room.context(), &mut Vec::new()));
        }
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
