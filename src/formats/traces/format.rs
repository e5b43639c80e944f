//! THE FORMATS that a recorded run can be taken elsewhere in: one line each, and everybody reads this list, the menu, the
//! command line, the documentation and the tests.
//!
//! A format that is written is a function of a [`Recording`] that lives in its own file here. A picture is painted from panels,
//! which this room knows nothing of: its line says only that it is one, and the room `picture` paints it.
//!
//! It does *not* decide where what is written goes (that is [`output`](crate::io::output)) nor which run is meant.

use super::{
    chrome, events_csv, jobs_csv,
    log::{self, Clock, Header, Mark, Origin},
    perfetto, spans_csv,
};
use loopscope_event::{Ending, Event, EventNo, Ns};
use loopscope_trace::Trace;
use std::{
    io::{self, Write},
    path::Path,
};

/// A format.
#[derive(Debug)]
pub struct Format {
    /// On the command line: `--as log`.
    pub name: &'static str,
    /// How files of it end, in small letters, without the point; the first is the usual one. All but pictures may have `.gz` after it.
    pub endings: &'static [&'static str],
    /// The key of its name in the window's words.
    pub title: &'static str,
    /// What it is, in a line of the command line's help.
    pub says: &'static str,
    /// Which part of a run it can hold.
    pub span: Span,
    /// What of a run it is made of.
    pub of: Of,
    /// How it is made.
    pub make: Make,
}

/// Which part of a run a format can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    /// From the first event on: its end can be chosen.
    Beginning,
    /// Any stretch of time.
    Stretch,
    /// One instant.
    Instant,
}

/// What of a run a format is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Its events: an imported trace has none of ours.
    Events,
    /// What is drawn over time, which every run has.
    Lanes,
}

/// How a recording is written down.
pub type Written = fn(&Recording<'_>, &mut dyn Write) -> io::Result<()>;

/// How a format is made.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// As text, from the recording alone.
    Text(Written),
    /// As bytes that no person reads, from the recording alone.
    Binary(Written),
    /// As pixels or lines, from what the panels show.
    Picture(Picture),
}

/// A kind of picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Picture {
    /// Pixels.
    Png,
    /// Lines and letters.
    Svg,
    /// Pixels that move.
    Gif,
}

/// Every format, in the order in which they are offered.
pub static FORMATS: &[Format] = &[
    Format {
        name: "log",
        endings: &["ndjson", "jsonl", "log"],
        title: "export.log",
        says: "every event, a line of JSON each: opens here again",
        span: Span::Beginning,
        of: Of::Events,
        make: Make::Text(log::write),
    },
    Format {
        name: "chrome",
        endings: &["json", "trace"],
        title: "export.chrome",
        says: "a trace that Perfetto's viewer and chrome://tracing open",
        span: Span::Stretch,
        of: Of::Lanes,
        make: Make::Text(chrome::export),
    },
    Format {
        name: "perfetto",
        endings: &["pftrace", "perfetto-trace"],
        title: "export.perfetto",
        says: "a trace in Perfetto's own format, whose viewer shows its tracks in our order",
        span: Span::Stretch,
        of: Of::Lanes,
        make: Make::Binary(perfetto::export),
    },
    Format {
        name: "jobs-csv",
        endings: &["csv", "jobs.csv"],
        title: "export.jobs_csv",
        says: "a row per job that was done in the stretch",
        span: Span::Stretch,
        of: Of::Events,
        make: Make::Text(jobs_csv::write),
    },
    Format {
        name: "events-csv",
        endings: &["events.csv"],
        title: "export.events_csv",
        says: "a row per event of the stretch",
        span: Span::Stretch,
        of: Of::Events,
        make: Make::Text(events_csv::write),
    },
    Format {
        name: "spans-csv",
        endings: &["spans.csv"],
        title: "export.spans_csv",
        says: "a row per span of the lanes in the stretch",
        span: Span::Stretch,
        of: Of::Lanes,
        make: Make::Text(spans_csv::write),
    },
    Format {
        name: "png",
        endings: &["png"],
        title: "export.png",
        says: "a still picture, as pixels for print",
        span: Span::Instant,
        of: Of::Lanes,
        make: Make::Picture(Picture::Png),
    },
    Format {
        name: "svg",
        endings: &["svg"],
        title: "export.svg",
        says: "a still picture, as lines: sharp at any size",
        span: Span::Instant,
        of: Of::Lanes,
        make: Make::Picture(Picture::Svg),
    },
    Format {
        name: "gif",
        endings: &["gif"],
        title: "export.gif",
        says: "a film of the stretch",
        span: Span::Stretch,
        of: Of::Lanes,
        make: Make::Picture(Picture::Gif),
    },
];

/// A run that is recorded, and which stretch of it is wanted.
#[derive(Clone, Copy)]
pub struct Recording<'a> {
    /// What happened. Its beginning may have been let go.
    pub trace: &'a Trace,
    /// What stands above its log.
    pub header: &'a Header,
    /// What the numbers of marks in it stand for.
    pub marks: &'a [Mark],
    /// The first instant that is wanted, ns.
    pub from: Ns,
    /// The last instant that is wanted, with all that happens in it, ns.
    pub to: Ns,
}

