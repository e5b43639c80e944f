//! The bounded way to the window: a queue here, then the channel. If the channel is full, things stay here and the
//! engine makes nothing new; nothing is dropped but what a new session or a newer status makes void.

use super::{Wake, lane::BATCH};
use crossbeam_channel::Sender;
use loopscope_event::{Batch, Event, FromEngine, Session, Status};
use std::collections::VecDeque;

/// How many messages the channel to the window holds. With [`BATCH`] events of 32 bytes each this is 8 MiB.
pub(super) const CHANNEL: usize = 64;

/// What has become of an attempt to send everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sent {
    /// Nothing is left here.
    All,
    /// The channel is full.
    Full,
    /// Nobody will ever receive again.
    Closed,
}

/// What waits to be sent. A session goes before the batches of its runs, a status after those that it speaks of.
pub(super) struct Outbox {
    to: Sender<FromEngine>,
    wake: Wake,
    session: Option<Session>,
    batches: VecDeque<Batch>,
    status: Option<Status>,
    /// The newest status that was put here.
    newest: Option<Status>,
}

impl Outbox {
    pub fn new(to: Sender<FromEngine>, wake: Wake) -> Self {
        Self { to, wake, session: None, batches: VecDeque::new(), status: None, newest: None }
    }

    /// Announces which runs there are from now on; what waits here of others is void.
    pub fn announce(&mut self, session: Session) {
        self.batches.retain(|batch| session.runs.iter().any(|(run, _)| *run == batch.run));
        self.session = Some(session);
    }

    /// Puts a batch at the end, or at the end of a small one of the same run. Answers with memory that can be used again.
    pub fn push(&mut self, mut batch: Batch) -> Option<Vec<Event>> {
        let room = |queued: &&mut Batch| queued.run == batch.run;
        if let Some(queued) = self.batches.iter_mut().rev().find(room).filter(|queued| queued.events.len() + batch.events.len() <= BATCH) {
            queued.events.append(&mut batch.events);
            queued.changes.append(&mut batch.changes);
            return Some(batch.events);
        }
        // A few events do not carry the memory of thousands to the window.
        let spare = (batch.events.len() < batch.events.capacity() / 4).then(|| {
            let few = batch.events.to_vec();
            std::mem::replace(&mut batch.events, few)
        });
        self.batches.push_back(batch);
        spare
    }

    /// Puts the status at the end, unless it is the one put there last.
    pub fn report(&mut self, status: Status) {
        if self.newest.as_ref() != Some(&status) {
            self.newest = Some(status.clone());
            self.status = Some(status);
        }
    }

    /// How many events wait here.
    #[cfg(test)]
    pub fn events(&self) -> usize {
        self.batches.iter().map(|batch| batch.events.len()).sum()
    }

    /// Sends what the channel takes, and wakes the window if that was anything.
    pub fn send(&mut self) -> Sent {
        let mut any = false;
        let sent = loop {
            if self.is_empty() {
                break Sent::All;
            }
            // Nobody else sends, so a channel with room keeps it.
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
        self.session.is_none() && self.batches.is_empty() && self.status.is_none()
    }

    fn next(&mut self) -> Option<FromEngine> {
        (self.session.take().map(FromEngine::Session))
            .or_else(|| self.batches.pop_front().map(FromEngine::Batch))
            .or_else(|| self.status.take().map(FromEngine::Status))
    }
}
