//! How [`Search`] looks for events: a packed block says by the forms of its events whether it has what is looked for, and by their tasks
//! whether it is that task's, at a fraction of what it costs to unpack them. It does not decide what fits.

use super::query::Happening;
use super::{Found, Lane, Progress, Search};
use crate::Trace;
use crate::log::pack::BLOCK;
use crate::log::segment::Stretch;
use loopscope_event::EventNo;

/// What it costs to look at the forms of a block, and at its tasks, in looks at events.
const FORMS: u64 = BLOCK as u64 / 8;
const TASKS: u64 = BLOCK as u64 / 2;

impl Search {
    pub(super) fn events(&mut self, trace: &Trace, happening: Happening, budget: u64) -> Progress {
        let mut left = budget;
        self.next = self.next.max(trace.first());
        while let Some((first, stretch)) = trace.stretch(self.next) {
            if left == 0 {
                return Progress::Working;
            }
            let end = first + stretch.len() as EventNo;
            let cost = match stretch {
                Stretch::Packed(block, forms) if !block.has_form(forms, |kind| happening.fits(kind)) => FORMS,
                Stretch::Packed(block, forms)
                    if self.query.task.is_some() && !block.has_task(forms, |kind| self.query.fits_event(kind)) =>
                {
                    FORMS + TASKS
                }
                _ => self.each_event(trace, end),
            };
            left = left.saturating_sub(cost);
            self.next = end;
        }
        Progress::UpToDate
    }

    /// Looks at each event up to `end`; answers at how many.
    fn each_event(&mut self, trace: &Trace, end: EventNo) -> u64 {
        for (event, found) in trace.events(self.next, end) {
            if self.query.fits_event(&found.kind) {
                let (at, task) = (found.at, found.kind.task());
                self.keep(Found { start: at, end: at, lane: Lane::Log, task, state: None, event });
            }
        }
        end - self.next
    }
}
