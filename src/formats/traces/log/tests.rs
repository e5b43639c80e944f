use super::*;
use loopscope_event::step::*;
use loopscope_event::{Gesture, Jobs, Kind, PackedNs, SpeltJob, TaskId, Workload};
use proptest::prelude::*;
use std::io::Write;

fn task() -> impl Strategy<Value = TaskId> {
    prop_oneof![
        (0..TaskId::JOBS).prop_map(TaskId),
        (0..TaskId::JOBS).prop_map(TaskId::input),
        (0..TaskId::JOBS * 2 - 1).prop_map(TaskId::child),
        (0..5u32).prop_map(TaskId)
    ]
}
fn one<T: Word + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0..T::ALL.len()).prop_map(|i| T::ALL[i].0)
}
fn gesture() -> impl Strategy<Value = Gesture> {
    prop_oneof![
        Just(Gesture::Unsaid),
        any::<(u16, u16)>().prop_map(|(x, y)| Gesture::Move { x, y }),
        any::<(u16, u16)>().prop_map(|(x, y)| Gesture::Click { x, y }),
        any::<char>().prop_map(Gesture::Type),
        Just(Gesture::Compute),
        Just(Gesture::Await),
    ]
}
fn ns() -> impl Strategy<Value = PackedNs> {
    prop_oneof![any::<u64>(), 0..1_000_000_000u64].prop_map(PackedNs::new)
}

/// How many kinds there are; [`place`] refuses to compile when one is added.
const KINDS: usize = 44;

fn place(kind: &Kind) -> usize {
    match kind {
        Kind::JobArrived { .. } => 0,
        Kind::JobDone { .. } => 1,
        Kind::ThreadSpawned { .. } => 2,
        Kind::ThreadExited { .. } => 3,
        Kind::ThreadRunnable { .. } => 4,
        Kind::ThreadBlocked { .. } => 5,
        Kind::Preempted { .. } => 6,
        Kind::SwitchStarted { .. } => 7,
        Kind::SwitchEnded { .. } => 8,
        Kind::TaskSpawned { .. } => 9,
        Kind::TaskDone { .. } => 10,
        Kind::TaskWoken { .. } => 11,
        Kind::TaskCancelled { .. } => 12,
        Kind::RunStarted { .. } => 13,
        Kind::RunEnded { .. } => 14,
        Kind::Awaited { .. } => 15,
        Kind::Resumed { .. } => 16,
        Kind::MessagePosted { .. } => 17,
        Kind::MessageTaken { .. } => 18,
        Kind::LoopParked { .. } => 19,
        Kind::LoopUnparked { .. } => 20,
        Kind::IoSubmitted { .. } => 21,
        Kind::IoQueued { .. } => 22,
        Kind::IoStarted { .. } => 23,
        Kind::IoCompleted { .. } => 24,
        Kind::IoCancelled { .. } => 25,
        Kind::LockWaited { .. } => 26,
        Kind::LockAcquired { .. } => 27,
        Kind::LockReleased { .. } => 28,
        Kind::VarRead { .. } => 29,
        Kind::VarWritten { .. } => 30,
        Kind::InputPosted { .. } => 31,
        Kind::InputHandled { .. } => 32,
        Kind::ScenarioChanged { .. } => 33,
        Kind::Mark { .. } => 34,
        Kind::CallbackBegan { .. } => 35,
        Kind::CallbackEnded { .. } => 36,
        Kind::JobQueued { .. } => 37,
        Kind::Assigned { .. } => 38,
        Kind::WorkerWoken { .. } => 39,
        Kind::WorkerIdle { .. } => 40,
        Kind::Stolen { .. } => 41,
        Kind::FramePainted { .. } => 42,
        Kind::FrameMissed { .. } => 43,
    }
}

