use super::*;
use loopscope_event::*;
use proptest::prelude::*;
use std::time::Duration;

const MODELS: &[&str] = &["sync", "threads", "coroutines"];

fn reads(text: &str) -> Result<Scenario, ScenarioError> {
    parse(text, "x.toml", MODELS)
}

/// Every bad text with the place and what the error must say about it.
const BAD: &[(&str, &str, &[&str])] = &[
    ("", "x.toml: ", &["no work", "[workload]", "[[job]]"]),
    ("seed = 5 5", "x.toml:1:8: seed: ", &["not TOML"]),
    ("a = [[[", "x.toml:1:8: a: ", &["unclosed array", "end of the file"]),
    ("\u{feff}name = 5", "x.toml:1:8: name: ", &["found integer 5", "text in quotes"]),
    ("name = \"a\0b\"", "x.toml:1:10: name: ", &["not TOML"]),
    ("[[job]]\nsteps=[{ cpu = 1ms }]", "x.toml:2:16: job.steps: ", &["must be quoted"]),
    ("seed=1\nseed=2", "x.toml:2:1: seed: ", &["stands twice"]),
    ("seed=-5", "x.toml:1:6: seed: ", &["found integer -5", "from 0 to 18446744073709551615"]),
    ("[machine]\ncores = 0\n[[job]]\nsteps=['yield']", "x.toml:2:9: machine.cores: ", &["found 0", "1 to 64"]),
    ("[machine]\ncores = 70000", "x.toml:2:9: machine.cores: ", &["found integer 70000", "from 1 to 64"]),
    ("[machine]\ncores = '4'", "x.toml:2:9: machine.cores: ", &["found string \"4\"", "a whole number"]),
    ("[machine]\n  core = 1", "x.toml:2:3: machine.core: ", &["unknown key \"core\"", "did you mean cores?", "quantum, switch"]),
    ("[machine]\nquantum='0ns'", "x.toml:2:9: machine.quantum: ", &["more than 0ns", "\"inf\""]),
    ("[machine]\nswitch={bas='1ns'}", "x.toml:2:9: machine.switch.bas: ", &["did you mean base?"]),
    ("[machine]\nswitch='2s'", "x.toml:2:8: machine.switch: ", &["more than the 1s"]),
    ("[machine]\nswitch={base='1ns',penalty='1ns'}", "x.toml:2:8: machine.switch: ", &["needs at = …"]),
    ("machine = 5", "x.toml:1:11: machine: ", &["[machine]"]),
    ("job = [5]", "x.toml:1:8: job[0]: ", &["[[job]]"]),
    ("[devices]\ndisk=5", "x.toml:2:6: devices.disk: ", &["a table"]),
    ("[devices.'my.disk']\ndepth=0\n[[job]]\nsteps=['yield']", "x.toml:2:7: devices.my.disk.depth: ", &["1 to 1000000"]),
    ("[devices.disk]\ndepht=4", "x.toml:2:1: devices.disk.depht: ", &["did you mean depth?"]),
    ("[workload]\njobs=0\nsteps=[]", "x.toml:2:6: workload.jobs: ", &["jobs is 0", "1 to 10000000, or \"endless\""]),
    ("[workload]\njobs=5", "x.toml:1:1: workload: ", &["\"steps\" is missing"]),
    ("[workload]\njobs=5\nsteps=[{}]", "x.toml:3:8: workload.steps[0]: ", &["found no step", "{ io = … }"]),
    ("[workload]\njobs=5\nsteps=[{cpu='1ms', io='x'}]", "x.toml:3:8: workload.steps[0]: ", &["one thing"]),
    ("[workload]\njobs=5\nsteps=[{cpu='-1ms'}]", "x.toml:3:13: workload.steps[0].cpu: ", &["found \"-1ms\"", "\"4ms\""]),
    ("[workload]\njobs=5\nsteps=[{cpu='99999999999s'}]", "x.toml:3:13: workload.steps[0].cpu: ", &["longer than the 100 days"]),
    ("[workload]\njobs=5\nsteps=[{cpu=5}]", "x.toml:3:13: workload.steps[0].cpu: ", &["found integer 5", "a duration such as"]),
    ("[workload]\njobs=5\nsteps=[{cpu=2020-01-01}]", "x.toml:3:13: workload.steps[0].cpu: ", &["found a date"]),
    ("[workload]\njobs=5\nsteps=[{cpu={expo='4ms'}}]", "x.toml:3:13: workload.steps[0].cpu: ", &["did you mean exp?"]),
    (
        "[workload]\njobs=5\nsteps=[{cpu={uniform=['1ms']}}]",
        "x.toml:3:22: workload.steps[0].cpu.uniform: ",
        &["a list of 1", "two durations"],
    ),
    ("[workload]\njobs=5\nsteps=[{cpu={uniform=['2ms','1ms']}}]", "x.toml:3:13: workload.steps[0].cpu: ", &["smaller first"]),
    ("[workload]\njobs=5\nsteps=[{cpu={lognormal='1ms', cv=inf}}]", "x.toml:3:13: workload.steps[0].cpu: ", &["cv is inf"]),
    ("[workload]\njobs=5\nsteps=[{cpu={lognormal='1ms'}}]", "x.toml:3:13: workload.steps[0].cpu: ", &["\"cv\" is missing"]),
    ("[workload]\njobs=5\nsteps=[{cpu={mix=[{p=nan, cpu='1ms'}]}}]", "x.toml:3:13: workload.steps[0].cpu: ", &["from 0 to 1"]),
    ("[workload]\njobs=5\nsteps=['yeild']", "x.toml:3:8: workload.steps[0]: ", &["unknown step \"yeild\"", "\"yield\""]),
    ("[workload]\njobs=5\nsteps=[{lock='m'}, 'yield']", "x.toml:3:8: workload.steps[0]: ", &["never let go", "unlock = \"m\""]),
    ("[workload]\njobs=5\nsteps=[{all=[[{lock='m'}]]}]", "x.toml:3:15: workload.steps[0].all[0][0]: ", &["never let go in this list"]),
    (
        "[workload]\njobs=5\nsteps=[{lock='m'},{all=[[{lock='m'},{unlock='m'}]]},{unlock='m'}]",
        "x.toml:3:26: workload.steps[1].all[0][0]: ",
        &["already held"],
    ),
    ("[workload]\njobs=5\nsteps=[{all=[{cpu='1ms'}]}]", "x.toml:3:14: workload.steps[0].all[0]: ", &["found a table", "inside the list"]),
    ("[workload]\njobs=5\nsteps=[{unlock='m'}]", "x.toml:3:8: workload.steps[0]: ", &["not held here"]),
    ("[workload]\njobs=5\nsteps=['yield',{io='d'}]", "x.toml:3:16: workload.steps[1]: ", &["gives no latency"]),
    ("[workload]\njobs=5\nsteps=[{io=''}]", "x.toml:3:7: workload.steps: ", &["expected 1 to 60"]),
    ("[workload]\njobs='endless'\nsteps=[{cpu='1ms'}]", "x.toml:2:6: workload.jobs: ", &["cannot all come at once"]),
    (
        "[workload]\njobs='endless'\narrivals={closed={clients=1,think='0ns'}}\nsteps=[{io='d'}]\n[devices.d]\nlatency='0ns'",
        "x.toml:3:10: workload.arrivals: ",
        &["in one instant"],
    ),
    ("[workload]\njobs=5\narrivals='every'\nsteps=[]", "x.toml:3:10: workload.arrivals: ", &["found string \"every\"", "poisson = 800.0"]),
    ("[workload]\njobs=5\narrivals={evry='1ms'}\nsteps=[]", "x.toml:3:10: workload.arrivals: ", &["did you mean every?"]),
    ("[workload]\njobs=5\narrivals={poisson=nan}\nsteps=['yield']", "x.toml:3:10: workload.arrivals: ", &["poisson is NaN"]),
    (
        "[workload]\njobs=5\narrivals={closed={clients=0, think='1ms'}}\nsteps=['yield']",
        "x.toml:3:27: workload.arrivals.closed.clients: ",
        &["found 0", "1 to 2000000"],
    ),
    ("models=['gui','x']\n[[job]]\nsteps=['yield']", "x.toml:1:9: models[0]: ", &["no model \"gui\"", "sync, threads, coroutines"]),
    ("models=['thread']\n[[job]]\nsteps=['yield']", "x.toml:1:9: models[0]: ", &["did you mean \"threads\"?"]),
    ("models='threads'", "x.toml:1:8: models: ", &["a list of models"]),
    ("until=5\n", "x.toml:1:7: until: ", &["in quotes"]),
    ("until='0ns'\n[[job]]\nsteps=['yield']", "x.toml:1:7: until: ", &["nothing would happen"]),
    ("name=\"\\u001b[31m\"\n[[job]]\nsteps=['yield']", "x.toml:1:6: name: ", &["control character"]),
    ("[[job]]\nsteps=[{write='x'}]", "x.toml:2:8: job[0].steps[0]: ", &["earlier { read = \"x\" }"]),
    ("[[job]]\nsteps=[{add=1, cpu='1ms'}]", "x.toml:2:8: job[0].steps[0]: ", &["add belongs to a write"]),
    ("[[job]]\nat=5\nsteps=['yield']", "x.toml:2:4: job[0].at: ", &["a duration with its unit"]),
    ("[[input]]\nkind='mose'\ncpu='1ms'", "x.toml:2:6: input[0].kind: ", &["found \"mose\"", "\"mouse\""]),
    ("[[input]]\nkind='mouse'\ncpu='1ms'\n[[job]]\nsteps=['yield']", "x.toml:1:1: input[0]: ", &["at = …", "every = …"]),
    ("arrivals = 'at-once'", "x.toml:1:1: arrivals: ", &["unknown key \"arrivals\"", "workload"]),
];

