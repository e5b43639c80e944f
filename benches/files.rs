//! Chrome traces in and out: a million events, about 94 MB, read into lanes and written from a run, which is written for Perfetto, too; beside them
//! what parsing the same text into `serde_json::Value` costs, in the same run.
//!
//! `cargo bench --bench files` prints seconds of CPU (all of it is one thread, so that on a quiet machine a clock says the same) and the
//! most memory that was in use, with the targets beside them, and ends with 1 if one is missed. It is no criterion bench: one event list
//! of a million is enough to time, and memory is a figure of the whole process.

#![allow(clippy::expect_used, reason = "a bench that cannot go on ends")]

use loopscope::event::{Ns, Scenario};
use loopscope::formats::traces::chrome::{self, Limits};
use loopscope::formats::traces::perfetto;
use loopscope::sim;
use loopscope::trace::Trace;
use std::{fs, io, sync::Arc};

const EVENTS: usize = 1_000_000;
const TARGET_S: f64 = 1.0;
const TARGET_BYTES: u64 = 1 << 30;

/// A trace as another program writes it: nested calls on eight threads, in the order of their ends, 94 bytes an event.
fn foreign() -> String {
    let mut text = String::with_capacity(EVENTS * 96);
    text.push_str("{\"traceEvents\":[\n");
    let names = ["handle_request", "parse_headers", "Handle._run", "select", "read_from_db", "json.dumps", "send_reply", "log"];
    for i in 0..EVENTS {
        let (thread, call, inner) = (i % 8, (i / 8) as u64, i / 8 % 4);
        // Three calls inside a fourth, which ends last.
        let start = call / 4 * 100_000 + if inner == 3 { 0 } else { 1 + inner as u64 * 30_000 };
        let dur = if inner == 3 { 99_000 } else { 25_123 };
        let name = names[(i / 8 + thread) % names.len()];
        text.push_str(&format!(
            "{{\"ph\":\"X\",\"cat\":\"fee\",\"pid\":4242,\"tid\":{},\"name\":\"{name}\",\"ts\":{}.{:03},\"dur\":{}.{:03}}},\n",
            1000 + thread,
            start / 1000,
            start % 1000,
            dur / 1000,
            dur % 1000
        ));
    }
    text.truncate(text.len() - 2);
    text.push_str("\n]}\n");
    text
}

/// A run whose export is about as long.
fn run() -> Trace {
    let text = "seed = 1\nmodels = [\"coroutines\"]\n[workload]\njobs = 62000\narrivals = { closed = { clients = 40, think = { exp = \"1ms\" } } }\n\
                steps = [ { cpu = { exp = \"20us\" } }, { io = \"net\", latency = { exp = \"400us\" } }, { cpu = { exp = \"20us\" } } ]";
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(text).expect("the scenario is right"));
    let model = sim::model("coroutines").expect("it is registered");
    let mut trace = Trace::new(0, model, scenario.clone(), sim::names(&scenario));
    sim::run(&scenario, model, &mut trace);
    trace
}

/// The most memory that this process ever had in use, bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The CPU time that this process has had, s. The kernel counts in hundredths.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The best of three, s of CPU.
fn best<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best: Option<(f64, T)> = None;
    for _ in 0..3 {
        let start = cpu();
        let done = work();
        let took = cpu() - start;
        if best.as_ref().is_none_or(|(before, _)| took < *before) {
            best = Some((took, done));
        }
    }
    best.expect("it was done three times")
}

fn main() -> io::Result<()> {
    // Criterion's own flags, and those of `cargo test --benches`, are not for this one.
    if std::env::args().any(|arg| arg == "--test") {
        return Ok(());
    }
    let mut missed = false;
    let mut say = |what: &str, value: String, target: &str, met: bool| {
        println!("{what:<44} {value:>12}   {target:<12} {}", if met { "" } else { "MISSED" });
        missed |= !met;
    };
    let folder = std::env::temp_dir();
    let file = folder.join(format!("loopscope-bench-{}.json", std::process::id()));
    let text = foreign();
    let megabytes = text.len() as f64 / 1e6;
    fs::write(&file, &text)?;
    drop(text);

    // Memory first, while nothing else was ever in use; the file is read as the window reads it.
    let before = peak();
    let read = || -> Trace {
        let file = fs::File::open(&file).expect("it was written");
        chrome::read(file, "bench", 0, Limits { bytes: usize::MAX }).expect("it is a trace")
    };
    // Writing the text took as much as it is long.
    let (took, trace) = best(read);
    let used = peak();
    let spans = trace.imported().map_or(0, |imported| imported.count);
    assert_eq!(spans, EVENTS as u64, "each event is a span");
    say(&format!("import, {EVENTS} events, {megabytes:.0} MB"), format!("{took:.2} s"), "<= 1 s", took <= TARGET_S);
    say("most memory in use (the text took as much)", format!("{} MB", used / 1_000_000), "<= 1 GiB", used <= TARGET_BYTES);
    println!("{:<44} {:>12}", "  of that before the import", format!("{} MB", before / 1_000_000));
    println!("{:<44} {:>12}", "  of the trace itself", format!("{} MB", trace.bytes() / 1_000_000));
    drop(trace);

    let (peer, _) = best(|| {
        let text = fs::read(&file).expect("it was written");
        serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON").as_object().map_or(0, serde_json::Map::len)
    });
    say("peer: the same into serde_json::Value", format!("{peer:.2} s"), "slower", peer >= took);
    println!("{:<44} {:>12}", "  its most memory", format!("{} MB", peak() / 1_000_000));
    fs::remove_file(&file)?;

    let trace = run();
    let mut written = Vec::new();
    let (took, lines) = best(|| {
        written.clear();
        chrome::write(&trace, &[], 0..Ns::MAX, &mut written).expect("memory takes it");
        written.iter().filter(|byte| **byte == b'\n').count()
    });
    let text = format!("export, {lines} events, {:.0} MB", written.len() as f64 / 1e6);
    say(&text, format!("{took:.2} s"), "<= 1 s", took <= TARGET_S * (lines as f64 / EVENTS as f64).max(1.0));
    let mut packets = Vec::new();
    let (peer, ()) = best(|| {
        packets.clear();
        perfetto::write(&trace, &[], 0..Ns::MAX, &mut packets).expect("memory takes it");
    });
    say(&format!("the same for Perfetto, {:.0} MB", packets.len() as f64 / 1e6), format!("{peer:.2} s"), "no slower", peer <= took);
    let (back, read) = best(|| chrome::read(&written[..], "bench", 0, Limits { bytes: usize::MAX }).expect("it is a trace"));
    let spans = read.imported().map_or(0, |imported| imported.count);
    say(&format!("and back, {spans} spans"), format!("{back:.2} s"), "<= 1 s", back <= TARGET_S * (lines as f64 / EVENTS as f64).max(1.0));
    if missed {
        std::process::exit(1);
    }
    Ok(())
}
