//! The numbers of a selected range of time, for every run, computed a slice at a time and cached until the range or a
//! log changes.

use loopscope_event::{EventNo, Ns, RunId};
use loopscope_trace::{Histogram, Range, RangeFold, Report, Trace};

/// Events read per frame, over all runs: a few milliseconds.
const BUDGET: u64 = 400_000;
/// The number of classes of a histogram.
const CLASSES: usize = 26;

/// One run's numbers.
struct Counted {
    run: RunId,
    range: Range,
    fold: RangeFold,
    /// The number of events and the instant up to which the report was made.
    seen: Option<(EventNo, Ns)>,
    report: Option<Report>,
    complete: bool,
}

/// All runs' numbers.
#[derive(Default)]
pub(super) struct Stretch {
    runs: Vec<Counted>,
    histograms: Vec<Histogram>,
}

impl Stretch {
    /// Drops everything cached.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Reads further. Returns true if there is more to read. Numbers are made anew where events were found, and then
    /// all runs' histograms, since they share an axis.
    pub(super) fn look(&mut self, traces: &[Trace], range: Range) -> bool {
        self.runs.truncate(traces.len());
        let budget = BUDGET / traces.len().max(1) as u64;
        let (mut more, mut changed) = (false, self.histograms.len() != traces.len());
        for (i, trace) in traces.iter().enumerate() {
            if self.runs.get(i).is_none_or(|counted| (counted.run, counted.range) != (trace.run(), range)) {
                let fold = RangeFold::new(trace, range);
                let counted = Counted { run: trace.run(), range, fold, seen: None, report: None, complete: false };
                self.runs.truncate(i);
                self.runs.push(counted);
            }
            let Some(counted) = self.runs.get_mut(i) else { continue };
            counted.complete = counted.fold.step(trace, budget);
            more |= !counted.complete;
            let seen = (counted.fold.seen(), trace.end().min(range.to));
            if counted.complete && counted.seen != Some(seen) {
                counted.report = Some(counted.fold.report(trace));
                counted.seen = Some(seen);
                changed = true;
            }
        }
        if changed {
            self.draw_up();
        }
        more
    }

    fn draw_up(&mut self) {
        let all: Vec<&[Ns]> = self.runs.iter_mut().map(|counted| counted.fold.latencies()).collect();
        let least = all.iter().filter_map(|sorted| sorted.first().copied()).min().unwrap_or_default();
        let most = all.iter().filter_map(|sorted| sorted.last().copied()).max().unwrap_or_default();
        self.histograms = all.into_iter().map(|sorted| Histogram::of(sorted, (least, most), CLASSES)).collect();
    }

    /// The numbers of a run; `None` while they are being computed.
    pub(super) fn report(&self, i: usize) -> Option<&Report> {
        self.runs.get(i)?.report.as_ref()
    }
    /// The distribution of a run's latencies.
    pub(super) fn histogram(&self, i: usize) -> Option<&Histogram> {
        self.histograms.get(i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::tests::bursts;

    #[test]
    fn numbers_are_made_once_and_again_when_the_stretch_is_another() {
        let traces = [bursts((0..100).map(|i| (i, u64::from(i) * 100, u64::from(i) * 100 + 50)), 10_000), bursts([(0, 0, 900)], 10_000)];
        let mut stretch = Stretch::default();
        let range = Range { from: 1000, to: 2000 };
        assert!(!stretch.look(&traces, range));
        assert_eq!(stretch.report(0).map(|report| report.jobs), Some(10));
        assert_eq!(stretch.report(1).map(|report| report.jobs), Some(0));
        let spread = stretch.histogram(0).unwrap();
        assert_eq!((spread.least, spread.most, spread.counts.iter().sum::<usize>()), (50, 50, 10));
        let seen = stretch.runs[0].seen;
        stretch.look(&traces, range);
        assert_eq!(stretch.runs[0].seen, seen);
        stretch.look(&traces, Range { from: 0, to: 2000 });
        assert_eq!(stretch.report(0).map(|report| report.jobs), Some(20));
        assert_eq!(stretch.report(1).map(|report| (report.jobs, report.latency.max)), Some((1, 900)));
    }
}
