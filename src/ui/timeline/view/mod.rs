//! [`View`]: which stretch of time is looked at, and how it moves. [`Axis`]: that stretch laid over the pixels of one frame.
//!
//! Times are integer nanoseconds and positions whole physical pixels, reckoned from an anchor that stays while the view
//! pans: so every edge keeps its place between two pixels, and a gliding picture moves as one piece instead of trembling.

pub mod ruler;
pub mod trail;

use loopscope_event::Ns;
use loopscope_event::time::HORIZON;

/// The shortest stretch that can be looked at, ns.
pub const SHORTEST: f64 = 1.0;
/// The longest, ns: a little more than a story may last.
pub const LONGEST: f64 = HORIZON as f64 * 1.1;
/// Where the playhead stays while the view follows it, as a share of the width.
const FOLLOW_AT: f64 = 0.75;
/// A followed playhead that is found further left than this is brought back, as a share of the width.
const FOLLOW_FROM: f64 = 0.02;
/// How much of a jump is left after one second of gliding to its end.
const GLIDE: f64 = 1e-5;
/// Where the beginning of what is brought into sight stands, as a share of the width.
const REVEAL_AT: f64 = 0.3;
/// What is narrower than this share of the width is not seen.
const NARROW: f64 = 0.0025;
/// The anchor is moved when it is further off than this, ns, so that differences stay exact.
const FAR: f64 = (1_u64 << 40) as f64;

/// How the view moves by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It keeps the playhead in sight.
    Follow,
    /// It shows everything there is, and more when there is more.
    Fit,
    /// It stays until the user moves it.
    Free,
}

/// A stretch of time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct View {
    anchor: Ns,
    /// From the anchor to the left edge, ns.
    offset: f64,
    /// The width, ns.
    span: f64,
    /// How it moves by itself.
    pub mode: Mode,
    /// How far the left edge still has to glide, ns.
    gap: f64,
}

impl View {
    /// From time 0 for so long, following.
    #[must_use]
    pub fn new(span: f64) -> Self {
        Self { anchor: 0, offset: 0.0, span: span.clamp(SHORTEST, LONGEST), mode: Mode::Follow, gap: 0.0 }
    }

    /// The width, ns.
    #[must_use]
    pub const fn span(&self) -> f64 {
        self.span
    }

    /// The left edge, ns; only to be shown or compared, since an `f64` may not hold it to the nanosecond.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.anchor as f64 + self.offset
    }

    /// This stretch over so many physical pixels.
    #[must_use]
    pub fn axis(&self, width: usize) -> Axis {
        let ns_per_px = self.span / width.max(1) as f64;
        Axis { anchor: self.anchor, left: (self.offset / ns_per_px).round() as i64, ns_per_px, width: width as i64 }
    }

    /// Makes the stretch `factor` times as long; the time at `share` of the width stays where it is.
    pub fn zoom(&mut self, factor: f64, share: f64) {
        let span = (self.span * factor).clamp(SHORTEST, LONGEST);
        if !span.is_finite() {
            return;
        }
        self.offset += (self.span - span) * share;
        self.span = span;
        self.settle();
    }

    /// Moves to the right by a share of the width.
    pub fn pan(&mut self, share: f64) {
        if share.is_finite() {
            self.offset += share * self.span;
            self.settle();
        }
    }

    /// Shows everything from `start` to `end`.
    pub fn fit(&mut self, start: Ns, end: Ns) {
        let span = (end.saturating_sub(start) as f64 * 1.06).max(1000.0);
        *self = Self { anchor: start, mode: Mode::Fit, ..Self::new(span) };
        self.settle();
    }

    /// Shows exactly so much from `from` on, and stays there.
    pub fn show(&mut self, from: Ns, span: f64) {
        *self = Self { anchor: from, mode: Mode::Free, ..Self::new(span) };
        self.settle();
    }

    /// Brings a stretch into sight, its beginning where a followed playhead may stand: it is zoomed to only where it would be narrower than
    /// a share of the width, or wider than all of it.
    pub fn reveal(&mut self, start: Ns, end: Ns) {
        let length = end.saturating_sub(start) as f64;
        let span = match length {
            length if length > self.span * 0.6 => length / 0.6,
            length if length > 0.0 && length < self.span * NARROW => length / NARROW / 12.0,
            _ => self.span,
        };
        *self = Self { anchor: start, offset: -REVEAL_AT * span, mode: Mode::Free, ..Self::new(span) };
        self.settle();
    }

    /// Moves as its mode says: the playhead is at `now`, `end` is known, and `seconds` of wall time went by since the last
    /// frame. True while it glides, so that another frame is due.
    pub fn advance(&mut self, now: Ns, end: Ns, seconds: f64) -> bool {
        match self.mode {
            Mode::Free => false,
            Mode::Fit => {
                let shown = signed(end, self.anchor) - self.offset;
                if shown > self.span * 0.985 {
                    self.span = (shown * 1.3).min(LONGEST);
                }
                false
            }
            Mode::Follow => self.follow(now, seconds),
        }
    }

    fn follow(&mut self, now: Ns, seconds: f64) -> bool {
        let from_left = signed(now, self.anchor) - self.offset;
        let way = if from_left > self.span * FOLLOW_AT {
            from_left - self.span * FOLLOW_AT
        } else if from_left < self.span * FOLLOW_FROM {
            (from_left - self.span * 0.25).max(-self.left())
        } else {
            self.gap = 0.0;
            return false;
        };
        // What a playing playhead moves in a frame is followed at once; a jump is glided to, unless it is out of sight.
        if (way - self.gap).abs() > self.span * 0.05 {
            self.gap = way;
        }
        self.gap *= GLIDE.powf(seconds.clamp(0.0, 1.0));
        if self.gap.abs() < self.span * 5e-4 || way.abs() > self.span * 2.0 {
            self.gap = 0.0;
        }
        self.offset += way - self.gap;
        self.settle();
        self.gap != 0.0
    }

    /// Brings the playhead to where it is followed, at once.
    pub fn jump_to(&mut self, now: Ns) {
        self.anchor = now;
        self.offset = -self.span * FOLLOW_AT;
        self.gap = 0.0;
        self.settle();
    }

    /// Keeps the left edge between 0 and the end of all stories, and the anchor near.
    fn settle(&mut self) {
        if !self.offset.is_finite() {
            self.offset = 0.0;
        }
        let low = -(self.anchor as f64);
        self.offset = self.offset.clamp(low, (low + LONGEST).max(low));
        if self.offset.abs() > FAR || self.offset.abs() > self.span * 1e6 {
            let anchor = (self.anchor as f64 + self.offset).max(0.0) as Ns;
            self.offset -= signed(anchor, self.anchor);
            self.anchor = anchor;
        }
    }
}

