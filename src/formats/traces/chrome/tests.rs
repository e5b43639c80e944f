//! Other programs' files, broken files, and our own there and back.

use super::*;
use loopscope_event::{Mark, Ns, TaskId};
use loopscope_trace::{Span, SpanState, Trace, Track};
use proptest::prelude::*;

const ALL: Limits = Limits { bytes: 1 << 30 };

fn imported(text: &str) -> Trace {
    read(text.as_bytes(), "test.json", 9, ALL).unwrap()
}

/// Spans as (name, start, end), ns.
type Spans = Vec<(String, Ns, Ns)>;

/// The lanes: what each is called, and its spans.
fn lanes(trace: &Trace) -> Vec<(String, Spans)> {
    let about = trace.imported().unwrap();
    let spans = |track: &Track| track.spans(0, Ns::MAX).map(|span| (about.name(span.task), span.start, span.end)).collect();
    about
        .lanes
        .iter()
        .zip(trace.tracks().rows.iter())
        .map(|(lane, track)| (format!("{}/{}", lane.group, lane.name), spans(track)))
        .collect()
}

fn odd(trace: &Trace, word: &str) -> u64 {
    trace.recorded().unwrap().tolerated.iter().filter(|(key, _)| key.ends_with(word)).map(|(_, n)| n).sum()
}

fn spans(of: &[(&str, Ns, Ns)]) -> Spans {
    of.iter().map(|(name, from, to)| ((*name).to_owned(), *from, *to)).collect()
}

#[test]
fn nested_slices_lie_below_one_another_however_they_are_written() {
    // VizTracer writes a slice when it ends, so that the inner one comes first; others write beginnings and ends.
    let text = r#"[{"ph":"M","pid":1,"name":"process_name","args":{"name":"python"}},
        {"ph":"X","pid":1,"tid":7,"name":"inner","ts":12,"dur":3},{"ph":"X","pid":1,"tid":7,"name":"outer","ts":10,"dur":10.5},
        {"ph":"B","pid":1,"tid":8,"name":"outer","ts":10},{"ph":"B","pid":1,"tid":8,"name":"inner","ts":11},
        {"ph":"E","pid":1,"tid":8,"ts":12},{"ph":"E","pid":1,"tid":8,"ts":13}]"#;
    let trace = imported(text);
    assert_eq!(
        lanes(&trace),
        [
            ("python/thread 7".to_owned(), spans(&[("outer", 0, 10_500)])),
            ("python/".to_owned(), spans(&[("inner", 2000, 5000)])),
            ("python/thread 8".to_owned(), spans(&[("outer", 0, 3000)])),
            ("python/".to_owned(), spans(&[("inner", 1000, 2000)])),
        ]
    );
    assert_eq!(trace.recorded().unwrap().tolerated, []);
    assert_eq!(trace.end(), 10_500);
}

#[test]
fn what_goes_on_at_once_gets_lanes_of_its_own_and_names_lie_together() {
    let text = r#"{"traceEvents":[
        {"ph":"b","pid":2,"cat":"task","name":"read","id2":{"local":"a"},"ts":0},
        {"ph":"b","pid":2,"cat":"task","name":"read","id2":{"local":"b"},"ts":1},
        {"ph":"e","pid":2,"cat":"task","name":"read","id2":{"local":"a"},"ts":2},
        {"ph":"b","pid":2,"cat":"task","name":"read","id2":{"local":"c"},"ts":2},
        {"ph":"e","pid":2,"cat":"task","name":"read","id2":{"local":"c"},"ts":5},
        {"ph":"e","pid":2,"cat":"task","name":"read","id2":{"local":"b"},"ts":9}]}"#;
    assert_eq!(
        lanes(&imported(text)),
        [
            ("process 2/read".to_owned(), spans(&[("read", 0, 2000), ("read", 2000, 5000)])),
            ("process 2/".to_owned(), spans(&[("read", 1000, 9000)])),
        ]
    );
}

#[test]
fn orphans_and_overlaps_are_counted_and_not_guessed() {
    let text = r#"[{"ph":"E","pid":1,"tid":1,"ts":1},{"ph":"X","pid":1,"tid":1,"name":"a","ts":2,"dur":4},
        {"ph":"X","pid":1,"tid":1,"name":"b","ts":4,"dur":4},{"ph":"B","pid":1,"tid":1,"name":"c","ts":9},
        {"ph":"e","pid":1,"cat":"x","id":1,"ts":9},{"ph":"X","pid":1,"tid":1,"name":"d","ts":9,"dur":-1},
        {"ph":"X","pid":1,"tid":1,"name":"e","ts":"NaN","dur":1},{"ph":"X","pid":1,"tid":1,"name":"f","ts":18446744073709551616,"dur":1},
        {"ph":"?","pid":1,"ts":1},7,null,{"ph":"X","pid":1,"tid":1,"name":"g","ts":3}]"#;
    let trace = imported(text);
    let counted = ["no_begin", "overlap", "no_end", "duration", "time", "phase", "no_event"];
    assert_eq!(counted.map(|word| odd(&trace, word)), [2, 1, 1, 2, 2, 1, 2]);
    let all = lanes(&trace);
    assert_eq!(all[0].1, spans(&[("a", 0, 4000), ("c", 7000, Span::OPEN)]));
    assert_eq!(all[1].1, spans(&[("b", 2000, 6000)]));
}

