//! A run can be taken elsewhere, in every format of the registry, whole or not at all.

mod xml;

use crate::command_line::{Desk, TWENTY, command, loopscope};
use loopscope::event::{Scenario, time};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::formats::traces::format::{FORMATS, Make, Picture, Recording};
use loopscope::sim;
use loopscope::studio::{Headway, Recorded, Undone};
use loopscope::trace::{History, Trace};
use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

fn ok(args: &[&str]) -> String {
    let (status, out, err) = loopscope(args);
    assert_eq!((status, err.as_str()), (0, ""), "{args:?}");
    out
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_format_makes_a_file_of_each_of_its_endings() {
    let desk = Desk::new("formats");
    for format in FORMATS {
        for ending in format.endings {
            let path = desk.path(&format!("x.{ending}"));
            let film: &[&str] =
                if matches!(format.make, Make::Picture(Picture::Gif)) { &["--speed", "2ms", "--size", "480x300"] } else { &[] };
            ok(&[&["export", "race-twenty", &path, "--to", "2ms"], film].concat());
            assert!(fs::metadata(&path).unwrap().len() > 50, "{path}");
        }
    }
    let written = names(&desk.0);
    assert_eq!(written.len(), FORMATS.iter().map(|format| format.endings.len()).sum::<usize>(), "nothing else is left there: {written:?}");
    let help = ok(&["export", "--help"]);
    assert!(FORMATS.iter().all(|format| help.contains(format.name) && help.contains(format.says)), "{help}");
}

#[test]
fn a_log_is_that_of_the_run_and_comes_back_as_it_was() {
    let desk = Desk::new("log");
    let [one, two, three] = ["one.ndjson", "two.ndjson.gz", "three.ndjson"].map(|name| desk.path(name));
    let scenario = desk.file("x.toml", TWENTY);
    ok(&["run", &scenario, "--model", "threads", "--events", &one]);
    ok(&["export", &scenario, &two, "--model", "threads"]);
    ok(&["export", &two, &three]);
    let events = |name: &str| desk.read(name).lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(events("one.ndjson"), events("three.ndjson"));
    assert!(ok(&["check", &two]).contains("20 jobs done"));
    // Cut at its end, its events keep their numbers.
    let cut = ok(&["export", &two, "-", "--as", "log", "--to", "200us"]);
    // It says that it is a part, of which nobody asks that every job be done; and so does what is made of it.
    let part = desk.file("part.ndjson", &cut);
    ok(&["export", &part, &three]);
    for part in [&part, &three] {
        assert!(ok(&["check", part]).contains("up to 200.000 µs; it keeps every invariant"));
    }
    let cut: Vec<String> = cut.lines().skip(1).map(str::to_owned).collect();
    assert!(cut.len() > 10 && cut.len() < events("one.ndjson").len());
    assert_eq!(cut, events("one.ndjson")[..cut.len()]);
}

#[test]
fn tables_have_the_columns_that_are_documented_and_the_rows_of_the_stretch() {
    let desk = Desk::new("tables");
    let scenario = desk.file("x.toml", TWENTY);
    let (run, jobs) = (desk.path("run.csv"), desk.path("jobs.csv"));
    ok(&["run", &scenario, "--model", "threads", "--jobs-csv", &run]);
    ok(&["export", &scenario, &jobs, "--model", "threads"]);
    assert_eq!(desk.read("run.csv"), desk.read("jobs.csv"));
    let late = ok(&["export", &scenario, "-", "--as", "jobs-csv", "--model", "threads", "--from", "50.5ms", "--to", "50.6ms"]);
    let times: Vec<u64> = late.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().parse().unwrap()).collect();
    assert!(!times.is_empty() && times.iter().all(|at| (50_500_000..=50_600_000).contains(at)), "{late}");

    let events = ok(&["export", &scenario, "-", "--as", "events-csv", "--model", "threads"]);
    let mut lines = events.lines();
    assert_eq!(
        lines.next().unwrap(),
        "number,at_ns,kind,task,parent,thread,core,queue,device,request,lock,var,line,what,n,value,stale,burst_ns,latency_ns,switch_ns,spawn_ns,\
         dispatch_ns,steal_ns,victim,to,cause"
    );
    assert_eq!(lines.next().unwrap(), "0,0,job-arrived,0,,,,,,,,,,,,,,,,,,,,,,");
    assert!(events.contains(",0,switch-started,0,,0,0,,,,,,,,,,,,,5000,0,,,,,"), "{events}");
    assert!(
        events.lines().any(|row| row.contains(",io-submitted,") && row.contains(",d,") && row.contains(",50000000,")),
        "devices by name"
    );
    assert!(events.lines().all(|row| row.split(',').count() == 26));
    let some = ok(&["export", &scenario, "-", "--as", "events-csv", "--model", "threads", "--from", "55us", "--to", "60us"]);
    let kept: Vec<&str> =
        events.lines().skip(1).filter(|row| (55_000..=60_000).contains(&row.split(',').nth(1).unwrap().parse::<u64>().unwrap())).collect();
    assert_eq!(some.lines().skip(1).collect::<Vec<_>>(), kept, "numbers are those of the whole run");
    assert!(!kept.is_empty());
}