#[test]
fn every_error_names_place_and_key_and_says_what_would_be_legal() {
    for (text, begins, parts) in BAD {
        let says = reads(text).expect_err(text).to_string();
        assert!(says.starts_with(begins), "{text:?}\n  should begin {begins:?} but is\n{says}");
        for part in *parts {
            assert!(says.contains(part), "{text:?}\n  should say {part:?} but says\n{says}");
        }
    }
}

#[test]
fn an_error_quotes_its_line_with_a_caret() {
    let says = reads("seed = 1\n[machine]\ncores = 0   # none\n[[job]]\nsteps=['yield']").unwrap_err().to_string();
    assert_eq!(says, "x.toml:3:9: machine.cores: found 0; expected 1 to 64\n  3 | cores = 0   # none\n    |         ^");
    let long = format!("[[job]]\nsteps = [{}{{ cpu = 7 }}]", "'yield', ".repeat(100));
    let says = reads(&long).unwrap_err().to_string();
    let (quote, caret) = (says.lines().nth(1).unwrap(), says.lines().nth(2).unwrap());
    assert_eq!(quote.chars().nth(caret.chars().count() - 1), Some('7'), "{says}");
}

/// Texts that are meant to hurt: each must be answered, soon.
#[test]
#[allow(clippy::disallowed_types, reason = "a test may look at a clock")]
fn hostile_texts_are_refused_soon_and_without_a_panic() {
    let job = "[[job]]\nsteps = ['yield']\n";
    let texts = [
        format!("[workload]\njobs = 1\nsteps = [{}]", "'yield',".repeat(500_000)),
        format!("[workload]\njobs = 1\nsteps = {}{}", "[{all=[".repeat(100_000), "]}]".repeat(100_000)),
        format!("[workload]\njobs = 1\nsteps = [{}'yield'{}]", "{all=[[".repeat(20), "]]}".repeat(20)),
        format!("[workload]\njobs = 1\nsteps = [{{cpu={}'1ms'{}}}]", "{mix=[{p=1.0,cpu=".repeat(10), "}]}".repeat(10)),
        format!("a{} = 1", ".a".repeat(1_000_000)),
        format!("[{}]", "a.".repeat(500_000)),
        format!("x = {}", "{a=".repeat(500_000)),
        format!("x = {}", "[".repeat(4_000_000)),
        format!("x = [{}]", "[],".repeat(1_000_000)),
        format!("name = \"{}\"\n{job}", "x".repeat(4_000_000)),
        "[[job]]\n".repeat(500_000),
        "[[job]]\nsteps=['yield']\n".repeat(150_000),
        format!("models = [{}]\n{job}", "'sync',".repeat(500_000)),
        (0..200_000).map(|i| format!("[devices.d{i}]\n")).collect(),
        format!("[[job]]\nsteps = [{}]", (0..900).map(|i| format!("{{read='{i}'}},")).collect::<String>().repeat(3)),
        "\n".repeat(4_000_000),
        "x".repeat((LONGEST + 1) as usize),
        format!("{} = 1", "k".repeat(1_000_000)),
    ];
    for text in &texts {
        let start = std::time::Instant::now();
        let says = reads(text).expect_err(&text[..40]).to_string();
        assert!(says.len() < 5000, "a message of {} bytes", says.len());
        assert!(start.elapsed() < Duration::from_secs(30), "{:?} took {:?}", &text[..40], start.elapsed());
    }
}

