//! The calendar of future happenings, ordered by (time, sequence number).
//!
//! A sequence number is given at insertion, so that happenings of one instant come in the order in which they were
//! planned. What is known before the start (arrivals first, then inputs) has numbers below all others, however late
//! it is inserted. What a core does next is kept apart: there is one such entry a core, and with few cores that
//! spares the heap most of its work.

use crate::event::{Ns, RequestId};
use std::{cmp::Ordering, collections::BinaryHeap};

/// Something that will happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// The next job of the workload's open stream; void if the stream was planned anew since.
    Stream {
        /// Which plan of the stream this belongs to.
        plan: u32,
    },
    /// A client's next job.
    Client {
        /// Which client.
        client: u32,
        /// Its job.
        job: u32,
    },
    /// A job spelt out.
    Spelt {
        /// The job.
        job: u32,
    },
    /// An input of the scenario.
    Input {
        /// Its place in the scenario.
        index: u32,
    },
    /// A request's service or a timer ends; void if the request was cancelled since.
    Request {
        /// Its place in the table of requests.
        place: u32,
        /// Its number.
        id: RequestId,
    },
    /// A frame is to be painted.
    Frame,
    /// The switch, dispatch or slice on this core ends.
    Core(u16),
}

struct Item {
    time: Ns,
    sequence: u64,
    entry: Entry,
}

impl Item {
    const fn key(&self) -> (Ns, u64) {
        (self.time, self.sequence)
    }
}
impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Item {}
impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Item {
    /// Reversed: the heap's greatest is the soonest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

const FIRST_INPUT: u64 = 1 << 32;
const FIRST_LATER: u64 = 1 << 40;

/// The future.
pub struct Calendar {
    heap: BinaryHeap<Item>,
    cores: Vec<Option<(Ns, u64)>>,
    /// The core whose entry is soonest.
    soonest: Option<u16>,
    sequence: u64,
    inputs: usize,
    frames: usize,
}

impl Calendar {
    /// An empty calendar.
    pub fn new() -> Self {
        Self { heap: BinaryHeap::new(), cores: vec![None], soonest: None, sequence: FIRST_LATER, inputs: 0, frames: 0 }
    }

    /// An arrival known before the start.
    pub fn known(&mut self, time: Ns, job: u32, entry: Entry) {
        self.heap.push(Item { time, sequence: u64::from(job), entry });
    }

    /// The `n`-th of the inputs known before the start.
    pub fn input(&mut self, time: Ns, n: u32, index: u32) {
        self.inputs += 1;
        self.heap.push(Item { time, sequence: FIRST_INPUT + u64::from(n), entry: Entry::Input { index } });
    }

    /// A frame is due then.
    pub fn frame(&mut self, time: Ns) {
        self.frames += 1;
        self.insert(time, Entry::Frame);
    }

    /// Anything else.
    pub fn insert(&mut self, time: Ns, entry: Entry) {
        let sequence = self.number();
        self.heap.push(Item { time, sequence, entry });
    }

    /// What a core does ends then. It must have nothing planned.
    pub fn core(&mut self, time: Ns, core: u16) {
        let key = (time, self.number());
        let at = usize::from(core);
        if at >= self.cores.len() {
            self.cores.resize(at + 1, None);
        }
        self.cores[at] = Some(key);
        if self.soonest.and_then(|soonest| self.cores[usize::from(soonest)]).is_none_or(|soonest| key < soonest) {
            self.soonest = Some(core);
        }
    }

    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    fn soonest_core(&self) -> Option<(Ns, u64)> {
        self.cores[usize::from(self.soonest?)]
    }

    /// When the next thing happens.
    pub fn next(&self) -> Option<Ns> {
        match (self.soonest_core(), self.heap.peek()) {
            (Some(core), Some(item)) => Some(core.0.min(item.time)),
            (core, item) => core.map(|c| c.0).or(item.map(|i| i.time)),
        }
    }

    /// Takes the next thing.
    pub fn pop(&mut self) -> Option<(Ns, Entry)> {
        match (self.soonest_core(), self.heap.peek()) {
            (Some(core), Some(item)) if item.key() < core => self.pop_heap(),
            (Some(core), _) => {
                let number = self.soonest?;
                self.cores[usize::from(number)] = None;
                self.soonest = self.find_soonest();
                Some((core.0, Entry::Core(number)))
            }
            (None, _) => self.pop_heap(),
        }
    }

    fn pop_heap(&mut self) -> Option<(Ns, Entry)> {
        let Item { time, entry, .. } = self.heap.pop()?;
        self.inputs -= usize::from(matches!(entry, Entry::Input { .. }));
        self.frames -= usize::from(entry == Entry::Frame);
        Some((time, entry))
    }

    fn find_soonest(&self) -> Option<u16> {
        if self.cores.len() == 1 {
            return None;
        }
        let soonest = self.cores.iter().enumerate().filter_map(|(core, key)| Some((key.as_ref()?, core))).min()?;
        u16::try_from(soonest.1).ok()
    }

    /// True if nothing but inputs and frames is to come.
    pub fn only_inputs(&self) -> bool {
        self.heap.len() == self.inputs + self.frames && self.soonest.is_none()
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
        let order: Vec<Entry> = std::iter::from_fn(|| calendar.pop()).map(|(_, entry)| entry).collect();
        let request = |n| Entry::Request { place: n, id: n };
        assert_eq!(
            order,
            [
                request(2),
                Entry::Spelt { job: 2 },
                Entry::Spelt { job: 9 },
                Entry::Input { index: 0 },
                Entry::Core(0),
                request(1),
                Entry::Core(3)
            ]
        );
    }
}