#[test]
fn the_same_command_makes_the_same_picture() {
    let desk = Desk::new("pictures");
    for (name, part) in [("a.png", "stage"), ("b.svg", "timeline"), ("c.svg", "window"), ("d.gif", "stage")] {
        let [one, two] = ["one-", "two-"].map(|which| desk.path(&format!("{which}{name}")));
        for path in [&one, &two] {
            let film: &[&str] = if name.ends_with("gif") { &["--speed", "4ms"] } else { &[] };
            ok(&[&["export", "race-twenty", path, "--part", part, "--from", "1ms", "--to", "2ms", "--size", "700x400"], film].concat());
        }
        assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap(), "{name}");
    }
}

#[test]
fn a_png_is_as_large_as_was_asked_for_and_says_how_large_on_paper() {
    let desk = Desk::new("png");
    let path = desk.path("x.png");
    ok(&["export", "race-twenty", &path, "--from", "20ms", "--part", "timeline", "--size", "800x400", "--scale", "2"]);
    let read = png::Decoder::new(std::io::BufReader::new(fs::File::open(&path).unwrap())).read_info().unwrap();
    let info = read.info();
    assert_eq!((info.width, info.height), (1600, 800));
    let paper = info.pixel_dims.unwrap();
    assert_eq!((paper.xppu, paper.unit), (7559, png::Unit::Meter), "192 to the inch");
}

#[test]
fn an_svg_is_well_formed_and_says_what_the_panels_say() {
    let desk = Desk::new("svg");
    for (part, labels) in [
        ("stage", &["Coroutines on a message loop", "message queue", "THE CPU", "Threads", "handle the reply"][..]),
        ("timeline", &["COROUTINES", "queue", "now 25.000 ms", "running", "THREADS"]),
        ("window", &["Loopscope", "Scoreboard", "Thread switch", "25.000 ms", "in flight"]),
    ] {
        let path = desk.path(&format!("{part}.svg"));
        ok(&["export", "race-twenty", &path, "--from", "25ms", "--part", part]);
        let text = fs::read_to_string(&path).unwrap();
        let said = xml::labels(&text).unwrap_or_else(|fault| panic!("{part}: {fault}"));
        for label in labels.iter().filter(|label| **label != "in flight") {
            assert!(said.iter().any(|said| said == label), "{part}: {label} is not among {said:?}");
        }
        assert!(text.contains("<title>Loopscope: Coroutines on a message loop</title>"));
    }
}

#[test]
fn what_is_printed_has_no_buttons() {
    let desk = Desk::new("print");
    for (part, buttons, has) in [
        ("stage", &["plain words", "expert"][..], false),
        ("timeline", &["tools", "follow", "fit all"], false),
        ("window", &["tools", "follow"], true),
    ] {
        let path = desk.path(&format!("{part}.svg"));
        ok(&["export", "race-twenty", &path, "--from", "25ms", "--part", part]);
        let said = xml::labels(&fs::read_to_string(&path).unwrap()).unwrap();
        for button in buttons {
            assert_eq!(said.iter().any(|said| said == button), has, "{part}: {button} in {said:?}");
        }
    }
}

#[test]
fn a_film_has_a_frame_for_each_moment_and_the_delays_that_were_asked_for() {
    let desk = Desk::new("gif");
    let path = desk.path("x.gif");
    // A millisecond of story in a second: half a second, and nobody is seen to travel at such a pace.
    ok(&["export", "race-twenty", &path, "--from", "12ms", "--to", "12.5ms", "--speed", "1ms", "--fps", "30", "--size", "480x300"]);
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut read = options.read_info(fs::File::open(&path).unwrap()).unwrap();
    assert_eq!((read.width(), read.height()), (480, 300));
    let mut delays = Vec::new();
    while let Some(frame) = read.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    // Nothing happens in this half second: it begins with its first instant, and a thirtieth later comes the next.
    assert_eq!(delays.len(), 16, "{delays:?}");
    assert_eq!(delays[..6], [3, 3, 4, 3, 3, 4], "a thirtieth of a second is 3⅓ hundredths");
    assert_eq!(delays[15], 150);
}

