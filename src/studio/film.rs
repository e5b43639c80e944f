//! A stretch of time as a film: where the playhead stands in each frame, and the frames one after another.
//!
//! The playhead moves as it does in the window, by the same rules, but by the film's clock.

use super::{Easel, Headway, Sight, Undone};
use egui::Color32;
use loopscope_event::{EventNo, Ns, Speed, time};
use loopscope_pixels::picture::gif::Film;
use loopscope_pixels::picture::palette::Palette;
use loopscope_pixels::raster::Image;
use loopscope_trace::playback::{Playback, Story};
use loopscope_trace::{Playhead, Trace};
use loopscope_ui::theme::Theme;
use std::io::Write;

/// The most frames of a film.
pub const MOST_FRAMES: usize = 2400;
/// The largest side of a film's picture, pixels.
pub const MOST_PIXELS: f32 = 1920.0;
/// How many frames a second can be shown: a GIF counts in hundredths, and viewers do not follow faster ones.
pub const RATES: std::ops::RangeInclusive<u32> = 5..=50;
/// How long the last frame stays before the film begins again, in hundredths of a second.
const LAST: u16 = 150;
/// So many frames are looked at to choose the colours.
const SAMPLES: usize = 8;
/// The longest step that a playback makes up for, in steps a second.
const STEPS: u32 = 10;

/// Where the playhead stands in a frame, and how it moves there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shot {
    /// Where.
    pub head: Playhead,
    /// What happened before this event has had its visible moment.
    pub settled: EventNo,
    /// True if it moves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
}

impl Default for Shot {
    fn default() -> Self {
        Self::still(Playhead::START)
    }
}

impl Shot {
    /// At rest.
    #[must_use]
    pub const fn still(head: Playhead) -> Self {
        Self { head, settled: head.event, playing: false, speed: Speed::Max }
    }

    /// At rest at an instant, with all that happened in it.
    #[must_use]
    pub fn at(trace: &Trace, at: Ns) -> Self {
        let at = at.min(trace.end());
        Self::still(Playhead::after(trace.count_until(at).max(trace.first()), at))
    }
}

/// A stretch of time, and how it is told.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Telling {
    /// From this instant on, ns.
    pub from: Ns,
    /// Up to this one, ns.
    pub to: Ns,
    /// How fast.
    pub speed: Speed,
    /// Frames a second.
    pub rate: u32,
}

impl Telling {
    /// Where the playhead stands in each frame, from its first moment to the end of its last.
    ///
    /// # Errors
    /// There would be more than [`MOST_FRAMES`].
    pub fn shots(&self, trace: &Trace) -> Result<Vec<Shot>, Undone> {
        let Self { from, to, speed, rate } = *self;
        let to = to.min(trace.end());
        let story = Until { trace, len: trace.count_until(to).max(trace.first()), end: to };
        let mut playback = Playback::new(speed, true);
        playback.to_time(from, &story);
        let (mut shots, parts) = (Vec::new(), STEPS.div_ceil(rate));
        loop {
            shots.push(Shot { head: playback.head(), settled: playback.settled(), playing: true, speed });
            if playback.is_at_live_edge(&story) && playback.head().phase >= 1.0 {
                return Ok(shots);
            }
            if shots.len() >= MOST_FRAMES {
                let says = format!(
                    "from {} to {} is longer than a film may be: {MOST_FRAMES} frames, which is {} s at {rate} frames a second; choose a \
                     shorter stretch, a faster speed, or fewer frames a second",
                    time::plain(from),
                    time::plain(to),
                    MOST_FRAMES as u32 / rate,
                );
                return Err(Undone::says(says));
            }
            for _ in 0..parts {
                playback.advance(1.0 / f64::from(rate * parts), &story);
            }
        }
    }

    /// How long each frame is shown, in hundredths of a second: what is rounded off one is given to a later one.
    fn delay(&self, frame: usize) -> u16 {
        let until = |frame: u64| frame * 100 / u64::from(self.rate);
        u16::try_from(until(frame as u64 + 1) - until(frame as u64)).unwrap_or(u16::MAX)
    }

    /// Draws every frame and writes the film.
    ///
    /// # Errors
    /// It was stopped, is too long, or the output does not take it.
    pub fn write(&self, sight: &Sight<'_>, easel: &mut Easel, headway: &Headway, to: &mut dyn Write) -> Result<(), Undone> {
        let Some(trace) = sight.stage() else { return Err(Undone::says("there is no run to show")) };
        let shots = self.shots(trace)?;
        let samples = SAMPLES.min(shots.len());
        headway.begin((shots.len() + samples) as u64);
        let mut take = |shot: &Shot| -> Result<Image, Undone> {
            headway.go_on()?;
            let image = sight.show(shot, |cx| easel.image(cx));
            headway.add(1);
            Ok(image)
        };
        let sampled: Vec<Image> =
            (0..samples).map(|i| take(&shots[(shots.len() - 1) * i / (samples - 1).max(1)])).collect::<Result<_, _>>()?;
        let palette = Palette::of(&sampled, &meaningful(sight.theme()));
        let (width, height) = sampled.first().map_or((0, 0), |image| (image.width(), image.height()));
        drop(sampled);
        let mut film = Film::new(to, width, height, palette)?;
        for (i, shot) in shots.iter().enumerate() {
            let delay = if i + 1 == shots.len() { LAST } else { self.delay(i) };
            film.frame(&take(shot)?, delay)?;
        }
        film.finish()?.flush()?;
        Ok(())
    }
}

/// The colours that must not be mixed up with others.
fn meaningful(theme: &Theme) -> Vec<Color32> {
    let Theme { dark: _, surface, ink, running, runnable, waiting, switching, lock, looping, idle, wrong } = theme;
    let mut colours =
        vec![surface.page, surface.panel, surface.card, surface.lane, surface.well, surface.border, surface.grid, surface.outline];
    colours.extend([ink.strong, ink.body, ink.dim, ink.inverse, *wrong]);
    colours.extend(
        [running, runnable, waiting, switching, lock, looping, idle].into_iter().flat_map(|t| [t.fill, t.edge, t.text, t.tint, t.on]),
    );
    colours
}

/// A run up to an instant and not further.
struct Until<'a> {
    trace: &'a Trace,
    len: EventNo,
    end: Ns,
}

impl Story for Until<'_> {
    fn first(&self) -> EventNo {
        self.trace.first()
    }
    fn len(&self) -> EventNo {
        self.len
    }
    fn at(&self, event: EventNo) -> Ns {
        Story::at(self.trace, event)
    }
    fn count_until(&self, at: Ns) -> EventNo {
        self.trace.count_until(at).min(self.len)
    }
    fn end(&self) -> Ns {
        self.end
    }
}
