//! Sweeps keep their contract: the same bytes however they are computed, and a clear word about what cannot be.

use loopscope::event::{ModelInfo, Scenario, Shard};
use loopscope::formats::traces::numbers::Numbers;
use loopscope::formats::traces::sweep::{Format, Head, Part, Results, write};
use loopscope::sim;
use loopscope::sweep::{Job, Plan, compute};
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

const TEXT: &str = "models = [\"sync\", \"threads\", \"coroutines\"]\n[devices.disk]\ndepth = 2\n[workload]\njobs = 60\narrivals = { poisson = 900.0 }\n\
    steps = [{ cpu = { exp = \"300us\" } }, { io = \"disk\", latency = { exp = \"2ms\" } }, { cpu = \"200us\" }]\n";
const OVER: [&str; 2] = ["devices.disk.depth=1..64:log:5", "machine.switch=0ns..300us:lin:3"];

/// A folder of its own for a test, removed in the end.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("loopscope-sweep-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("x.toml"), TEXT).unwrap();
        Self(folder)
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
    /// Runs the program in the folder, the text split at spaces.
    fn run(&self, line: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loopscope"));
        let done = command.current_dir(&self.0).stdin(Stdio::null()).args(line.split_whitespace()).output().unwrap();
        let Output { status, stdout, stderr } = done;
        (status.code().unwrap_or(-1), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
    fn good(&self, line: &str) -> String {
        let (status, out, err) = self.run(line);
        assert_eq!((status, err.as_str()), (0, ""), "{line}");
        out
    }
    fn bad(&self, line: &str, says: &str) {
        let (status, out, err) = self.run(line);
        assert_eq!((status, out.as_str()), (2, ""), "{line}: {err}");
        assert!(err.starts_with("error: ") && err.contains(says), "{line}: {err}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sweep(rest: &str) -> String {
    format!("sweep x.toml --over {} --over {} {rest}", OVER[0], OVER[1])
}

fn named(models: &[&str]) -> Vec<&'static ModelInfo> {
    models.iter().map(|name| sim::model(name).unwrap()).collect()
}

fn plan() -> (Scenario, Plan) {
    let scenario: Scenario = toml::from_str(TEXT).unwrap();
    let plan = Plan::new(&scenario, &OVER.map(str::to_owned), named(&["sync", "threads", "coroutines"])).unwrap();
    (scenario, plan)
}

/// The runs of a plan, on so many threads, until `stop_after` of them are done.
fn results(plan: &Plan, runs: &[usize], threads: usize, stop_after: usize) -> Results {
    let (found, stop) = (Mutex::new(Results::new()), AtomicBool::new(false));
    let done = |run, outcome: loopscope::sweep::Outcome| {
        let mut found = found.lock().unwrap();
        found.insert(run, Numbers::new(&outcome.ending, &outcome.report));
        stop.fetch_or(found.len() >= stop_after, Ordering::Relaxed);
    };
    compute(plan, runs, threads, &stop, &done).unwrap();
    found.into_inner().unwrap()
}

#[test]
fn the_results_do_not_depend_on_how_many_threads_compute_them() {
    let desk = Desk::new("threads");
    let csv = desk.good(&sweep("--threads 1"));
    for threads in [2, 3, 8] {
        assert_eq!(desk.good(&sweep(&format!("--threads {threads}"))), csv);
    }
    assert_eq!(csv.lines().count(), 1 + 5 * 3 * 3);
    desk.good(&sweep("--out whole.csv"));
    assert_eq!(desk.read("whole.csv"), csv);
    assert!(!desk.path("whole.csv.part").exists());
}

#[test]
fn each_run_has_the_numbers_that_run_prints() {
    let desk = Desk::new("same");
    let csv = desk.good("sweep x.toml --over machine.cores=1..4:log:3");
    let names: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(names[..6], ["machine.cores", "model", "jobs", "makespan_ns", "throughput_per_s", "latency_ns.mean"]);
    desk.good("sweep x.toml --over machine.cores=1..4:log:3 --out all.json");
    let json: serde_json::Value = serde_json::from_str(&desk.read("all.json")).unwrap();
    let mut row = 0;
    for cores in [1, 2, 4] {
        fs::write(desk.path("one.toml"), TEXT.replace("[devices", &format!("[machine]\ncores = {cores}\n[devices"))).unwrap();
        let run: serde_json::Value = serde_json::from_str(&desk.good("run one.toml --json")).unwrap();
        for result in run["results"].as_array().unwrap() {
            let mut expected = result.clone();
            expected["knobs"] = serde_json::json!({ "machine.cores": f64::from(cores) });
            assert_eq!(json["results"][row], expected, "row {row}");
            let cells: Vec<&str> = csv.lines().nth(row + 1).unwrap().split(',').collect();
            assert_eq!((cells[0], cells[1]), (cores.to_string().as_str(), result["model"].as_str().unwrap()));
            assert_eq!(cells[3], result["makespan_ns"].to_string());
            assert_eq!(cells[names.iter().position(|name| *name == "latency_ns.p99").unwrap()], result["latency_ns"]["p99"].to_string());
            row += 1;
        }
    }
    assert_eq!(json["results"].as_array().unwrap().len(), row);
}

#[test]
fn shards_that_are_merged_are_the_whole() {
    let desk = Desk::new("shards");
    for ending in ["csv", "json"] {
        desk.good(&sweep(&format!("--out whole.{ending}")));
        for i in 1..=4 {
            desk.good(&sweep(&format!("--shard {i}/4 --out part-{i}.{ending}")));
        }
    }
    desk.good("merge part-3.csv part-1.csv part-4.csv part-2.csv --out merged.csv");
    assert_eq!(desk.read("merged.csv"), desk.read("whole.csv"));
    desk.good("merge part-1.json part-2.csv part-3.csv part-4.json --out merged.json");
    assert_eq!(desk.read("merged.json"), desk.read("whole.json"));

    desk.bad("merge part-1.csv part-4.csv --out m.csv", "missing are the shards 2/4, 3/4");
    desk.bad("merge part-1.csv part-1.json --out m.csv", "shard 1/4 was already given, as part-1.csv");
    desk.bad("merge part-1.csv whole.csv --out m.csv", "whole.csv: this is no shard of a sweep");
    desk.bad("merge part-1.csv x.toml --out m.csv", "x.toml: this is no shard");
    desk.bad("merge part-1.csv nothing.csv --out m.csv", "nothing.csv: cannot read this file");
    desk.bad("merge part-1.csv --out part-1.csv", "give another --out");
    desk.bad("merge part-1.csv --out /no/such/m.csv", "missing are the shards");
    desk.good(&format!("sweep x.toml --over {} --shard 2/4 --out other.csv", OVER[0]));
    desk.bad(
        "merge part-1.csv other.csv --out m.csv",
        "other.csv: this does not belong to the same sweep as part-1.csv: its grid is another",
    );
    desk.good(&sweep("--model sync --shard 2/4 --out models.csv"));
    desk.bad("merge part-1.csv models.csv --out m.csv", "does not belong to the same sweep");
    desk.good(&sweep("--shard 2/3 --out three.csv"));
    desk.bad("merge part-1.csv three.csv --out m.csv", "this is one of 3 shards, and part-1.csv one of 4");
    let short: String = desk.read("part-2.csv").lines().take(9).map(|line| format!("{line}\n")).collect();
    fs::write(desk.path("short.csv"), short).unwrap();
    desk.bad("merge part-1.csv short.csv --out m.csv", "short.csv: 4 of its runs are missing, the first of them devices.disk.depth=");
    fs::write(desk.path("edited.csv"), desk.read("part-2.csv").replacen(",threads,", ",thread,", 1)).unwrap();
    desk.bad("merge edited.csv --out m.csv", "expected the numbers of ");
    fs::write(desk.path("cut.json"), &desk.read("part-2.json")[..2000]).unwrap();
    desk.bad("merge cut.json --out m.csv", "not all of it");
    assert!(!desk.path("m.csv").exists());
}

#[test]
fn a_sweep_that_was_interrupted_goes_on() {
    let desk = Desk::new("resume");
    let (scenario, plan) = plan();
    let whole = desk.good(&sweep(""));
    let models = plan.grid().models.clone();
    let head = Head::new(Scenario { models, ..scenario }, plan.grid().clone(), Shard::WHOLE);
    let all: Vec<usize> = head.runs().collect();
    let first = results(&plan, &all, 2, 11);
    assert!((11..40).contains(&first.len()), "{} were done before it stopped", first.len());
    let mut part = Part::open(&desk.path("x.csv"), head.clone()).unwrap();
    for (run, numbers) in &first {
        part.add(*run, numbers.clone()).unwrap();
    }
    let says = Part::open(&desk.path("x.csv"), head.clone()).map(drop).unwrap_err().to_string();
    assert!(says.contains("another process is at this sweep"), "{says}");
    drop(part);
    // Half a line, as a power cut leaves it.
    let kept = desk.read("x.csv.part");
    fs::write(desk.path("x.csv.part"), format!("{kept}{{\"run\":44,\"numb")).unwrap();

    desk.bad(
        "sweep x.toml --over seed=1..9:lin:9 --out x.csv",
        "an unfinished sweep is kept here, but its grid is another: devices.disk.depth (5), ",
    );
    desk.bad(&sweep("--shard 1/2 --out x.csv"), "but it is shard 1/1, and not 1/2");
    desk.bad(&sweep("--model sync --out x.csv"), "an unfinished sweep is kept here, but its scenario is another");
    desk.bad("merge x.csv.part --out y.csv", "this sweep is not finished");
    let out = desk.good(&sweep("--out x.csv"));
    assert_eq!(out, format!("45 runs, {} of them from before\n", first.len()));
    assert_eq!((desk.read("x.csv"), desk.path("x.csv.part").exists()), (whole, false));
    let rest = results(&plan, &all, 3, usize::MAX);
    assert_eq!(write(&head, &rest, Format::Csv), desk.read("x.csv"));
    fs::write(desk.path("y.csv.part"), "my notes\n").unwrap();
    desk.bad(&sweep("--out y.csv"), "y.csv.part: this file is not an unfinished sweep; remove it");
    assert_eq!(desk.read("y.csv.part"), "my notes\n");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done() {
    let desk = Desk::new("ctrl-c");
    fs::write(desk.path("x.toml"), TEXT.replace("jobs = 60", "jobs = 4000")).unwrap();
    let whole = desk.good(&sweep("--threads 2"));
    let line = sweep("--threads 1 --out x.csv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopscope"));
    let child = command.current_dir(&desk.0).args(line.split_whitespace()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = || fs::read_to_string(desk.path("x.csv.part")).map_or(0, |text| text.lines().count());
    while lines() < 4 && !desk.path("x.csv").exists() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    let says = String::from_utf8(stderr).unwrap();
    // A machine that was faster than the signal has nothing to keep.
    if status.code() != Some(0) {
        assert_eq!(status.code(), Some(1), "{says}");
        assert!(says.contains("of 45 runs are kept in x.csv.part; the same command goes on from there"), "{says}");
    }
    desk.good(&line);
    assert_eq!(desk.read("x.csv"), whole);
}

#[test]
fn what_cannot_be_is_said_before_anything_runs() {
    let desk = Desk::new("wrong");
    let endless = TEXT.replace("jobs = 60", "jobs = \"endless\"");
    fs::write(desk.path("endless.toml"), &endless).unwrap();
    fs::create_dir(desk.path("folder.csv")).unwrap();
    for (line, says) in [
        ("sweep x.toml", "required arguments"),
        ("sweep nothing.toml --over machine.pool=1..4:lin:4", "there is no such file"),
        ("sweep x.toml --over machine.pol=1..4:lin:4", "Did you mean machine.pool? Under machine are machine.cores"),
        ("sweep x.toml --over machine.pool=4..1:lin:4", "machine.pool=4..1:lin:4: the range runs backwards, from 4 down to 1"),
        ("sweep x.toml --over machine.pool=4..4:lin:4", "the range is empty"),
        ("sweep x.toml --over machine.pool=1..4:lin:0", "N is 0"),
        ("sweep x.toml --over machine.cores=1..65:lin:9", "machine.cores=65: machine.cores: found 65; expected 1 to 64"),
        ("sweep x.toml --over workload.steps.0.cpu=1us..4us:lin:4", "below it are workload.steps.0.cpu.exp"),
        (
            "sweep x.toml --over machine.pool=1..4:lin:1000000000",
            "the grid has 1000000000 points, for each of 3 models: 3000000000 runs; at most 1000000",
        ),
        ("sweep x.toml --over machine.pool=1..4:lin:100000 --over seed=1..9:lin:10000", "the grid has 1000000000 points"),
        (
            "sweep endless.toml --over machine.pool=1..4:lin:4",
            "machine.pool=1: this run would never end; add a line such as until = \"10s\"",
        ),
        ("sweep x.toml --over seed=1..4:lin:4 --model thread", "Did you mean threads?"),
        ("sweep x.toml --over seed=1..4:lin:4 --shard 0/4", "shards are counted from 1"),
        ("sweep x.toml --over seed=1..4:lin:4 --shard 5/4", "expected which part of how many"),
        ("sweep x.toml --over seed=1..4:lin:4 --out x.txt", "x.txt: the results of a sweep are written as .csv or .json"),
        ("sweep x.toml --over seed=1..4:lin:4 --out /no/such/x.csv", "/no/such/x.csv: cannot write this file"),
        ("sweep x.toml --over seed=1..4:lin:4 --out folder.csv", "folder.csv: cannot write this file: this is a directory"),
        ("merge --out x.csv", "required arguments"),
    ] {
        desk.bad(line, says);
    }
    let until = desk.good("sweep endless.toml --over until=10ms..20ms:lin:2 --model sync");
    assert_eq!(until.lines().skip(1).filter(|line| line.ends_with(",until")).count(), 2, "{until}");
    assert_eq!(desk.read("x.toml"), TEXT);
}

#[test]
fn a_deadlock_is_a_verdict_and_no_hang() {
    let desk = Desk::new("deadlock");
    let job = |first, second| {
        format!(
            "[[job]]\nsteps = [{{ lock = \"{first}\" }}, {{ io = \"d\", latency = \"1ms\" }}, {{ lock = \"{second}\" }}, {{ unlock = \"{second}\" }}, {{ unlock = \"{first}\" }}]\n"
        )
    };
    fs::write(desk.path("x.toml"), job("a", "b") + &job("b", "a")).unwrap();
    let (status, out, err) = desk.run("sweep x.toml --over machine.cores=1..2:lin:2 --model sync --model coroutines");
    assert_eq!(status, 1, "{err}");
    let endings: Vec<&str> = out.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(endings, ["drained", "deadlock", "drained", "deadlock"]);
    assert!(err.contains("2 of 4 runs ended badly, the first of them with deadlock: machine.cores=1, coroutines"), "{err}");
}

#[test]
fn the_central_claim_is_a_slope_and_no_cliff() {
    let desk = Desk::new("claim");
    let csv = desk.good("sweep one-to-ten-thousand --over workload.arrivals.closed.clients=10..10000:log:4");
    let rate = |clients: &str, model: &str| -> f64 {
        let row = csv.lines().find(|line| line.starts_with(&format!("{clients},{model},"))).unwrap();
        row.split(',').nth(4).unwrap().parse().unwrap()
    };
    let loss = |clients| 1.0 - rate(clients, "threads") / rate(clients, "coroutines");
    assert!(loss("10") < 0.01, "{csv}");
    assert!((0.09..0.14).contains(&loss("10000")), "50 µs of work, 7 µs of switching: {}", loss("10000"));
    // Threads at most 1/(c + s) a second, coroutines 1/(c + disp).
    assert!(rate("10000", "threads") <= 1e9 / (50_000.0 + 7_000.0) * 1.01 && rate("10000", "coroutines") <= 1e9 / 50_050.0);
}

#[test]
fn a_job_in_the_background_ends_by_itself_and_stops_when_it_is_dropped() {
    let (_, plan) = plan();
    let plan = Arc::new(plan);
    let (wake, woken) = crossbeam_channel::bounded(10_000);
    let mut job = Job::start(plan.clone(), 2, move || {
        let _ = wake.try_send(());
    })
    .unwrap();
    let mut found = Results::new();
    let ended = loop {
        woken.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
        let ended = job.take(|run, outcome| drop(found.insert(run, Numbers::new(&outcome.ending, &outcome.report))));
        if let Some(ended) = ended {
            break ended;
        }
    };
    assert_eq!((ended, found.len()), (Ok(()), 45));
    let all: Vec<usize> = (0..45).collect();
    assert_eq!(found, results(&plan, &all, 1, usize::MAX));
    // Nobody takes anything, and a run would go on for long: dropping it is the end of it all the same.
    let long = toml::from_str(&TEXT.replace("jobs = 60", "jobs = 1000000")).unwrap();
    let plan = Plan::new(&long, &["seed=1..400:lin:400".to_owned()], named(&["sync"])).unwrap();
    let begun = std::time::Instant::now();
    drop(Job::start(Arc::new(plan), 2, || {}).unwrap());
    assert!(begun.elapsed().as_secs() < 10);
}