#[test]
fn what_cannot_be_is_answered_with_what_can() {
    let desk = Desk::new("asked");
    let scenario = desk.file("x.toml", TWENTY);
    let log = desk.path("log.ndjson");
    ok(&["export", &scenario, &log, "--model", "threads"]);
    let broken = desk.file("broken.ndjson", &(desk.read("log.ndjson").lines().take(9).collect::<Vec<_>>().join("\n") + "\n{\"t\":"));
    let cases: &[(&[&str], &str)] = &[
        (&["export", &scenario], "required arguments"),
        (&["export", &scenario, "x.pgn"], "end the name in one of .ndjson (log), .json (chrome), .pftrace (perfetto), .csv (jobs-csv)"),
        (&["export", &scenario, "-"], "say --as with one of log, chrome, perfetto, jobs-csv"),
        (&["export", &scenario, "x.csv", "--as", "event-csv"], "Did you mean events-csv?"),
        (&["export", &scenario, "x.log", "--from", "1ms"], "a log begins with the first event"),
        (&["export", &scenario, "x.csv", "--from", "1"], "--from: expected a duration"),
        (&["export", &scenario, "x.csv", "--from", "2ms", "--to", "1ms"], "--from 2ms is after --to 1ms"),
        (&["export", &scenario, "x.csv", "--from", "1s"], "--from 1s: the run of coroutines ends at 5"),
        (&["export", &scenario, "x.csv", "--model", "thread"], "Did you mean threads?"),
        (&["export", &scenario, "x.csv", "--size", "10x10"], "--size: this is for pictures"),
        (&["export", "default", "x.csv"], "this scenario never ends; say where to stop, such as --to 100ms"),
        (&["export", "default", "x.png"], "say which instant is meant, such as --from 100ms"),
        (&["export", "no-such", "x.png"], "there is no such file, nor a built-in scenario"),
        (&["export", &scenario, "x.png", "--part", "stag"], "Did you mean stage?"),
        (&["export", &scenario, "x.png", "--theme", "blue"], "There are dark, light"),
        (&["export", &scenario, "x.png", "--size", "big"], "such as 1280x640"),
        (&["export", &scenario, "x.png", "--size", "nanxinf"], "such as 1280x640"),
        (&["export", &scenario, "x.png", "--size", "4000x4000"], "are 12000 × 12000 pixels; at most 8192 either way"),
        (&["export", &scenario, "x.png", "--scale", "0"], "expected a number from 0.5 to 8"),
        (&["export", &scenario, "x.svg", "--scale", "2"], "an svg has no pixels"),
        (&["export", &scenario, "x.png", "--fps", "20"], "--fps: this is for films"),
        (&["export", &scenario, "x.gif", "--fps", "200"], "expected a whole number from 5 to 50"),
        (&["export", &scenario, "x.gif", "--speed", "0ns"], "never ends"),
        (&["export", &scenario, "x.gif", "--speed=-1/s"], "events a second, such as 8/s"),
        (&["export", &scenario, "x.gif", "--speed", "1us"], "2400 frames, which is 120 s at 20 frames a second; choose a shorter stretch"),
        (&["export", &log, "x.csv", "--model", "sync"], "is a log of threads"),
        (&["export", &broken, "x.csv"], "broken.ndjson: line 10: this line is broken"),
        (&["export", &scenario, &scenario, "--as", "log"], "this is what is exported"),
        (&["export", &scenario, "/no/such/folder/x.csv"], "/no/such/folder/x.csv: cannot write this file"),
    ];
    for (args, says) in cases {
        let (status, out, err) = loopscope(args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.starts_with("error: ") && err.contains(says), "{args:?}: {err}");
    }
    assert_eq!(desk.read("x.toml"), TWENTY, "the scenario was not written over");
}

#[test]
fn a_trace_of_another_program_can_be_pictured_and_written_again_but_has_no_events() {
    let desk = Desk::new("foreign");
    let trace = desk.file(
        "x.json",
        r#"[{"ph":"X","pid":1,"tid":1,"ts":1,"dur":5,"name":"parse"},{"ph":"X","pid":1,"tid":2,"ts":3,"dur":9,"name":"draw"}]"#,
    );
    for (name, args) in [
        ("x.svg", &["--part", "timeline"][..]),
        ("again.json", &[]),
        ("again.pftrace", &[]),
        ("x.gif", &["--part", "timeline", "--speed", "20us", "--size", "480x300"]),
    ] {
        ok(&[&["export", &trace, &desk.path(name)], args].concat());
        assert!(fs::metadata(desk.path(name)).unwrap().len() > 100, "{name}");
    }
    for name in ["x.ndjson", "x.csv", "x.events.csv"] {
        let (status, _, err) = loopscope(&["export", &trace, &desk.path(name)]);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("an imported trace has lanes and no events") && !desk.0.join(name).exists(), "{err}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for format in ["events-csv", "perfetto"] {
        let mut command = command();
        let mut child =
            command.args(["export", "race-twenty", "-", "--as", format]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let Output { status, stderr, .. } = child.wait_with_output().unwrap();
        assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""), "{format}");
    }
}