/// Any kind but the two that lean on side tables.
fn kind() -> impl Strategy<Value = Kind> {
    let threads = prop_oneof![
        (any::<u32>(), any::<u16>()).prop_map(|(thread, core)| Kind::Preempted { core, thread, task: TaskId::NONE }),
        any::<u32>().prop_map(|thread| Kind::ThreadRunnable { thread, task: TaskId::NONE }),
        (any::<u32>(), task()).prop_map(|(thread, task)| Kind::WorkerWoken { thread, task }),
        any::<u32>().prop_map(|thread| Kind::WorkerIdle { thread }),
        (any::<u32>(), task()).prop_map(|(thread, task)| Kind::ThreadSpawned { thread, task }),
        (any::<u32>(), task()).prop_map(|(thread, task)| Kind::ThreadExited { thread, task }),
        (any::<u32>(), task()).prop_map(|(thread, task)| Kind::ThreadRunnable { thread, task }),
        (any::<u32>(), task(), any::<Option<u32>>(), one()).prop_map(|(thread, task, line, on)| Kind::ThreadBlocked {
            thread,
            task,
            line,
            on
        }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(core, thread, task)| Kind::Preempted { core, thread, task }),
        (any::<u16>(), any::<u32>(), task(), any::<u32>(), any::<u32>())
            .prop_map(|(core, thread, task, switch, spawn)| Kind::SwitchStarted { core, thread, task, switch, spawn }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(core, thread, task)| Kind::SwitchEnded { core, thread, task }),
    ];
    let tasks = prop_oneof![
        task().prop_map(|job| Kind::JobArrived { job }),
        task().prop_map(|job| Kind::JobDone { job }),
        task().prop_map(|job| Kind::JobQueued { job }),
        (task(), any::<u32>()).prop_map(|(task, to)| Kind::Assigned { task, to }),
        (task(), any::<u32>(), one()).prop_map(|(task, line, on)| Kind::CallbackEnded { task, line, on }),
        (task(), any::<u32>()).prop_map(|(task, line)| Kind::CallbackBegan { task, line }),
        (task(), task()).prop_map(|(task, parent)| Kind::TaskSpawned { task, parent }),
        task().prop_map(|task| Kind::TaskDone { task }),
        task().prop_map(|task| Kind::TaskWoken { task }),
        task().prop_map(|task| Kind::TaskCancelled { task }),
        (any::<u16>(), task(), any::<u32>(), ns()).prop_map(|(core, task, line, burst)| Kind::RunStarted { core, task, line, burst }),
        (any::<u16>(), task(), one()).prop_map(|(core, task, why)| Kind::RunEnded { core, task, why }),
        (task(), any::<u32>(), one()).prop_map(|(task, line, on)| Kind::Awaited { task, line, on }),
        (task(), any::<u32>()).prop_map(|(task, line)| Kind::Resumed { task, line }),
    ];
    let queues = prop_oneof![
        (any::<u16>(), one(), task()).prop_map(|(queue, what, task)| Kind::MessagePosted { queue, what, task }),
        (any::<u16>(), any::<u16>(), any::<u32>(), any::<u32>()).prop_map(|(thief, victim, tasks, steal)| Kind::Stolen {
            thief,
            victim,
            tasks,
            steal
        }),
        any::<u32>().prop_map(|frame| Kind::FramePainted { frame }),
        any::<u32>().prop_map(|frame| Kind::FrameMissed { frame }),
        (any::<u16>(), any::<u16>(), one(), task(), any::<u32>()).prop_map(|(queue, core, what, task, dispatch)| Kind::MessageTaken {
            queue,
            core,
            what,
            task,
            dispatch
        }),
        (any::<u16>(), any::<u32>()).prop_map(|(queue, in_flight)| Kind::LoopParked { queue, in_flight }),
        (any::<u16>(), any::<u32>()).prop_map(|(queue, messages)| Kind::LoopUnparked { queue, messages }),
        (task(), one(), gesture()).prop_map(|(input, what, gesture)| Kind::InputPosted { input, what, gesture }),
        task().prop_map(|input| Kind::InputHandled { input }),
    ];
    let io = prop_oneof![
        (any::<u16>(), any::<u32>(), task(), ns()).prop_map(|(device, request, task, latency)| Kind::IoSubmitted {
            device,
            request,
            task,
            latency
        }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(device, request, task)| Kind::IoQueued { device, request, task }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(device, request, task)| Kind::IoStarted { device, request, task }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(device, request, task)| Kind::IoCompleted { device, request, task }),
        (any::<u16>(), any::<u32>(), task()).prop_map(|(device, request, task)| Kind::IoCancelled { device, request, task }),
    ];
    let shared = prop_oneof![
        (any::<u16>(), task()).prop_map(|(lock, task)| Kind::LockWaited { lock, task }),
        (any::<u16>(), task()).prop_map(|(lock, task)| Kind::LockAcquired { lock, task }),
        (any::<u16>(), task()).prop_map(|(lock, task)| Kind::LockReleased { lock, task }),
        (any::<u16>(), task(), any::<i32>()).prop_map(|(var, task, value)| Kind::VarRead { var, task, value }),
        (any::<u16>(), task(), any::<i32>(), any::<bool>()).prop_map(|(var, task, value, stale)| Kind::VarWritten {
            var,
            task,
            value,
            stale
        }),
    ];
    prop_oneof![threads, tasks, queues, io, shared]
}

