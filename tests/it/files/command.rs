//! Traces on the command line: written by their ending, and those of Chrome's format checked for how much of them can be shown.

use crate::command_line::{Desk, TWENTY, command, loopscope};
use flate2::read::GzDecoder;
use std::{fs, io::Read};

#[test]
fn a_run_is_exported_as_a_trace_that_checks_without_a_fault() {
    let desk = Desk::new("chrome-export");
    let scenario = desk.file("x.toml", TWENTY);
    for name in ["x.json", "x.json.gz"] {
        let (status, _, err) = loopscope(&["export", &scenario, &desk.path(name), "--model", "threads"]);
        assert_eq!((status, err.as_str()), (0, ""), "{name}");
        let (status, out, err) = loopscope(&["check", &desk.path(name)]);
        assert_eq!((status, err.as_str()), (0, ""), "{name}");
        assert!(out.contains("a trace of Chrome's format: ") && out.contains("51.155 ms") && !out.contains("put up with"), "{out}");
    }
    let part = desk.path("part.trace");
    let (status, ..) = loopscope(&["export", &scenario, &part, "--model", "threads", "--from", "1ms", "--to", "2ms"]);
    assert_eq!(status, 0);
    assert!(desk.read("part.trace").len() < desk.read("x.json").len());
}

#[test]
fn what_is_odd_in_a_trace_is_counted_and_what_is_broken_placed() {
    let desk = Desk::new("chrome-check");
    let odd = desk
        .file("odd", "[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":1,\"dur\":2},{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":9}");
    let (status, out, _) = loopscope(&["check", &odd]);
    assert_eq!(status, 0);
    assert!(out.contains("1 spans on 1 lanes, 2.000 µs") && out.contains("put up with: 1 ends without a beginning"), "{out}");
    let broken = desk.file("broken", "[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":1,\"dur\":2},{\"ph\" 1}]");
    let (status, _, err) = loopscope(&["check", &broken]);
    assert_eq!(status, 2);
    assert!(err.contains("byte 60: expected a colon after a key") && err.contains("What stands before it was read"), "{err}");
}

#[test]
fn a_perfetto_trace_is_the_same_plain_gzipped_and_through_a_pipe() {
    let desk = Desk::new("perfetto-export");
    let scenario = desk.file("x.toml", TWENTY);
    for name in ["x.pftrace", "x.perfetto-trace.gz"] {
        let (status, _, err) = loopscope(&["export", &scenario, &desk.path(name), "--model", "threads"]);
        assert_eq!((status, err.as_str()), (0, ""), "{name}");
    }
    let plain = fs::read(desk.path("x.pftrace")).unwrap();
    let mut unpacked = Vec::new();
    GzDecoder::new(fs::File::open(desk.path("x.perfetto-trace.gz")).unwrap()).read_to_end(&mut unpacked).unwrap();
    let piped = command().args(["export", &scenario, "-", "--as", "perfetto", "--model", "threads"]).output().unwrap().stdout;
    assert!(!plain.is_empty() && plain == unpacked && plain == piped);
}

#[test]
fn a_picture_of_a_trace_is_one_of_its_lanes() {
    let desk = Desk::new("chrome-picture");
    let trace = desk.file("x.json", "[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":1,\"dur\":2}]");
    let export = |name: &str, part: &[&str]| loopscope(&[&["export", &trace, &desk.path(name), "--size", "400x300"], part].concat());
    assert_eq!(export("a.svg", &[]).0, 0);
    assert_eq!(export("b.svg", &["--part", "timeline"]).0, 0);
    assert_eq!(desk.read("a.svg"), desk.read("b.svg"));
    assert!(desk.read("a.svg").contains("aria-label=\"running\""), "its legend says what there is");
    for other in ["ready", "ready, the CPU is busy", "I/O", "waiting for I/O", "idle", "CPU idle"] {
        assert!(!desk.read("a.svg").contains(&format!("aria-label=\"{other}\"")), "{other}");
    }
    let (status, _, err) = export("c.svg", &["--part", "stage"]);
    assert_eq!(status, 2);
    assert!(err.contains("--part stage: a Chrome trace has lanes and no machine to draw"), "{err}");
    let (status, _, err) = export("d.csv", &[]);
    assert_eq!(status, 2);
    assert!(err.contains("--size"), "{err}");
    let (status, _, err) = loopscope(&["export", &trace, &desk.path("d.csv")]);
    assert_eq!(status, 2);
    assert!(err.contains("take a chrome or a perfetto trace, a spans-csv or a picture of it"), "{err}");
}

#[test]
fn the_last_core_and_the_last_loop_that_a_log_can_have_are_written_by_their_numbers() {
    let desk = Desk::new("last-core");
    let log = desk.file(
        "x.ndjson",
        r#"{"loopscope":1,"model":"coroutines"}
{"t":0,"k":"job-arrived","job":0}
{"t":0,"k":"message-posted","queue":65535,"task":0,"what":"start","cause":0}
{"t":0,"k":"message-taken","queue":65535,"core":65535,"task":0,"cause":1}
{"t":50,"k":"run-started","core":65535,"task":0,"cause":2}
{"t":90,"k":"run-ended","core":65535,"task":0,"why":"done"}
"#,
    );
    for format in ["chrome", "perfetto", "spans-csv"] {
        let made = command().args(["export", &log, "-", "--as", format]).output().unwrap();
        let (text, err) = (String::from_utf8_lossy(&made.stdout), String::from_utf8_lossy(&made.stderr));
        assert!(made.status.success(), "{format}: {err}");
        assert!(text.contains("core 65536"), "{format}: {text}");
        assert!(format == "spans-csv" || text.contains("loop 65536"), "{format}: {text}");
    }
}
