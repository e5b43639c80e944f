//! [`Names`]: spans by what they are called, where another program recorded them.
//!
//! A name is asked for by parts of it, in any case; each name is looked at once, when the first span comes that is called so. It does *not*
//! read what people write (that is [`query`](super::query)).

use super::Search;
use super::query::Asked;
use crate::Trace;
use loopscope_event::TaskId;

/// The names that are looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// All of these are parts of such a name, in small letters; none: any name will do.
    parts: Vec<String>,
    /// Which of the trace's names do; `None`: not looked at yet.
    fit: Vec<Option<bool>>,
}

impl Names {
    /// Any name will do.
    pub(super) const ANY: Self = Self { parts: Vec::new(), fit: Vec::new() };

    /// Whether a span of this task is called so.
    pub(super) fn fit(&mut self, trace: &Trace, task: TaskId) -> bool {
        let Self { parts, fit } = self;
        if parts.is_empty() {
            return true;
        }
        let names = trace.imported().map_or(&[][..], |imported| &imported.spans);
        let Some(name) = names.get(task.0 as usize) else { return false };
        fit.resize(names.len(), None);
        *fit[task.0 as usize].get_or_insert_with(|| {
            let name = name.to_lowercase();
            parts.iter().all(|part| name.contains(part))
        })
    }
}

impl Search {
    /// A search at its beginning, for spans that are called somehow as well.
    #[must_use]
    pub fn of(Asked { query, names }: Asked) -> Self {
        Self { names: Names { parts: names, fit: Vec::new() }, ..Self::new(query) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Progress;
    use super::super::query::Called;
    use super::*;
    use crate::imported::foreign::Place;
    use crate::{Foreign, Recorded, Span, SpanState};

    /// Spans of 10 ns, each after 10 ns of nothing, with these names by turns.
    fn trace(names: &[&str], many: u64) -> Trace {
        let mut foreign = Foreign::default();
        foreign.lane(Default::default());
        for i in 0..many {
            let task = TaskId((i % names.len() as u64) as u32);
            let state = if i % 2 == 0 { SpanState::Running } else { SpanState::Io };
            foreign.span(Place::Row(0), &Span { start: i * 20, end: i * 20 + 10 + i % 3, state, task, event: i });
        }
        foreign.names(names.iter().map(|name| (*name).into()).collect());
        foreign.build(1, Recorded::default())
    }

    fn found(trace: &Trace, text: &str) -> Vec<u64> {
        let mut search = Search::of(Asked::read(text, Called::ByName).unwrap());
        while search.step(trace, 7) == Progress::Working {}
        search.found().iter().map(|found| found.event).collect()
    }

    #[test]
    fn names_are_found_by_their_parts_in_any_case() {
        let trace = trace(&["RunTask", "io: Read file", "ÄÖ \"quoted\"", "task"], 8);
        assert_eq!(found(&trace, "task"), [0, 3, 4, 7]);
        assert_eq!(found(&trace, "RUN task"), [0, 4]);
        assert_eq!(found(&trace, "\"read file\""), [1, 5]);
        assert_eq!(found(&trace, "\"file read\""), [0_u64; 0]);
        assert_eq!(found(&trace, "äö"), [2, 6]);
        assert_eq!(found(&trace, "io task"), [3, 7], "a kind is one, and not a part of the name");
        assert_eq!(found(&trace, "\"io\""), [1, 5]);
    }

    #[test]
    fn names_go_with_lengths_and_with_the_longest() {
        let trace = trace(&["a1", "b"], 6);
        assert_eq!(found(&trace, "a1 over 11ns"), [2]);
        assert_eq!(found(&trace, "a1 under 11ns"), [0]);
        assert_eq!(found(&trace, "longest a1"), [2, 4, 0]);
        assert_eq!(found(&trace, "longest"), [2, 5, 1, 4, 0, 3]);
    }

    #[test]
    fn a_budget_is_kept_with_names_as_well() {
        let names: Vec<String> = (0..40_000).map(|n| format!("name {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let trace = trace(&names, 40_000);
        let mut search = Search::of(Asked::read("\"name 39999\"", Called::ByName).unwrap());
        let mut slices = 0;
        while search.found().is_empty() {
            search.step(&trace, 1000);
            slices += 1;
        }
        assert!(slices > 4, "{slices} slices for 40 000 names");
    }
}
