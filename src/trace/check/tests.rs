//! For each invariant a good log passes, and one that was tampered with fails, by name and place.

use super::*;
use crate::fake::{LOOP, Log, SYNC, THREADS, nonsense, one_on_a_loop};
use loopscope_event::{Kind, PackedNs, RunEnd, What};
use proptest::prelude::*;

const A: TaskId = TaskId(0);
const B: TaskId = TaskId(1);

fn names() -> Names {
    Names { devices: vec!["disk".into()], locks: vec!["m".into()], vars: vec!["x".into()] }
}

fn facts(model: &ModelInfo) -> Facts {
    Facts::new(model, &Scenario::default(), &names(), true)
}

fn judge(log: &Log, facts: Facts) -> Result<Checked, Broken> {
    check(facts, None, &[], &log.0)
}

fn breaks(log: &Log, facts: Facts, invariant: &str, event: EventNo) {
    let broken = judge(log, facts).unwrap_err();
    assert_eq!((broken.invariant, broken.event), (invariant, event), "{broken}");
}

fn without(log: &Log, n: usize) -> Log {
    let mut log = log.clone();
    log.0.remove(n);
    log
}

fn retimed(log: &Log, n: usize, by: i64) -> Log {
    let mut log = log.clone();
    log.0[n..].iter_mut().for_each(|event| event.at = event.at.wrapping_add_signed(by));
    log
}

fn swapped(log: &Log, a: usize, b: usize) -> Log {
    let mut log = log.clone();
    let (first, second) = (log.0[a].kind, log.0[b].kind);
    (log.0[a].kind, log.0[b].kind) = (second, first);
    log
}

fn changed(log: &Log, n: usize, kind: Kind) -> Log {
    let mut log = log.clone();
    log.0[n].kind = kind;
    log
}

/// A and B arrive at a loop at once; each computes 10.
fn two_on_a_loop() -> Log {
    let mut log = Log::default();
    for task in [A, B] {
        log.add(0, Kind::JobArrived { job: task });
        log.add(0, Kind::MessagePosted { queue: 0, what: What::Start, task });
    }
    for (task, at) in [(A, 0), (B, 10)] {
        log.add(at, Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task, dispatch: 0 });
        log.add(at, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(10) });
        log.add(at + 10, Kind::RunEnded { core: 0, task, why: RunEnd::Done });
        log.add(at + 10, Kind::JobDone { job: task });
    }
    log
}

/// A and B arrive as threads at once; each is switched to, 1, and computes 10, on a core of its own or one after the other.
fn two_threads(cores: [u16; 2]) -> Log {
    let mut log = Log::default();
    for task in [A, B] {
        log.add(0, Kind::JobArrived { job: task });
        log.add(0, Kind::ThreadSpawned { thread: task.0, task });
        log.add(0, Kind::ThreadRunnable { thread: task.0, task });
    }
    let later = if cores[0] == cores[1] { 11 } else { 0 };
    let mut rest = Vec::new();
    for (task, core, at) in [(A, cores[0], 0), (B, cores[1], later)] {
        rest.push((at, Kind::SwitchStarted { core, thread: task.0, task, switch: 1, spawn: 0 }));
        rest.push((at + 1, Kind::SwitchEnded { core, thread: task.0, task }));
        rest.push((at + 1, Kind::RunStarted { core, task, line: 0, burst: PackedNs::new(10) }));
        rest.push((at + 11, Kind::RunEnded { core, task, why: RunEnd::Done }));
        rest.push((at + 11, Kind::JobDone { job: task }));
        rest.push((at + 11, Kind::ThreadExited { thread: task.0, task }));
    }
    rest.sort_by_key(|(at, _)| *at);
    for (at, kind) in rest {
        log.add(at, kind);
    }
    log
}

/// A reads and writes under a lock, B waits for it.
fn locked() -> Log {
    let mut log = Log::default();
    let (lock, var) = (0, 0);
    log.add(0, Kind::JobArrived { job: A });
    log.add(0, Kind::LockAcquired { lock, task: A });
    log.add(0, Kind::VarRead { var, task: A, value: 0 });
    log.add(0, Kind::JobArrived { job: B });
    log.add(0, Kind::VarRead { var, task: B, value: 0 });
    log.add(0, Kind::LockWaited { lock, task: B });
    log.add(0, Kind::VarWritten { var, task: A, value: 1, stale: false });
    log.add(0, Kind::LockReleased { lock, task: A });
    log.add(0, Kind::LockAcquired { lock, task: B });
    log.add(0, Kind::VarWritten { var, task: B, value: 1, stale: true });
    log.add(0, Kind::LockReleased { lock, task: B });
    log
}