#[test]
fn files_that_are_none_are_refused_by_name() {
    let folder = std::env::temp_dir().join(format!("loopscope-scenario-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    for (path, says) in [
        (folder.join("missing.toml"), "no such file"),
        (folder.clone(), "this is a directory"),
        (file("latin.toml", b"seed = 1\nname = \"caf\xe9\""), "latin.toml:2:12: the byte 0xe9 is not UTF-8"),
        (file("huge.toml", &vec![b'#'; LONGEST as usize + 1]), "longer than the 4 MiB"),
        (file("nul.toml", b"\0\0\0"), "not TOML"),
    ] {
        let fault = read(&path, MODELS).expect_err(says).to_string();
        assert!(fault.contains(says), "{fault}");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_failed_save_leaves_the_old_file_whole() {
    let folder = std::env::temp_dir().join(format!("loopscope-save-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("mine.toml");
    let scenario = reads("[[job]]\nsteps = ['yield']").unwrap();
    save(&path, &scenario).unwrap();
    assert_eq!(read(&path, MODELS).unwrap(), scenario);
    // Beside a name as long as can be no draft can be made.
    let long = folder.join(format!("{}.toml", "m".repeat(250)));
    std::fs::rename(&path, &long).unwrap();
    save(&long, &Scenario { seed: 99, ..scenario.clone() }).expect_err("the draft cannot be written");
    assert_eq!(read(&long, MODELS).unwrap(), scenario);
    std::fs::rename(&long, &path).unwrap();
    save(&path, &Scenario { seed: 99, ..scenario }).unwrap();
    assert_eq!(read(&path, MODELS).unwrap().seed, 99);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
    save(&folder, &Scenario::default()).expect_err("a directory is no file");
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_written_scenario_looks_like_one_written_by_hand() {
    let text = r#"name = "Twenty requests"
seed = 7
models = ["sync", "threads"]
until = "10s"

[machine]
cores = 2
quantum = "inf"
switch = { base = "2us", penalty = "5us", at = 10 }

[devices.disk]
depth = 4
latency = { mix = [{ p = 0.9, latency = "1ms" }, { p = 0.1, latency = { exp = "50ms" } }] }

[devices."my disk"]

[workload]
jobs = "endless"
arrivals = { closed = { clients = 10, think = { exp = "9ms" } } }
steps = [
  { cpu = "500us", label = "parse the request" },
  { io = "disk" },
  { all = [[{ cpu = "1ms" }], ["yield", { yield = true, label = "after you" }]] },
]

[[job]]
at = "1.897418ms"
steps = [
  { cpu = { lognormal = "1ms", cv = 1.5 } },
]

[[input]]
kind = "mouse"
every = "8ms"
cpu = "200us"
"#;
    assert_eq!(write(&reads(text).unwrap()), text);
}

fn time() -> impl Strategy<Value = Ns> {
    prop_oneof![0..=time::LONGEST, 0..time::S, Just(time::MS)]
}
fn dist() -> impl Strategy<Value = Dist> {
    let plain = prop_oneof![
        time().prop_map(Dist::Fixed),
        time().prop_map(Dist::Exp),
        (time(), 0.001..100.0).prop_map(|(mean, cv)| Dist::Lognormal { mean, cv }),
        (time(), time()).prop_map(|(a, b)| Dist::Uniform { lo: a.min(b), hi: a.max(b) }),
    ];
    plain.prop_recursive(3, 8, 3, |inner| {
        (prop::collection::vec(inner, 2), 0.0..=1.0).prop_map(|(parts, p)| Dist::Mix([p, 1.0 - p].into_iter().zip(parts).collect()))
    })
}
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[ -~ä-ü→\"'\\\\]{1,20}"]
}
fn label() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![name(), Just(String::new()), Just("'''\"\"\"".into())])
}
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let plain = prop_oneof![
        dist().prop_map(Op::Cpu),
        (name(), dist()).prop_map(|(device, latency)| Op::Io { device, latency: Some(latency) }),
        Just(Op::Io { device: "disk".into(), latency: None }),
        name().prop_map(Op::Read),
        Just(Op::Yield),
    ];
    let step = (plain, label()).prop_map(|(op, label)| Step { op, label });
    // What needs a partner comes with it.
    let with_partner = |name: String, add: i32| {
        let ops = [Op::Lock(name.clone()), Op::Read(name.clone()), Op::Write { var: name.clone(), add }, Op::Unlock(name)];
        ops.map(|op| Step { op, label: None }).to_vec()
    };
    let list = prop_oneof![3 => prop::collection::vec(step, 1..4), 1 => (name(), any::<i32>()).prop_map(move |(name, add)| with_partner(name, add))];
    list.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 1..3), any::<bool>(), label())
            .prop_map(|(lists, all, label)| vec![Step { op: if all { Op::All(lists) } else { Op::Any(lists) }, label }])
    })
}
fn arrivals() -> impl Strategy<Value = Arrivals> {
    prop_oneof![
        Just(Arrivals::AtOnce),
        (1..=time::LONGEST).prop_map(Arrivals::Every),
        (1e-9..=1e9).prop_map(Arrivals::Poisson),
        (1..=validate::MOST_CLIENTS, dist()).prop_map(|(clients, think)| Arrivals::Closed(Closed { clients, think })),
    ]
}
fn cost() -> impl Strategy<Value = Cost> {
    (0..=Cost::MOST, prop_oneof![Just(0), 0..=Cost::MOST], 1..u32::MAX).prop_map(|(base, penalty, at)| Cost { base, penalty, at })
}
fn machine() -> impl Strategy<Value = Machine> {
    let limit = || prop::option::of(1..=time::LONGEST).prop_map(Limit);
    let usual = Just(Machine::default());
    let any = (1..=64u16, limit(), cost(), cost(), 0..=Cost::MOST, 1..=1_000_000u32, 1..=1024u32, 0..=Cost::MOST, limit()).prop_map(
        |(cores, quantum, switch, dispatch, spawn, pool, processes, steal, preempt)| Machine {
            cores,
            quantum,
            switch,
            dispatch,
            spawn,
            pool,
            processes,
            steal,
            preempt,
        },
    );
    prop_oneof![usual, any]
}

