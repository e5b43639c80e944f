//! [`Gather`]: events one by one, as slices with a beginning and an end. Which lane they go to is decided when all are there.

use super::counted::{Counted, MOST_VALUE};
use super::event::{Fields, nanos, plain, text};
use super::odd::{ODDS, Odd};
use super::own::{Own, Said};
use super::scan::object;
use super::texts::{ByBytes, Texts};
use loopscope_trace::SpanState;
use loopscope_trace::imported::foreign::state_said;
use std::{collections::HashMap, sync::Arc};

/// The most that is kept of what is said of slices, bytes.
const MOST_TEXT: usize = 64 << 20;
/// The longest thing said of a slice that is kept, bytes.
const LONGEST_TEXT: usize = 4 << 10;
/// So many slices that have begun are looked through for the one that ends.
const DEEPEST: usize = 1024;
/// The most marks.
const MOST_MARKS: usize = 1 << 20;

/// A slice. Times are as the file has them, ns; they may be negative.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    pub(super) start: i64,
    /// [`Slice::OPEN`]: the file does not say.
    pub(super) end: i64,
    /// The thread, or the key of something asynchronous.
    pub(super) owner: u32,
    /// The place of its beginning in the file, among the events.
    pub(super) begun: u32,
    pub(super) name: u32,
    pub(super) state: SpanState,
    /// It goes on at the end of the run, though the file gives it an end there.
    pub(super) open: bool,
}

impl Slice {
    pub(super) const OPEN: i64 = i64::MAX;
}

/// A process or a thread, as far as it is named.
#[derive(Default)]
pub(super) struct Named {
    /// Its number in the file.
    pub(super) label: String,
    pub(super) name: Option<Arc<str>>,
    pub(super) order: f64,
    /// The process, of a thread and of a key.
    pub(super) process: u32,
    /// Slices that have begun.
    open: Vec<Slice>,
}

/// Half an arrow.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) thread: u32,
    pub(super) at: i64,
}

/// Everything that was found.
#[derive(Default)]
pub(super) struct Gather {
    pub(super) own: Option<Own>,
    pub(super) processes: Vec<Named>,
    pub(super) threads: Vec<Named>,
    /// Things that are asynchronous.
    pub(super) keys: Vec<Named>,
    ids: ByBytes,
    scratch: Vec<u8>,
    last: (Vec<u8>, u32),
    pub(super) names: Texts,
    pub(super) texts: Texts,
    pub(super) details: Vec<(u32, u32)>,
    pub(super) slices: Vec<Slice>,
    pub(super) lives: Vec<Slice>,
    pub(super) counters: Vec<Counted>,
    pub(super) marks: Vec<(i64, u32)>,
    arrows: HashMap<u32, End>,
    pub(super) links: Vec<(End, End)>,
    odd: [u64; ODDS.len()],
    /// How many events there were.
    pub(super) events: u32,
}

/// What a number of `ids` is of.
#[derive(Clone, Copy)]
enum Of {
    Process,
    Thread,
    Key,
    Arrow,
    Counter,
}

impl Gather {
    pub(super) fn odd(&mut self, odd: Odd, n: u64) {
        self.odd[odd as usize] += n;
    }

    /// What was put up with.
    pub(super) fn tolerated(&self) -> Vec<(&'static str, u64)> {
        ODDS.iter().map(|(odd, says)| (*says, self.odd[*odd as usize])).filter(|(_, n)| *n > 0).collect()
    }

    /// About how many bytes all this takes up, with the lanes that will be made of it.
    pub(super) fn bytes(&self) -> usize {
        let slices = (self.slices.len() + self.lives.len()) * super::BYTES;
        let named = (self.threads.len() + self.keys.len()) * (size_of::<Named>() + 160);
        let counters: usize = self.counters.iter().map(|counter| counter.name.len() + counter.values.len() * 40).sum();
        let rest = self.details.len() * 16 + self.marks.len() * 120 + self.links.len() * 80 + self.ids.len() * 64;
        slices + named + counters + rest + self.names.bytes + self.texts.bytes
    }

    /// A number for something that is called so, and whether it is new.
    fn id(&mut self, of: Of, scope: (u32, u32), raw: &[u8], next: usize) -> (u32, bool) {
        self.scratch.clear();
        self.scratch.push(of as u8);
        self.scratch.extend_from_slice(&scope.0.to_le_bytes());
        self.scratch.extend_from_slice(&scope.1.to_le_bytes());
        self.scratch.extend_from_slice(plain(raw));
        match self.ids.get(&self.scratch[..]) {
            Some(id) => (*id, false),
            None => {
                self.ids.insert(self.scratch[..].into(), next as u32);
                (next as u32, true)
            }
        }
    }

    fn process(&mut self, pid: &[u8]) -> u32 {
        let (process, new) = self.id(Of::Process, (0, 0), pid, self.processes.len());
        if new {
            self.processes.push(Named { label: text(pid).into_owned(), ..Named::default() });
        }
        process
    }

