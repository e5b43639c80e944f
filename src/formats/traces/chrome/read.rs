//! Reading a Chrome trace: a list of events, or an object that has one, also where the end is missing.
//!
//! Text is looked at event by event and not kept, so that memory follows from what the trace holds. What stands before a fault stays.

use super::event::Fields;
use super::gather::Gather;
use super::lanes;
use super::odd::Odd;
use super::own::Own;
use super::scan::{Fault, Scan, object, value};
use loopscope_event::{Origin, RunId};
use loopscope_trace::imported::recorded::{Part, Recorded};
use loopscope_trace::{Foreign, Trace};
use std::io::Read;

/// So many events are read between two looks at the memory.
const LOOK: u32 = 4096;

/// How much of a trace is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// It may take up so many bytes; what comes later in the file is left out then, and [`Recorded::part`] says so.
    pub bytes: usize,
}

/// Reads a trace (not gzipped) as run number `run`; `file` is what the window calls it.
///
/// # Errors
/// When this is no trace at all: where, and what was expected. A fault later on ends the reading, and is told by [`Recorded::broken`].
pub fn read(from: impl Read, file: &str, run: RunId, limits: Limits) -> Result<Trace, String> {
    let mut reader = Reader { scan: Scan::new(from), gather: Gather::default(), limits, full: false };
    let broken = match reader.top() {
        Ok(()) => None,
        Err(fault) if reader.gather.events == 0 => return Err(said(&fault)),
        Err(fault) => Some(said(&fault)),
    };
    let Reader { mut gather, full, .. } = reader;
    let foreign: Foreign = lanes::foreign(&mut gather);
    let events = u64::from(gather.events);
    let recorded = Recorded {
        file: file.to_owned(),
        origin: Origin::Imported,
        model: gather.own.as_ref().map_or_else(String::new, |own| own.model.clone()),
        tolerated: gather.tolerated(),
        broken,
        part: full.then(|| Part { events, until: foreign.end() }),
        ..Recorded::default()
    };
    Ok(foreign.build(run, recorded))
}

fn said(Fault { byte, says }: &Fault) -> String {
    format!("byte {byte}: {says}")
}

struct Reader<R> {
    scan: Scan<R>,
    gather: Gather,
    limits: Limits,
    full: bool,
}

impl<R: Read> Reader<R> {
    fn top(&mut self) -> Result<(), Fault> {
        if self.scan.peek(&[])? == Some(0xef) {
            self.scan.more()?;
            if self.scan.here().starts_with("\u{feff}".as_bytes()) {
                self.scan.skip(3);
            }
        }
        match self.scan.peek(&[])? {
            Some(b'[') => {
                self.scan.skip(1);
                self.list()
            }
            Some(b'{') => {
                self.scan.skip(1);
                self.object()
            }
            Some(_) => Err(self.scan.fault("this is no trace of Chrome's format; expected [ or {\"traceEvents\":[")),
            None => Err(self.scan.fault("the file is empty; expected a trace, which begins with [ or {\"traceEvents\":[")),
        }
    }

    /// The keys of the object around the list, which may come in any order.
    fn object(&mut self) -> Result<(), Fault> {
        let mut events = false;
        loop {
            match self.scan.peek(b",")? {
                None if events => {
                    self.gather.odd(Odd::Cut, 1);
                    return Ok(());
                }
                None => return Err(self.scan.fault("the file ends before its key traceEvents")),
                Some(b'}') if events => return Ok(()),
                Some(b'}') => return Err(self.scan.fault("this is no trace of Chrome's format: it has no key traceEvents")),
                Some(b'"') => {}
                Some(_) => return Err(self.scan.fault("expected a key in quotes")),
            }
            let Some(key) = self.scan.whole(|text| value(text).map(|bytes| (text[1..bytes - 1].to_vec(), bytes)))? else {
                return Err(self.scan.fault("the file ends within a key"));
            };
            if self.scan.peek(&[])? != Some(b':') {
                return Err(self.scan.fault("expected a colon after a key"));
            }
            self.scan.skip(1);
            match (&key[..], self.scan.peek(&[])?) {
                (b"traceEvents", Some(b'[')) => {
                    self.scan.skip(1);
                    events = true;
                    self.list()?;
                    if self.full {
                        return Ok(());
                    }
                }
                (b"otherData", Some(b'{')) if !events => {
                    let own = self.scan.whole(|text| value(text).map(|bytes| (Own::of(&text[..bytes]), bytes)))?;
                    self.gather.own = own.flatten();
                }
                (_, Some(b',' | b'}' | b']' | b':')) => return Err(self.scan.fault("expected a value")),
                _ => {
                    if !self.scan.pass()? {
                        return Err(self.scan.fault("the file ends within a value"));
                    }
                }
            }
        }
    }

    /// The events up to the end of the list, or of the text: whoever was interrupted while writing leaves it open.
    fn list(&mut self) -> Result<(), Fault> {
        loop {
            match self.scan.peek(b",")? {
                None => return Ok(()),
                Some(b']') => {
                    self.scan.skip(1);
                    return Ok(());
                }
                Some(b'{') => {
                    let Self { scan, gather, .. } = self;
                    if scan.whole(|text| Fields::of(text).map(|(fields, bytes)| (gather.event(&fields), bytes)))?.is_none() {
                        self.gather.odd(Odd::Cut, 1);
                        return Ok(());
                    }
                    let events = self.gather.events;
                    if events == u32::MAX || events.is_multiple_of(LOOK) && self.gather.bytes() > self.limits.bytes {
                        self.full = true;
                        return Ok(());
                    }
                }
                Some(_) => {
                    let none = self.scan.whole(|text| value(text).map(|bytes| ((), bytes)))?;
                    self.gather.odd(Odd::NoEvent, 1);
                    if none.is_none() {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// Whether a text that begins like this could be a trace of Chrome's: a list of objects, or an object with a key that such a trace has.
#[must_use]
pub fn begins_like_one(start: &[u8]) -> bool {
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start();
    match text.first() {
        Some(b'[') => matches!(text[1..].trim_ascii_start().first(), None | Some(b'{' | b']')),
        Some(b'{') => {
            let mut found = false;
            // The text ends somewhere; what was seen until then counts.
            let _ = object(text, |key, _| found |= KEYS.contains(&key));
            found || text.windows(13).any(|window| window == b"\"traceEvents\"")
        }
        _ => false,
    }
}

/// What stands beside `traceEvents`.
const KEYS: [&[u8]; 6] = [b"traceEvents", b"displayTimeUnit", b"otherData", b"viztracer_metadata", b"systemTraceEvents", b"metadata"];
