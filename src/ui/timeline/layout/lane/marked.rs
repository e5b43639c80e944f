//! What is outlined on a lane: a task's spans, or one span. A part of [`lane`](mod@super). Pure.

use super::{Band, Ink, Pen, Quad, across};
use loopscope_event::{EventNo, RunId, TaskId};
use loopscope_trace::{Imported, Span, Trace};

/// What is outlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marked {
    /// All spans of a task, in every run.
    Task(TaskId),
    /// One span of a run, by the event that began it: another program's belongs to no task.
    Span(RunId, EventNo),
}

impl Marked {
    /// Whether a trace may have it.
    #[must_use]
    pub fn is_in(self, trace: &Trace) -> bool {
        match self {
            Self::Task(_) => trace.imported().is_none_or(Imported::is_ours),
            Self::Span(run, _) => trace.run() == run,
        }
    }
    fn is(self, span: &Span) -> bool {
        match self {
            Self::Task(task) => span.task == task,
            Self::Span(_, event) => span.event == event,
        }
    }
}

impl Pen<'_, '_> {
    /// With what a span is outlined, if it is.
    fn marked(&self, span: &Span) -> Option<(Marked, Ink)> {
        let inks = [Ink::Selected, Ink::Hovered];
        let mut all = self.frame.marked.iter().zip(inks).filter_map(|(marked, ink)| Some(((*marked)?, ink)));
        all.find(|(marked, _)| marked.is(span))
    }

    /// A task's spans: lines above and below.
    pub(super) fn mark(&mut self, span: &Span, x0: i32, x1: i32) {
        let Some((Marked::Task(_), ink)) = self.marked(span) else { return };
        let thick = (1.5 * self.frame.scale).round() as i32;
        let Band { y0, y1 } = self.band;
        self.out.front.push(Quad { x0, x1, y0: y0 - 1, y1: y0 - 1 + thick, ink });
        self.out.front.push(Quad { x0, x1, y0: y1 + 1 - thick, y1: y1 + 1, ink });
    }

    /// One span: a line all around it, however narrow it is.
    pub(super) fn mark_alone(&mut self, span: &Span) {
        let Some((Marked::Span(..), ink)) = self.marked(span) else { return };
        let Some((x0, x1)) = across(span.start, span.end, self.frame) else { return };
        let thick = (1.5 * self.frame.scale).round() as i32;
        let (x0, x1, y0, y1) = (x0 - 1, x1 + 1, self.band.y0 - 1, self.band.y1 + 1);
        self.out.front.extend([
            Quad { x0, x1, y0, y1: y0 + thick, ink },
            Quad { x0, x1, y0: y1 - thick, y1, ink },
            Quad { x0, x1: x0 + thick, y0, y1, ink },
            Quad { x0: x1 - thick, x1, y0, y1, ink },
        ]);
    }
}