#[test]
fn good_logs_pass() {
    assert_eq!(judge(&one_on_a_loop(10, 30, 5, 1), facts(&LOOP)).map(|c| (c.done, c.makespan)), Ok((1, 47)));
    assert_eq!(judge(&two_on_a_loop(), facts(&LOOP)).map(|c| c.done), Ok(2));
    assert_eq!(judge(&two_threads([0, 0]), facts(&THREADS)).map(|c| c.makespan), Ok(22));
    assert_eq!(judge(&two_threads([0, 1]), Facts { cores: 2, ..facts(&THREADS) }).map(|c| c.makespan), Ok(11));
    assert_eq!(judge(&locked(), Facts { complete: false, ..facts(&THREADS) }).map(|c| c.lost_updates), Ok(1));
}

#[test]
fn i1_every_arrival_completes_exactly_once_and_computes_what_it_asked_for() {
    let log = two_on_a_loop();
    breaks(&without(&log, 11), facts(&LOOP), "I1", 10);
    breaks(&changed(&log, 2, Kind::JobArrived { job: A }), facts(&LOOP), "I1", 2);
    let mut twice = log.clone();
    twice.add(20, Kind::JobDone { job: B });
    breaks(&twice, facts(&LOOP), "I1", 12);
    breaks(&retimed(&log, 6, 1), facts(&LOOP), "I1", 6);
    let asked = |job| Some(if job == 1 { 11 } else { 10 });
    let broken = check(facts(&LOOP), Some(&asked), &[], &log.0).unwrap_err();
    assert_eq!((broken.invariant, broken.event), ("I1", 11));
}

#[test]
fn i2_a_core_does_one_thing_at_a_time() {
    let log = two_threads([0, 1]);
    let onto_the_same = Kind::SwitchStarted { core: 0, thread: 1, task: B, switch: 1, spawn: 0 };
    breaks(&changed(&log, 7, onto_the_same), Facts { cores: 2, ..facts(&THREADS) }, "I2", 7);
    // Of a foreign log too.
    let mut foreign = Log::default();
    for (core, task) in [(0, A), (1, A)] {
        foreign.add(0, Kind::RunStarted { core, task, line: 0, burst: PackedNs::new(0) });
    }
    breaks(&foreign, Facts::foreign(2, &names()), "I2", 1);
}

#[test]
fn i3_all_of_a_cores_time_is_accounted_for() {
    breaks(&retimed(&two_threads([0, 0]), 7, 1), facts(&THREADS), "I3", 7);
    breaks(&retimed(&one_on_a_loop(10, 30, 5, 1), 13, 1), facts(&LOOP), "I3", 14);
}

#[test]
fn i4_only_legal_transitions() {
    let log = one_on_a_loop(10, 30, 5, 1);
    breaks(&without(&log, 1), facts(&LOOP), "I4", 1);
    breaks(&without(&log, 9), facts(&LOOP), "I4", 9);
    breaks(&without(&log, 15), facts(&LOOP), "I4", 15);
    breaks(&without(&log, 8), facts(&LOOP), "I4", 10);
    breaks(&changed(&locked(), 7, Kind::LockReleased { lock: 0, task: B }), Facts { complete: false, ..facts(&LOOP) }, "I4", 7);
}

#[test]
fn i5_each_queue_keeps_the_models_discipline() {
    let in_order = two_on_a_loop();
    let newest_first = {
        let mut log = in_order.clone();
        log.0[4..].rotate_left(4);
        for (event, at) in log.0[4..].iter_mut().zip([0, 0, 10, 10, 10, 10, 20, 20]) {
            event.at = at;
        }
        log
    };
    let facts = |discipline| Facts { discipline, ..facts(&LOOP) };
    breaks(&newest_first, facts(Discipline::Fifo), "I5", 4);
    breaks(&in_order, facts(Discipline::Lifo), "I5", 4);
    assert!(judge(&newest_first, facts(Discipline::Lifo)).is_ok());
    for discipline in [Discipline::Random, Discipline::Priority] {
        assert!(judge(&in_order, facts(discipline)).is_ok() && judge(&newest_first, facts(discipline)).is_ok());
    }
    let unposted = changed(&in_order, 4, Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: TaskId(7), dispatch: 0 });
    breaks(&unposted, facts(Discipline::Random), "I4", 4);
}

