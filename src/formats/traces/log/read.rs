//! Reading a log: a line at a time, bounded in memory, and keeping what came before a broken line.

use super::{
    Clock, Header, Log, LogError, Mark, Origin,
    fields::{Fields, Wrong, small},
};
use crate::io::source::said;
use flate2::read::MultiGzDecoder;
use loopscope_event::{Change, Event, EventNo, Kind, Names, Ns, Scenario, TaskId, What, time};
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::Arc,
};

/// The longest line; a scenario stands in one.
const LONGEST_LINE: u64 = 32 << 20;
/// The most text, unpacked, that a log may have.
const MOST_TEXT: u64 = 64 << 30;
/// The most text that is kept beside the events: marks, lines of kinds that we do not know, scenarios.
const MOST_KEPT: u64 = 256 << 20;
/// The most blank lines in a row.
const MOST_BLANK: u32 = 1 << 20;
/// The most messages that are remembered until they are taken.
const MOST_POSTED: usize = 16 << 20;
/// The most events that [`read`] keeps in memory; a [`Reader`] has no such bound.
const MOST_EVENTS: usize = 64 << 20;

/// Reads a log's events one by one. It ends after the first error.
pub struct Reader<R> {
    from: R,
    file: String,
    buffer: Vec<u8>,
    /// The line that was read last, from 1.
    line: u64,
    /// How much text there may still be, and how much of it may be kept beside the events.
    left: u64,
    room: u64,
    header: Header,
    next: EventNo,
    last: Ns,
    changes: Vec<Change>,
    marks: Vec<Mark>,
    unknown: u64,
    /// What was posted for a task and not yet taken: a foreign log need not say it twice.
    posted: HashMap<(u16, TaskId), What>,
    ended: bool,
}

/// A log in a file, plain or gzipped (told by its content).
pub type FileReader = Reader<Box<dyn BufRead>>;

/// Opens a log.
///
/// # Errors
/// When the file cannot be read or does not begin with a log's header.
pub fn open(path: &Path) -> Result<FileReader, LogError> {
    let name = path.display().to_string();
    let fault = |fault: io::Error| LogError { file: name.clone(), line: None, says: said(&fault), invariant: None };
    let mut plain = BufReader::with_capacity(1 << 16, File::open(path).map_err(fault)?);
    let gzipped = plain.fill_buf().map_err(fault)?.starts_with(&[0x1f, 0x8b]);
    let from: Box<dyn BufRead> =
        if gzipped { Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain))) } else { Box::new(plain) };
    Reader::new(from, &name)
}

/// Reads a whole log into memory; where it breaks off, [`Log::broken`] says why.
///
/// # Errors
/// When the file cannot be read or does not begin with a log's header.
pub fn read(path: &Path) -> Result<Log, LogError> {
    let mut reader = open(path)?;
    let (mut events, mut broken) = (Vec::new(), None);
    while let Some(next) = reader.next() {
        match next {
            Ok(event) if events.len() < MOST_EVENTS => events.push(event),
            Ok(_) => {
                broken = Some(reader.fault(format!("more than the {MOST_EVENTS} events that fit in memory")));
                break;
            }
            Err(fault) => broken = Some(fault),
        }
    }
    let Reader { header, changes, marks, unknown, .. } = reader;
    Ok(Log { header, events, changes, marks, unknown, broken })
}

