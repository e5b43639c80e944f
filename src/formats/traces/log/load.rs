//! A log as a [`Trace`], to be looked at: its events as they stand there, and whatever was put up with counted.

use super::{Header, Reader};
use loopscope_event::{EventNo, ModelInfo, Ns, Piece, RunId};
use loopscope_trace::Trace;
use loopscope_trace::imported::recorded::{Part, Recorded, UNKNOWN};
use std::{io::BufRead, sync::Arc};

/// So many events are taken in at a time.
const PIECE: usize = 4096;
/// And so many such pieces between two looks at the memory.
const LOOK: u64 = 4;

/// Reads what is left of a log as run number `run`, until it ends, breaks off, or takes up more than `bytes`.
///
/// `model` finds a model by its name; a log of one that is not known is drawn with a queue, cores and a place to wait.
pub fn load<R: BufRead>(
    mut reader: Reader<R>,
    file: &str,
    run: RunId,
    model: impl Fn(&str) -> Option<&'static ModelInfo>,
    bytes: usize,
) -> Trace {
    let Header { model: name, origin, scenario, cores, workload_hash, until, .. } = reader.header().clone();
    let has_scenario = scenario.is_some();
    let mut scenario = scenario.unwrap_or_default();
    if let (false, Some(cores)) = (has_scenario, cores) {
        // Cores that idle from beginning to end are cores, too.
        Arc::make_mut(&mut scenario).machine.cores = cores.clamp(1, 64);
    }
    let mut trace = Trace::new(run, model(&name).unwrap_or(&UNKNOWN), scenario, reader.header().names.clone());
    let mut recorded =
        Recorded { file: file.to_owned(), origin, model: name, workload_hash, scenario: has_scenario, until, ..Recorded::default() };
    let (mut first, mut noted, mut pieces, mut back): (EventNo, usize, u64, Back) = (0, 0, 0, Back::default());
    loop {
        let mut events = Vec::with_capacity(PIECE);
        while events.len() < PIECE {
            match reader.next() {
                Some(Ok(event)) => {
                    back.see(event.at);
                    events.push(event);
                }
                Some(Err(fault)) => {
                    let line = fault.line.map_or_else(String::new, |line| format!("line {line}: "));
                    recorded.broken = Some(format!("{line}{}", fault.says));
                    break;
                }
                None => break,
            }
        }
        let count = events.len();
        let changes = reader.changes()[noted..].to_vec();
        noted += changes.len();
        trace.apply(&Piece { first, events, changes });
        first += count as EventNo;
        if count < PIECE {
            break;
        }
        pieces += 1;
        if pieces.is_multiple_of(LOOK) && trace.bytes() > bytes {
            recorded.part = Some(Part { events: first, until: trace.end() });
            break;
        }
    }
    trace.set_names(reader.header().names.clone());
    recorded.marks = reader.marks().to_vec();
    let odd = [("odd.unknown", reader.unknown()), ("odd.earlier", back.count)];
    recorded.tolerated = odd.into_iter().filter(|(_, n)| *n > 0).collect();
    trace.recorded_as(recorded)
}

/// Events that are earlier than the latest before them: time stands still there.
#[derive(Default)]
struct Back {
    latest: Ns,
    count: u64,
}

impl Back {
    fn see(&mut self, at: Ns) {
        self.count += u64::from(at < self.latest);
        self.latest = self.latest.max(at);
    }
}
