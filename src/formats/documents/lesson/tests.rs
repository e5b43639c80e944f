use super::*;

const MODELS: &[&str] = &["sync", "threads", "coroutines"];

const GOOD: &str = r#"
stage = "sync"
pace  = 4
right = "b"
holds = "slow > 5 * fast"
watch = "makespan"

[freeze]
event = "job-done"
nth   = 2

[change]
key = "workload.steps.1.latency"
to  = "1ms"

[scenario]
models = ["sync", "threads"]

[scenario.workload]
jobs  = 4
steps = [{ cpu = "1ms" }, { io = "disk", latency = "19ms" }]

[variant.few]
workload.jobs = 2

[variant.cores]
machine.cores = 4
workload.steps.0.cpu = "2ms"

[facts]
slow  = { value = "80 ms", measure = "makespan" }
fast  = { value = "8 ms", run = "after", measure = "makespan" }
times = { value = "10", is = "slow / fast" }
jobs  = { value = "4", key = "workload.jobs" }

[text.en]
title    = "A title"
claim    = "A claim."
question = "How long do {jobs} jobs take?"
choices  = [{ says = "8 ms", because = "No." }, { says = "{slow}", because = "Yes." }]
frozen   = "Look."
change   = "Move it."
explain  = "It took {slow}, {times} times as long."
"#;

fn with(old: &str, new: &str) -> Result<Lesson, String> {
    assert!(GOOD.contains(old), "{old}");
    parse(&GOOD.replacen(old, new, 1), "05-x.toml", MODELS).map_err(|fault| fault.to_string())
}