impl<R: BufRead> Reader<R> {
    /// Reads the header; `file` is what errors call the log.
    ///
    /// # Errors
    /// When the first line is no header of a log that this version reads.
    pub fn new(from: R, file: &str) -> Result<Self, LogError> {
        let mut reader = Self {
            from,
            file: file.to_owned(),
            buffer: Vec::new(),
            line: 0,
            left: MOST_TEXT,
            room: MOST_KEPT,
            header: Header::default(),
            next: 0,
            last: 0,
            changes: Vec::new(),
            marks: Vec::new(),
            unknown: 0,
            posted: HashMap::new(),
            ended: false,
        };
        if !reader.fill()? {
            return Err(reader.fault("the file is empty; expected a log, whose first line is {\"loopscope\":1,…}".into()));
        }
        let text = reader.buffer.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&reader.buffer);
        let header = serde_json::from_slice::<HeaderLine>(text).map_err(|fault| fault.to_string()).and_then(HeaderLine::header);
        reader.header = header.map_err(|says| reader.fault(format!("this is no header of a log ({{\"loopscope\":1,…}}): {says}")))?;
        Ok(reader)
    }

    /// What stands above the events. Names that came later are in it once they were read.
    pub fn header(&self) -> &Header {
        &self.header
    }
    /// The slider changes read so far.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
    /// What the mark numbers read so far stand for.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
    /// How many lines so far were of a kind that we do not know.
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    fn fault(&self, says: String) -> LogError {
        LogError { file: self.file.clone(), line: Some(self.line.max(1)), says, invariant: None }
    }

    /// Reads the next line that is not blank into the buffer; false at the end.
    fn fill(&mut self) -> Result<bool, LogError> {
        let mut blank = 0;
        loop {
            self.buffer.clear();
            self.line += 1;
            let got = (&mut self.from).take(LONGEST_LINE + 1).read_until(b'\n', &mut self.buffer);
            let got = got.map_err(|fault| self.fault(format!("the file breaks off here: {}", said(&fault))))? as u64;
            if got == 0 {
                return Ok(false);
            }
            self.left = self.left.saturating_sub(got);
            if got > LONGEST_LINE {
                return Err(self.fault(format!("the line is longer than {} MiB", LONGEST_LINE >> 20)));
            }
            if self.left == 0 {
                return Err(self.fault(format!("the log is longer than {} GiB", MOST_TEXT >> 30)));
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(true);
            }
            blank += 1;
            if blank > MOST_BLANK {
                return Err(self.fault(format!("more than {MOST_BLANK} blank lines in a row")));
            }
        }
    }

    /// The event on the line in the buffer.
    fn event(&mut self) -> Result<Event, LogError> {
        let buffer = std::mem::take(&mut self.buffer);
        let event = self.event_of(&buffer).map_err(|wrong| match wrong {
            Wrong::Says(says) => self.fault(says),
            Wrong::Breaks(invariant, says) => LogError { invariant: Some(invariant), ..self.fault(says) },
        });
        self.buffer = buffer;
        event
    }

    fn event_of(&mut self, line: &[u8]) -> Result<Event, Wrong> {
        let fields: Fields = serde_json::from_slice(line).map_err(|fault| Wrong::Says(format!("this line is broken: {fault}")))?;
        let number = self.next;
        let at = fields.t.unwrap_or(self.last);
        if at > time::HORIZON {
            return Err(Wrong::Says(format!("the time t is {at} ns; expected at most {}", time::HORIZON)));
        }
        if let Some(cause) = fields.cause.filter(|cause| *cause >= number) {
            return Err(Wrong::Breaks("I8", format!("event {number} says that event {cause} caused it, which does not come before it")));
        }
        if self.posted.len() > MOST_POSTED {
            self.posted.clear();
        }
        let kind = match fields.k.as_ref() {
            "scenario-changed" => self.changed(&fields, at)?,
            "mark" => self.mark(Mark::Text(fields.text.as_deref().unwrap_or("").to_owned()))?,
            "name" => {
                fields.name_into(&mut self.header.names)?;
                self.mark_line(line)?
            }
            _ => match fields.kind(&mut self.posted)? {
                Some(kind) => kind,
                None => {
                    self.unknown += 1;
                    self.mark_line(line)?
                }
            },
        };
        (self.next, self.last) = (number + 1, at);
        Ok(Event::new(at, number, fields.cause, kind))
    }

    /// Makes room for so many bytes that are kept beside the events.
    fn keep(&mut self, bytes: usize) -> Result<(), Wrong> {
        self.room = self.room.checked_sub(bytes as u64 + size_of::<Mark>() as u64).ok_or_else(|| {
            Wrong::Says(format!("more than {} MiB of marks, scenarios and lines of kinds that this version does not know", MOST_KEPT >> 20))
        })?;
        Ok(())
    }
    fn mark(&mut self, mark: Mark) -> Result<Kind, Wrong> {
        let (Mark::Text(text) | Mark::Line(text)) = &mark;
        self.keep(text.len())?;
        let number = u32::try_from(self.marks.len()).map_err(|_| Wrong::Says("too many marks".into()))?;
        self.marks.push(mark);
        Ok(Kind::Mark { mark: number })
    }
    fn mark_line(&mut self, line: &[u8]) -> Result<Kind, Wrong> {
        self.mark(Mark::Line(String::from_utf8_lossy(line.trim_ascii()).into_owned()))
    }
    fn changed(&mut self, fields: &Fields<'_>, at: Ns) -> Result<Kind, Wrong> {
        let number: u32 = small(fields.change, "change")?;
        if let Some(scenario) = &fields.scenario {
            self.keep(scenario.get().len())?;
            let scenario: Scenario =
                serde_json::from_str(scenario.get()).map_err(|fault| Wrong::Says(format!("the scenario is broken: {fault}")))?;
            self.changes.push(Change { number, at, scenario: Arc::new(scenario), first_job: small(fields.first_job, "first_job")? });
        }
        Ok(Kind::ScenarioChanged { change: number })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Event, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = match self.fill() {
            Ok(true) => Some(self.event()),
            Ok(false) => None,
            Err(fault) => Some(Err(fault)),
        };
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

#[derive(Deserialize)]
struct HeaderLine {
    loopscope: u32,
    #[serde(default)]
    model: String,
    #[serde(default)]
    origin: Origin,
    #[serde(default)]
    clock: Clock,
    unit: Option<String>,
    workload_hash: Option<String>,
    scenario: Option<Scenario>,
    #[serde(default)]
    names: NamesEntry,
    cores: Option<u16>,
    until: Option<Ns>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NamesEntry {
    device: Vec<String>,
    lock: Vec<String>,
    var: Vec<String>,
}

impl HeaderLine {
    fn header(self) -> Result<Header, String> {
        let Self { loopscope, model, origin, clock, unit, workload_hash, scenario, names, cores, until } = self;
        if loopscope != 1 {
            return Err(format!("the log is of version {loopscope}; this program reads version 1"));
        }
        if let Some(unit) = unit.filter(|unit| unit != "ns") {
            return Err(format!("the unit is {unit:?}; expected \"ns\""));
        }
        let names = Names { devices: names.device, locks: names.lock, vars: names.var };
        Ok(Header { model, origin, clock, workload_hash, scenario: scenario.map(Arc::new), names, cores, until })
    }
}
