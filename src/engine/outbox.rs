//! The bounded queue to the window: a queue here, then the channel. If the channel is full, messages stay here and the
//! engine makes nothing new; nothing is dropped except what a new session or a newer status makes void.

use super::{Wake, session_run::BATCH};
use crossbeam_channel::Sender;
use loopscope_event::{Batch, Event, FromEngine, RunsAnnounced, Status};
use std::collections::VecDeque;

/// The capacity of the channel to the window, in messages. With [`BATCH`] events of 32 bytes each this is 8 MiB.
pub(super) const CHANNEL: usize = 64;

/// The result of an attempt to send everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sent {
    /// Everything was sent.
    All,
    /// The channel is full.
    Full,
    /// The receiver is gone.
    Closed,
}

/// The messages to be sent: an announcement before the batches of its runs, a status after the batches it reports on.
pub(super) struct Outbox {
    to: Sender<FromEngine>,
    wake: Wake,
    runs: Option<RunsAnnounced>,
    batches: VecDeque<Batch>,
    status: Option<Status>,
    /// The newest status, sent or not.
    newest: Option<Status>,
}

impl Outbox {
    pub fn new(to: Sender<FromEngine>, wake: Wake) -> Self {
        Self { to, wake, runs: None, batches: VecDeque::new(), status: None, newest: None }
    }

    /// Queues an announcement and drops batches of runs that it does not list.
    pub fn announce(&mut self, runs: RunsAnnounced) {
        self.batches.retain(|batch| runs.runs.iter().any(|(run, _)| *run == batch.run));
        self.runs = Some(runs);
    }

    /// Queues a batch, or appends it to a small queued one of the same run. Returns a list whose memory can be used
    /// again.
    pub fn push(&mut self, mut batch: Batch) -> Option<Vec<Event>> {
        let room = |queued: &&mut Batch| queued.run == batch.run;
        if let Some(queued) = self.batches.iter_mut().rev().find(room).filter(|queued| queued.events.len() + batch.events.len() <= BATCH) {
            queued.events.append(&mut batch.events);
            queued.changes.append(&mut batch.changes);
            return Some(batch.events);
        }
        // Few events are copied, so that they do not take the memory of thousands to the window.
        let spare = (batch.events.len() < batch.events.capacity() / 4).then(|| {
            let few = batch.events.to_vec();
            std::mem::replace(&mut batch.events, few)
        });
        self.batches.push_back(batch);
        spare
    }

    /// Queues the status, unless it equals the newest.
    pub fn report(&mut self, status: Status) {
        if self.newest.as_ref() != Some(&status) {
            self.newest = Some(status.clone());
            self.status = Some(status);
        }
    }

    /// The number of queued events.
    #[cfg(test)]
    pub fn events(&self) -> usize {
        self.batches.iter().map(|batch| batch.events.len()).sum()
    }

    /// Sends as much as the channel takes, and wakes the window if anything was sent.
    pub fn send(&mut self) -> Sent {
        let mut any = false;
        let sent = loop {
            if self.is_empty() {
                break Sent::All;
            }
            // This is the only sender, so a channel with room keeps it.
            if self.to.is_full() {
                break Sent::Full;
            }
            let message = self.next();
            if message.is_some_and(|message| self.to.try_send(message).is_err()) {
                break Sent::Closed;
            }
            any = true;
        };
        if any {
            (self.wake)();
        }
        sent
    }

    fn is_empty(&self) -> bool {
        self.runs.is_none() && self.batches.is_empty() && self.status.is_none()
    }

    fn next(&mut self) -> Option<FromEngine> {
        (self.runs.take().map(FromEngine::Runs))
            .or_else(|| self.batches.pop_front().map(FromEngine::Batch))
            .or_else(|| self.status.take().map(FromEngine::Status))
    }
}