fn scenario() -> Arc<Scenario> {
    let steps = vec![Step { op: Op::Cpu(loopscope_event::Dist::Lognormal { mean: 5, cv: 0.1 + 0.2 }), label: Some("\"äß\"\\".into()) }];
    let workload = Workload { jobs: Jobs::Count(3), arrivals: loopscope_event::Arrivals::Poisson(1.0 / 3.0), steps: steps.clone() };
    Arc::new(Scenario { seed: u64::MAX, workload: Some(workload), job: vec![SpeltJob { at: 7, steps }], ..Scenario::default() })
}

fn header() -> Header {
    Header {
        model: "threads".into(),
        workload_hash: Some("00ff".into()),
        scenario: Some(scenario()),
        names: Names { devices: vec!["disk".into(), "\u{7}\n".into()], locks: vec!["m".into()], vars: vec!["x".into()] },
        cores: Some(4),
        until: Some(77),
        ..Header::default()
    }
}

fn text_of(header: &Header, events: &[Event], changes: &[Change], marks: &[Mark]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), header).unwrap();
    writer.set_marks(marks.to_vec());
    writer.events(events, changes).unwrap();
    writer.finish().unwrap()
}

fn log_of(text: &[u8]) -> Log {
    let mut reader = Reader::new(text, "x.ndjson").unwrap();
    let (mut events, mut broken) = (Vec::new(), None);
    for next in reader.by_ref() {
        match next {
            Ok(event) => events.push(event),
            Err(fault) => broken = Some(fault),
        }
    }
    let (unknown, changes, header) = (reader.unknown(), reader.changes().to_vec(), reader.header().clone());
    Log { header, events, changes, marks: reader.marks().to_vec(), unknown, broken }
}

/// Events of these kinds, with times that grow and causes that came before.
fn events_of(parts: Vec<(Kind, u64, Option<u64>)>) -> Vec<Event> {
    let mut at = 0;
    let number = |(i, (kind, gap, cause)): (usize, (Kind, u64, Option<u64>))| {
        at += gap;
        let cause = cause.and_then(|c| c.checked_rem(i as u64));
        Event::new(at, i as u64, cause, kind)
    };
    parts.into_iter().enumerate().map(number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_log_reads_back_as_it_was_written(parts in prop::collection::vec((kind(), 0..1u64 << 40, any::<Option<u64>>()), 0..200)) {
        let log = Log { header: header(), events: events_of(parts), ..Log::default() };
        prop_assert_eq!(log_of(&text_of(&log.header, &log.events, &[], &[])), log);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in any::<usize>(), flip in any::<usize>(), with in any::<u8>()) {
        let _ = Reader::new(&bytes[..], "x").map(|reader| reader.count());
        let mut text = SAMPLE.as_bytes().to_vec();
        text.truncate(cut % text.len() + 1);
        let at = flip % text.len();
        text[at] = with;
        let _ = Reader::new(&text[..], "x").map(|reader| reader.count());
    }
}

#[test]
fn every_kind_is_among_the_random_ones() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [0; KINDS];
    for _ in 0..4000 {
        let tree = kind().new_tree(&mut runner).unwrap();
        seen[place(&proptest::strategy::ValueTree::current(&tree))] += 1;
    }
    assert_eq!(seen.iter().filter(|n| **n == 0).count(), 2, "all but the changes and the marks: {seen:?}");
}