/// `t − anchor`, ns.
fn signed(t: Ns, anchor: Ns) -> f64 {
    if t >= anchor { (t - anchor) as f64 } else { -((anchor - t) as f64) }
}

/// A stretch of time over the pixels of one frame. Pixels are physical, whole, and counted from the left edge.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    anchor: Ns,
    /// Where the left edge is, in pixels from the anchor.
    left: i64,
    /// Nanoseconds to a pixel.
    pub ns_per_px: f64,
    /// Pixels.
    pub width: i64,
}

/// Positions are kept within so many pixels of the left edge.
const MOST_PX: i64 = 1 << 40;

impl Axis {
    /// Where `t` is. May be outside.
    #[must_use]
    pub fn px(&self, t: Ns) -> i64 {
        // `f64::round` is a call on most machines, and this is asked for every edge; a cast rounds towards 0 and saturates.
        let from_anchor = signed(t, self.anchor) / self.ns_per_px;
        let whole = (from_anchor + 0.5_f64.copysign(from_anchor)) as i64;
        whole.saturating_sub(self.left).clamp(-MOST_PX, MOST_PX)
    }

    /// The time at the middle of a pixel, or 0 where time has not begun.
    #[must_use]
    pub fn time(&self, px: f64) -> Ns {
        let ns = (px + self.left as f64) * self.ns_per_px;
        if ns < 0.0 { self.anchor.saturating_sub((-ns) as Ns) } else { self.anchor.saturating_add(ns as Ns) }
    }

    /// Where a place is, reckoned from `start` in steps of `1 << shift` ns; as exact as a picture needs.
    #[must_use]
    pub fn steps(&self, px: f64, start: Ns, shift: u32) -> f64 {
        (signed(self.anchor, start) + (px + self.left as f64) * self.ns_per_px) / (1_u64 << shift) as f64
    }

    /// The first instant in sight and the first after it.
    #[must_use]
    pub fn range(&self) -> (Ns, Ns) {
        let from = self.time(-1.0);
        (from, self.time(self.width as f64 + 1.0).max(from + 1))
    }

    /// Where a pattern that repeats every `period` pixels must begin so that it moves with the times.
    #[must_use]
    pub fn phase(&self, period: i64) -> i64 {
        self.left.rem_euclid(period.max(1))
    }
}

#[cfg(test)]
mod tests;
