//! I/O devices and timers: the number of requests served at once, their queues, and the requests in flight.
//!
//! A device serves its queue first come, first served. The timer is a device of unlimited depth that is never queued
//! for.

use crate::task::effect::{EffectKey, Slot};
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, EventNo, Ns, RequestId, Scenario, TaskId};
use slab::Slab;
use std::collections::VecDeque;

/// A request.
#[derive(Clone, Copy)]
pub struct Request {
    /// Its id within the run.
    pub id: RequestId,
    /// The device.
    pub device: DeviceId,
    /// The slot of the task that submitted it.
    pub slot: Slot,
    /// The task that submitted it.
    pub task: TaskId,
    /// The effect to complete at its end.
    pub effect: EffectKey,
    /// The service time, ns.
    pub latency: Ns,
    /// The last event of its chain.
    pub last: EventNo,
    /// True while the device serves it.
    pub served: bool,
}

#[derive(Default)]
struct Device {
    depth: Option<u32>,
    serving: u32,
    queue: VecDeque<u32>,
}

impl Device {
    fn full(&self) -> bool {
        self.depth.is_some_and(|depth| self.serving >= depth)
    }
}

/// The devices of a run and all requests in flight.
pub struct Devices {
    devices: Vec<Device>,
    requests: Slab<Request>,
    /// The index of an effect's request, by the effect's key.
    places: Vec<u32>,
    next: RequestId,
}

impl Devices {
    /// The devices of these names.
    pub fn new(names: &[String], scenario: &Scenario) -> Self {
        let mut devices = Self { devices: Vec::new(), requests: Slab::new(), places: Vec::new(), next: 0 };
        devices.devices.resize_with(names.len(), Device::default);
        devices.set_depths(names, scenario);
        devices
    }

    /// Sets the depths from a scenario.
    pub fn set_depths(&mut self, names: &[String], scenario: &Scenario) {
        for (device, name) in self.devices.iter_mut().zip(names) {
            device.depth = scenario.devices.get(name).and_then(|d| d.depth);
        }
    }

    /// The id of the next request.
    pub const fn next_id(&self) -> RequestId {
        self.next
    }

    /// Adds a request that is not being served yet and returns its index in the table.
    pub fn submit(&mut self, request: Request) -> u32 {
        self.next = self.next.wrapping_add(1);
        let place = self.requests.insert(request) as u32;
        let effect = request.effect as usize;
        if self.places.len() <= effect {
            self.places.resize(effect + 1, u32::MAX);
        }
        self.places[effect] = place;
        place
    }

    /// Starts serving a request if there is room, else queues it. Returns true if it is being served.
    pub fn enter(&mut self, place: u32) -> bool {
        let request = &mut self.requests[place as usize];
        let Some(device) = self.devices.get_mut(usize::from(request.device)) else {
            request.served = true;
            return true;
        };
        if device.full() {
            device.queue.push_back(place);
            return false;
        }
        device.serving += 1;
        request.served = true;
        true
    }

    /// Starts serving the next queued request of a device, if there is room for one, and returns its index.
    pub fn next_queued(&mut self, device: DeviceId) -> Option<u32> {
        let device = self.devices.get_mut(usize::from(device))?;
        if device.full() {
            return None;
        }
        let place = device.queue.pop_front()?;
        device.serving += 1;
        self.requests[place as usize].served = true;
        Some(place)
    }

    /// The request at this index.
    pub fn request(&mut self, place: u32) -> &mut Request {
        &mut self.requests[place as usize]
    }

    /// Removes a request whose service ended; `None` if it was cancelled since.
    pub fn finish(&mut self, place: u32, id: RequestId) -> Option<Request> {
        let current = self.requests.get(place as usize)?;
        (current.id == id).then(|| self.take_out(place))
    }

    /// Removes the request of a dropped effect.
    pub fn cancel(&mut self, effect: EffectKey) -> Option<Request> {
        let place = *self.places.get(effect as usize)?;
        self.requests.get(place as usize).filter(|request| request.effect == effect)?;
        let request = self.take_out(place);
        if !request.served
            && let Some(device) = self.devices.get_mut(usize::from(request.device))
        {
            device.queue.retain(|queued| *queued != place);
        }
        Some(request)
    }

    fn take_out(&mut self, place: u32) -> Request {
        let request = self.requests.remove(place as usize);
        if request.served
            && let Some(device) = self.devices.get_mut(usize::from(request.device))
        {
            device.serving -= 1;
        }
        request
    }

    /// The number of requests in flight, queued ones and timers included.
    pub fn under_way(&self) -> u32 {
        self.requests.len() as u32
    }

    /// The ids of the devices.
    pub fn ids(&self) -> impl Iterator<Item = DeviceId> + use<> {
        0..u16::try_from(self.devices.len()).unwrap_or(TIMER)
    }
}