#[test]
fn changes_and_marks_come_back_with_their_tables() {
    let changes = vec![Change { number: 3, at: 9, scenario: scenario(), first_job: 4 }];
    let marks = vec![Mark::Text("look \"here\"".into()), Mark::Line("{\"k\":\"phase-of-moon\",\"t\":10,\"frame\":4}".into())];
    let events = events_of(vec![
        (Kind::ScenarioChanged { change: 3 }, 9, None),
        (Kind::Mark { mark: 0 }, 0, None),
        (Kind::Mark { mark: 1 }, 1, None),
        (Kind::JobArrived { job: TaskId(1) }, 1, Some(0)),
    ]);
    let log = Log { header: header(), events, changes, marks, unknown: 1, broken: None };
    let text = text_of(&log.header, &log.events, &log.changes, &log.marks);
    assert_eq!(log_of(&text), log);
}

const SAMPLE: &str = r#"{"loopscope":1,"model":"coroutines","origin":"simulated","clock":"virtual","unit":"ns","workload_hash":"aa","names":{"device":["disk"]}}
{"t":0,"k":"job-arrived","job":0}
{"t":0,"k":"message-posted","queue":0,"task":0,"what":"start","cause":0}
{"t":0,"k":"message-taken","queue":0,"task":0,"cause":1}
{"t":50,"k":"run-started","core":0,"task":0,"cause":2}
"#;

#[test]
fn the_format_description_s_own_lines_are_read() {
    let log = log_of(SAMPLE.as_bytes());
    assert_eq!((log.events.len(), log.unknown, &log.broken), (4, 0, &None));
    assert_eq!(log.events[2].kind, Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: TaskId(0), dispatch: 0 });
    assert_eq!(log.events[3].cause(3), Some(2));
}

#[test]
fn what_is_written_reads_as_in_the_format_s_description() {
    let events = events_of(vec![
        (Kind::JobArrived { job: TaskId(0) }, 0, None),
        (Kind::MessagePosted { queue: 0, what: What::Mouse, task: TaskId::input(4) }, 5, Some(0)),
        (Kind::TaskSpawned { task: TaskId::child(1), parent: TaskId(7) }, 0, None),
        (Kind::VarWritten { var: 0, task: TaskId(1), value: -3, stale: true }, 1, None),
    ]);
    let text = text_of(&Header { model: "threads".into(), ..Header::default() }, &events, &[], &[]);
    let wanted = r#"{"loopscope":1,"model":"threads","origin":"simulated","clock":"virtual","unit":"ns","names":{}}
{"t":0,"k":"job-arrived","job":0}
{"t":5,"k":"message-posted","queue":0,"input":4,"what":"mouse","cause":0}
{"t":5,"k":"task-spawned","child":1,"parent":7}
{"t":6,"k":"var-written","var":0,"task":1,"value":-3,"stale":true}
"#;
    assert_eq!(String::from_utf8(text).unwrap(), wanted);
}