    fn thread(&mut self, fields: &Fields<'_>) -> u32 {
        // Events of one thread come in a row, more often than not.
        let (pid, tid) = (fields.pid, fields.tid);
        if self.last.0.len() == pid.len() + tid.len() + 1 && self.last.0.starts_with(pid) && self.last.0.ends_with(tid) && !pid.is_empty() {
            return self.last.1;
        }
        let process = self.process(pid);
        let (thread, new) = self.id(Of::Thread, (process, 0), tid, self.threads.len());
        if new {
            self.threads.push(Named { label: text(tid).into_owned(), process, ..Named::default() });
        }
        self.last.0.clear();
        self.last.0.extend_from_slice(pid);
        self.last.0.push(0);
        self.last.0.extend_from_slice(tid);
        self.last.1 = thread;
        thread
    }

    fn key(&mut self, fields: &Fields<'_>) -> u32 {
        let process = self.process(fields.pid);
        let category = self.names.number(fields.category);
        let scope = if fields.local { process } else { u32::MAX };
        let (key, new) = self.id(Of::Key, (scope, category), fields.id, self.keys.len());
        if new {
            // Only a task of ours is known by it; others may be many.
            let label = if self.own.is_some() { text(fields.id).into_owned() } else { String::new() };
            self.keys.push(Named { process, label, ..Named::default() });
        }
        key
    }

    /// Takes an event in.
    pub(super) fn event(&mut self, fields: &Fields<'_>) {
        let begun = self.events;
        self.events = self.events.saturating_add(1);
        if fields.phase == b'M' {
            self.name(fields);
            return;
        }
        let Some(at) = nanos(fields.ts) else {
            self.odd(Odd::Time, 1);
            return;
        };
        match fields.phase {
            b'X' => self.slice(fields, at, begun),
            b'B' => {
                let thread = self.thread(fields);
                let slice = self.begin(fields, thread, at, (begun, SpanState::Running));
                self.threads[thread as usize].open.push(slice);
            }
            b'E' => {
                let thread = self.thread(fields);
                self.end_of_thread(fields, thread, at);
            }
            b'b' | b'S' => {
                let key = self.key(fields);
                let slice = self.begin(fields, key, at, (begun, SpanState::Waiting));
                if let Some(own) = &mut self.own {
                    own.begins(fields.args, begun);
                }
                self.keys[key as usize].open.push(slice);
            }
            b'e' | b'F' => {
                let key = self.key(fields);
                self.end_of_key(fields, key, at);
            }
            b'i' | b'I' | b'R' | b'n' => self.mark(fields, at),
            b'C' => self.count(fields, at),
            b's' => {
                let end = End { thread: self.thread(fields), at };
                let id = self.arrow(fields);
                if self.arrows.insert(id, end).is_some() {
                    self.odd(Odd::Arrow, 1);
                }
            }
            b't' | b'f' => {
                let end = End { thread: self.thread(fields), at };
                let id = self.arrow(fields);
                match self.arrows.remove(&id) {
                    Some(from) => self.links.push((from, end)),
                    None => self.odd(Odd::Arrow, 1),
                }
                if fields.phase == b't' {
                    self.arrows.insert(id, end);
                }
            }
            _ => self.odd(Odd::Phase, 1),
        }
    }

    fn arrow(&mut self, fields: &Fields<'_>) -> u32 {
        let category = self.names.number(fields.category);
        let scope = if fields.local { self.process(fields.pid) } else { u32::MAX };
        self.id(Of::Arrow, (scope, category), fields.id, self.ids.len()).0
    }

    fn slice(&mut self, fields: &Fields<'_>, at: i64, begun: u32) {
        let thread = self.thread(fields);
        let end = nanos(fields.dur).filter(|dur| *dur >= 0).and_then(|dur| at.checked_add(dur));
        let Some(end) = end else {
            self.odd(Odd::Duration, 1);
            return;
        };
        let slice = self.begin(fields, thread, at, (begun, SpanState::Running));
        self.slices.push(Slice { end, ..slice });
    }

    fn begin(&mut self, fields: &Fields<'_>, owner: u32, start: i64, (begun, usual): (u32, SpanState)) -> Slice {
        let open = Slice { start, end: Slice::OPEN, owner, begun, name: 0, state: usual, open: false };
        if self.own.is_some() {
            let Said { task, open: goes_on, .. } = Said::of(fields.args);
            let name = if fields.phase == b'X' { task } else { self.names.number(fields.name) };
            return Slice { name, open: goes_on, state: Own::state(fields).unwrap_or(usual), ..open };
        }
        self.detail(fields.args, begun);
        let word = |value| std::str::from_utf8(plain(value)).unwrap_or_default();
        let said = word(fields.category).split(',').find_map(|category| state_said(category, word(fields.name)));
        let state = said.unwrap_or(usual);
        Slice { name: self.names.number(fields.name), state, ..open }
    }

    fn detail(&mut self, args: &[u8], begun: u32) {
        match args {
            b"" | b"{}" => {}
            args if args.len() <= LONGEST_TEXT && self.texts.bytes + self.details.len() * 8 < MOST_TEXT => {
                let place = self.texts.number(args);
                self.details.push((begun, place));
            }
            _ => self.odd(Odd::Text, 1),
        }
    }

