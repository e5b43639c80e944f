//! A format that the program does not read: under the line `ticks`, a line for each burst with its beginning and end, ns.

use loopscope::event::{Event, Kind, Names, PackedNs, Piece, RunEnd, TaskId};
use loopscope::formats::traces::format::Of;
use loopscope::formats::traces::importers::{Confidence, Extent, ImportError, Imported, Importer, Request};
use loopscope::trace::Trace;
use loopscope::trace::imported::recorded::{Recorded, UNKNOWN};
use std::io::BufRead;

pub static IMPORTER: Importer = Importer {
    name: "ticks",
    title: "a list of ticks",
    begins: "whose first line is \"ticks\"",
    says: "bursts on one core",
    of: Of::Events,
    sniff: |start| if start.starts_with(b"ticks\n") { Confidence::Sure } else { Confidence::No },
    estimate: |sample, total, _| {
        let lines = sample.iter().filter(|byte| **byte == b'\n').count() as u64;
        Some(Extent { events: 4 * lines, bytes: 100 * lines }.scaled(sample.len(), total))
    },
    read,
};

fn read(from: &mut dyn BufRead, request: &Request<'_>) -> Result<Imported, ImportError> {
    let mut text = String::new();
    from.read_to_string(&mut text)?;
    let mut lines = text.lines();
    if lines.next() != Some("ticks") {
        return Err(ImportError::OtherFormat("the first line is not \"ticks\"".into()));
    }
    let mut kinds = Vec::new();
    for (number, line) in (0..).zip(lines) {
        let times = line.split_once(' ').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
        let Some((from, to)): Option<(u64, u64)> = times else {
            return Err(ImportError::Broken(format!("line {}: found {line:?}; expected two times", number + 2)));
        };
        let task = TaskId(number);
        kinds.push((from, Kind::JobArrived { job: task }));
        kinds.push((from, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(to - from) }));
        kinds.push((to, Kind::RunEnded { core: 0, task, why: RunEnd::Done }));
        kinds.push((to, Kind::JobDone { job: task }));
    }
    let events = (0..).zip(kinds).map(|(number, (at, kind))| Event::new(at, number, None, kind)).collect();
    let mut trace = Trace::new(request.run, &UNKNOWN, Default::default(), Names::default());
    trace.apply(&Piece { first: 0, events, changes: Vec::new() });
    let recorded = Recorded { file: request.file.into(), ..Recorded::default() };
    Ok(Imported { trace: trace.recorded_as(recorded), header: None })
}