#[test]
fn a_broken_line_is_named_and_what_came_before_is_kept() {
    for (bad, says) in [
        ("{\"t\":60,\"k\":\"run-en", "x:6: this line is broken"),
        ("{\"t\":60,\"k\":\"job-done\",\"job\":4000000000}", "x:6: there cannot be a task of number 4000000000"),
        ("{\"t\":60,\"k\":\"run-ended\",\"why\":\"done\",\"core\":70000}", "x:6: core is 70000"),
        ("{\"t\":-1,\"k\":\"job-done\"}", "x:6: this line is broken"),
        ("{\"t\":18446744073709551615,\"k\":\"job-done\"}", "x:6: the time t"),
        ("[]", "x:6: this line is broken"),
    ] {
        let text = format!("{SAMPLE}{bad}\n{{\"t\":70,\"k\":\"job-done\"}}\n");
        let read: Vec<_> = Reader::new(text.as_bytes(), "x").unwrap().collect();
        assert_eq!(read.len(), 5, "{bad}");
        let fault = read[4].as_ref().expect_err(bad).to_string();
        assert!(fault.starts_with(says), "{fault}");
    }
}

#[test]
fn a_cause_that_does_not_come_first_breaks_an_invariant() {
    let text = format!("{SAMPLE}{{\"t\":60,\"k\":\"job-done\",\"cause\":4}}\n");
    let fault = Reader::new(text.as_bytes(), "x").unwrap().last().unwrap().expect_err("a cause of itself");
    assert_eq!(fault.invariant, Some("I8"));
}

#[test]
fn what_is_not_known_is_kept_and_counted() {
    let text = format!(
        "{SAMPLE}{{\"t\":60,\"k\":\"teleported\",\"victim\":3,\"n\":2}}\n\n{{\"k\":\"name\",\"lock\":1,\"name\":\"m\"}}\n{{\"t\":61,\"k\":\"run-ended\",\"why\":\"tired\"}}\n"
    );
    let log = log_of(text.as_bytes());
    assert_eq!((log.events.len(), log.unknown, log.marks.len()), (7, 2, 3));
    assert_eq!(log.header.names.locks, ["", "m"]);
    assert_eq!(log.events[5].at, 60, "a line without a time has that of the line before");
    let again = log_of(&text_of(&log.header, &log.events, &[], &log.marks));
    assert_eq!((again.events, again.marks), (log.events, log.marks));
}

#[test]
fn what_is_no_log_is_refused() {
    for (text, says) in [
        ("", "the file is empty"),
        ("name = \"x\"\n", "no header of a log"),
        ("{\"loopscope\":2}\n", "version 2"),
        ("{\"loopscope\":1,\"unit\":\"us\"}\n", "expected \"ns\""),
        ("{\"loopscope\":1,\"scenario\":{\"machine\":{\"cores\":\"x\"}}}\n", "invalid type"),
    ] {
        let fault = Reader::new(text.as_bytes(), "x").err().expect(text).to_string();
        assert!(fault.contains(says), "{fault}");
    }
    let deep = format!("{{\"loopscope\":1,\"scenario\":{}", "[".repeat(1 << 20));
    assert!(Reader::new(deep.as_bytes(), "x").is_err());
}

#[test]
fn files_plain_and_gzipped_are_read_and_a_cut_one_keeps_its_beginning() {
    let folder = std::env::temp_dir().join(format!("loopscope-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let parts = (0..20_000).map(|i| (Kind::JobArrived { job: TaskId(i * 7919 % 65_537) }, u64::from(i), None)).collect();
    let log = Log { header: header(), events: events_of(parts), ..Log::default() };
    for name in ["a.ndjson", "a.ndjson.gz"] {
        let path = folder.join(name);
        let mut writer = create(&path, &log.header).unwrap();
        writer.events(&log.events, &[]).unwrap();
        writer.finish().unwrap().keep().unwrap();
        assert_eq!(read(&path).unwrap(), log, "{name}");
        let bytes = std::fs::read(&path).unwrap();
        std::fs::File::create(&path).unwrap().write_all(&bytes[..bytes.len() - 10]).unwrap();
        let cut = read(&path).unwrap();
        assert!(cut.broken.is_some() && cut.events.len() > 10_000, "{name}: {:?}", cut.broken);
        assert_eq!(cut.events[..], log.events[..cut.events.len()]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(read(&folder).is_err() && read(&std::env::temp_dir()).is_err());
}
