//! A row per event, for spreadsheets and for other people's statistics.
//!
//! | column | |
//! |---|---|
//! | `number`, `at_ns`, `kind` | the event's place in its run's log, its instant, and what happened, in the words of the log |
//! | `task` | whom it is about: a job's number, `input-2`, `child-5`; `parent` likewise, of a task that was started |
//! | `thread`, `core`, `queue`, `request` | numbers; `victim` is the queue stolen from, `to` the process or worker assigned to |
//! | `device`, `lock`, `var` | by name |
//! | `line` | of the job's program |
//! | `what` | what a message says, what is waited for, why a burst ended, which button was pressed |
//! | `n` | how many messages, requests or tasks; the number of a frame or of a change |
//! | `value`, `stale` | of a shared variable |
//! | `burst_ns` … `steal_ns` | what is planned or paid |
//! | `cause` | the number of the event that enabled this one |
//!
//! A cell that an event says nothing about is empty. Where a mouse was, which letter was typed, what a note says and what a
//! slider changed stand in the log only.

use super::format::{Recording, unwritten};
use super::log::put::Put;
use loopscope_event::Names;
use loopscope_event::id::TIMER;
use std::io::{self, Write};

/// The columns after the first three.
const COLUMNS: &[&str] = &[
    "task",
    "parent",
    "thread",
    "core",
    "queue",
    "device",
    "request",
    "lock",
    "var",
    "line",
    "what",
    "n",
    "value",
    "stale",
    "burst_ns",
    "latency_ns",
    "switch_ns",
    "spawn_ns",
    "dispatch_ns",
    "steal_ns",
    "victim",
    "to",
    "cause",
];

/// Writes the events of a recording's stretch.
///
/// # Errors
/// When the output does not take them, or there are none.
pub fn write(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    recording.has_events()?;
    let mut table = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(to);
    table.write_record(["number", "at_ns", "kind"].iter().chain(COLUMNS)).map_err(unwritten)?;
    let mut row = Row { names: recording.trace.names(), kind: "", cells: vec![String::new(); COLUMNS.len()] };
    let (mut numbers, mut instants) = (itoa::Buffer::new(), itoa::Buffer::new());
    for (number, event) in recording.events() {
        row.clear();
        row.kind(&event.kind);
        if let Some(cause) = event.cause(number) {
            row.number("cause", cause);
        }
        let first = [numbers.format(number), instants.format(event.at), row.kind];
        table.write_record(first.into_iter().chain(row.cells.iter().map(String::as_str))).map_err(unwritten)?;
    }
    table.flush()
}

/// A row that is being filled.
struct Row<'a> {
    names: &'a Names,
    kind: &'static str,
    cells: Vec<String>,
}

impl Row<'_> {
    fn clear(&mut self) {
        self.cells.iter_mut().for_each(String::clear);
    }

    /// Puts a text into the cell that a field of the log stands in; what has no column is left out.
    fn cell(&mut self, key: &str, text: std::fmt::Arguments<'_>) {
        use std::fmt::Write as _;
        let column = match key {
            "job" | "input" | "child" => "task",
            "parent_input" | "parent_child" => "parent",
            "on" | "why" | "button" => "what",
            "in_flight" | "frame" | "change" => "n",
            "burst" => "burst_ns",
            "latency" => "latency_ns",
            "switch" => "switch_ns",
            "spawn" => "spawn_ns",
            "dispatch" => "dispatch_ns",
            "steal" => "steal_ns",
            key => key,
        };
        if let Some(cell) = COLUMNS.iter().position(|name| *name == column).and_then(|place| self.cells.get_mut(place)) {
            // A string takes everything.
            let _ = cell.write_fmt(text);
        }
    }
}

impl Put for Row<'_> {
    fn number(&mut self, key: &'static str, n: u64) {
        let place = usize::try_from(n).unwrap_or(usize::MAX);
        let name = match key {
            "device" if n == u64::from(TIMER) => Some("timer"),
            "device" => self.names.devices.get(place).map(String::as_str),
            "lock" => self.names.locks.get(place).map(String::as_str),
            "var" => self.names.vars.get(place).map(String::as_str),
            _ => None,
        };
        match (key, name) {
            (_, Some(name)) => self.cell(key, format_args!("{name}")),
            ("input" | "child", _) => self.cell(key, format_args!("{key}-{n}")),
            ("parent_input", _) => self.cell(key, format_args!("input-{n}")),
            ("parent_child", _) => self.cell(key, format_args!("child-{n}")),
            _ => self.cell(key, format_args!("{n}")),
        }
    }
    fn whole(&mut self, key: &'static str, n: i64) {
        self.cell(key, format_args!("{n}"));
    }
    fn text(&mut self, key: &'static str, word: &'static str) {
        if key == "k" {
            self.kind = word;
        } else {
            self.cell(key, format_args!("{word}"));
        }
    }
    fn truth(&mut self, key: &'static str, is: bool) {
        self.cell(key, format_args!("{is}"));
    }
}
