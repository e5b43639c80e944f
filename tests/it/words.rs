//! All words of the window: every language has them all, each is used, and there is a glyph for every character.

use loopscope::event::{Scenario, Step, time};
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    lesson,
};
use loopscope::formats::traces::format::FORMATS;
use loopscope::sim;
use loopscope::sweep::PRESETS;
use loopscope::text::{self, Language, Words, placeholders};
use loopscope::trace::imported::recorded::{IMPORTED, UNKNOWN};
use loopscope::ui::theme::{self, Theme};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn words(language: Language) -> Words {
    text::read(language.file()).unwrap_or_else(|faults| panic!("{}: {faults:#?}", language.code()))
}

fn keys(language: Language) -> BTreeSet<String> {
    words(language).iter().map(|(key, _)| key.to_owned()).collect()
}

#[test]
fn every_language_has_every_key_with_the_same_placeholders() {
    let english = keys(Language::English);
    assert!(english.len() > 500, "{} keys", english.len());
    for language in Language::ALL {
        let code = language.code();
        assert_eq!(keys(language).symmetric_difference(&english).collect::<Vec<_>>(), [""; 0], "{code} and English");
        for (key, says) in words(language).iter() {
            assert!(!says.trim().is_empty(), "{code}: {key} is empty");
            assert!(says.split(" | ").all(|wording| !wording.is_empty()), "{code}: {key}: an empty wording");
        }
    }
}

/// A call of one of the macros: which, its key, and the names that it fills in.
#[derive(Debug)]
struct Call {
    level: &'static [&'static str],
    key: String,
    filled: BTreeSet<String>,
}

/// The calls with a key that is written out.
fn calls(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    for (start, level) in [("say!(", &[""][..]), ("wordings!(", &[""]), ("sentence!(self,", &["novice.", "expert."])] {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at + start.len()..];
            let Some((key, args)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            calls.push(Call { level, key: key.to_owned(), filled: named(args) });
        }
    }
    calls
}

/// The names before a `=` in what is left of a call.
fn named(args: &str) -> BTreeSet<String> {
    let (mut depth, mut quoted, mut part, mut names) = (0, false, String::new(), BTreeSet::new());
    for sign in args.chars() {
        match sign {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        if depth < 0 || (sign == ',' && depth == 0 && !quoted) {
            names.extend(part.split_once(" = ").map(|(name, _)| name.trim().to_owned()).filter(|name| !name.is_empty()));
            part.clear();
        } else {
            part.push(sign);
        }
        if depth < 0 {
            break;
        }
    }
    names
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// What the scenarios and lessons that come with the program call their steps.
fn shipped_labels() -> BTreeSet<String> {
    let lessons = lesson::shipped(&models()).lessons;
    let runs = lessons.iter().flat_map(|lesson| &lesson.runs).flat_map(|(_, scenario)| labels(scenario));
    let built_in = gallery::BUILT_IN.iter().flat_map(|built_in| labels(&built_in.scenario(&models()).unwrap()));
    built_in.chain(runs).collect()
}

fn labels(scenario: &Scenario) -> Vec<String> {
    let lists = scenario.workload.iter().map(|workload| &workload.steps).chain(scenario.job.iter().map(|job| &job.steps));
    lists.flat_map(|steps| Step::flat(steps)).filter_map(|step| step.label.clone()).collect()
}

fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}

/// The keys of what is registered: a model, a scenario and a step's label say in English what they are called, and need no words in
/// any language; where there are some, they are of something that is there, and the English ones are its own.
fn named_after_registered() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for model in sim::models().iter().copied().chain([&UNKNOWN, &IMPORTED]) {
        for (what, english) in [("title", model.title), ("short", model.short), ("awaits", model.awaits)] {
            keys.insert(format!("model.{}_{what}", model.name), english.to_owned());
        }
        let places = &model.places;
        let all = [&places.ready, &places.waiting].into_iter().chain(&places.gate);
        for english in all.flat_map(|place| [place.title, place.empty]).chain([places.way_back]) {
            keys.insert(format!("place.{}", text::slug(english)), english.to_owned());
        }
    }
    for built_in in gallery::BUILT_IN.iter() {
        keys.insert(format!("scenario.{}", text::slug(built_in.slug)), built_in.title.clone());
        keys.insert(format!("scenario.{}_says", text::slug(built_in.slug)), built_in.says.to_owned());
    }
    keys.extend(shipped_labels().into_iter().map(|label| (format!("step.{}", text::slug(&label)), label)));
    keys
}

