//! The lessons: each is run headless, and everything that it says is what its runs show.

use loopscope::app::rehearse::rehearse;
use loopscope::formats::documents::lesson;
use loopscope::lesson::{Course, Lesson, Untrue, course::ENGLISH};
use loopscope::sim;

const CHINESE: &str = "zh-CN";

fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}

fn course() -> Course {
    lesson::shipped(&models())
}

/// A lesson as its file would be with something else in it.
fn with(old: &str, new: &str) -> Lesson {
    let (slug, text) = lesson::SHIPPED[0];
    assert!(text.contains(old), "{old}");
    lesson::parse(&text.replacen(old, new, 1), slug, &models()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn untrue(lesson: &Lesson) -> Vec<Untrue> {
    let mut faults = rehearse(lesson).unwrap().untrue(lesson);
    faults.extend(lesson.typed_figures());
    faults
}

#[test]
fn every_lesson_is_legal_and_says_only_what_its_runs_show() {
    let course = course();
    assert!(course.faults.is_empty(), "{}", course.faults.join("\n"));
    assert!(course.lessons.len() >= 12, "there are only {} lessons", course.lessons.len());
    for lesson in &course.lessons {
        assert_eq!(untrue(lesson), [], "{}", lesson.slug);
    }
}

#[test]
fn a_lesson_cannot_lie() {
    for (old, new, key) in [
        ("value = \"160 ms\"", "value = \"161 ms\"", "facts.total.value"),
        ("holds = \"busy < 0.1", "holds = \"busy < 0.01", "holds"),
        ("at = \"60ms\"", "at = \"60s\"", "freeze"),
        ("The core computed for {busy} of the time.", "The core computed for 6 % of the time.", "text.en.explain"),
        ("核心只有 {busy} 的时间在计算。", "核心只有 6 % 的时间在计算。", "text.zh-CN.explain"),
        ("says = \"Hardly ever.\"", "says = \"For 5 %.\"", "text.en.choices[2].says"),
    ] {
        let keys: Vec<String> = untrue(&with(old, new)).into_iter().map(|fault| fault.key).collect();
        assert_eq!(keys, [key], "{new}");
    }
    assert_eq!(untrue(&with("About half of the time.", "For 50 % of it.")), [], "a wrong answer may name a figure: nothing shows it");
}

#[test]
fn every_lesson_is_numbered_and_complete_in_both_languages() {
    for (place, lesson) in course().lessons.iter().enumerate() {
        assert_eq!(lesson.number(), Some(place as u32 + 1), "{}", lesson.slug);
        let languages: Vec<&str> = lesson.texts.keys().map(String::as_str).collect();
        assert_eq!(languages, [ENGLISH, CHINESE], "{}", lesson.slug);
        let text =
            |language: &str, key: &str| lesson.texts[language].all().find(|(known, _)| known == key).map(|(_, text)| text.to_owned());
        let facts = |text: &str| {
            let mut names: Vec<String> = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            names.sort();
            names.dedup();
            names
        };
        for (key, english) in lesson.texts[ENGLISH].all() {
            let chinese = text(CHINESE, &key).unwrap();
            assert_eq!(facts(english), facts(&chinese), "{} {key}: the same figures in both languages", lesson.slug);
            assert!(
                chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) || facts(english).len() == 1,
                "{}: {chinese}",
                lesson.slug
            );
            assert!(english.is_ascii() || !english.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}: {english}", lesson.slug);
        }
    }
}

#[test]
fn every_fact_is_named_somewhere() {
    for lesson in course().lessons {
        let texts: String = lesson.texts[ENGLISH].all().map(|(_, text)| text.to_owned()).collect();
        let mut named: Vec<&str> = lesson.holds.names();
        for fact in &lesson.facts {
            if let loopscope::lesson::Source::Is(expr) | loopscope::lesson::Source::Share(expr) = &fact.source {
                expr.names(&mut named);
            }
        }
        for fact in &lesson.facts {
            let used = named.contains(&fact.name.as_str()) || texts.contains(&format!("{{{}}}", fact.name));
            assert!(used, "{}: the fact {} is stated for nobody", lesson.slug, fact.name);
        }
    }
}

#[test]
fn a_lesson_that_is_too_long_or_never_ends_well_is_refused() {
    let long = with("jobs  = 4", "jobs  = 2000000");
    assert!(rehearse(&long).unwrap_err().contains("events"));
    let lock = |first, second| {
        format!("{{ lock = '{first}' }}, 'yield', {{ lock = '{second}' }}, {{ unlock = '{second}' }}, {{ unlock = '{first}' }}")
    };
    let jobs = format!("[[scenario.job]]\nsteps = [{}]\n[[scenario.job]]\nsteps = [{}]\n\n[facts]", lock("a", "b"), lock("b", "a"));
    let locked = Lesson { stage: "coroutines".into(), ..with("models = [\"sync\"]\n", "") };
    assert!(rehearse(&locked).is_ok());
    let locked = Lesson { stage: "coroutines".into(), ..with("[facts]", &jobs) };
    assert!(rehearse(&locked).unwrap_err().contains("deadlock"));
}
