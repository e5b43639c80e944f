//! The command line keeps its contract: what it prints, what it writes, and how it ends.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder of its own for a test.
pub struct Desk(pub PathBuf);

impl Desk {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("loopscope-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
    pub fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopscope"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").stdin(Stdio::null());
    command
}

pub fn loopscope(args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command().args(args).output().unwrap();
    (status.code().unwrap_or(-1), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// The example of the contract: 20 jobs at once of cpu 50 µs, io 50 ms, cpu 50 µs on one core, switch 5 µs.
pub const TWENTY: &str = "[machine]\nswitch = \"5us\"\n[workload]\njobs = 20\nsteps = [{ cpu = \"50us\" }, { io = \"d\", latency = \"50ms\" }, { cpu = \"50us\" }]\n";

const DEADLOCK: &str = "[[job]]\nsteps = [{ lock = \"a\" }, { io = \"d\", latency = \"1ms\" }, { lock = \"b\" }, { unlock = \"b\" }, { unlock = \"a\" }]\n\
    [[job]]\nsteps = [{ lock = \"b\" }, { io = \"d\", latency = \"1ms\" }, { lock = \"a\" }, { unlock = \"a\" }, { unlock = \"b\" }]\n";

#[test]
fn the_json_object_is_that_of_the_contract() {
    let desk = Desk::new("json");
    let (status, out, err) = loopscope(&["run", &desk.file("x.toml", TWENTY), "--model", "threads", "--json"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let wanted = r#""results":[{"model":"threads","jobs":20,"makespan_ns":51155000,"throughput_per_s":390.97,"latency_ns":{"mean":50632500,"p50":50605000,"p95":51100000,"p99":51155000,"max":51155000},"cpu_ns":{"run":2000000,"switch":200000,"spawn":0,"dispatch":0,"steal":0,"idle":48955000},"utilisation":0.0391,"switches":40,"mean_in_system":19.7957,"peak":{"threads":20,"tasks":0,"in_flight":20,"queue":19},"memory_bytes":716800,"lost_updates":0,"events":"#;
    assert!(out.contains(wanted), "{out}");
    assert!(out.starts_with("{\"scenario\":{\"seed\":0,\"models\":[\"threads\"],\"machine\":{\"cores\":1,\"quantum\":\"4ms\","), "{out}");
    assert_eq!(out.matches('\n').count(), 1);
    let object: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(object["workload_hash"].as_str().map(str::len), Some(16));
}

#[test]
fn the_table_has_a_column_for_each_model_asked_for() {
    let (status, out, err) = loopscope(&["run", "race-twenty", "--model", "coroutines", "--model", "sync"]);
    assert_eq!((status, err.as_str()), (0, ""));
    let head: Vec<&str> = out.lines().find(|line| line.contains("sync")).unwrap().split_whitespace().collect();
    assert_eq!(head, ["coroutines", "sync"]);
    let widths: Vec<usize> = out.lines().skip(2).filter(|line| !line.is_empty()).map(|line| line.chars().count()).collect();
    assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "every figure ends in its column:\n{out}");
}

#[test]
fn rows_of_jobs_and_logs_are_written_and_the_logs_check() {
    let desk = Desk::new("files");
    let (scenario, rows, log) = (desk.file("x.toml", TWENTY), desk.path("jobs.csv"), desk.path("log.ndjson.gz"));
    let (status, _, err) = loopscope(&["run", &scenario, "--jobs-csv", &rows, "--events", &log]);
    assert_eq!((status, err.as_str()), (0, ""));
    let rows = desk.read("jobs.csv");
    let mut lines = rows.lines();
    assert_eq!(lines.next(), Some("model,job,arrival_ns,start_ns,completion_ns,cpu_ns,io_ns"));
    assert_eq!(lines.next(), Some("sync,0,0,0,50100000,100000,50000000"));
    // Twins run where they are named.
    let models: Vec<&str> = loopscope::sim::models().iter().filter(|model| !model.is_twin()).map(|model| model.name).collect();
    assert_eq!(rows.lines().count(), 1 + 20 * models.len());
    for model in models {
        let (status, out, err) = loopscope(&["check", &desk.path(&format!("log.{model}.ndjson.gz"))]);
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains("20 jobs"), "{out}");
    }
    // One model's log bears the very name that was given.
    let one = desk.path("one.ndjson");
    loopscope(&["run", &scenario, "--model", "threads", "--events", &one]);
    assert!(desk.read("one.ndjson").starts_with("{\"loopscope\":1,\"model\":\"threads\",\"origin\":\"simulated\","));
}

#[test]
fn a_log_that_was_tampered_with_breaks_an_invariant() {
    let desk = Desk::new("tampered");
    let good = desk.path("good.ndjson");
    loopscope(&["run", &desk.file("x.toml", TWENTY), "--model", "threads", "--events", &good]);
    let text = desk.read("good.ndjson");
    let lines: Vec<&str> = text.lines().collect();
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        change(&mut lines);
        loopscope(&["check", &desk.file("bad.ndjson", &(lines.join("\n") + "\n"))])
    };
    let find = |kind: &str| lines.iter().position(|line| line.contains(kind)).unwrap();
    type Tamper<'a> = &'a dyn Fn(&mut Vec<String>);
    let cases: [(&str, Tamper<'_>); 6] = [
        ("I9", &|lines| lines[0] = lines[0].replace("\"50us\"", "\"51us\"")),
        ("I1", &|lines| lines.truncate(lines.len() - 2)),
        ("I8", &|lines| lines[find("io-started")] = lines[find("io-started")].replace("\"cause\":", "\"cause\":9")),
        ("does not hold", &|lines| lines.swap(find("run-started"), find("io-submitted"))),
        ("does not hold", &|lines| drop(lines.remove(find("switch-ended")))),
        ("does not hold", &|lines| lines[find("run-ended")] = lines[find("run-ended")].replace("{\"t\":55000", "{\"t\":54999")),
    ];
    for (i, (says, change)) in cases.iter().enumerate() {
        let (status, _, err) = with(change);
        assert_eq!(status, 1, "case {i}: {err}");
        assert!(err.starts_with("error: ") && err.contains(says), "case {i}: {err}");
    }
    let (status, _, err) = with(&|lines| lines[30] = "{\"t\":".into());
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("bad.ndjson:31: this line is broken") && err.contains("29 events before it"), "{err}");
}

#[test]
fn every_built_in_scenario_keeps_the_invariants() {
    for built_in in loopscope::formats::documents::gallery::BUILT_IN.iter() {
        let (status, out, err) = loopscope(&["check", built_in.slug]);
        assert_eq!((status, err.as_str()), (0, ""), "{out}");
        assert!(out.contains("keeps every invariant"), "{out}");
    }
}

#[test]
fn wrong_input_ends_with_2_and_a_way_out() {
    let desk = Desk::new("wrong");
    let scenario = desk.file("x.toml", TWENTY);
    let bad = desk.file("bad.toml", "[machine]\ncores = 0\n[[job]]\nsteps = [\"yield\"]\n");
    let folder = desk.path("");
    let log = desk.path("log.ndjson");
    loopscope(&["run", &scenario, "--model", "threads", "--events", &log]);
    for (args, says) in [
        (&["run", &bad] as &[&str], "bad.toml:2:9: machine.cores: found 0; expected 1 to 64"),
        (&["check", &bad], "bad.toml:2:9: machine.cores"),
        (&[&bad], "bad.toml:2:9: machine.cores"),
        (&["run", "no-such.toml"], "there is no such file, nor a built-in scenario of that name"),
        (&["run", &folder], "this is a directory"),
        (&["run", &log], "this looks like a log"),
        (&["run", &scenario, "--model", "thread"], "Did you mean threads?"),
        (&["run", "default"], "add a line such as until = \"10s\""),
        (&["run", &scenario, "--jobs-csv", "/no/such/folder/x.csv"], "/no/such/folder/x.csv: cannot write this file"),
        (&["run", &scenario, "--model", "sync", "--events", &scenario], "already used by this very run"),
        (&["run", &scenario, "--model", "sync", "--events", &log, "--jobs-csv", &log], "already used by this very run"),
        (&["run"], "required arguments"),
        (&["run", &scenario, "--jsno"], "unexpected argument"),
    ] {
        let (status, out, err) = loopscope(args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with("error: ") && err.contains(says), "{args:?}: {err}");
    }
    assert_eq!(desk.read("x.toml"), TWENTY, "the scenario was not written over");
}

#[test]
fn a_deadlock_is_a_result_that_failed() {
    let desk = Desk::new("deadlock");
    let scenario = desk.file("x.toml", DEADLOCK);
    let (status, out, err) = loopscope(&["run", &scenario, "--json", "--model", "coroutines"]);
    assert_eq!(status, 1);
    assert!(out.contains("\"ending\":\"deadlock\""), "{out}");
    assert!(err.starts_with("error: coroutines: deadlock: 2 tasks wait for each other"), "{err}");
    let (status, _, err) = loopscope(&["check", &scenario]);
    assert_eq!(status, 1);
    assert!(err.contains("deadlock"), "{err}");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = command().args(["run", "race-twenty"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_said() {
    let full = || Stdio::from(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let Output { status, stderr, .. } = command().args(["run", "race-twenty"]).stdout(full()).output().unwrap();
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8(stderr).unwrap().starts_with("error: cannot write to standard output"));
    let (status, _, err) = loopscope(&["run", "race-twenty", "--model", "sync", "--events", "/dev/full"]);
    assert_eq!(status, 2);
    assert!(err.contains("/dev/full: cannot write this file"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_says_so_and_names_the_way_without_one() {
    let (status, out, err) = loopscope(&[]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.starts_with("error: there is no display"), "{err}");
    assert!(err.contains("loopscope run") && err.lines().count() == 2, "{err}");
}

#[test]
fn a_scenario_is_read_from_a_pipe_too() {
    if !Path::new("/dev/stdin").exists() {
        return;
    }
    let mut child = command().args(["run", "/dev/stdin", "--model", "sync"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(TWENTY.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
}

#[test]
fn help_names_the_built_in_scenarios_and_the_exit_status() {
    let (status, out, _) = loopscope(&["--help"]);
    assert_eq!(status, 0);
    for part in ["race-twenty", "Exit status: 0 done, 1 ", "loopscope check"] {
        assert!(out.contains(part), "{out}");
    }
}
