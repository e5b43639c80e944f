//! Paths through logs that nobody checked: nothing fails, and everything still adds up.

use super::{Budget, PieceKind};
use crate::Playhead;
use crate::fake::{LOOP, Log, THREADS, nonsense};
use loopscope_event::{Kind, PackedNs, RunEnd, TaskId};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn of_nonsense_every_nanosecond_is_charged_once(log in nonsense(300), place in any::<prop::sample::Index>()) {
        let trace = log.trace(&THREADS, 64);
        let n = place.index(log.0.len() + 1) as u64;
        let state = trace.state_at(n);
        let head = Playhead::after(n, state.at);
        let tasks = state.tasks().map(|task| task.id).chain(state.last_done.iter().map(|done| done.task)).chain([TaskId(3)]);
        for task in tasks {
            let Some(path) = trace.job_path(task, head, Budget::ALL) else { continue };
            let mut at = path.arrived;
            for piece in path.pieces() {
                prop_assert_eq!(piece.from, at);
                at = piece.to;
            }
            prop_assert!(path.whole && at == path.told && path.sums.total() == at - path.arrived);
        }
        if let Some(path) = trace.run_path(head, Budget::ALL) {
            prop_assert!(path.whole);
            prop_assert_eq!(path.sums.total(), path.end);
            let spooned = log.trace(&THREADS, 64);
            let mut other = spooned.run_path(head, Budget(2)).unwrap();
            while !other.whole {
                other = spooned.run_path(head, Budget(2)).unwrap();
            }
            prop_assert_eq!(other, path);
        }
    }
}

#[test]
fn where_the_log_names_no_core_nobody_is_blamed() {
    // A foreign log: it was queued, and then it ended.
    let mut log = Log::default();
    let task = TaskId(0);
    log.add(10, Kind::JobArrived { job: task });
    log.add(10, Kind::ThreadRunnable { thread: 0, task });
    log.add(50, Kind::JobDone { job: task });
    let mut trace = crate::Trace::with_segments(64, 7, &THREADS, Default::default(), Default::default());
    assert!(trace.apply(&loopscope_event::Piece { first: 0, events: log.0, changes: vec![] }));
    let path = trace.job_path(task, Playhead::after(3, 50), Budget::ALL).unwrap();
    let pieces: Vec<_> = path.pieces().map(|piece| (piece.kind, piece.who, piece.lasted())).collect();
    let idle = if trace.tracks().cores.is_empty() { PieceKind::Behind } else { PieceKind::CoreIdle };
    assert_eq!(pieces, [(idle, None, 40)]);
    let run = trace.run_path(Playhead::after(3, 50), Budget::ALL).unwrap();
    assert_eq!((run.sums.total(), run.sums.spent(PieceKind::Arrival)), (50, 10));
}

#[test]
fn what_history_let_go_of_is_a_piece_of_its_own() {
    let (mut log, task, burst) = (Log::default(), TaskId(0), PackedNs::new(10));
    log.add(0, Kind::JobArrived { job: task });
    for i in 0..200 {
        log.add(i * 10, Kind::RunStarted { core: 0, task, line: 0, burst });
        log.add(i * 10 + 10, Kind::RunEnded { core: 0, task, why: RunEnd::Burst });
    }
    log.add(2000, Kind::JobDone { job: task });
    let trace = log.trace(&LOOP, 64);
    let head = Playhead::after(trace.len(), trace.end());
    let whole = trace.run_path(head, Budget::ALL).unwrap();
    assert_eq!(whole.sums.spent(PieceKind::Running), 2000);
    let mut trace = log.trace(&LOOP, 64);
    trace.let_go_oldest();
    let gone = trace.let_go().1;
    let path = trace.run_path(head, Budget::ALL).unwrap();
    assert_eq!((path.sums.spent(PieceKind::Forgotten), path.sums.total(), path.end), (gone, 2000, 2000));
    let job = trace.job_path(task, head, Budget::ALL).unwrap();
    assert!(job.whole && gone > 0);
    assert_eq!((job.sums.spent(PieceKind::Forgotten), job.sums.total()), (gone, 2000));
}
