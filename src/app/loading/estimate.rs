//! [`Estimate`]: what files will take up in memory, from how large they are, how well they are packed, and their first events.

use super::Opened;
use loopscope_formats::traces::importers::{Extent, FindModel};

/// How much text of all files together is looked at, bytes.
const SAMPLE: usize = 2 << 20;
/// How much of each is looked at, at least.
const LEAST: usize = 64 << 10;

/// What files will take up, about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Estimate {
    /// How many events (of a trace: slices) there are.
    pub events: u64,
    /// How much memory they take up, bytes.
    pub bytes: u64,
    /// How much there may be, bytes.
    pub bound: u64,
}

impl Estimate {
    /// True if it fits.
    #[must_use]
    pub const fn fits(&self) -> bool {
        self.bytes <= self.bound
    }
    /// How many events fit.
    #[must_use]
    pub fn part(&self) -> u64 {
        if self.fits() { self.events } else { (self.events as f64 * self.bound as f64 / self.bytes as f64) as u64 }
    }

    /// Returns what these files will take up, where there may be so much. One that cannot be read takes up nothing.
    #[must_use]
    pub fn of(files: &mut [Opened], bound: usize, find: FindModel) -> Self {
        let sample = (SAMPLE / files.len().max(1)).max(LEAST);
        let zero = Self { bound: bound as u64, ..Self::default() };
        files.iter_mut().filter_map(|file| of_file(file, sample, find)).fold(zero, |sum, Extent { events, bytes }| Self {
            events: sum.events.saturating_add(events),
            bytes: sum.bytes.saturating_add(bytes),
            ..sum
        })
    }
}

fn of_file(Opened { importer, source, .. }: &mut Opened, sample: usize, find: FindModel) -> Option<Extent> {
    source.peek(sample);
    let total = source.total();
    (importer.estimate)(source.peek(sample), total, find)
}