prop_compose! {
    pub(super) fn scenario()(
        name in label(), seed in any::<u64>(), models in prop::sample::subsequence(MODELS.to_vec(), 0..=3),
        until in prop::option::of(1..=time::LONGEST), machine in machine(),
        devices in prop::collection::btree_map(name(), (prop::option::of(1..=1_000_000u32), prop::option::of(dist())), 0..3),
        workload in prop::option::of((1..=validate::MOST_JOBS, arrivals(), steps())),
        job in prop::collection::vec((time(), steps()), 1..3),
        input in prop::collection::vec((1..=time::LONGEST, any::<bool>(), dist()), 0..3),
    ) -> Scenario {
        let mut devices: std::collections::BTreeMap<_, _> =
            devices.into_iter().map(|(name, (depth, latency))| (name, Device { depth, latency })).collect();
        devices.insert("disk".into(), Device { depth: None, latency: Some(Dist::Fixed(1)) });
        Scenario {
            name, seed, models: models.into_iter().map(str::to_owned).collect(), until, machine, devices,
            workload: workload.map(|(jobs, arrivals, steps)| Workload { jobs: Jobs::Count(jobs), arrivals, steps }),
            job: job.into_iter().map(|(at, steps)| SpeltJob { at, steps }).collect(),
            input: input.into_iter().map(|(time, once, cpu)| Input {
                kind: if once { InputKind::Mouse } else { InputKind::Key },
                at: once.then_some(time), every: (!once).then_some(time), cpu,
            }).collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_scenario_reads_back_as_it_was_written(scenario in scenario()) {
        let text = write(&scenario);
        prop_assert_eq!(reads(&text).map_err(|fault| TestCaseError::fail(format!("{fault}\n{text}")))?, scenario.clone());
        let json = serde_json::to_string(&scenario).unwrap();
        prop_assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario, "as JSON");
    }

    #[test]
    fn random_text_is_answered(text in "\\PC{0,100}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = reads(&text);
        let _ = reads(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_good_file_with_a_change_is_read_or_refused(
        which in 0..crate::documents::gallery::BUILT_IN.len(), at in any::<usize>(), cut in 0..30usize, put in "[\\[\\]{}=\"',.0-9a-z \n-]{0,6}",
    ) {
        let mut text = crate::documents::gallery::BUILT_IN[which].text.to_owned();
        let from = text.floor_char_boundary(at % text.len());
        let to = text.ceil_char_boundary((from + cut).min(text.len()));
        text.replace_range(from..to, &put);
        if let Err(fault) = reads(&text) {
            prop_assert!(!fault.says.is_empty() && fault.to_string().len() < 3000);
        }
    }
}
