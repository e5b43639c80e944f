//! The stage at high speed: levels, shares and flows instead of letters, so that nothing flickers.

use super::decor::Decor;
use crate::stage::item::{Drawing, Face, Ink, Style, Tone};
use crate::stage::layout::arrange::inside;
use crate::stage::layout::frame::{Frame, Scale};
use crate::stage::layout::parts::{CpuParts, cpu_parts};
use crate::stage::layout::slots::{Exit, grid};
use crate::stage::scene::flow::{Flow, Share};
use crate::stage::words;
use crate::widgets::wording;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use loopscope_event::{Ns, time};
use loopscope_text::{say, wordings};

/// "234/s".
pub(crate) fn per_second(rate: f64) -> String {
    match rate {
        0.0 => "0/s".to_owned(),
        r if r < 9.95 => format!("{r:.1}/s"),
        r if r < 9999.5 => format!("{r:.0}/s"),
        r if r < 99_950.0 => format!("{:.1} k/s", r / 1e3),
        r if r < 999_500.0 => format!("{:.0} k/s", r / 1e3),
        r => format!("{:.1} M/s", r / 1e6),
    }
}

/// A mean: "about 12".
pub(crate) fn about(mean: f64) -> String {
    if mean < 9.95 { format!("≈ {mean:.1}") } else { format!("≈ {}", words::number(mean.round() as u64)) }
}

fn percent(part: f32) -> String {
    format!("{:.0} %", 100.0 * part)
}

/// The sentences of a caption about a stretch of the story.
pub(crate) fn sentences(flow: &Flow) -> Vec<String> {
    let Share { run, switch, dispatch } = flow.share();
    let switched = if switch > 0.004 { say!("rates.switched", share = percent(switch)) } else { String::new() };
    let took = if dispatch > 0.004 { say!("rates.took", share = percent(dispatch)) } else { String::new() };
    let cpu = say!("rates.cpu", share = percent(run), switched = switched, took = took);
    let done = match flow.done {
        0.0 => say!("rates.none_done"),
        rate => say!("rates.done", jobs = words::count(rate.round().max(1.0) as usize, "job")),
    };
    vec![
        say!("rates.story", time = time::short(flow.to - flow.from), done = done, cpu = cpu),
        say!("rates.waits", queued = mean(flow.queued), flight = mean(flow.in_flight)),
    ]
}

fn mean(mean: f64) -> String {
    about(mean).replace("≈ ", "")
}

pub(crate) struct Rates<'a> {
    pub decor: &'a Decor<'a>,
    pub flow: &'a Flow,
    /// Story time, ns; the lanes' dashes move with it.
    pub at: Ns,
}

