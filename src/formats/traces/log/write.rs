//! Writing a log, line by line, as fast as the disk takes it.

use super::{Header, Mark, put::Put};
use crate::io::output::Output;
use crate::traces::format::Recording;
use loopscope_event::{Change, Event, EventNo, Kind, Names, Ns};
use serde::Serialize;
use std::{
    io::{self, Write},
    path::Path,
};

/// How many bytes are gathered before they are handed on.
const GATHER: usize = 64 << 10;

/// Writes one run's log. Every event takes the next number.
pub struct Writer<W> {
    to: W,
    text: Vec<u8>,
    next: EventNo,
    marks: Vec<Mark>,
}

/// Begins the file and writes the header; gzipped if the name ends in `.gz`. It takes its place once it is kept.
///
/// # Errors
/// When the file cannot be made or written.
pub fn create(path: &Path, header: &Header) -> io::Result<Writer<Output>> {
    Writer::new(Output::new(path)?, header)
}

/// Writes the log of a recording, from the first event up to the end of its stretch: an event's number is its place, and
/// causes are told by it, so that a log cannot begin later.
///
/// # Errors
/// When the output does not take it, or the beginning was let go.
pub fn write(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    recording.has_beginning()?;
    let Recording { header, marks, trace, .. } = recording;
    let cut = (recording.range().1 < trace.len()).then_some(recording.to);
    let mut writer = Writer::new(to, &Header { until: cut.or(header.until), ..Header::clone(header) })?;
    writer.set_marks(marks.to_vec());
    for (_, event) in recording.events_from(0) {
        writer.event(&event, trace.changes())?;
        writer.hand_on(GATHER)?;
    }
    writer.finish().map(drop)
}

impl<W: Write> Writer<W> {
    /// Begins a log with its header.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn new(to: W, header: &Header) -> io::Result<Self> {
        #[derive(Serialize)]
        struct Line<'a> {
            loopscope: u32,
            #[serde(flatten)]
            header: HeaderLine<'a>,
        }
        let mut text = serde_json::to_vec(&Line { loopscope: 1, header: HeaderLine::of(header) })?;
        text.push(b'\n');
        let mut writer = Self { to, text, next: 0, marks: Vec::new() };
        writer.hand_on(0)?;
        Ok(writer)
    }

    /// What the numbers of marks stand for.
    pub fn set_marks(&mut self, marks: Vec<Mark>) {
        self.marks = marks;
    }

    /// Writes further events; `changes` are those that they name.
    ///
    /// # Errors
    /// When the output does not take them.
    pub fn events(&mut self, events: &[Event], changes: &[Change]) -> io::Result<()> {
        for event in events {
            self.event(event, changes)?;
            self.hand_on(GATHER)?;
        }
        Ok(())
    }

    /// Hands everything on and gives the output back.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn finish(mut self) -> io::Result<W> {
        self.hand_on(0)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn hand_on(&mut self, at_least: usize) -> io::Result<()> {
        if self.text.len() > at_least {
            self.to.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, changes: &[Change]) -> io::Result<()> {
        let number = self.next;
        self.next += 1;
        if let Kind::Mark { mark } = event.kind
            && let Some(Mark::Line(line)) = self.marks.get(mark as usize)
        {
            self.text.extend_from_slice(line.as_bytes());
            self.text.push(b'\n');
            return Ok(());
        }
        let mut line = Line(&mut self.text);
        line.0.extend_from_slice(b"{\"t\":");
        line.digits(event.at);
        line.kind(&event.kind);
        match event.kind {
            Kind::ScenarioChanged { change } => {
                if let Some(change) = changes.iter().find(|c| c.number == change) {
                    line.num("first_job", u64::from(change.first_job));
                    line.json("scenario", &*change.scenario)?;
                }
            }
            Kind::Mark { mark } => {
                if let Some(Mark::Text(text)) = self.marks.get(mark as usize) {
                    line.json("text", text)?;
                }
            }
            _ => {}
        }
        if let Some(cause) = event.cause(number) {
            line.num("cause", cause);
        }
        self.text.extend_from_slice(b"}\n");
        Ok(())
    }
}

#[derive(Serialize)]
struct HeaderLine<'a> {
    model: &'a str,
    origin: super::Origin,
    clock: super::Clock,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    workload_hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a loopscope_event::Scenario>,
    names: NamesEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cores: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Ns>,
}

#[derive(Serialize)]
struct NamesEntry<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    device: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lock: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    var: &'a [String],
}

impl<'a> HeaderLine<'a> {
    fn of(header: &'a Header) -> Self {
        let Header { model, origin, clock, workload_hash, scenario, names: Names { devices, locks, vars }, cores, until } = header;
        Self {
            model,
            origin: *origin,
            clock: *clock,
            unit: "ns",
            workload_hash: workload_hash.as_deref(),
            scenario: scenario.as_deref(),
            names: NamesEntry { device: devices, lock: locks, var: vars },
            cores: *cores,
            until: *until,
        }
    }
}

/// A line that is being written.
struct Line<'a>(&'a mut Vec<u8>);

impl Line<'_> {
    fn digits(&mut self, n: u64) {
        self.0.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
    }
    fn key(&mut self, key: &str) {
        self.0.extend_from_slice(b",\"");
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }
    fn json(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        self.key(key);
        Ok(serde_json::to_writer(&mut *self.0, value)?)
    }
}

impl Put for Line<'_> {
    fn number(&mut self, key: &'static str, n: u64) {
        self.key(key);
        self.digits(n);
    }
    fn whole(&mut self, key: &'static str, n: i64) {
        self.key(key);
        if n < 0 {
            self.0.push(b'-');
        }
        self.digits(n.unsigned_abs());
    }
    fn text(&mut self, key: &'static str, word: &'static str) {
        self.key(key);
        self.0.push(b'"');
        self.0.extend_from_slice(word.as_bytes());
        self.0.push(b'"');
    }
    fn truth(&mut self, key: &'static str, is: bool) {
        self.key(key);
        self.0.extend_from_slice(if is { b"true" } else { b"false" });
    }
}
