//! The I/O requests under way: found by id at once, listed per device in the order of service, and per task.

use super::slab::IdMap;
use loopscope_event::{DeviceId, EventNo, Ns, RequestId, TaskId};

/// An I/O request under way, or a timer that is set.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// Its number in the run.
    pub request: RequestId,
    /// Where it is.
    pub device: DeviceId,
    /// Whose it is.
    pub task: TaskId,
    /// When it was asked, ns.
    pub submitted: Ns,
    /// The event that asked.
    pub event: EventNo,
    /// When the device began to serve it, ns; `None`: it waits its turn there.
    pub started: Option<Ns>,
    /// How long serving takes, ns.
    pub latency: Ns,
    /// Its neighbours at the device.
    before: u32,
    after: u32,
    /// The task's request asked before this one, and the one after.
    older: u32,
    newer: u32,
}

impl Request {
    /// When it will be complete, ns; `None`: it waits its turn at the device.
    #[must_use]
    pub fn due(&self) -> Option<Ns> {
        self.started.map(|started| started.saturating_add(self.latency))
    }
}

/// Where a request is kept.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Slot(u32);

/// What is asked of a device.
pub(crate) struct Asked {
    pub(crate) device: DeviceId,
    pub(crate) request: RequestId,
    pub(crate) task: TaskId,
    pub(crate) at: Ns,
    pub(crate) event: EventNo,
    pub(crate) latency: Ns,
}

/// No slot.
const NIL: u32 = u32::MAX;

/// The ends of a chain of requests.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Chain {
    first: u32,
    last: u32,
    pub(crate) len: u32,
}

impl Default for Chain {
    fn default() -> Self {
        Self { first: NIL, last: NIL, len: 0 }
    }
}

/// The two places at a device.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Device {
    pub(crate) serving: Chain,
    pub(crate) queued: Chain,
}

impl Device {
    fn chain(&mut self, serving: bool) -> &mut Chain {
        if serving { &mut self.serving } else { &mut self.queued }
    }
}

/// All requests under way.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Requests {
    slots: Vec<Option<Request>>,
    free: Vec<u32>,
    by_id: IdMap<u64, u32>,
}

fn key(device: DeviceId, request: RequestId) -> u64 {
    (u64::from(device) << 32) | u64::from(request)
}

impl Requests {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn get(&self, device: DeviceId, request: RequestId) -> Option<&Request> {
        self.by_id.get(&key(device, request)).and_then(|slot| self.slot(*slot))
    }

    fn slot(&self, slot: u32) -> Option<&Request> {
        self.slots.get(slot as usize).and_then(Option::as_ref)
    }

    fn slot_mut(&mut self, slot: u32) -> Option<&mut Request> {
        self.slots.get_mut(slot as usize).and_then(Option::as_mut)
    }

    /// A new request, at the tail of the device's queue until it is started. `newest` is the end of its task's chain of requests.
    pub(crate) fn submit(&mut self, device: &mut Device, newest: &mut Option<Slot>, asked: Asked) {
        let Asked { device: id, request, task, at, event, latency } = asked;
        let older = newest.map_or(NIL, |slot| slot.0);
        let made =
            Request { request, device: id, task, submitted: at, event, started: None, latency, before: NIL, after: NIL, older, newer: NIL };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = Some(made);
                slot
            }
            None => {
                self.slots.push(Some(made));
                self.slots.len() as u32 - 1
            }
        };
        if let Some(older) = self.slot_mut(older) {
            older.newer = slot;
        }
        *newest = Some(Slot(slot));
        self.by_id.insert(key(id, request), slot);
        self.append(device.chain(false), slot);
    }

    /// The device begins to serve it.
    pub(crate) fn start(&mut self, device: &mut Device, id: DeviceId, request: RequestId, at: Ns) {
        let Some(slot) = self.by_id.get(&key(id, request)).copied() else { return };
        let Some(found) = self.slot_mut(slot) else { return };
        let was_serving = found.started.is_some();
        found.started = Some(at);
        self.unlink(device.chain(was_serving), slot);
        self.append(device.chain(true), slot);
    }

    /// The request is over; `newest` is the end of its task's chain, if the task lives.
    pub(crate) fn remove(
        &mut self,
        device: &mut Device,
        newest: Option<&mut Option<Slot>>,
        id: DeviceId,
        request: RequestId,
    ) -> Option<Request> {
        let slot = self.by_id.remove(&key(id, request))?;
        let serving = self.slot(slot)?.started.is_some();
        self.unlink(device.chain(serving), slot);
        let gone = self.slots.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        if let Some(older) = self.slot_mut(gone.older) {
            older.newer = gone.newer;
        }
        match (self.slot_mut(gone.newer), newest) {
            (Some(newer), _) => newer.older = gone.older,
            (None, Some(newest)) if *newest == Some(Slot(slot)) => *newest = (gone.older != NIL).then_some(Slot(gone.older)),
            (None, _) => {}
        }
        Some(gone)
    }

    fn append(&mut self, chain: &mut Chain, slot: u32) {
        let last = chain.last;
        if let Some(last) = self.slot_mut(last) {
            last.after = slot;
        }
        if let Some(request) = self.slot_mut(slot) {
            (request.before, request.after) = (last, NIL);
        }
        if chain.first == NIL {
            chain.first = slot;
        }
        chain.last = slot;
        chain.len += 1;
    }

    fn unlink(&mut self, chain: &mut Chain, slot: u32) {
        let Some((before, after)) = self.slot(slot).map(|r| (r.before, r.after)) else { return };
        match self.slot_mut(before) {
            Some(before) => before.after = after,
            None => chain.first = after,
        }
        match self.slot_mut(after) {
            Some(after) => after.before = before,
            None => chain.last = before,
        }
        chain.len = chain.len.saturating_sub(1);
    }

    /// The requests of one chain, in order.
    pub(crate) fn chain(&self, chain: Chain) -> impl Iterator<Item = &Request> + Clone {
        std::iter::successors(self.slot(chain.first), |request| self.slot(request.after))
    }

    /// A task's requests, the newest first.
    pub(crate) fn chain_of(&self, newest: Option<Slot>) -> impl Iterator<Item = &Request> + Clone {
        std::iter::successors(newest.and_then(|slot| self.slot(slot.0)), |request| self.slot(request.older))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Option<Request>>() + self.by_id.capacity() * 18 + self.free.capacity() * 4
    }
}
