//! The other models, one small strip each: the same places under the same headings, and their progress.

use crate::stage::item::{Drawing, Face, Hit, Icon, Ink, Measure, Shape, Style, Tone};
use crate::stage::layout::Strip;
use crate::stage::layout::frame::{Frame, Scale};
use crate::stage::scene::flow::Share;
use crate::stage::scene::{OnCore, Scene};
use crate::stage::words;
use crate::widgets::wording;
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{Holder, Processor, TaskId, time};
use loopscope_text::{say, wordings};

pub(crate) fn draw(d: &mut Drawing, strip: &Strip, rect: Rect, frame: &Frame, measure: Measure) {
    let scene = Scene::new(strip.state, strip.setting);
    let Scale { t, .. } = frame.scale;
    let drawn = Drawn { strip, scene: &scene, rect, scale: frame.scale, measure };
    d.block(rect, 8.0 * t, Some(Ink::Panel), Some((1.0, Ink::Border))).hit = Some(Hit::Focus(strip.setting.info.name));
    // A strip as wide as the hero has its places under the hero's; one of two side by side has them in proportion.
    let map = |x: f32| rect.left() + (x - frame.hero.left()) * rect.width() / frame.hero.width();
    let column = |from: f32, to: f32| Rect::from_min_max(pos2(map(from), rect.top()), pos2(map(to), rect.bottom()));
    drawn.queue(d, column(frame.hero.left() + 14.0 * t, frame.ready.right()));
    drawn.cores(d, column(frame.cpu.left(), frame.cpu.right()));
    drawn.waiting(d, column(frame.waiting.left(), frame.waiting.right()));
    drawn.done(d, column(frame.done.left() - 20.0 * t, frame.done.right()));
}

struct Drawn<'a> {
    strip: &'a Strip<'a>,
    scene: &'a Scene,
    rect: Rect,
    scale: Scale,
    measure: Measure<'a>,
}

