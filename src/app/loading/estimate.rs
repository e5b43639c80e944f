//! [`Estimate`]: what files will take up in memory, from how large they are, how well they are packed, and their first events.

use loopscope_formats::io::source::{self, Kind};
use loopscope_formats::traces::chrome::{self, Limits};
use loopscope_formats::traces::log::{self, Reader};
use loopscope_sim as sim;
use loopscope_trace::Trace;
use std::{
    fs,
    io::{BufRead, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// So much text of a file is looked at.
const SAMPLE: u64 = 2 << 20;

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

    /// What these files will take up, where there may be so much. A file that cannot be read takes up nothing.
    #[must_use]
    pub fn of(files: &[PathBuf], bound: usize) -> Self {
        let zero = Self { bound: bound as u64, ..Self::default() };
        files.iter().filter_map(|file| of_file(file)).fold(zero, |sum, (events, bytes)| Self {
            events: sum.events.saturating_add(events),
            bytes: sum.bytes.saturating_add(bytes),
            ..sum
        })
    }
}

/// How many events a file has, and how many bytes they take up.
fn of_file(path: &Path) -> Option<(u64, u64)> {
    let kind = source::kind(path).ok()?;
    let on_disk = fs::metadata(path).ok()?.len();
    let taken = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&taken);
    let told = move |bytes| {
        count.fetch_add(bytes, Ordering::Relaxed);
        true
    };
    let (mut text, packed) = source::text(path, told).ok()?;
    let mut sample = Vec::new();
    // What breaks off within the sample is told by whoever reads it all.
    let _ = (&mut text).take(SAMPLE).read_to_end(&mut sample);
    let all = text.fill_buf().is_ok_and(<[u8]>::is_empty);
    let trace = read(kind, &sample)?;
    let events = trace.imported().map_or(trace.len(), |imported| imported.count);
    let bytes = trace.imported().map_or(0, |imported| imported.count as usize * chrome::BYTES + imported.bytes()).max(trace.bytes());
    let times = match (all, packed) {
        (true, _) => 1.0,
        (false, false) => on_disk as f64 / sample.len().max(1) as f64,
        (false, true) => on_disk as f64 / taken.load(Ordering::Relaxed).max(1) as f64,
    };
    Some(((events as f64 * times) as u64, (bytes as f64 * times) as u64))
}

fn read(kind: Kind, sample: &[u8]) -> Option<Trace> {
    match kind {
        Kind::Log => Some(log::load(Reader::new(sample, "").ok()?, "", 0, sim::model, usize::MAX)),
        Kind::Chrome => chrome::read(sample, "", 0, Limits { bytes: usize::MAX }).ok(),
        Kind::Lesson | Kind::Scenario => None,
    }
}
