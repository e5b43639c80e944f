//! The calendar of future events, ordered by (time, sequence number).
//!
//! The sequence number is given at insertion, so that entries of one instant come in the order in which they were
//! planned. Those known before the start (arrivals first, then inputs) have numbers below all others, however late they
//! are inserted. What a core does next is kept apart: there is one such entry a core, and with few cores that spares
//! the heap most of its work.

use loopscope_event::{Ns, RequestId};
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

/// An entry of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// The next job of the workload's open stream; void if the stream was replanned since.
    Stream {
        /// The version of the stream's plan that it belongs to.
        plan: u32,
    },
    /// A client's next job.
    Client {
        /// The client.
        client: u32,
        /// The job.
        job: u32,
    },
    /// The arrival of a job written out in the scenario.
    Spelt {
        /// The job.
        job: u32,
    },
    /// An input of the scenario.
    Input {
        /// Its index in the scenario.
        index: u32,
    },
    /// A request's service or a timer ends; void if the request was cancelled since.
    Request {
        /// Its index in the table of requests.
        place: u32,
        /// The request's id.
        id: RequestId,
    },
    /// A frame is to be painted.
    Frame,
}

/// The sort key as one number: the time above the sequence number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u128);

impl Key {
    /// After every other key.
    const NEVER: Self = Self(u128::MAX);

    const fn new(time: Ns, sequence: u64) -> Self {
        Self((time as u128) << 64 | sequence as u128)
    }
    const fn time(self) -> Ns {
        (self.0 >> 64) as Ns
    }
}

struct Item {
    key: Key,
    entry: Entry,
}

const NOTHING: Item = Item { key: Key::NEVER, entry: Entry::Frame };

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for Item {}
impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

const FIRST_INPUT: u64 = 1 << 32;
const FIRST_LATER: u64 = 1 << 40;

/// The calendar.
pub struct Calendar {
    /// The entries but `latest` and the cores', the earliest on top.
    heap: BinaryHeap<Reverse<Item>>,
    /// The entry inserted last, with [`Key::NEVER`] once it was taken; it joins the heap when another is inserted. Its
    /// time was drawn just now: comparing it later avoids waiting until the processor has computed it.
    latest: Item,
    /// The end of each core's current work; [`Key::NEVER`] if it does nothing.
    cores: Vec<Key>,
    /// The core whose work ends first, and when.
    soonest: (Key, u16),
    sequence: u64,
    /// The number of planned inputs and frames.
    others: usize,
}

impl Calendar {
    /// An empty calendar.
    pub fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            latest: NOTHING,
            cores: vec![Key::NEVER],
            soonest: (Key::NEVER, 0),
            sequence: FIRST_LATER,
            others: 0,
        }
    }

    /// Plans an arrival known before the start.
    pub fn known(&mut self, time: Ns, job: u32, entry: Entry) {
        self.push(Key::new(time, job.into()), entry);
    }

    /// Plans the `n`-th of the inputs known before the start.
    pub fn input(&mut self, time: Ns, n: u32, index: u32) {
        self.others += 1;
        self.push(Key::new(time, FIRST_INPUT + u64::from(n)), Entry::Input { index });
    }

    /// Plans a frame.
    pub fn frame(&mut self, time: Ns) {
        self.others += 1;
        self.insert(time, Entry::Frame);
    }

    /// Plans any other entry.
    pub fn insert(&mut self, time: Ns, entry: Entry) {
        let key = Key::new(time, self.number());
        self.push(key, entry);
    }

    fn push(&mut self, key: Key, entry: Entry) {
        let before = std::mem::replace(&mut self.latest, Item { key, entry });
        if before.key != Key::NEVER {
            self.heap.push(Reverse(before));
        }
    }

    /// Plans the end of a core's work. The core must have none planned.
    pub fn core(&mut self, time: Ns, core: u16) {
        let key = Key::new(time, self.number());
        let at = usize::from(core);
        if at >= self.cores.len() {
            self.cores.resize(at + 1, Key::NEVER);
        }
        self.cores[at] = key;
        self.soonest = self.soonest.min((key, core));
    }

    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    fn next_in_heap(&self) -> Key {
        self.heap.peek().map_or(Key::NEVER, |Reverse(first)| first.key)
    }

    fn next_key(&self) -> Key {
        self.next_in_heap().min(self.latest.key).min(self.soonest.0)
    }

    /// The instant of the next entry.
    #[inline]
    pub fn next(&self) -> Option<Ns> {
        let key = self.next_key();
        (key != Key::NEVER).then(|| key.time())
    }

    /// True if the next entry is the end of a core's work.
    pub fn core_is_next(&self) -> bool {
        self.next_key() == self.soonest.0
    }

    /// Takes the core whose work ends next.
    pub fn pop_core(&mut self) -> u16 {
        let (_, core) = self.soonest;
        self.cores[usize::from(core)] = Key::NEVER;
        self.soonest = (0..).zip(&self.cores).map(|(core, key)| (*key, core)).min().unwrap_or((Key::NEVER, 0));
        core
    }

    /// Takes the next entry of those that are not a core's.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<Entry> {
        let entry = self.pop_any();
        if let Some(Entry::Input { .. } | Entry::Frame) = entry {
            self.others -= 1;
        }
        entry
    }

    #[inline(always)]
    fn pop_any(&mut self) -> Option<Entry> {
        if self.latest.key < self.next_in_heap() {
            self.latest.key = Key::NEVER;
            return Some(self.latest.entry);
        }
        Some(self.heap.pop()?.0.entry)
    }

    /// True if nothing but inputs and frames is planned.
    pub fn only_inputs(&self) -> bool {
        let planned = self.heap.len() + usize::from(self.latest.key != Key::NEVER);
        planned == self.others && self.soonest.0 == Key::NEVER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_keeps_the_order_of_planning_and_arrivals_come_first() {
        let mut calendar = Calendar::new();
        calendar.core(5, 0);
        calendar.insert(5, Entry::Request { place: 1, id: 1 });
        calendar.core(5, 3);
        calendar.input(5, 0, 0);
        calendar.known(5, 9, Entry::Spelt { job: 9 });
        calendar.known(5, 2, Entry::Spelt { job: 2 });
        calendar.insert(4, Entry::Request { place: 2, id: 2 });
        let order: Vec<_> =
            std::iter::from_fn(|| if calendar.core_is_next() { Some(Err(calendar.pop_core())) } else { calendar.pop().map(Ok) })
                .take(7)
                .collect();
        let request = |n| Ok(Entry::Request { place: n, id: n });
        let spelt = |job| Ok(Entry::Spelt { job });
        assert_eq!(order, [request(2), spelt(2), spelt(9), Ok(Entry::Input { index: 0 }), Err(0), request(1), Err(3)]);
        assert_eq!(calendar.next(), None);
    }
}