#[test]
fn a_list_that_breaks_off_is_read_as_far_as_it_goes() {
    let event = r#"{"ph":"X","pid":1,"tid":1,"name":"a","ts":2,"dur":4},"#;
    let cut = format!("[{event}{event}{{\"ph\":\"X\",\"pi");
    let trace = imported(&cut);
    assert_eq!((odd(&trace, "cut"), trace.recorded().unwrap().broken.as_deref()), (1, None));
    let wrong = format!("{{\"traceEvents\":[{event}\n{{\"ph\" 7}}]}}");
    let trace = imported(&wrong);
    let byte = wrong.find(" 7").unwrap() + 1;
    assert_eq!(trace.recorded().unwrap().broken, Some(format!("byte {byte}: expected a colon after a key")));
    assert_eq!(lanes(&trace)[0].1.len(), 1);
}

#[test]
fn what_is_no_trace_is_refused_with_a_place_and_a_reason() {
    for (text, says) in [
        ("", "byte 0: the file is empty"),
        ("hello", "byte 0: this is no trace"),
        ("{\"a\":[[[[1]]]],\"b\":\"}\"}", "byte 22: this is no trace of Chrome's format: it has no key traceEvents"),
        ("{\"traceEvents\"", "byte 14: expected a colon"),
        ("{\"a\":", "byte 5: the file ends within a value"),
    ] {
        let found = read(text.as_bytes(), "x", 0, ALL).err().unwrap();
        assert!(found.starts_with(says), "{text}: {found}");
    }
}

#[test]
fn depth_length_and_strange_bytes_cost_no_more_than_their_length() {
    let deep = format!("[{{\"ph\":\"i\",\"ts\":1,\"args\":{}{}}}]", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert_eq!(imported(&deep).len(), 1);
    let nested: String = (0..2000).map(|n| format!("{{\"ph\":\"B\",\"pid\":1,\"tid\":1,\"name\":\"n{n}\",\"ts\":{n}}},")).collect();
    let trace = imported(&format!("[{nested}"));
    assert_eq!((trace.tracks().rows.len(), odd(&trace, "lane")), (256, 2000 - 256));
    let many: String =
        (0..50_000).map(|n| format!("{{\"ph\":\"X\",\"pid\":{n},\"tid\":1,\"name\":\"n\",\"ts\":{n},\"dur\":1}},")).collect();
    let trace = imported(&format!("[{many}"));
    assert_eq!((trace.tracks().rows.len(), odd(&trace, "lane")), (1 << 14, 50_000 - (1 << 14)));
    let bytes = [&b"[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"\xff\xfe\",\"ts\":0,\"dur\":1}]"[..]].concat();
    let trace = read(&bytes[..], "x", 0, ALL).unwrap();
    assert_eq!(trace.called(TaskId(0)), "\u{fffd}\u{fffd}");
    let long = format!("[{{\"ph\":\"i\",\"ts\":1,\"name\":\"{}\"}}]", "x".repeat(40 << 20));
    assert!(read(long.as_bytes(), "x", 0, ALL).err().unwrap().contains("longer than 16 MiB"));
}

#[test]
fn times_count_from_the_first_and_may_be_negative() {
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"a","ts":-3.5,"dur":1},{"ph":"X","pid":1,"tid":1,"name":"b","ts":-1,"dur":1}]"#;
    assert_eq!(lanes(&imported(text))[0].1, spans(&[("a", 0, 1000), ("b", 2500, 3500)]));
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"a","ts":1700000000000000.001,"dur":0.001},{"ph":"i","name":"here","ts":1700000000000000.003}]"#;
    let trace = imported(text);
    assert_eq!((lanes(&trace)[0].1.clone(), trace.event(0).unwrap().at), (spans(&[("a", 0, 1)]), 2));
    assert_eq!(trace.recorded().unwrap().marks, [Mark::Text("here".into())]);
}