#[test]
fn i5_queues_are_first_in_first_out() {
    let log = two_on_a_loop();
    breaks(&changed(&log, 4, Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: B, dispatch: 0 }), facts(&LOOP), "I5", 4);
    let mut threads = two_threads([0, 0]);
    threads.0[6].kind = Kind::SwitchStarted { core: 0, thread: 1, task: B, switch: 1, spawn: 0 };
    breaks(&threads, facts(&THREADS), "I5", 6);
    let mut sync = Log::default();
    sync.add(0, Kind::JobArrived { job: A });
    sync.add(0, Kind::JobArrived { job: B });
    sync.add(0, Kind::RunStarted { core: 0, task: B, line: 0, burst: PackedNs::new(1) });
    breaks(&sync, facts(&SYNC), "I5", 2);
    // A device takes the request that came second, and a lock goes to the second waiter.
    let mut device = one_on_a_loop(10, 30, 5, 1);
    let second = Kind::IoSubmitted { device: 0, request: 1, task: A, latency: PackedNs::new(1) };
    let at = device.0[5].at;
    device.0.insert(6, Event::new(at, 6, None, second));
    device.0[7].kind = Kind::IoStarted { device: 0, request: 1, task: A };
    breaks(&device, facts(&LOOP), "I5", 7);
    let mut lock = Log::default();
    for task in [A, B, TaskId(2)] {
        lock.add(0, Kind::JobArrived { job: task });
        lock.add(0, if task == A { Kind::LockAcquired { lock: 0, task } } else { Kind::LockWaited { lock: 0, task } });
    }
    lock.add(0, Kind::LockReleased { lock: 0, task: A });
    lock.add(0, Kind::LockAcquired { lock: 0, task: TaskId(2) });
    breaks(&lock, facts(&LOOP), "I5", 7);
}

#[test]
fn i6_no_core_idles_while_somebody_waits_for_it() {
    let log = two_on_a_loop();
    breaks(&retimed(&log, 8, 1), facts(&LOOP), "I6", 8);
    breaks(&two_threads([0, 0]), Facts { cores: 2, ..facts(&THREADS) }, "I6", 7);
    // Loops that own a core each may.
    assert!(judge(&retimed(&log, 8, 1), Facts { conserving: false, ..facts(&LOOP) }).is_ok());
}

#[test]
fn i7_every_job_is_in_some_place() {
    let log = one_on_a_loop(10, 30, 5, 1);
    // After its burst nothing says where it went.
    let lost = Log(log.0[..5].iter().copied().chain([Event::new(50, 5, None, Kind::Mark { mark: 0 })]).collect());
    breaks(&lost, facts(&LOOP), "I7", 5);
    // The two sides of Little's law are summed up apart.
    let mut check = Check::new(facts(&LOOP), None);
    log.0.iter().for_each(|event| check.event(event).unwrap());
    check.sums.latencies += 1;
    assert_eq!(check.finish().unwrap_err().invariant, "I7");
}

#[test]
fn i8_devices_and_time() {
    let log = one_on_a_loop(10, 30, 5, 1);
    breaks(&retimed(&log, 9, -1), facts(&LOOP), "I8", 9);
    breaks(&retimed(&log, 9, -31), facts(&LOOP), "I8", 9);
    breaks(&log, Facts { depths: vec![Some(0)], ..facts(&LOOP) }, "I8", 6);
}

#[test]
fn i12_a_batch_takes_as_long_as_its_work() {
    // It says one core, and two computed.
    breaks(&two_threads([0, 1]), Facts { conserving: false, ..facts(&THREADS) }, "I12", 17);
}

#[test]
fn i13_one_handler_at_a_time() {
    let log = two_on_a_loop();
    breaks(&changed(&log, 6, log.0[8].kind), facts(&LOOP), "I13", 6);
    breaks(&swapped(&log, 5, 9), facts(&LOOP), "I13", 5);
}

#[test]
fn i14_variables_read_as_written() {
    let part = || Facts { complete: false, ..facts(&LOOP) };
    let log = locked();
    breaks(&changed(&log, 4, Kind::VarRead { var: 0, task: B, value: 5 }), part(), "I14", 4);
    breaks(&changed(&log, 9, Kind::VarWritten { var: 0, task: B, value: 1, stale: false }), part(), "I14", 9);
}

#[test]
fn a_deadlock_is_no_broken_log() {
    let mut log = locked();
    log.0.truncate(6);
    log.add(0, Kind::ThreadBlocked { thread: 1, task: B, line: None, on: Wait::Lock });
    log.add(0, Kind::ThreadBlocked { thread: 0, task: A, line: None, on: Wait::Lock });
    // Neither was on a core, which a simulated log would not do; as a foreign one it passes.
    let foreign = Facts { complete: true, ..Facts::foreign(1, &names()) };
    assert_eq!(judge(&log, foreign).map(|checked| checked.deadlocked), Ok(2));
}

proptest! {
    #[test]
    fn nonsense_is_refused_or_passed_and_breaks_nothing(log in nonsense(300)) {
        for facts in [facts(&LOOP), facts(&SYNC), Facts::foreign(1, &names())] {
            drop(judge(&log, facts));
        }
    }
}