impl Rates<'_> {
    pub fn draw(&self, d: &mut Drawing) {
        let Decor { frame, scene, .. } = *self.decor;
        self.lanes(d);
        if let Some(gate) = frame.gate {
            self.level(d, inside(gate, frame), scene.gate.len(), Tone::Idle, Exit::Top);
        }
        self.level(d, inside(frame.ready, frame), self.flow.queued.round() as usize, Tone::Runnable, Exit::Top);
        self.level(d, inside(frame.waiting, frame), self.flow.in_flight.round() as usize, Tone::Waiting, Exit::Bottom);
        self.cpu(d);
    }

    /// Draws one square for each of the mean number of things.
    fn level(&self, d: &mut Drawing, area: Rect, n: usize, tone: Tone, exit: Exit) {
        let Scale { t, .. } = self.decor.frame.scale;
        let (side, gap) = (15.0 * t, 4.0 * t);
        let across = ((area.width() + gap) / (side + gap)).max(1.0) as usize;
        let lines = ((area.height() + gap) / (side + gap)).max(0.0) as usize;
        let left = area.left() + (area.width() - across as f32 * (side + gap) + gap) / 2.0;
        // One line is kept for the number of those without a square.
        let fits = if n > across * lines { across * lines.saturating_sub(2) } else { across * lines };
        let y = |line: usize, height: f32| match exit {
            Exit::Top => area.top() + line as f32 * (side + gap),
            Exit::Bottom => area.bottom() - height - line as f32 * (side + gap),
        };
        for i in 0..n.min(fits) {
            let (line, column) = (i / across, i % across);
            let rect = Rect::from_min_size(pos2(left + column as f32 * (side + gap), y(line, side)), Vec2::splat(side));
            match tone {
                Tone::Waiting => d.push(rect, crate::stage::item::Shape::Hatch { radius: 3.0 * t, tone, pitch: 7.0 * t }),
                _ => d.block(rect, 3.0 * t, Some(Ink::Fill(tone)), None),
            };
        }
        if n > fits {
            let line = fits / across;
            let height = (2.0 * side + gap).min(area.height()).min(26.0 * t);
            let rect = Rect::from_min_size(pos2(area.left(), y(line, height)), vec2(area.width(), height));
            let style = Style::new(self.decor.frame.scale.small(), Face::Bold, Ink::Text(tone)).center();
            let texts = wordings!("rates.more", n = words::number((n - fits) as u64));
            d.fitting(rect, &texts, style, self.decor.measure);
        }
    }

    fn cpu(&self, d: &mut Drawing) {
        let Decor { frame, setting, scene, measure, .. } = *self.decor;
        let Frame { scale, cpu, .. } = *frame;
        let CpuParts { code, cells, window, .. } = cpu_parts(frame, setting);
        d.block(cpu, 10.0 * scale.t, Some(Ink::Card), Some((scale.strong(), Ink::Edge(Tone::Running))));
        if let Some(code) = code.filter(|_| scene.rows.is_empty()) {
            let share = self.flow.cores.first().copied().unwrap_or_default();
            let half = code.height() / 2.0;
            let lines: [(&[&str], Tone, f32); 2] = [
                (&["loop.get_event()", "get_event()"], Tone::Looping, 1.0 - share.run),
                (&["process_event(event)", "process()"], Tone::Running, share.run),
            ];
            for (i, (texts, tone, part)) in lines.into_iter().enumerate() {
                let row = Rect::from_min_size(code.min + vec2(0.0, i as f32 * half), vec2(code.width(), half)).shrink2(vec2(0.0, 1.5));
                d.block(row, 5.0 * scale.t, Some(Ink::Well), None);
                let filled = Rect::from_min_size(row.min, vec2((part * row.width()).max(1.0), row.height()));
                d.block(filled, 5.0 * scale.t, Some(Ink::Tint(tone)), Some((1.0, Ink::Edge(tone))));
                let slot = 52.0 * scale.t;
                let text = Rect::from_min_max(row.min + vec2(8.0 * scale.t, 0.0), row.max - vec2(slot, 0.0));
                d.fitting(text, texts, Style::new(15.5 * scale.t, Face::Code, Ink::Strong), measure);
                let right = Rect::from_min_max(pos2(text.right(), row.top()), row.max - vec2(7.0 * scale.t, 0.0));
                d.fitting(right, &[&percent(part)], Style::new(scale.small(), Face::Bold, Ink::Strong).right(), measure);
            }
        }
        if let Some(window) = window {
            super::window::draw(d, self.decor, window, self.at, super::window::Buttons::Both);
        }
        let most = if scene.cores.len() == 1 { 150.0 } else { 96.0 } * scale.t;
        for (core, cell) in scene.cores.iter().zip(grid(cells, scene.cores.len(), 30.0 * scale.t, most, 5.0 * scale.t)) {
            let share = self.flow.cores.get(usize::from(core.core)).copied().unwrap_or_default();
            self.share(d, cell, share);
        }
    }

    /// Draws how a core spent its time: a bar of parts, labelled if there is room.
    fn share(&self, d: &mut Drawing, cell: Rect, share: Share) {
        let Decor { frame: &Frame { scale, .. }, measure, .. } = *self.decor;
        let t = scale.t;
        d.block(cell, 6.0 * t, Some(Ink::Well), None);
        let parts = [
            (say!("rates.runs"), share.run, Tone::Running),
            (say!("rates.switches"), share.switch, Tone::Switching),
            (say!("rates.takes"), share.dispatch, Tone::Looping),
            (say!("rates.idles"), share.idle(), Tone::Idle),
        ];
        let told = cell.height() >= 84.0 * t && cell.width() >= 120.0 * t;
        let bar = if told { Rect::from_min_size(cell.min, vec2(cell.width(), 26.0 * t)) } else { cell };
        let mut x = bar.left();
        for (_, part, tone) in &parts {
            let width = part.clamp(0.0, 1.0) * bar.width();
            if *tone != Tone::Idle && width >= 0.5 {
                d.block(Rect::from_min_size(pos2(x, bar.top()), vec2(width, bar.height())), 3.0 * t, Some(Ink::Fill(*tone)), None);
            }
            x += width;
        }
        if told {
            let shown = parts.iter().filter(|(_, part, tone)| *part > 0.004 || *tone == Tone::Running);
            for (i, (name, part, tone)) in shown.enumerate() {
                let row = Rect::from_min_size(
                    pos2(cell.left() + 8.0 * t, bar.bottom() + (3.0 + i as f32 * 20.0) * t),
                    vec2(cell.width() - 16.0 * t, 20.0 * t),
                );
                if row.bottom() <= cell.bottom() + 1.0 {
                    d.fitting(row, &[name], Style::new(scale.small(), Face::Text, Ink::Text(*tone)), measure);
                    d.fitting(row, &[&percent(*part)], Style::new(scale.small(), Face::Bold, Ink::Text(*tone)).right(), measure);
                }
            }
        } else {
            let style = Style::new(scale.small().min(0.6 * cell.height()), Face::Bold, Ink::Strong);
            let filled = 1.0 - share.idle();
            let on = Ink::On(if share.run > 0.0 { Tone::Running } else { Tone::Switching });
            d.on_bar(cell, filled, &[percent(share.run)], style, (on, Ink::Strong), measure);
        }
    }

    /// Draws flowing lanes, the wider the higher the rate, with the rate.
    fn lanes(&self, d: &mut Drawing) {
        let Decor { frame, setting, measure, .. } = *self.decor;
        let Frame { scale, door, ref take, ref back, ref leave, ref gate, ref ready, ref cpu, ref waiting, .. } = *frame;
        let Flow { came, taken, asked, answered, done, .. } = *self.flow;
        let t = scale.t;
        let second = (self.flow.to - self.flow.from).max(1);
        // Three dash lengths per second of wall time, whatever the ratio.
        let turn = ((self.at as f64 / second as f64 * 3.0).fract()) as f32;
        let mut flow = |points: Vec<Pos2>, rate: f64, tone: Tone| {
            let width = (1.5 + (1.0 + rate).log10() as f32) * t;
            let period = 5.4 * width;
            let line = d.line(points, 14.0 * t, width, if rate > 0.0 { Ink::Edge(tone) } else { Ink::Outline }, rate > 0.0, 10.0 * t);
            if let crate::stage::item::Shape::Line { shift, .. } = &mut line.shape {
                *shift = turn * period;
            }
        };
        let first = gate.unwrap_or(*ready);
        flow(vec![pos2(frame.hero.left() + 3.0 * t, door.y), pos2(first.left() - 3.0 * t, door.y)], came, Tone::Idle);
        flow(take.to_vec(), taken, Tone::Runnable);
        if let Some(begin) = frame.begin {
            flow(begin.to_vec(), came, Tone::Idle);
        }
        let issue = self.decor.issue();
        flow(issue.to_vec(), asked, Tone::Waiting);
        flow(back.to_vec(), answered, Tone::Waiting);
        flow(leave.to_vec(), done, Tone::Idle);
        let style = Style::new(scale.small(), Face::Bold, Ink::Strong).center();
        let mut beside = |left: f32, right: f32, y: f32, rate: f64| {
            let rect = Rect::from_min_max(pos2(left + 2.0, y - 30.0 * t), pos2(right - 2.0, y - 8.0 * t));
            d.fitting(rect, &[&per_second(rate), &per_second(rate).replace("/s", "")], style, measure);
        };
        beside(ready.right(), cpu.left(), take[0].y, taken);
        beside(cpu.right(), waiting.left(), issue[0].y, asked);
        let way = wording::place(setting.info.places.way_back);
        let back_label = wordings!("rates.back", rate = per_second(answered), way = way);
        let leave_label = wordings!("rates.done_rate", rate = per_second(done));
        self.decor.beside_lanes(d, &back_label, &leave_label, Style::new(scale.small(), Face::Bold, Ink::Strong));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_short_at_any_size() {
        let said: Vec<String> = [0.0, 3.12, 9.96, 234.4, 12_345.0, 340_000.0, 2_500_000.0].map(per_second).to_vec();
        assert_eq!(said, ["0/s", "3.1/s", "10/s", "234/s", "12.3 k/s", "340 k/s", "2.5 M/s"]);
    }
}
