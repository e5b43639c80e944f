//! What is handed in and handed on: the page of a student's answers, and scenarios and lessons as texts to paste.

use crate::window::{Window, models, race, until, window_on};
use egui_kittest::kittest::Queryable;
use loopscope::app::homework::page;
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    lesson, paste, scenario,
};
use loopscope::lesson::{Answer, Progress};
use loopscope::sim;
use loopscope::text::Language;

fn progress() -> Progress {
    let mut progress = Progress::default();
    progress.record("01-mismatch", Answer { choice: Some(1), tally: vec![5, 0, 2], right: false, finished: true });
    progress.record("05-message-loop", Answer { choice: Some(0), ..Answer::default() });
    progress.record("99-elsewhere", Answer { choice: Some(0), ..Answer::default() });
    progress
}

#[test]
fn a_page_has_pictures_of_runs_that_happened_and_the_workloads_digest() {
    let course = lesson::shipped(&models());
    for language in Language::ALL {
        loopscope::text::speak(language, None);
        let page = page("Ada", &progress(), &course, language);
        let texts = course.lessons[0].text(language.code()).unwrap();
        assert!(page.contains("Ada") && page.contains(&texts.title), "{}", language.code());
        let before = course.lessons[0].run("before").unwrap();
        assert!(page.contains(&sim::workload_hash(before)));
        // The first lesson was finished: its surprise, and what came after the change. The other one was not.
        let pictures: Vec<&str> = page.split("data:image/png;base64,").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(pictures.len(), 3);
        for picture in pictures {
            use base64::Engine;
            let png = base64::engine::general_purpose::STANDARD.decode(picture).unwrap();
            let image = image::load_from_memory(&png).unwrap().to_rgb8();
            let colours: std::collections::BTreeSet<_> = image.pixels().map(|pixel| pixel.0).collect();
            assert!(image.width() == 1100 && colours.len() > 20, "a picture of {} colours", colours.len());
            if let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") {
                std::fs::write(std::path::Path::new(&folder).join(format!("homework-{}-{}.png", language.code(), image.height())), &png)
                    .unwrap();
            }
        }
        assert!(!page.contains("99-elsewhere"));
        if let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") {
            std::fs::write(std::path::Path::new(&folder).join(format!("homework-{}.html", language.code())), &page).unwrap();
        }
    }
    loopscope::text::speak(Language::English, None);
}

fn pasted(window: &mut Window, text: &str) {
    window.event(egui::Event::Paste(text.to_owned()));
    window.run_steps(3);
}

#[test]
fn a_scenario_and_a_lesson_that_are_pasted_are_opened() {
    let mut window = window_on(race(), None);
    until(&mut window, "a first event", |window| window.state().known() > 4);
    let other = gallery::find("slow-disk").unwrap().scenario(&models()).unwrap();
    pasted(&mut window, &paste::pack(&scenario::write(&other)));
    assert_eq!(**window.state().scenario(), other);
    pasted(&mut window, "name = \"By hand\"\n[workload]\njobs = 3\nsteps = [ { cpu = \"1ms\" } ]\n");
    assert_eq!(window.state().scenario().name.as_deref(), Some("By hand"));
    let (_, text) = lesson::SHIPPED[0];
    pasted(&mut window, &paste::pack(text));
    until(&mut window, "the lesson", |window| window.state().lesson_phase().is_some());
}

#[test]
fn what_is_no_scenario_says_why_and_changes_nothing() {
    let mut window = window_on(race(), None);
    until(&mut window, "a first event", |window| window.state().known() > 4);
    let before = window.state().scenario().clone();
    for (text, says) in
        [("loopscope1-H4sI", "cut short"), ("loopscope7-abc.", "another version"), ("jobs = 3", "jobs"), ("hello", "what was pasted")]
    {
        pasted(&mut window, text);
        assert!(window.query_all_by_label_contains(says).next().is_some(), "{text:?} does not say {says:?}");
        assert_eq!(*window.state().scenario(), before);
        window.key_press(egui::Key::Escape);
        window.run_steps(3);
    }
}