impl<'a> Recording<'a> {
    /// All of a run.
    #[must_use]
    pub const fn whole(trace: &'a Trace, header: &'a Header) -> Self {
        Self { trace, header, marks: &[], from: 0, to: Ns::MAX }
    }

    /// The places of the first event that is wanted and of the first after them.
    #[must_use]
    pub fn range(&self) -> (EventNo, EventNo) {
        let from = self.from.checked_sub(1).map_or_else(|| self.trace.first(), |before| self.trace.count_until(before));
        (from, self.trace.count_until(self.to).max(from))
    }

    /// The events that are wanted, with their places.
    pub fn events(&self) -> impl Iterator<Item = (EventNo, Event)> {
        self.events_from(self.range().0)
    }

    /// The events from this place on up to the end of the stretch.
    pub fn events_from(&self, from: EventNo) -> impl Iterator<Item = (EventNo, Event)> {
        self.trace.events(from, self.range().1)
    }

    /// For what is made of events.
    ///
    /// # Errors
    /// It is another program's trace, which has lanes and no events of ours.
    pub fn has_events(&self) -> io::Result<()> {
        match self.trace.imported() {
            None => Ok(()),
            Some(_) => Err(io::Error::other(
                "an imported trace has lanes and no events; take a chrome or a perfetto trace, a spans-csv or a picture of it",
            )),
        }
    }

    /// For what needs the run from its first event on.
    ///
    /// # Errors
    /// Its beginning was let go, or it has no events.
    pub fn has_beginning(&self) -> io::Result<()> {
        self.has_events()?;
        match self.trace.first() {
            0 => Ok(()),
            gone => Err(io::Error::other(format!("the first {gone} events of this run are no longer in memory"))),
        }
    }
}

/// The header of a run's log: of a live one, which may not have ended, or of one that was read from a file.
#[must_use]
pub fn header_of(trace: &Trace, workload_hash: &str, ending: Option<&Ending>) -> Header {
    let scenario = trace.scenario_at(0).clone();
    let own = Header {
        model: trace.model().name.to_owned(),
        workload_hash: (!workload_hash.is_empty()).then(|| workload_hash.to_owned()),
        names: trace.names().clone(),
        cores: Some(scenario.machine.cores),
        until: ending.is_none().then(|| trace.end()),
        scenario: Some(scenario),
        ..Header::default()
    };
    match trace.recorded() {
        None => own,
        Some(recorded) => Header {
            model: recorded.model.clone(),
            origin: recorded.origin,
            clock: if recorded.origin == Origin::Simulated { Clock::Virtual } else { Clock::Monotonic },
            workload_hash: recorded.workload_hash.clone(),
            until: recorded.until.or_else(|| (recorded.broken.is_some() || recorded.part.is_some()).then(|| trace.end())),
            scenario: own.scenario.filter(|_| recorded.scenario),
            ..own
        },
    }
}

/// The fault of the output that a table is written to, as the output said it.
pub(super) fn unwritten(fault: csv::Error) -> io::Error {
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => fault,
        other => io::Error::other(format!("the table cannot be written: {other:?}")),
    }
}

/// The format of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The format that a file's ending says: the longest one that fits.
#[must_use]
pub fn of_path(path: &Path) -> Option<&'static Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let fits = |format: &'static Format| {
        let name = if !format.is_picture() { name.strip_suffix(".gz").unwrap_or(&name) } else { &name };
        let ends = |ending: &&&str| name.strip_suffix(**ending).is_some_and(|stem| stem.ends_with('.'));
        Some((format.endings.iter().filter(ends).map(|ending| ending.len()).max()?, format))
    };
    FORMATS.iter().filter_map(fits).max_by_key(|(length, _)| *length).map(|(_, format)| format)
}

impl Format {
    /// True if it is text: for people, and for a terminal.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.make, Make::Text(_))
    }
    /// True if it is painted, and shows what stands beside a run as well.
    #[must_use]
    pub const fn is_picture(&self) -> bool {
        matches!(self.make, Make::Picture(_))
    }
    /// How a file of it usually ends: `"ndjson"`.
    #[must_use]
    pub fn ending(&self) -> &'static str {
        self.endings.first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_that_fits_says_the_format() {
        for (path, name) in [
            ("a.ndjson", Some("log")),
            ("A.NDJSON.GZ", Some("log")),
            ("/x.y/b.csv", Some("jobs-csv")),
            ("b.jobs.csv.gz", Some("jobs-csv")),
            ("b.pftrace.gz", Some("perfetto")),
            ("b.perfetto-trace", Some("perfetto")),
            ("b.png.gz", None),
            ("b.events.csv", Some("events-csv")),
            ("events.csv", Some("jobs-csv")),
            ("b.txt", None),
            ("csv", None),
            ("b.gz", None),
        ] {
            assert_eq!(of_path(Path::new(path)).map(|format| format.name), name, "{path}");
        }
    }

    #[test]
    fn names_and_endings_are_unique() {
        let mut all: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        all.extend(FORMATS.iter().flat_map(|format| format.endings));
        let unique: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(unique.len() + FORMATS.iter().filter(|format| format.endings.contains(&format.name)).count(), all.len());
        assert!(FORMATS.iter().all(|format| !format.endings.is_empty() && std::ptr::eq(named(format.name).unwrap(), format)));
    }
}
