//! The engine's thread: how it starts, and how a panic on it is reported.

use super::{
    Engine, Wake,
    handle::{Handle, Link, Shared, Thread, link},
};
use crossbeam_channel::{SendTimeoutError, Sender};
use loopscope_event::{FromEngine, Scenario};
use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

/// The thread's name, as a debugger shows it.
const NAME: &str = "loopscope-engine";

impl Engine {
    /// Starts the engine's thread on a validated scenario. It is paused until it is told to play, at the speed of the
    /// wall clock. `wake` is called on that thread whenever messages were sent.
    ///
    /// # Errors
    /// The system cannot create a thread.
    pub fn start(scenario: Arc<Scenario>, wake: impl Fn() + Send + Sync + 'static) -> io::Result<Handle> {
        let (handle, link) = link(&scenario);
        let wake: Wake = Arc::new(wake);
        let (ending, ended) = crossbeam_channel::bounded(0);
        let join = thread::Builder::new().name(NAME.into()).spawn(move || {
            background(scenario, link, &wake);
            drop(ending);
        })?;
        Ok(handle.with_thread(Thread { join, ended }))
    }
}

/// The body of the thread.
fn background(scenario: Arc<Scenario>, link: Link, wake: &Wake) {
    let (to, shared) = (link.events.clone(), link.shared.clone());
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(async { Engine::new(scenario, link, wake.clone()).live().await });
        Ok(())
    }));
    match lived {
        Ok(Ok(())) => {}
        Ok(Err(error)) => fail(format!("the background has no timers: {}", io::Error::to_string(&error)), &to, &shared, wake),
        Err(panic) => fail(panic_message(panic.as_ref()), &to, &shared, wake),
    }
}

/// The message of a panic.
fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without words").to_owned()
}

/// Tells the window that the engine failed, as soon as the channel has room.
fn fail(message: String, to: &Sender<FromEngine>, shared: &Shared, wake: &Wake) {
    let mut message = FromEngine::Failed(message);
    while !shared.is_closing() {
        match to.send_timeout(message, Duration::from_millis(20)) {
            Err(SendTimeoutError::Timeout(back)) => message = back,
            _ => break,
        }
    }
    // The waker itself may have panicked.
    let _ = catch_unwind(AssertUnwindSafe(|| wake()));
}
