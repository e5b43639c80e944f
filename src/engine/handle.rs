//! The window's end of the engine: sends commands, receives messages, shuts the engine down.

use super::{Replay, outbox::CHANNEL};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use loopscope_event::{Command, FromEngine, Scenario};
use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};
use tokio::sync::{Notify, mpsc};

/// The capacity of the command channel.
const COMMANDS: usize = 64;
/// The longest that dropping the handle waits for the thread.
const PATIENCE: Duration = Duration::from_millis(100);
/// Messages drained before the engine is told that there is room, so that it need not wait for the whole drain.
const TELL_EVERY: usize = CHANNEL / 4;

/// The window's end of a running engine. Dropping it shuts the engine down and joins its thread, if that does not take
/// too long: a thread that has a million tasks to free is detached, so that it never keeps a window from closing.
pub struct Handle {
    commands: Option<mpsc::Sender<Command>>,
    events: Receiver<FromEngine>,
    shared: Arc<Shared>,
    thread: Option<Thread>,
}

/// The engine's thread.
pub(super) struct Thread {
    pub join: JoinHandle<()>,
    /// Disconnected when the thread has finished.
    pub ended: Receiver<Infallible>,
}

/// The command was not taken and is handed back: the channel is full, or the engine has failed. Try again in the next
/// frame.
#[derive(Debug)]
pub struct Busy(pub Command);

/// The state shared by both ends.
pub(super) struct Shared {
    /// Notified when the window has taken messages, or shuts down.
    pub room: Notify,
    pub closing: AtomicBool,
    replay: Mutex<Replay>,
}

impl Shared {
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
    /// The present session's replay. Both ends lock it only briefly.
    pub fn replay(&self) -> MutexGuard<'_, Replay> {
        self.replay.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The engine's end.
pub(super) struct Link {
    pub commands: mpsc::Receiver<Command>,
    pub events: Sender<FromEngine>,
    pub shared: Arc<Shared>,
}

/// Makes both ends of the channels; the handle has no thread yet.
pub(super) fn link(scenario: &Arc<Scenario>) -> (Handle, Link) {
    let (to_engine, commands) = mpsc::channel(COMMANDS);
    let (to_window, events) = crossbeam_channel::bounded(CHANNEL);
    let replay = Mutex::new(Replay::new(scenario.clone()));
    let shared = Arc::new(Shared { room: Notify::new(), closing: AtomicBool::new(false), replay });
    let handle = Handle { commands: Some(to_engine), events, shared: shared.clone(), thread: None };
    (handle, Link { commands, events: to_window, shared })
}

impl Handle {
    pub(super) fn with_thread(self, thread: Thread) -> Self {
        let mut handle = self;
        handle.thread = Some(thread);
        handle
    }

    /// Sends a command. Never blocks.
    ///
    /// # Errors
    /// Hands the command back if it was not taken.
    pub fn send(&self, command: Command) -> Result<(), Busy> {
        match &self.commands {
            Some(commands) => commands.try_send(command).map_err(|refused| Busy(refused.into_inner())),
            None => Err(Busy(command)),
        }
    }

    /// Takes messages until none is left or the time budget is used up; true if some are left.
    pub fn drain(&self, budget: Duration, mut take: impl FnMut(FromEngine)) -> bool {
        let end = Instant::now() + budget;
        let mut taken = 0;
        while let Ok(message) = self.events.try_recv() {
            take(message);
            taken += 1;
            if taken % TELL_EVERY == 0 {
                self.shared.room.notify_one();
            }
            if Instant::now() >= end {
                break;
            }
        }
        if taken > 0 {
            self.shared.room.notify_one();
        }
        !self.events.is_empty()
    }

    /// Waits for the next message; for callers that have no frames to draw.
    ///
    /// # Errors
    /// No message came in time, or the engine has ended.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<FromEngine, RecvTimeoutError> {
        let message = self.events.recv_timeout(timeout)?;
        self.shared.room.notify_one();
        Ok(message)
    }

    /// The number of messages that wait to be taken; at most a fixed number.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.events.len()
    }

    /// A copy of the present session's replay.
    #[must_use]
    pub fn replay(&self) -> Replay {
        self.shared.replay().clone()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Relaxed);
        self.commands = None;
        self.shared.room.notify_one();
        if let Some(Thread { join, ended }) = self.thread.take()
            && ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Disconnected)
        {
            // A panic on the thread was already reported as a failure.
            let _ = join.join();
        }
    }
}