#[test]
fn arrows_details_and_counters_are_kept() {
    let text = r#"[{"ph":"X","pid":1,"tid":1,"cat":"io","name":"ask","ts":0,"dur":10,"args":{"fd":7}},
        {"ph":"X","pid":1,"tid":2,"name":"answer","ts":20,"dur":10},{"ph":"s","pid":1,"tid":1,"id":1,"cat":"c","name":"n","ts":5},
        {"ph":"f","bp":"e","pid":1,"tid":2,"id":1,"cat":"c","name":"n","ts":20},{"ph":"f","pid":1,"tid":2,"id":2,"cat":"c","ts":20},
        {"ph":"C","pid":1,"name":"memory","ts":0,"args":{"mib":3,"share":0.5,"less":-1,"word":"x"}},{"ph":"C","pid":1,"name":"memory","ts":7,"args":{"mib":9}}]"#;
    let trace = imported(text);
    let about = trace.imported().unwrap();
    let ask = trace.tracks().rows[0].at(0).unwrap();
    assert_eq!((ask.state, about.details(ask.event)), (SpanState::Io, Some("{\"fd\":7}")));
    let answer = trace.tracks().rows[1].at(25_000).unwrap();
    let [link] = about.links_to(answer.event) else { panic!("one arrow") };
    assert_eq!((link.from, link.at, about.name(link.task).as_str()), (ask.event, 0, "ask"));
    assert_eq!((odd(&trace, "arrow"), odd(&trace, "value")), (1, 2));
    let counter = &about.counters[0];
    assert_eq!((&*counter.lane.name, counter.values.at(5000), counter.values.at(8000)), ("memory mib", 3, 9));
    let share = &about.counters[1];
    assert_eq!((&*share.lane.name, share.values.at(1), share.exponent), ("memory share", 5, -1));
}

#[test]
fn counters_stay_with_their_processes_there_and_back() {
    let text = r#"[{"ph":"C","pid":2,"name":"heap","ts":0,"args":{"value":3}},{"ph":"C","pid":1,"name":"heap","ts":1,"args":{"value":4}},
        {"ph":"C","pid":9,"name":"idle","ts":1,"args":{"value":1}},{"ph":"X","pid":1,"tid":1,"name":"a","ts":0,"dur":10},
        {"ph":"M","pid":1,"name":"process_name","args":{"name":"browser"}},{"ph":"M","pid":2,"name":"process_sort_index","args":{"sort_index":5}}]"#;
    let counters = |trace: &Trace| -> Vec<(String, String, u32)> {
        let all = &trace.imported().unwrap().counters;
        all.iter().map(|counter| (counter.lane.group.to_string(), counter.lane.name.to_string(), counter.values.at(2000))).collect()
    };
    let first = imported(text);
    let expected = [("browser", "heap", 4), ("process 9", "idle", 1), ("process 2", "heap", 3)];
    assert_eq!(counters(&first), expected.map(|(group, name, value)| (group.to_owned(), name.to_owned(), value)));
    let mut out = Vec::new();
    write(&first, &[], 0..Ns::MAX, &mut out).unwrap();
    let again = read(&out[..], "y", 1, ALL).unwrap();
    assert_eq!(counters(&again), counters(&first));
    assert_eq!(lanes(&again), lanes(&first));
}

#[test]
fn processes_and_counters_of_one_name_are_told_apart_there_and_back() {
    let text = r#"[{"ph":"C","pid":4,"name":"heap","ts":0,"args":{"value":10}},{"ph":"C","pid":5,"name":"heap","ts":0,"args":{"value":99}},
        {"ph":"C","pid":5,"id":"0x7","name":"heap","ts":1,"args":{"value":11}},{"ph":"X","pid":5,"tid":1,"name":"a","ts":0,"dur":10},
        {"ph":"M","pid":4,"name":"process_name","args":{"name":"Renderer"}},{"ph":"M","pid":5,"name":"process_name","args":{"name":"Renderer"}}]"#;
    let told = |trace: &Trace| -> Vec<String> {
        let all = &trace.imported().unwrap().counters;
        all.iter().map(|counter| format!("{}: {} {}", counter.lane.group, counter.lane.name, counter.values.at(5000))).collect()
    };
    let first = imported(text);
    assert_eq!(told(&first), ["Renderer (4): heap 10", "Renderer (5): heap 99", "Renderer (5): heap[0x7] 11"]);
    let mut out = Vec::new();
    write(&first, &[], 0..Ns::MAX, &mut out).unwrap();
    let again = read(&out[..], "y", 1, ALL).unwrap();
    let mut sorted = [told(&first), told(&again)];
    sorted.iter_mut().for_each(|told| told.sort());
    assert_eq!(sorted[0], sorted[1]);
    assert_eq!(lanes(&again), lanes(&first));
}

