//! Requests at devices: submitted, queued, served, completed. The devices themselves are in `device`.

use super::Machine;
use super::calendar::Entry;
use super::device::Request;
use crate::task::executor::WakeState;
use loopscope_event::id::TIMER;
use loopscope_event::{EventNo, Kind, PackedNs, RequestId, What};

impl Machine {
    pub(crate) fn submit(&mut self, request: Request) {
        let Request { id, device, slot, task, latency, .. } = request;
        let cause = self.tasks.task(slot).last;
        let kind = Kind::IoSubmitted { device, request: id, task, latency: PackedNs::new(latency) };
        let last = self.record(Some(cause), kind);
        let place = self.devices.submit(Request { last, ..request });
        if self.devices.enter(place) {
            self.serve(place, None);
        } else {
            let last = self.record(Some(last), Kind::IoQueued { device, request: id, task });
            self.devices.request(place).last = last;
        }
    }

    /// Starts serving a request; `freed` is the completion that made room for it.
    fn serve(&mut self, place: u32, freed: Option<EventNo>) {
        let Request { id, device, task, latency, last, .. } = *self.devices.request(place);
        let number = self.record(freed.or(Some(last)), Kind::IoStarted { device, request: id, task });
        self.devices.request(place).last = number;
        self.calendar.insert(self.now.saturating_add(latency), Entry::Request { place, id });
    }

    pub(crate) fn serve_queue(&mut self, device: u16, freed: Option<EventNo>) {
        while let Some(place) = self.devices.next_queued(device) {
            self.serve(place, freed);
        }
    }

    pub(crate) fn request_ends(&mut self, place: u32, id: RequestId) {
        let Some(Request { device, slot, task, effect, last, .. }) = self.devices.finish(place, id) else { return };
        let number = self.record(Some(last), Kind::IoCompleted { device, request: id, task });
        self.serve_queue(device, Some(number));
        if self.tasks.task(slot).wake_state == WakeState::Waiting {
            self.tasks.task(slot).last = number;
        }
        self.complete(effect);
        self.collect_wakes(Some(if device == TIMER { What::Timer } else { What::Io }), None);
    }

    /// The number of requests and timers in flight.
    pub fn under_way(&self) -> u32 {
        self.devices.under_way()
    }
}