/// The keys that no source spells out: named after what is registered or counted somewhere.
fn named_after_data(sources: &[(String, String)]) -> BTreeMap<String, Option<String>> {
    let english = words(Language::English);
    let registered = named_after_registered().into_iter().filter(|(key, _)| english.get(key).is_some());
    let mut keys: BTreeMap<_, _> = registered.map(|(key, own)| (key, Some(own))).collect();
    for format in FORMATS {
        keys.insert(format.title.to_owned(), None);
    }
    for preset in PRESETS {
        keys.insert(format!("preset.{}", text::slug(preset.title)), Some(preset.title.to_owned()));
        keys.insert(format!("preset.{}_says", text::slug(preset.title)), Some(preset.description.to_owned()));
    }
    keys.extend(time::HUMAN_UNITS.map(|unit| (format!("unit.{unit}"), Some(unit.to_owned()))));
    keys.extend((1..=10).map(|n| n.to_string()).chain(["st", "nd", "rd", "th"].map(str::to_owned)).map(|n| (format!("ordinal.{n}"), None)));
    for (_, text) in sources {
        for start in ["count(", "counted(", "many("] {
            for (at, _) in text.match_indices(start) {
                let line = text[at..].lines().next().unwrap_or_default();
                for thing in line.split('"').skip(1).step_by(2).filter(|thing| thing.chars().all(|c| c.is_ascii_lowercase())) {
                    keys.extend(["one", "many"].map(|n| (format!("count.{thing}_{n}"), None)));
                }
            }
        }
        if text.contains(r#"if self.threaded() { "thread" } else { "task" }"#) {
            keys.extend(["thread_many", "task_many"].map(|thing| (format!("count.{thing}"), None)));
        }
    }
    keys
}

#[test]
fn every_key_that_is_asked_for_exists_with_what_it_is_given() {
    let english = words(Language::English);
    let mut faults = Vec::new();
    let mut seen = 0;
    for (path, text) in all_sources().iter().filter(|(path, _)| !path.contains("/text/")) {
        for Call { level, key, filled } in calls(text) {
            for level in level {
                seen += 1;
                let key = format!("{level}{key}");
                let Some(says) = english.get(&key) else {
                    faults.push(format!("{path}: there is no {key}"));
                    continue;
                };
                let wants = placeholders(says);
                // A caption is given what either level may tell.
                if !wants.is_subset(&filled) || (level.is_empty() && wants != filled) {
                    faults.push(format!("{path}: {key} wants {wants:?}, and is given {filled:?}"));
                }
            }
        }
    }
    for (key, english_words) in named_after_data(&all_sources()) {
        match (english.get(&key), english_words) {
            (None, _) => faults.push(format!("there is no {key}")),
            (Some(says), Some(english)) if says != english => faults.push(format!("{key} says {says:?}, and the program {english:?}")),
            _ => {}
        }
    }
    assert!(seen > 400, "only {seen} calls were found");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_key_is_used() {
    let sources = all_sources();
    let mut used: BTreeSet<String> = named_after_data(&sources).into_keys().collect();
    for (_, text) in &sources {
        used.extend(calls(text).iter().flat_map(|call| call.level.iter().map(|level| format!("{level}{}", call.key))));
        // Tables of keys.
        used.extend(text.split('"').filter(|part| part.contains('.') && part.len() < 60).map(str::to_owned));
    }
    let idle: Vec<_> = keys(Language::English).into_iter().filter(|key| !used.contains(key)).collect();
    assert_eq!(idle, [""; 0]);
}

#[test]
fn calls_are_found_with_what_they_fill_in() {
    let text = r#"say!("a.b"); wordings!("c", x = f(1, "y = 2"), z = n); sentence!(self, "d", task = job.name())"#;
    let found: Vec<_> = calls(text).into_iter().map(|call| (call.key, call.filled.into_iter().collect::<Vec<_>>().join(" "))).collect();
    assert_eq!(found, [("a.b", ""), ("c", "x z"), ("d", "task")].map(|(key, names)| (key.to_owned(), names.to_owned())));
}

#[test]
fn every_character_has_a_glyph() {
    let ctx = egui::Context::default();
    Theme::install(&ctx);
    ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
    let mut texts: Vec<(String, String)> =
        Language::ALL.iter().map(|language| (language.code().to_owned(), format!("{}{}", language.file(), language.name()))).collect();
    for folder in ["scenarios", "lessons"] {
        let Ok(files) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(folder)) else { continue };
        texts.extend(files.map(|file| file.unwrap().path()).map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())));
    }
    assert!(texts.len() > 10);
    for font in [theme::text(14.0), theme::bold(14.0), theme::mono(14.0)] {
        for (name, text) in &texts {
            let absent: BTreeSet<char> =
                ctx.fonts_mut(|fonts| text.chars().filter(|c| !c.is_control() && !fonts.has_glyph(&font, *c)).collect());
            assert!(absent.is_empty(), "{:?} has no glyphs for {absent:?} of {name}", font.family);
        }
        assert!(!ctx.fonts_mut(|fonts| fonts.has_glyph(&font, '\u{1F980}')), "an absent glyph is found");
    }
}