#[test]
fn a_lesson_is_what_its_file_says() {
    let lesson = with("A title", "A title").unwrap();
    assert_eq!((lesson.slug.as_str(), lesson.number(), lesson.right), ("05-x", Some(5), 1));
    assert_eq!(
        lesson.change,
        Change { key: "workload.steps.1.latency".into(), from: Setting::Time(19_000_000), to: Setting::Time(1_000_000) }
    );
    let names: Vec<&str> = lesson.runs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["before", "after", "cores", "few"]);
    let at = |run, key| setting(lesson.run(run).unwrap(), key);
    assert_eq!(at("after", "workload.steps.1.latency"), Some(Setting::Time(1_000_000)));
    assert_eq!(at("few", "workload.jobs"), Some(Setting::Count(2)));
    assert_eq!(
        (at("cores", "machine.cores"), at("cores", "workload.steps.0.cpu")),
        (Some(Setting::Count(4)), Some(Setting::Time(2_000_000)))
    );
    assert_eq!(lesson.fill(&lesson.text("en").unwrap().explain), "It took 80 ms, 10 times as long.");
    assert_eq!(lesson.text("zh-CN"), lesson.text("en"), "a file of one's own needs only English");
    assert_eq!(lesson.facts.last().unwrap().name, "times", "after those that it follows from");
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_key() {
    let mut wrong = String::new();
    for (old, new, place, says) in [
        ("stage = \"sync\"", "stage = \"snyc\"", "05-x.toml:2:9: stage: ", "there is no model \"snyc\""),
        ("stage = \"sync\"", "stage = \"coroutines\"", "05-x.toml:2:9: stage: ", "not among the scenario's models"),
        ("pace  = 4", "pace  = 0", "05-x.toml:3:9: pace: ", "events a second"),
        ("pace  = 4", "pcae  = 4", "05-x.toml:3:1: pcae: ", "did you mean pace?"),
        ("right = \"b\"", "right = \"c\"", "05-x.toml:4:9: right: ", "the 2 choices"),
        ("slow > 5 * fast", "slow >", "05-x.toml:5:9: holds: ", "expected the name of a fact"),
        ("slow > 5 * fast", "slow > quick", "05-x.toml:5:9: holds: ", "no fact \"quick\""),
        ("\"makespan\"\n\n", "\"makespam\"\n\n", "05-x.toml:6:9: watch: ", "expected one of makespan"),
        ("\"job-done\"", "\"job-dun\"", "05-x.toml:8:1: freeze: ", "job-done"),
        ("nth   = 2", "nth   = 0", "05-x.toml:8:1: freeze: ", "counts from 1"),
        ("steps.1.latency", "steps.7.latency", "05-x.toml:13:7: change.key: ", "no number or duration"),
        ("to  = \"1ms\"", "to  = 3", "05-x.toml:14:7: change.to: ", "19ms now"),
        ("to  = \"1ms\"", "to  = []", "05-x.toml:14:7: change.to: ", "a duration in quotes"),
        ("jobs  = 4\n", "jobs  = 0\n", "05-x.toml:20:9: scenario.workload.jobs: ", "jobs is 0"),
        ("{ cpu = \"1ms\" }", "{ cpu = \"1mz\" }", "05-x.toml:21:18: scenario.workload.steps[0].cpu: ", "a duration such as"),
        ("jobs  = 4\n", "jobs  = \"endless\"\narrivals = { every = \"1ms\" }\n", "05-x.toml:16:1: scenario: ", "never ends"),
        ("workload.jobs = 2", "workload.jobs = 0", "05-x.toml:24:17: variant.few.workload.jobs: ", "jobs is 0"),
        ("machine.cores = 4", "machine.coers = 4", "05-x.toml:27:17: variant.cores.machine.coers: ", "coers"),
        ("[variant.few]", "[variant.after]", "05-x.toml:23:1: variant.after: ", "another name"),
        ("run = \"after\"", "run = \"afetr\"", "05-x.toml:32:", "there is no run \"afetr\""),
        ("measure = \"makespan\" }\nfast", "measure = \"makespam\" }\nfast", "05-x.toml:31:", "expected one of makespan"),
        ("is = \"slow / fast\"", "is = \"slow / times\"", "05-x.toml:33:", "follows from itself"),
        ("is = \"slow / fast\"", "is = \"slow /\"", "05-x.toml:33:", "name of a fact"),
        ("key = \"workload.jobs\"", "key = \"workload.jobs\", is = \"slow\"", "05-x.toml:34:", "expected one of"),
        ("[text.en]", "[text.de]", "05-x.toml:36:2: text.en: ", "in English"),
        ("{jobs} jobs", "{job} jobs", "05-x.toml:39:12: text.en.question: ", "no fact \"job\""),
        ("{jobs} jobs", "{jobs jobs", "05-x.toml:39:12: text.en.question: ", "has no }"),
        ("\"Look.\"", "\"\"", "05-x.toml:41:12: text.en.frozen: ", "empty"),
        (", { says = \"{slow}\", because = \"Yes.\" }", "", "05-x.toml:4:9: right: ", "the 1 choices"),
        ("title    =", "titel    =", "05-x.toml:37:1: text.en.titel: ", "title"),
        ("[scenario]\n", "[scenario\n", "05-x.toml:16:", "not TOML"),
    ] {
        let fault = with(old, new).err().unwrap_or_else(|| panic!("{new} was taken"));
        if !fault.starts_with(place) || !fault.contains(says) {
            wrong += &format!("{new}: expected {place}…{says}, found\n{fault}\n\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_broken_lesson_is_named_and_the_others_load() {
    let broken = GOOD.replace("right", "rihgt");
    let course = course([("01-a", GOOD), ("02-b", broken.as_str()), ("03-c", GOOD)].into_iter(), MODELS);
    assert_eq!(course.lessons.iter().map(|lesson| lesson.slug.as_str()).collect::<Vec<_>>(), ["01-a", "03-c"]);
    assert!(course.faults.len() == 1 && course.faults[0].starts_with("02-b.toml:4:1: rihgt: "), "{:?}", course.faults);
    assert_eq!(
        (course.find("3"), course.find("01-a"), course.find("c"), course.find("0"), course.find("")),
        (Some(1), Some(0), Some(1), None, None)
    );
}

#[test]
fn lessons_are_told_from_scenarios_by_their_texts() {
    assert!(is_lesson(GOOD));
    assert!(super::super::gallery::BUILT_IN.iter().all(|scenario| !is_lesson(scenario.text)));
}

#[test]
fn no_text_makes_the_reader_panic() {
    for length in 0..GOOD.len() {
        let _ = parse(&GOOD[..length], "x.toml", MODELS);
        let _ = parse(&format!("{}{}", &GOOD[..length], &GOOD[length + 1..]), "x.toml", MODELS);
    }
}
