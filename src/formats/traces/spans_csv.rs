//! A row per span of the lanes, for spreadsheets and for other people's statistics.
//!
//! | column | |
//! |---|---|
//! | `group`, `lane` | whose lane it is and what that is called, as the timeline says: `CPU,core 1`, or `Tasks` and its row |
//! | `name` | what the span is called, or its task's letter |
//! | `state` | `running`, `io`, `lock`, … in the words of the Chrome traces that are written here |
//! | `start_ns`, `duration_ns` | when it began, and how long it lasted |
//! | `open` | `true` where it goes on at the end of what is known, up to which its duration counts |
//! | `details` | what more another program said of it |
//!
//! Lanes come one after another, and on each its spans in the order of time; those that reach beyond the stretch are whole,
//! and one that begins as the run ends has not lasted and has no row. A cell that has a
//! comma, a quote or a line break stands in quotes.

use super::format::{Recording, unwritten};
use super::viewer::Category;
use loopscope_trace::imported::foreign::Lane;
use loopscope_trace::{Span, Track};
use std::io::{self, Write};

/// The first line.
const HEAD: [&str; 8] = ["group", "lane", "name", "state", "start_ns", "duration_ns", "open", "details"];

/// Writes the spans of a recording's stretch.
///
/// # Errors
/// When the output does not take them.
pub fn write(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    let tracks = recording.trace.tracks();
    let table = &mut csv::Writer::from_writer(to);
    table.write_record(HEAD).map_err(unwritten)?;
    for (core, track) in tracks.cores.iter() {
        lane(recording, ("CPU", &format!("core {}", u32::from(core) + 1)), track, table)?;
    }
    let imported = recording.trace.imported();
    // A further lane of a thread has no name of its own, and is the thread's all the same.
    let mut named = &Lane::default();
    for (row, track) in tracks.rows.iter().enumerate() {
        let number = (row + 1).to_string();
        let (group, name) = match imported.filter(|imported| row >= imported.tasks).and_then(|imported| imported.lanes.get(row)) {
            Some(lane) => {
                if !lane.name.is_empty() || lane.group != named.group {
                    named = lane;
                }
                (&*named.group, &*named.name)
            }
            None => ("Tasks", &*number),
        };
        lane(recording, (group, name), track, table)?;
    }
    table.flush()
}

/// A table that is being written.
type Table<'a> = csv::Writer<&'a mut dyn Write>;

fn lane(recording: &Recording<'_>, (group, name): (&str, &str), track: &Track, table: &mut Table<'_>) -> io::Result<()> {
    let Recording { trace, from, to: until, .. } = *recording;
    let end = trace.end();
    let (mut starts, mut lengths) = (itoa::Buffer::new(), itoa::Buffer::new());
    for span in track.spans(from, until.saturating_add(1).min(end)) {
        let Span { start, end: ends, state, task, event } = span;
        let (open, length) = (if span.is_open() { "true" } else { "" }, ends.min(end).saturating_sub(start));
        let details = trace.imported().and_then(|imported| imported.details(event)).unwrap_or_default();
        let (called, state) = (trace.called(task), Category::State(state).word());
        let (start, length) = (starts.format(start), lengths.format(length));
        table.write_record([group, name, &*called, state, start, length, open, details]).map_err(unwritten)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traces::chrome;
    use crate::traces::format::header_of;

    fn written(text: &str, from: u64, to: u64) -> String {
        let trace = chrome::read(text.as_bytes(), "x", 0, chrome::Limits { bytes: usize::MAX }).unwrap();
        let header = header_of(&trace, "", None);
        let mut out = Vec::new();
        write(&Recording { from, to, ..Recording::whole(&trace, &header) }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_per_span_lane_after_lane() {
        let text = r#"[{"ph":"M","pid":1,"name":"process_name","args":{"name":"a, b"}},
            {"ph":"X","pid":1,"tid":1,"name":"outer","ts":0,"dur":9,"args":{"n":1}},{"ph":"X","pid":1,"tid":1,"cat":"io","name":"inner","ts":2,"dur":1},
            {"ph":"B","pid":2,"tid":7,"name":"on","ts":5}]"#;
        let rows = [
            "\"a, b\",thread 1,outer,running,0,9000,,\"{\"\"n\"\":1}\"",
            "\"a, b\",thread 1,inner,io,2000,1000,,",
            "process 2,thread 7,on,running,5000,4000,true,",
        ];
        let head = HEAD.join(",");
        assert_eq!(written(text, 0, u64::MAX), format!("{head}\n{}\n", rows.join("\n")));
        assert_eq!(written(text, 3_500, 4_000), format!("{head}\n{}\n", rows[0]));
    }
}
