//! The names and colours of the pieces of a path: [`of_job`], [`of_run`], [`tone`].

use super::reason::{device_name, named};
use crate::theme::{Theme, Tone};
use loopscope_event::TaskId;
use loopscope_text::say;
use loopscope_trace::{PieceKind, Resource, Trace};

/// Names a piece of a job's path, as in "behind G".
#[must_use]
pub fn of_job(trace: &Trace, kind: PieceKind, on: Option<Resource>, who: Option<TaskId>) -> String {
    let device = || match on {
        Some(Resource::Device(device)) => device_name(trace, device),
        _ => say!("path.a_device"),
    };
    let lock = || match on {
        Some(Resource::Lock(lock)) => say!("name.the_lock", name = named(&trace.names().locks, lock)),
        _ => say!("name.a_lock"),
    };
    match (kind, who) {
        (PieceKind::Running, _) => say!("path.running"),
        (PieceKind::Switching, _) => say!("path.switching"),
        (PieceKind::Dispatching, _) => say!("path.dispatching"),
        (PieceKind::Behind, Some(who)) => say!("path.behind", task = who.name()),
        (PieceKind::Behind, None) if on.is_some() => say!("path.behind_others"),
        (PieceKind::Behind, None) => say!("path.behind_unsaid"),
        (PieceKind::CoreIdle, _) => say!("path.core_idle"),
        (PieceKind::Device, _) => say!("path.device", device = device()),
        (PieceKind::DeviceQueue, Some(who)) => say!("path.turn_behind", device = device(), task = who.name()),
        (PieceKind::DeviceQueue, None) => say!("path.turn", device = device()),
        (PieceKind::Lock, Some(who)) => say!("path.lock_behind", lock = lock(), task = who.name()),
        (PieceKind::Lock, None) => say!("path.lock", lock = lock()),
        (PieceKind::Gate, Some(who)) => say!("path.gate_behind", task = who.name()),
        (PieceKind::Gate, None) => say!("path.gate"),
        (PieceKind::Timer, _) => say!("path.timer"),
        (PieceKind::Child, Some(who)) => say!("path.child_of", task = who.name()),
        (PieceKind::Child, None) => say!("path.child"),
        (PieceKind::Yield, _) => say!("path.yield"),
        (PieceKind::Think, _) => say!("path.think"),
        (PieceKind::Arrival, _) => say!("path.arrival"),
        (PieceKind::Unknown, _) => say!("path.unknown"),
        (PieceKind::Forgotten, _) => say!("path.forgotten"),
    }
}

/// Names a piece in few words: what it was behind, or was served by.
#[must_use]
pub fn short(trace: &Trace, kind: PieceKind, on: Option<Resource>, who: Option<TaskId>) -> String {
    match (kind, on, who) {
        (PieceKind::Behind | PieceKind::DeviceQueue | PieceKind::Lock | PieceKind::Gate, _, Some(who)) => {
            say!("path.short_behind", task = who.name())
        }
        (PieceKind::Device, Some(Resource::Device(device)), _) => device_name(trace, device),
        _ => of_job(trace, kind, on, who),
    }
}

/// Names a piece of a run's path, as in "computing on core 0".
#[must_use]
pub fn of_run(trace: &Trace, kind: PieceKind, on: Option<Resource>, whose: Option<TaskId>) -> String {
    match (kind, on) {
        (PieceKind::Arrival, _) if let Some(task) = whose => say!("path.run_arrival", task = task.name()),
        (PieceKind::Think, _) if let Some(task) = whose => say!("path.run_think", task = task.name()),
        (PieceKind::Running, Some(Resource::Core(core))) => say!("path.run_running", core = core),
        (PieceKind::Switching, Some(Resource::Core(core))) => say!("path.run_switching", core = core),
        (PieceKind::Dispatching, Some(Resource::Core(core))) => say!("path.run_dispatching", core = core),
        (PieceKind::CoreIdle, Some(Resource::Core(core))) => say!("path.run_idle", core = core),
        _ => of_job(trace, kind, on, None),
    }
}

/// The tone of the state that a piece was spent in.
#[must_use]
pub const fn tone(theme: &'static Theme, kind: PieceKind) -> &'static Tone {
    match kind {
        PieceKind::Running => &theme.running,
        PieceKind::Switching => &theme.switching,
        PieceKind::Dispatching => &theme.looping,
        PieceKind::Behind => &theme.runnable,
        PieceKind::Device | PieceKind::DeviceQueue | PieceKind::Timer | PieceKind::Child | PieceKind::Yield => &theme.waiting,
        PieceKind::Lock => &theme.lock,
        PieceKind::CoreIdle | PieceKind::Gate | PieceKind::Think | PieceKind::Arrival | PieceKind::Unknown | PieceKind::Forgotten => {
            &theme.idle
        }
    }
}
