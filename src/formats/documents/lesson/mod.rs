//! The lesson file: TOML text to [`Lesson`], and the lessons that come with the program.
//!
//! Whatever the text, the answer is a lesson whose scenarios are legal and end, whose texts name facts that it states and
//! whose facts name runs that it has; or an error that names the file, the line, the column and the key. Whether the
//! facts are *true* is for a rehearsal to say (`lesson::Rehearsal`). A file is found by its place: whatever
//! lies in `assets/lessons` is a lesson.

pub(crate) mod patch;
mod raw;

use self::raw::Raw;
use super::scenario::{ScenarioError, Source, text_of};
use loopscope_event::{Scenario, Setting, time};
use loopscope_lesson::course::ENGLISH;
use loopscope_lesson::expr::{Claim, Expr};
use loopscope_lesson::fact::setting;
use loopscope_lesson::{Change, Course, Fact, Lesson, Measure, Moment, Pace, Source as From, prose};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// The lessons that come with the program: slugs and texts, in the order of their names.
pub const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

/// Every lesson that comes with the program.
#[must_use]
pub fn shipped(models: &[&str]) -> Course {
    course(SHIPPED.iter().copied(), models)
}

/// The lessons of these slugs and texts. One that cannot be read is told as a fault; the others are there all the same.
pub fn course<'a>(files: impl Iterator<Item = (&'a str, &'a str)>, models: &[&str]) -> Course {
    let mut course = Course::default();
    for (slug, text) in files {
        match parse(text, &format!("{slug}.toml"), models) {
            Ok(lesson) => course.lessons.push(Arc::new(lesson)),
            Err(fault) => course.faults.push(fault.to_string()),
        }
    }
    course
}

/// Reads a lesson file. `models` are the names of the models that exist.
///
/// # Errors
/// When the file cannot be read or does not say a legal lesson.
pub fn read(path: &Path, models: &[&str]) -> Result<Lesson, ScenarioError> {
    parse(&text_of(path)?, &path.display().to_string(), models)
}

/// True for a text that means to be a lesson: it has texts, which no scenario has.
#[must_use]
pub fn is_lesson(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("[text."))
}

/// A fault of the file at a key, for what is found wrong with a lesson after it was read.
///
/// # Errors
/// The file can no longer be read.
pub fn fault_at(path: &Path, key: &str, says: &str) -> Result<ScenarioError, ScenarioError> {
    let name = path.display().to_string();
    let text = text_of(path)?;
    Ok(Source::new(&text, &name)?.fault(key, says))
}

/// Reads a lesson from text; `name` is what errors call it, and without folders and ending the lesson's slug.
///
/// # Errors
/// When the text does not say a legal lesson.
pub fn parse(text: &str, name: &str, models: &[&str]) -> Result<Lesson, ScenarioError> {
    let source = Source::new(text, name)?;
    let raw: Raw = source.read(|key| key.strip_prefix("scenario.").unwrap_or(""))?;
    let reader = Reader { source, models };
    let slug = Path::new(name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    reader.lesson(slug, raw, text.into())
}

type Read<T> = Result<T, ScenarioError>;

struct Reader<'a> {
    source: Source<'a>,
    models: &'a [&'a str],
}

