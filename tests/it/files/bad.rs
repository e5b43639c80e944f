//! Bad input, whatever its kind: where and what is said, what was good before it kept, and never a panic.

use super::{Folder, packed};
use loopscope::formats::io::source::Source;
use loopscope::formats::traces::chrome::{self, Limits};
use loopscope::formats::traces::log::{self, Reader};
use loopscope::sim;
use loopscope::trace::Trace;
use std::io::Read;

const HEADER: &str = "{\"loopscope\":1,\"model\":\"sync\"}\n{\"t\":5,\"k\":\"job-arrived\",\"job\":0}\n";

fn load(text: &[u8]) -> Result<Trace, String> {
    let reader = Reader::new(text, "x").map_err(|fault| fault.to_string())?;
    Ok(log::load(reader, "x", 0, sim::model, 1 << 30))
}

#[test]
fn a_broken_line_of_a_log_is_named_and_what_came_before_kept() {
    let huge = format!("{{\"t\":1,\"k\":\"{}", "[".repeat(33 << 20));
    let cases: [(&[u8], &str); 11] = [
        (b"{\"t\":NaN,\"k\":\"mark\"}\n", "line 3: this line is broken: expected value"),
        (b"{\"t\":-7,\"k\":\"mark\"}\n", "line 3: this line is broken: invalid value: integer `-7`"),
        (b"{\"t\":18446744073709551616,\"k\":\"mark\"}\n", "line 3: this line is broken: invalid type: floating point"),
        (b"{\"t\":9223372036854775807,\"k\":\"mark\"}\n", "line 3: the time t is 9223372036854775807 ns; expected at most"),
        (b"{\"t\":\"soon\",\"k\":\"mark\"}\n", "line 3: this line is broken: invalid type: string"),
        (b"{\"t\":6,\"k\":\"job-done\",\"job\":99999999999}\n", "line 3: there cannot be a task of number 99999999999"),
        (b"{\"t\":6,\"k\":\"mark\",\"text\":\"\xff\xfe\"}\n", "line 3: this line is broken: invalid unicode"),
        (b"{\"t\":6,\"k\":\"run-sta", "line 3: this line is broken: EOF"),
        (b"{\"t\":6,\"k\":\"mark\",\"cause\":1}\n", "line 3: event 1 says that event 1 caused it"),
        (b"hello\n", "line 3: this line is broken"),
        (huge.as_bytes(), "line 3: the line is longer than 32 MiB"),
    ];
    for (line, says) in cases {
        let trace = load(&[HEADER.as_bytes(), line].concat()).unwrap();
        let broken = trace.recorded().unwrap().broken.clone().unwrap_or_default();
        assert!(broken.starts_with(says), "{}: {broken}", String::from_utf8_lossy(&line[..line.len().min(60)]));
        assert_eq!((trace.len(), trace.end(), trace.live().arrived), (1, 5, 1));
    }
    for (text, says) in
        [("", "the file is empty"), ("{\"loopscope\":2}\n", "version 2"), ("[]", "no header of a log"), ("\u{0}\u{0}", "no header")]
    {
        let says_so = load(text.as_bytes()).err().unwrap();
        assert!(says_so.contains(says), "{text}: {says_so}");
    }
}

#[test]
fn a_packed_file_that_breaks_off_is_read_as_far_as_it_goes() {
    let folder = Folder::new("bad-gzip");
    let event = |n: u32| format!("{{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":{n},\"dur\":1}},\n");
    let whole = packed(format!("[{}", (0..200_000).map(event).collect::<String>()).as_bytes());
    let file = folder.file("cut.json.gz", &whole[..whole.len() / 2]);
    let text = Source::open(&file, |_| true).unwrap();
    let trace = chrome::read(text, "cut", 0, Limits { bytes: 1 << 30 }).unwrap();
    let broken = trace.recorded().unwrap().broken.clone().unwrap();
    assert!(broken.starts_with("byte ") && broken.contains("breaks off here"), "{broken}");
    assert!(trace.imported().unwrap().count > 1000);

    let lines = "{\"t\":5,\"k\":\"job-arrived\",\"job\":0}\n".repeat(100_000);
    let whole = packed(format!("{HEADER}{lines}").as_bytes());
    let text = Source::open(&folder.file("cut.ndjson.gz", &whole[..whole.len() / 2]), |_| true).unwrap();
    let trace = log::load(Reader::new(text, "cut").unwrap(), "cut", 0, sim::model, 1 << 30);
    assert!(trace.recorded().unwrap().broken.clone().unwrap().contains("breaks off here") && trace.len() > 1000);
}

#[test]
fn a_packed_file_that_unpacks_to_far_more_takes_no_more_memory_than_it_tells() {
    let folder = Folder::new("bad-bomb");
    // A quarter of a gigabyte out of 250 kB: blanks between two events, and an event without an end.
    let blanks = vec![b' '; 256 << 20];
    let event = "{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":2,\"dur\":4},";
    let bomb = packed(&[format!("[{event}").as_bytes(), &blanks, event.as_bytes()].concat());
    assert!(bomb.len() < 2 << 20);
    let text = Source::open(&folder.file("blank.gz", bomb), |_| true).unwrap();
    let trace = chrome::read(text, "x", 0, Limits { bytes: 1 << 20 }).unwrap();
    assert_eq!(trace.imported().unwrap().count, 2);
    let open = packed(&[format!("[{event}{{\"name\":\"").as_bytes(), &blanks].concat());
    let text = Source::open(&folder.file("open.gz", open), |_| true).unwrap();
    let trace = chrome::read(text, "x", 0, Limits { bytes: 1 << 20 }).unwrap();
    assert!(trace.recorded().unwrap().broken.clone().unwrap().contains("longer than 16 MiB"));
    assert_eq!(trace.imported().unwrap().count, 1);
}

#[test]
fn a_file_that_is_told_to_stop_stops() {
    let folder = Folder::new("bad-stop");
    let file = folder.file("long", vec![b'x'; 1 << 20]);
    let mut left = 3_u32;
    let mut text = Source::open(&file, move |_| {
        left = left.saturating_sub(1);
        left > 0
    })
    .unwrap();
    let mut read = Vec::new();
    assert!(text.read_to_end(&mut read).is_err() && read.len() < 1 << 20);
}