/// Runs in a shell that lets no file grow beyond 512 bytes times `blocks`, as a full disk would not.
#[cfg(unix)]
fn on_a_small_disk(blocks: u32, args: &[&str]) -> (i32, String) {
    let mut shell = std::process::Command::new("sh");
    // The signal that comes first would end the program; a full disk sends none.
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_loopscope")]);
    let Output { status, stderr, .. } = shell.args(args).output().unwrap();
    (status.code().unwrap_or(-1), String::from_utf8(stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn where_a_disk_is_full_the_old_file_stays_whole_and_nothing_else_is_left() {
    let desk = Desk::new("full");
    let scenario = desk.file("x.toml", TWENTY);
    for (name, args) in [
        ("a.ndjson", &["export", "race-twenty", "a.ndjson"][..]),
        ("a.csv", &["export", "race-twenty", "a.csv", "--as", "events-csv"]),
        ("a.pftrace", &["export", "race-twenty", "a.pftrace"]),
        ("a.pftrace.gz", &["export", "default", "a.pftrace.gz", "--to", "1s"]),
        ("a.png", &["export", "race-twenty", "a.png", "--from", "5ms"]),
        ("a.svg", &["export", "race-twenty", "a.svg", "--from", "5ms"]),
        ("a.gif", &["export", "race-twenty", "a.gif", "--to", "1ms", "--speed", "2ms", "--size", "480x300"]),
        ("log.ndjson", &["run", &scenario, "--model", "threads", "--events", "log.ndjson"]),
        ("rows.csv", &["run", &scenario, "--jobs-csv", "rows.csv"]),
    ] {
        let path = desk.file(name, "what was here before");
        let args: Vec<&str> = args.iter().map(|arg| if *arg == name { path.as_str() } else { *arg }).collect();
        let (status, err) = on_a_small_disk(4, &args);
        assert_eq!(status, 2, "{args:?}: {err}");
        assert!(err.starts_with("error: ") && err.contains(&format!("{name}: cannot write this file: ")), "{args:?}: {err}");
        assert_eq!(desk.read(name), "what was here before", "{args:?}");
    }
    assert_eq!(names(&desk.0).iter().filter(|name| name.contains("draft")).count(), 0);
}

#[cfg(unix)]
#[test]
fn interrupted_it_leaves_nothing() {
    let desk = Desk::new("interrupted");
    let path = desk.file("x.gif", "what was here before");
    let mut child = command()
        .args(["export", "race-twenty", &path, "--speed", "1ms", "--fps", "25"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !names(&desk.0).iter().any(|name| name.contains("draft")) {
        assert!(begun.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none(), "the film is not begun");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    assert_eq!((names(&desk.0), desk.read("x.gif")), (vec!["x.gif".to_owned()], "what was here before".to_owned()));
}

fn recorded(until: u64) -> Recorded {
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let scenario: Arc<Scenario> = Arc::new(gallery::find("default").unwrap().scenario(&models).unwrap());
    Recorded::run(&scenario, &[sim::model("coroutines").unwrap()], until, &Headway::default()).unwrap()
}

#[test]
fn what_was_let_go_is_not_passed_over_in_silence() {
    let mut recorded = recorded(40 * time::S);
    assert!(History { bound: 0 }.trim(&mut recorded.traces) > 0, "{} events are too few for this test", recorded.traces[0].len());
    let (trace, header): (&Trace, _) = (&recorded.traces[0], &recorded.logs[0].0);
    for format in FORMATS {
        let (Make::Text(write) | Make::Binary(write)) = format.make else { continue };
        let mut text = Vec::new();
        match write(&Recording::whole(trace, header), &mut text) {
            Err(fault) => assert!(fault.to_string().contains("no longer in memory"), "{}: {fault}", format.name),
            // What needs no beginning says where it begins.
            Ok(()) if format.name == "events-csv" => {
                let text = String::from_utf8(text).unwrap();
                assert!(text.lines().nth(1).unwrap().starts_with(&format!("{},", trace.first())));
            }
            Ok(()) => assert!(["chrome", "perfetto", "spans-csv"].contains(&format.name), "{}", format.name),
        }
    }
}

#[test]
fn it_can_be_stopped() {
    let headway = Headway::default();
    headway.stop();
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let scenario = Arc::new(gallery::find("default").unwrap().scenario(&models).unwrap());
    // Without a stop this story would last for a hundred days.
    let made = Recorded::run(&scenario, &[sim::model("coroutines").unwrap()], time::LONGEST, &headway);
    assert!(matches!(made, Err(Undone::Stopped)));
}