impl Reader<'_> {
    fn fault<T>(&self, key: &str, says: impl Into<String>) -> Read<T> {
        Err(self.source.fault(key, says))
    }
    fn at<T>(&self, key: &str, read: Result<T, String>) -> Read<T> {
        read.map_err(|says| self.source.fault(key, says))
    }

    fn lesson(&self, slug: String, raw: Raw, source: Arc<str>) -> Read<Lesson> {
        let Raw { stage, pace, right, holds, watch, freeze, change, scenario, variant, facts, text } = raw;
        self.scenario("scenario", &scenario)?;
        self.model("stage", &stage)?;
        if !scenario.models.is_empty() && !scenario.models.contains(&stage) {
            return self.fault("stage", format!("{stage:?} is not among the scenario's models, {}", scenario.models.join(", ")));
        }
        let pace = self.pace(&pace)?;
        let freeze = self.freeze(freeze)?;
        let (change, after) = self.change(&scenario, change)?;
        let mut runs = vec![("before".to_owned(), Arc::new(scenario)), ("after".to_owned(), Arc::new(after))];
        for (name, patch) in variant {
            let key = format!("variant.{name}");
            if name == "before" || name == "after" {
                return self.fault(&key, format!("{name:?} is the run {name} the change; give the variant another name"));
            }
            let scenario =
                patch::patched(&runs[0].1, &patch).map_err(|(place, says)| self.source.fault(&format!("{key}.{place}"), says))?;
            self.scenario(&key, &scenario)?;
            runs.push((name, Arc::new(scenario)));
        }
        let facts = self.facts(facts, &stage, &runs)?;
        let holds = self.at("holds", Claim::parse(&holds))?;
        if let Some(name) = holds.names().into_iter().find(|name| facts.iter().all(|fact| fact.name != *name)) {
            return self.fault("holds", format!("there is no fact {name:?}; {}", known(&facts)));
        }
        let watch: Measure = self.at("watch", watch.parse())?;
        let Some(first) = text.get(ENGLISH) else { return self.fault("text.en", "a lesson needs its texts in English: [text.en]") };
        let choices = first.choices.len();
        let right = match right.as_bytes() {
            [letter @ b'a'..=b'd'] if usize::from(letter - b'a') < choices => usize::from(letter - b'a'),
            _ => {
                return self.fault("right", format!("found {right:?}; expected the letter of one of the {choices} choices, such as \"a\""));
            }
        };
        let texts: BTreeMap<_, _> = text.into_iter().map(|(language, text)| (language, text.into())).collect();
        let lesson = Lesson { slug, stage, pace, freeze, right, holds, change, watch, runs, facts, texts, source };
        self.texts(&lesson, choices)?;
        Ok(lesson)
    }

    /// A scenario must be legal, and end.
    fn scenario(&self, key: &str, scenario: &Scenario) -> Read<()> {
        let place = |inner: &str| if inner.is_empty() { key.to_owned() } else { format!("{key}.{inner}") };
        scenario.validate(self.models).map_err(|problem| self.source.fault(&place(&problem.key), problem.message))?;
        if scenario.ends() {
            return Ok(());
        }
        self.fault(key, "this never ends, so that nothing could be compared; give jobs a number, or until = \"1s\", say")
    }

    fn model(&self, key: &str, name: &str) -> Read<()> {
        if self.models.contains(&name) {
            Ok(())
        } else {
            self.fault(key, format!("there is no model {name:?}; there are {}", self.models.join(", ")))
        }
    }

    fn pace(&self, pace: &serde_json::Value) -> Read<Pace> {
        let says = "expected so many events a second (a number from 0.2 to 1000), or so much of the story in a second, such as \"5ms\"";
        let pace = match (pace.as_f64(), pace.as_str().map(time::parse)) {
            (Some(rate), _) if (0.2..=1000.0).contains(&rate) => Some(Pace::Events(rate)),
            (_, Some(Ok(ns))) if (time::US..=10 * time::S).contains(&ns) => Some(Pace::Story(ns)),
            _ => None,
        };
        self.at("pace", pace.ok_or_else(|| says.to_owned()))
    }

    fn freeze(&self, freeze: raw::Freeze) -> Read<Moment> {
        let raw::Freeze { at, event, nth, task } = freeze;
        match (at, event) {
            (Some(at), None) if nth.is_none() && task.is_none() => self.at("freeze.at", time::parse(&at)).map(Moment::At),
            (None, Some(event)) if nth != Some(0) => self.at("freeze", Moment::happening(&event, nth.unwrap_or(1), task.as_deref())),
            _ => self.fault(
                "freeze",
                "expected either at = \"5ms\", or event = \"io-completed\" with nth = 2 or task = \"C\", say; nth counts from 1",
            ),
        }
    }

    fn change(&self, scenario: &Scenario, change: raw::Change) -> Read<(Change, Scenario)> {
        let raw::Change { key, to } = change;
        let Some(from) = setting(scenario, &key) else {
            return self
                .fault("change.key", format!("the scenario says no number or duration at {key:?}; write it there, or name another key"));
        };
        let Ok(to) = serde_json::from_value::<Setting>(to.clone()) else {
            return self.fault("change.to", format!("found {to}; expected a number, or a duration in quotes"));
        };
        if std::mem::discriminant(&from) != std::mem::discriminant(&to) || from == to {
            return self.fault("change.to", format!("{key} is {from} now; expected another value of its kind, found {to}"));
        }
        let after = patch::patched(scenario, &patch::nested(&key, to)).map_err(|(_, says)| self.source.fault("change.to", says))?;
        after.validate(self.models).map_err(|problem| self.source.fault("change.to", format!("{}: {}", problem.key, problem.message)))?;
        Ok((Change { key, from, to }, after))
    }

    /// The facts, those that follow from others after those.
    fn facts(&self, raw: BTreeMap<String, raw::Fact>, stage: &str, runs: &[(String, Arc<Scenario>)]) -> Read<Vec<Fact>> {
        let mut waiting: Vec<Fact> = raw.into_iter().map(|(name, fact)| self.fact(name, fact, stage, runs)).collect::<Read<_>>()?;
        let mut facts: Vec<Fact> = Vec::new();
        loop {
            let (now, later): (Vec<Fact>, Vec<Fact>) = waiting.into_iter().partition(|fact| {
                let mut names = Vec::new();
                if let From::Is(expr) | From::Share(expr) = &fact.source {
                    expr.names(&mut names);
                }
                names.iter().all(|name| facts.iter().any(|fact| fact.name == *name))
            });
            let settled = now.is_empty();
            facts.extend(now);
            waiting = later;
            match waiting.first() {
                None => return Ok(facts),
                Some(fact) if settled => {
                    let says = format!("it follows from itself or from a fact that there is not; {}", known(&facts));
                    return self.fault(&format!("facts.{}", fact.name), says);
                }
                Some(_) => {}
            }
        }
    }

    fn fact(&self, name: String, fact: raw::Fact, stage: &str, runs: &[(String, Arc<Scenario>)]) -> Read<Fact> {
        let raw::Fact { value, run, model, measure, key, is, share } = fact;
        let place = format!("facts.{name}");
        let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase()) && name != "and";
        if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return self.fault(&place, "a fact's name is small letters, digits and _, such as slow_total");
        }
        if model.is_some() && measure.is_none() {
            return self.fault(&format!("{place}.model"), "only a measure has a model");
        }
        let run = run.unwrap_or_else(|| "before".to_owned());
        if runs.iter().all(|(known, _)| *known != run) {
            let names: Vec<&str> = runs.iter().map(|(name, _)| name.as_str()).collect();
            return self.fault(&format!("{place}.run"), format!("there is no run {run:?}; there are {}", names.join(", ")));
        }
        let source = match (measure, key, is, share) {
            (Some(measure), None, None, None) => {
                let model = model.unwrap_or_else(|| stage.to_owned());
                self.model(&format!("{place}.model"), &model)?;
                From::Run { run, model, measure: self.at(&format!("{place}.measure"), measure.parse())? }
            }
            (None, Some(key), None, None) => From::Key { run, key },
            (None, None, Some(is), None) => From::Is(self.at(&format!("{place}.is"), Expr::parse(&is))?),
            (None, None, None, Some(share)) => From::Share(self.at(&format!("{place}.share"), Expr::parse(&share))?),
            _ => return self.fault(&place, "expected one of measure = …, key = …, is = … and share = …"),
        };
        Ok(Fact { name, value, source })
    }

    fn texts(&self, lesson: &Lesson, choices: usize) -> Read<()> {
        for (language, text) in &lesson.texts {
            let place = |key: &str| format!("text.{language}.{key}");
            if !(2..=4).contains(&text.choices.len()) || text.choices.len() != choices {
                let says = format!("there are {} choices; expected from two to four, as many as in English", text.choices.len());
                return self.fault(&place("choices"), says);
            }
            for (key, words) in text.all() {
                let key = place(&key);
                if words.trim().is_empty() {
                    return self.fault(&key, "this text is empty");
                }
                for part in self.at(&key, prose::parts(words))? {
                    if let prose::Part::Fact(name) = part
                        && lesson.fact(name).is_none()
                    {
                        return self.fault(&key, format!("there is no fact {name:?}; {}", known(&lesson.facts)));
                    }
                }
            }
        }
        Ok(())
    }
}

fn known(facts: &[Fact]) -> String {
    let names: Vec<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
    if names.is_empty() { "there are none".into() } else { format!("there are {}", names.join(", ")) }
}

#[cfg(test)]
mod tests;