impl Drawn<'_> {
    fn small(&self) -> f32 {
        self.scale.small().min(0.55 * self.rect.height())
    }

    /// The width of four digits, or of more if there are more.
    fn slot(&self, text: &str) -> f32 {
        let width = |text: &str| (self.measure)(text, self.small(), Face::Bold);
        width("0000").max(width(text)) + 2.0
    }

    /// Draws a small bar for each of `n` things, as many as there is room for, from the left or up to the right.
    fn cells(&self, d: &mut Drawing, area: Rect, n: usize, tone: Tone, from_right: bool) -> f32 {
        let Scale { t, .. } = self.scale;
        let (width, gap) = (7.0 * t, 3.0 * t);
        let height = 16.0 * t;
        let fits = ((area.width() + gap) / (width + gap)).max(0.0) as usize;
        let shown = n.min(fits);
        for i in 0..shown {
            let x = if from_right { area.right() - width - i as f32 * (width + gap) } else { area.left() + i as f32 * (width + gap) };
            let cell = Rect::from_min_size(pos2(x, area.center().y - height / 2.0), vec2(width, height));
            match tone {
                Tone::Waiting => d.push(cell, Shape::Hatch { radius: 2.0 * t, tone, pitch: 5.0 * t }),
                _ => d.block(cell, 2.0 * t, Some(Ink::Fill(tone)), None),
            };
        }
        shown as f32 * (width + gap)
    }

    fn queue(&self, d: &mut Drawing, area: Rect) {
        let Scale { t, .. } = self.scale;
        let title = Style::new((17.0 * t).min(0.6 * self.rect.height()), Face::Bold, Ink::Strong);
        let short = wording::short(self.strip.setting.info);
        let width = (self.measure)(&short, title.size, title.face);
        d.fitting(area, &[short], title, self.measure);
        let gated = !self.scene.gate.is_empty() || self.strip.setting.info.places.gate.is_some();
        let (n, tone) =
            if gated { (self.scene.gate.len() + self.scene.ready.len(), Tone::Idle) } else { (self.scene.ready.len(), Tone::Runnable) };
        let n = n + self.scene.door.len();
        let n = self.strip.flow.filter(|_| !gated).map_or(n, |flow| flow.queued.round() as usize);
        // The count has a slot of its own, so that it stays in place while the cells change.
        let text = words::number(n as u64);
        let slot = self.slot(&text);
        let number = Rect::from_min_max(pos2(area.right() - slot, area.top()), area.max);
        d.fitting(number, &[&text], Style::new(self.small(), Face::Bold, Ink::Text(tone)).right(), self.measure);
        let cells = Rect::from_min_max(pos2(area.left() + width + 14.0 * t, area.top()), pos2(number.left() - 4.0 * t, area.bottom()));
        self.cells(d, cells, n, tone, true);
    }

    fn cores(&self, d: &mut Drawing, area: Rect) {
        let Scale { t, .. } = self.scale;
        let pill = area.shrink2(vec2(0.0, (0.16 * area.height()).min(7.0 * t)));
        let n = self.scene.cores.len().max(1);
        let gap = if n > 16 { 1.0 } else { 2.0 * t };
        let width = (pill.width() - (n - 1) as f32 * gap) / n as f32;
        for (i, core) in self.scene.cores.iter().enumerate() {
            if let Some(flow) = self.strip.flow {
                let share = flow.cores.get(usize::from(core.core)).copied().unwrap_or_default();
                let x = pill.left() + i as f32 * (width + gap);
                self.share(d, Rect::from_min_size(pos2(x, pill.top()), vec2(width, pill.height())), share);
                continue;
            }
            let rect = Rect::from_min_size(pill.min + vec2(i as f32 * (width + gap), 0.0), vec2(width, pill.height()));
            let (tone, texts) = self.activity(&core.doing);
            d.block(rect, (5.0 * t).min(width / 3.0), Some(Ink::Fill(tone)), None);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            d.fitting(rect.shrink2(vec2(2.0, 0.0)), &texts, Style::new(self.small(), Face::Bold, Ink::On(tone)).center(), self.measure);
        }
    }

    /// Draws how a core spent its time.
    fn share(&self, d: &mut Drawing, rect: Rect, share: Share) {
        let radius = (5.0 * self.scale.t).min(rect.width() / 3.0);
        d.block(rect, radius, Some(Ink::Fill(Tone::Idle)), None);
        let mut x = rect.left();
        for (part, tone) in [(share.run, Tone::Running), (share.switch, Tone::Switching), (share.dispatch, Tone::Looping)] {
            let width = part.clamp(0.0, 1.0) * rect.width();
            if width >= 0.5 {
                d.block(
                    Rect::from_min_size(pos2(x, rect.top()), vec2(width, rect.height())),
                    radius.min(width / 2.0),
                    Some(Ink::Fill(tone)),
                    None,
                );
            }
            x += width;
        }
        let text = format!("{:.0} %", 100.0 * share.run);
        let style = Style::new(self.small(), Face::Bold, Ink::Strong);
        let ink = (Ink::On(Tone::Running), Ink::On(Tone::Idle));
        d.on_bar(rect, share.run, &wordings!("strip.runs_share", share = text), style, ink, self.measure);
    }

    fn activity(&self, doing: &OnCore) -> (Tone, Vec<String>) {
        let looped = self.strip.setting.info.places.processor == Processor::Loop;
        match doing {
            OnCore::Idle if looped && self.scene.parked && self.scene.rows.is_empty() => (Tone::Looping, wordings!("strip.kernel")),
            OnCore::Idle => (Tone::Idle, wordings!("strip.idle")),
            OnCore::Switching { task: TaskId::NONE, thread, .. } => (Tone::Switching, wordings!("strip.to_process", n = thread)),
            OnCore::Stealing { victim, .. } => (Tone::Switching, wordings!("strip.steals", victim = victim)),
            OnCore::Switching { task, .. } => (Tone::Switching, wordings!("strip.to_thread", task = task.name())),
            OnCore::Dispatching { task, .. } => (Tone::Looping, wordings!("strip.takes", task = task.name())),
            OnCore::Running { task, .. } | OnCore::Paused { task, .. } => (Tone::Running, wordings!("strip.runs", task = task.name())),
        }
    }

    fn waiting(&self, d: &mut Drawing, area: Rect) {
        let Scale { t, .. } = self.scale;
        let n = self.scene.waiting() + self.scene.landed.len();
        let n = self.strip.flow.map_or(n, |flow| flow.in_flight.round() as usize);
        let locked: usize =
            self.scene.rooms.iter().filter(|r| matches!(r.kind, crate::stage::scene::RoomKind::Lock(_))).map(|r| r.queued.len()).sum();
        let tone = if n > 0 && locked == n { Tone::Lock } else { Tone::Waiting };
        let what = match self.strip.setting.info.places.holder {
            Holder::Thread if self.strip.setting.info.places.one_thread() => say!("strip.thread_waits"),
            Holder::Thread if n == 1 => say!("strip.blocked_one"),
            Holder::Thread => say!("strip.blocked_many"),
            Holder::Frame | Holder::Callback => say!("strip.under_way"),
        };
        let style = Style::new(self.small(), Face::Text, Ink::Dim);
        let words = if n == 0 { String::new() } else { what };
        let note = (self.measure)(&say!("strip.blocked_many"), style.size, style.face) + 4.0 * t;
        let roomy = area.width() > note + 90.0 * t;
        let end = if roomy { area.right() - note - 6.0 * t } else { area.right() };
        if roomy {
            d.fitting(Rect::from_min_max(pos2(end + 6.0 * t, area.top()), area.max), &[words], style, self.measure);
        }
        let slot = self.slot(&words::number(n as u64));
        let number = Rect::from_min_max(pos2(end - slot, area.top()), pos2(end, area.bottom()));
        d.fitting(number, &[&words::number(n as u64)], Style::new(self.small(), Face::Bold, Ink::Text(tone)).right(), self.measure);
        let cells = Rect::from_min_max(area.min, pos2(number.left() - 4.0 * t, area.bottom()));
        self.cells(d, cells, n, tone, false);
    }

    fn done(&self, d: &mut Drawing, area: Rect) {
        let Scale { t, .. } = self.scale;
        let bold = Style::new((17.0 * t).min(0.6 * self.rect.height()), Face::Bold, Ink::Strong).right();
        let area = Rect::from_min_max(area.min, area.max - vec2(4.0 * t, 0.0));
        let n = words::number(self.scene.done);
        let texts = match self.strip.finished {
            Some(at) => vec![time::short(at), n],
            None => wordings!("strip.done", n = n),
        };
        let width = texts.first().map_or(0.0, |text| (self.measure)(text, bold.size, bold.face));
        d.fitting(area, &texts, bold, self.measure);
        if self.strip.finished.is_some() && width + 30.0 * t < area.width() {
            let side = 18.0 * t;
            let at = pos2(area.right() - width - 8.0 * t - side / 2.0, area.center().y);
            d.icon(Rect::from_center_size(at, Vec2::splat(side)), Icon::Flag, Ink::Strong);
        }
        if let Some(total) = self.strip.setting.total.filter(|total| *total > 0) {
            let track = Rect::from_min_max(
                pos2(area.left() + 12.0 * t, self.rect.bottom() - 5.0 * t),
                pos2(area.right(), self.rect.bottom() - 2.0 * t),
            );
            let part = (self.scene.done as f32 / total as f32).min(1.0);
            d.block(track, 1.0, Some(Ink::Well), None);
            if part > 0.0 {
                d.block(Rect::from_min_size(track.min, vec2(track.width() * part, track.height())), 1.0, Some(Ink::Text(Tone::Idle)), None);
            }
        }
    }
}
