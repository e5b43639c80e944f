//! [`Segment`]: a stretch of a log in packed blocks; a part of [`trace`](crate::trace). [`Unpacked`]: the few blocks that were read last.

use super::form::Form;
use super::pack::{BLOCK, Block};
use super::shared::Blocks;
use crate::state::State;
use crate::stats::Stats;
use loopscope_event::{Event, EventNo, Ns};
use std::cell::RefCell;
use std::sync::Arc;

/// A segment has at least so many events for each task that lives at its beginning, so that the states there take up less than the events.
const PER_TASK: usize = 24;

/// Blocks of a segment that a snapshot shares as one.
const CHUNK: usize = 64;

/// A stretch of the log, and how everything stood before it. Sealed, it never changes again.
#[derive(Clone)]
pub(crate) struct Segment {
    pub(crate) first: EventNo,
    pub(crate) state: Arc<State>,
    pub(crate) stats: Arc<Stats>,
    /// Bytes of those two.
    pub(crate) bytes: usize,
    /// How many events the blocks hold: all are full, but for the last one of a segment that is complete.
    pub(crate) len: usize,
    pub(crate) blocks: Blocks<Block, CHUNK>,
    pub(crate) forms: Vec<Form>,
    /// Bytes inside the blocks.
    packed: usize,
}

impl Segment {
    pub(crate) fn new(first: EventNo, state: Arc<State>, stats: Arc<Stats>) -> Self {
        let bytes = state.bytes() + stats.bytes();
        Self { first, state, stats, bytes, len: 0, blocks: Blocks::default(), forms: Vec::new(), packed: 0 }
    }

    /// How many events it is to hold, where none is to be shorter than `least`.
    pub(crate) fn capacity(&self, least: usize) -> usize {
        least.max(self.state.live() * PER_TASK)
    }

    /// Adds a block of this many events.
    pub(crate) fn add(&mut self, block: Block, events: usize) {
        self.packed += block.inside();
        self.len += events;
        self.blocks.push(block);
    }

    /// Nothing more comes.
    pub(crate) fn close(&mut self) {
        self.blocks.shrink();
        self.forms.shrink_to_fit();
    }

    /// Bytes of the log.
    pub(crate) fn log_bytes(&self) -> usize {
        self.packed + self.blocks.bytes() + self.forms.capacity() * size_of::<Form>()
    }

    /// When its first packed event happened, ns.
    pub(crate) fn begins(&self) -> Option<Ns> {
        self.blocks.first().map(|block| block.at)
    }
}

/// So many unpacked blocks are remembered.
const SLOTS: usize = 6;

/// The blocks that were read last, unpacked, the latest at the back.
#[derive(Default)]
pub(crate) struct Unpacked(RefCell<Vec<(EventNo, Arc<Vec<Event>>)>>);

impl Unpacked {
    /// The events of the block that begins at `first`.
    pub(crate) fn get(&self, first: EventNo, block: &Block, forms: &[Form]) -> Arc<Vec<Event>> {
        let mut slots = self.0.borrow_mut();
        let known = slots.iter().position(|(there, _)| *there == first);
        let found = match known {
            Some(slot) => slots.remove(slot),
            None => {
                // The memory of the one that is forgotten serves again, unless somebody still reads it.
                let oldest = if slots.len() < SLOTS { None } else { Some(slots.remove(0).1) };
                let mut events = oldest.and_then(|oldest| Arc::try_unwrap(oldest).ok()).unwrap_or_else(|| Vec::with_capacity(BLOCK));
                block.unpack(forms, &mut events);
                (first, Arc::new(events))
            }
        };
        let events = Arc::clone(&found.1);
        slots.push(found);
        events
    }

    pub(crate) fn clear(&mut self) {
        self.0.get_mut().clear();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0.borrow().iter().map(|(_, events)| events.capacity() * size_of::<Event>()).sum()
    }
}

/// Events that lie side by side in a log.
pub(crate) enum Stretch<'a> {
    /// The newest, which are not yet packed.
    Plain(&'a [Event]),
    /// A block, and the forms of its segment.
    Packed(&'a Block, &'a [Form]),
}

impl Stretch<'_> {
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Plain(events) => events.len(),
            Self::Packed(block, _) => block.len(),
        }
    }
}

/// Events side by side in memory.
pub(crate) enum Piece<'a> {
    /// The newest, which are not yet packed.
    Plain(&'a [Event]),
    /// A block's.
    Block(Arc<Vec<Event>>),
}

impl std::ops::Deref for Piece<'_> {
    type Target = [Event];

    fn deref(&self) -> &[Event] {
        match self {
            Self::Plain(events) => events,
            Self::Block(events) => events,
        }
    }
}