#[test]
fn a_trace_of_nothing_but_counters_is_another_programs() {
    let trace =
        imported(r#"[{"ph":"C","pid":1,"name":"n","ts":0,"args":{"value":3}},{"ph":"C","pid":1,"name":"n","ts":7,"args":{"value":4}}]"#);
    assert!(!trace.imported().unwrap().is_ours());
    assert_eq!(trace.end(), 7000, "it lasts as long as they do");
}

#[test]
fn a_snapshot_of_a_trace_is_written_as_the_trace_itself() {
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"a","ts":0,"dur":10,"args":{"n":1}},{"ph":"i","pid":1,"tid":1,"name":"here","ts":4},
        {"ph":"C","pid":1,"name":"n","ts":0,"args":{"value":3}}]"#;
    let mut trace = imported(text);
    let written = |trace: &Trace| {
        let mut out = Vec::new();
        write(trace, &[], 0..Ns::MAX, &mut out).unwrap();
        out
    };
    assert_eq!(written(&trace.snapshot()), written(&trace));
}

#[test]
fn a_trace_that_does_not_fit_is_read_in_part() {
    let event = r#"{"ph":"X","pid":1,"tid":1,"name":"a","ts":2,"dur":4},"#;
    let text = format!("[{}]", event.repeat(20_000));
    let trace = read(text.as_bytes(), "x", 0, Limits { bytes: 500_000 }).unwrap();
    let part = trace.recorded().unwrap().part.unwrap();
    assert!(part.events >= 4096 && part.events < 20_000, "{part:?}");
}

#[test]
fn a_trace_is_told_by_its_beginning() {
    for (text, is) in [
        ("[", true),
        ("[{\"ph\"", true),
        ("{\"traceEvents\":[", true),
        ("{\"displayTimeUnit\":\"ns\", \"oth", true),
        ("{\"loopscope\":1,", false),
        ("[machine]\ncores = 1", false),
        ("[[job]]", false),
        ("name = \"x\"", false),
    ] {
        assert_eq!(begins_like_one(text.as_bytes()), is, "{text}");
    }
}

#[test]
fn what_fuzzing_found() {
    // Arguments with brackets that do not match are kept as they stand, and written so that the file stays whole.
    let odd = imported("[{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"n\",\"ts\":1,\"dur\":1,\"args\":{\"a\":[}}}]");
    let mut out = Vec::new();
    write(&odd, &[], 0..Ns::MAX, &mut out).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&out).is_ok());
    // Names and counters without arguments, or with such as are no object.
    for args in ["", ",\"args\":[]", ",\"args\":7", ",\"args\":\"\""] {
        for event in
            ["\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\"", "\"ph\":\"C\",\"ts\":1,\"name\":\"n\"", "\"ph\":\"X\",\"ts\":1,\"dur\":1"]
        {
            assert!(read(format!("[{{{event}{args}}}]").as_bytes(), "x", 0, ALL).is_ok());
        }
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(pieces in prop::collection::vec(0_usize..40, 0..60)) {
        const PIECES: [&str; 40] = [
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\"ph\":\"X\"", "\"ph\":\"B\"", "\"ph\":\"E\"", "\"ph\":\"b\"", "\"ph\":\"e\"", "\"ph\":\"C\"",
            "\"ts\":1", "\"ts\":-5.25", "\"ts\":1e300", "\"dur\":3", "\"dur\":-1", "\"pid\":1", "\"tid\":\"x\"", "\"id\":7", "\"id2\":{\"local\":1}",
            "\"name\":\"a\"", "\"args\":{\"v\":1}", "\"traceEvents\":[", "null", "NaN", "\u{feff}", " ", "{\"ph\":\"X\",\"ts\":1,\"dur\":2,\"pid\":1,\"tid\":1,\"name\":\"n\"}",
            "{\"ph\":\"s\",\"ts\":1,\"id\":1}", "{\"ph\":\"f\",\"ts\":1,\"id\":1}", "\"otherData\":{\"loopscope\":1}", "\"args\":{\"task\":99999999999,\"row\":5}", "true", "0",
            "{\"ph\":\"b\",\"ts\":1,\"id\":1,\"pid\":3,\"name\":\"n\",\"args\":{\"row\":2}}", "{\"ph\":\"e\",\"ts\":4,\"id\":1,\"pid\":3,\"name\":\"n\"}", "é",
        ];
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let wrapped = format!("[{text}");
        for text in [&text, &wrapped] {
            if let Ok(trace) = read(text.as_bytes(), "x", 0, ALL) {
                let mut out = Vec::new();
                write(&trace, &[], 0..Ns::MAX, &mut out).unwrap();
                prop_assert!(read(&out[..], "y", 1, ALL).is_ok());
            }
        }
    }
}