    /// Of what is open, the last one of the name that the event has; of none in particular, the last one.
    fn ended(open: &mut Vec<Slice>, name: Option<u32>) -> Option<Slice> {
        let place = match name {
            // A stack of thousands that nothing ends is not gone through for each end.
            Some(name) => open.len().checked_sub(1)? - open.iter().rev().take(DEEPEST).position(|slice| slice.name == name)?,
            None => open.len().checked_sub(1)?,
        };
        Some(open.remove(place))
    }

    fn end_of_thread(&mut self, fields: &Fields<'_>, thread: u32, at: i64) {
        let name = (!fields.name.is_empty()).then(|| self.names.number(fields.name));
        match Self::ended(&mut self.threads[thread as usize].open, name) {
            Some(slice) if slice.start <= at => self.slices.push(Slice { end: at, ..slice }),
            Some(_) => self.odd(Odd::Duration, 1),
            None => self.odd(Odd::NoBegin, 1),
        }
    }

    fn end_of_key(&mut self, fields: &Fields<'_>, key: u32, at: i64) {
        let name = (!fields.name.is_empty()).then(|| self.names.number(fields.name));
        match Self::ended(&mut self.keys[key as usize].open, name) {
            Some(slice) if slice.start <= at => {
                let open = self.own.is_some() && Said::of(fields.args).open;
                self.lives.push(Slice { end: at, open, ..slice });
            }
            Some(_) => self.odd(Odd::Duration, 1),
            None => self.odd(Odd::NoBegin, 1),
        }
    }

    fn mark(&mut self, fields: &Fields<'_>, at: i64) {
        if self.marks.len() == MOST_MARKS {
            self.odd(Odd::Mark, 1);
            return;
        }
        let name = self.names.number(fields.name);
        self.marks.push((at, name));
    }

    fn count(&mut self, fields: &Fields<'_>, at: i64) {
        let process = self.process(fields.pid);
        let (mut wrong, mut found) = (0, Vec::new());
        let _ = object(fields.args, |key, value| {
            let number: Option<f64> = std::str::from_utf8(plain(value)).ok().and_then(|value| value.parse().ok());
            match number {
                Some(n) if (0.0..=MOST_VALUE).contains(&n) => found.push((key, n)),
                _ => wrong += 1,
            }
        });
        self.odd(Odd::Value, wrong);
        for (series, value) in found {
            let (name, id) = (text(fields.name), text(fields.id));
            let full = [name.as_ref(), id.as_ref(), &String::from_utf8_lossy(series)].join("\u{0}");
            let (counter, new) = self.id(Of::Counter, (process, 0), full.as_bytes(), self.counters.len());
            if new {
                let name = if id.is_empty() { name } else { format!("{name}[{id}]").into() };
                let name = if matches!(series, b"value" | b"count") { name.into_owned() } else { format!("{name} {}", text(series)) };
                self.counters.push(Counted { process, name, values: Vec::new() });
            }
            self.counters[counter as usize].values.push((at, value));
        }
    }

    /// What a process or a thread is called.
    fn name(&mut self, fields: &Fields<'_>) {
        let (mut name, mut order) = (None, 0.0);
        let _ = object(fields.args, |key, value| match key {
            b"name" => name = Some(text(value)),
            b"sort_index" => order = std::str::from_utf8(plain(value)).ok().and_then(|n| n.parse().ok()).unwrap_or(0.0),
            _ => {}
        });
        let name = name.map(|name| Arc::from(name.as_ref()));
        match plain(fields.name) {
            b"process_name" => {
                let process = self.process(fields.pid);
                self.processes[process as usize].name = name;
            }
            b"thread_name" => {
                let thread = self.thread(fields);
                self.threads[thread as usize].name = name;
            }
            b"process_sort_index" => {
                let process = self.process(fields.pid);
                self.processes[process as usize].order = order;
            }
            b"thread_sort_index" => {
                let thread = self.thread(fields);
                self.threads[thread as usize].order = order;
            }
            _ => {}
        }
    }

    /// Whatever is open stays so: the file says that it began, and not when it ended.
    pub(super) fn close(&mut self) {
        for thread in &mut self.threads {
            self.slices.append(&mut thread.open);
        }
        for key in &mut self.keys {
            self.lives.append(&mut key.open);
        }
        let open = self.slices.iter().chain(&self.lives).filter(|slice| slice.end == Slice::OPEN).count() as u64;
        self.odd(Odd::NoEnd, open);
        self.odd(Odd::Arrow, self.arrows.len() as u64);
        self.tell_apart();
    }

    /// Processes of one name get their numbers beside it: what is known of a process goes by its name.
    fn tell_apart(&mut self) {
        let mut named: HashMap<Arc<str>, u32> = HashMap::new();
        self.processes.iter().filter_map(|process| process.name.clone()).for_each(|name| *named.entry(name).or_default() += 1);
        for Named { name, label, .. } in &mut self.processes {
            if let Some(name) = name.as_mut().filter(|name| named.get(*name).is_some_and(|processes| *processes > 1)) {
                *name = format!("{name} ({label})").into();
            }
        }
    }
}
