//! Events come back from their blocks as they were, whatever they say.

use super::*;
use loopscope_event::{Gesture, InputKind, RunEnd, Wait, What};
use proptest::prelude::*;

const WAITS: [Wait; 5] = [Wait::Io, Wait::Timer, Wait::Lock, Wait::Task, Wait::Yield];
const ENDS: [RunEnd; 4] = [RunEnd::Burst, RunEnd::Quantum, RunEnd::Await, RunEnd::Done];
const WHATS: [What; 9] = [What::Start, What::Io, What::Timer, What::Lock, What::Task, What::Yield, What::Preempted, What::Mouse, What::Key];
const INPUTS: [InputKind; 3] = [InputKind::Mouse, InputKind::Key, InputKind::Timer];
/// Kinds of events.
const KINDS: u32 = 45;

/// Any event that the vocabulary can say; small numbers are likelier, so that some are as they were.
fn kind() -> impl Strategy<Value = Kind> {
    let n = || prop_oneof![4 => 0_u32..4, 2 => 1000_u32..1100, 1 => Just(u32::MAX), 1 => any::<u32>()];
    let id = || prop_oneof![4 => 0_u16..3, 1 => Just(u16::MAX), 1 => any::<u16>()];
    let ns = prop_oneof![3 => 0_u64..3, 2 => 10_000_u64..1_000_000, 1 => Just(u64::MAX), 1 => any::<u64>()].prop_map(PackedNs::new);
    ((0..KINDS, n(), n(), n(), n()), (id(), id()), ns, any::<u8>(), any::<char>()).prop_map(
        |((which, a, b, c, d), (core, queue), burst, pick, letter)| {
            let (task, thread, line, pick) = (TaskId(a), b, c, usize::from(pick));
            let (on, why, what) = (WAITS[pick % 5], ENDS[pick % 4], WHATS[pick % 9]);
            let (device, request, lock, var, value) = (core, b, core, core, b.cast_signed());
            match which {
                0 => Kind::JobArrived { job: task },
                1 => Kind::JobDone { job: task },
                2 => Kind::ThreadSpawned { thread, task },
                3 => Kind::ThreadExited { thread, task },
                4 => Kind::ThreadRunnable { thread, task },
                5 => Kind::ThreadBlocked { thread, task, line: pick.is_multiple_of(2).then_some(line), on },
                6 => Kind::Preempted { core, thread, task },
                7 => Kind::SwitchStarted { core, thread, task, switch: c, spawn: d },
                8 => Kind::SwitchEnded { core, thread, task },
                9 => Kind::TaskSpawned { task, parent: TaskId(b) },
                10 => Kind::TaskDone { task },
                11 => Kind::TaskWoken { task },
                12 => Kind::TaskCancelled { task },
                13 => Kind::RunStarted { core, task, line, burst },
                14 => Kind::RunEnded { core, task, why },
                15 => Kind::Awaited { task, line, on },
                16 => Kind::Resumed { task, line },
                17 => Kind::CallbackBegan { task, line },
                18 => Kind::CallbackEnded { task, line, on },
                19 => Kind::MessagePosted { queue, what, task },
                20 => Kind::MessageTaken { queue, core, what, task, dispatch: d },
                21 => Kind::LoopParked { queue, in_flight: b },
                22 => Kind::LoopUnparked { queue, messages: b },
                23 => Kind::IoSubmitted { device, request, task, latency: burst },
                24 => Kind::IoQueued { device, request, task },
                25 => Kind::IoStarted { device, request, task },
                26 => Kind::IoCompleted { device, request, task },
                27 => Kind::IoCancelled { device, request, task },
                28 => Kind::LockWaited { lock, task },
                29 => Kind::LockAcquired { lock, task },
                30 => Kind::LockReleased { lock, task },
                31 => Kind::VarRead { var, task, value },
                32 => Kind::VarWritten { var, task, value, stale: pick.is_multiple_of(2) },
                33 => Kind::JobQueued { job: task },
                34 => Kind::Assigned { task, to: b },
                35 => Kind::WorkerWoken { thread, task },
                36 => Kind::WorkerIdle { thread },
                37 => Kind::Stolen { thief: core, victim: queue, tasks: c, steal: d },
                38 => {
                    let (x, y) = (core, queue);
                    let gestures =
                        [Gesture::Unsaid, Gesture::Move { x, y }, Gesture::Click { x, y }, Gesture::Type(letter), Gesture::Await];
                    Kind::InputPosted { input: task, what: INPUTS[pick % 3], gesture: gestures[pick % 5] }
                }
                39 => Kind::InputHandled { input: task },
                40 => Kind::FramePainted { frame: b },
                41 => Kind::FrameMissed { frame: b },
                42 => Kind::ScenarioChanged { change: b },
                43 => Kind::Mark { mark: b },
                _ => Kind::RunStarted { core: 0, task: TaskId(a % 4), line: 1, burst },
            }
        },
    )
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let gap = prop_oneof![4 => Just(0_u64), 4 => 1_u64..100_000, 1 => any::<u64>()];
    let back = prop_oneof![2 => Just(0_u32), 6 => 1_u32..20, 1 => any::<u32>()];
    prop::collection::vec((gap, back, kind()), 0..BLOCK * 2).prop_map(|rows| {
        let mut at: Ns = 0;
        rows.into_iter()
            .map(|(gap, back, kind)| {
                at = at.saturating_add(gap);
                Event::kept(at, back, kind)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_events_come_back_as_they_were(events in events(), size in 1_usize..=BLOCK) {
        let (mut packer, mut forms) = (Packer::default(), Vec::new());
        packer.begin();
        let blocks: Vec<Block> = events.chunks(size).map(|events| packer.pack(events, &mut forms)).collect();
        let mut found = Vec::new();
        for (block, events) in blocks.iter().zip(events.chunks(size)) {
            block.unpack(&forms, &mut found);
            prop_assert_eq!(&found[..], events);
            prop_assert_eq!(block.at, events[0].at);
        }
        prop_assert_eq!(forms.iter().collect::<std::collections::HashSet<_>>().len(), forms.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_block_knows_what_happened_in_it_and_to_whom(events in events(), size in 1_usize..=BLOCK, asked in kind()) {
        let (mut packer, mut forms) = (Packer::default(), Vec::new());
        packer.begin();
        let (asked, whose) = (std::mem::discriminant(&asked), asked.task());
        let fits = |kind: &Kind| std::mem::discriminant(kind) == asked;
        for events in events.chunks(size) {
            let block = packer.pack(events, &mut forms);
            prop_assert_eq!(block.has_form(&forms, fits), events.iter().any(|event| fits(&event.kind)));
            for whose in [whose, Some(TaskId(0)), Some(TaskId(1001)), None] {
                let fits = |kind: &Kind| kind.task() == whose;
                prop_assert_eq!(block.has_task(&forms, fits), events.iter().any(|event| fits(&event.kind)));
            }
        }
    }
}

#[test]
fn events_that_are_alike_share_their_form() {
    let (mut packer, mut forms) = (Packer::default(), Vec::new());
    let events: Vec<Event> = (0..BLOCK as u32)
        .map(|i| {
            let (task, core) = (TaskId(i / 2), 0);
            let kind = match i % 2 {
                0 => Kind::RunStarted { core, task, line: 3, burst: PackedNs::new(u64::from(i) * 100) },
                _ => Kind::RunEnded { core, task, why: RunEnd::Await },
            };
            Event::kept(u64::from(i) * 1000, 1, kind)
        })
        .collect();
    let block = packer.pack(&events, &mut forms);
    assert!(forms.len() <= 4, "{forms:?}");
    assert!(block.inside() < BLOCK * 6, "{} bytes", block.inside());
}
