//! The wording of names and lists in the current language: models and places, names of tasks, ordinal numbers.

use crate::stage::words::number;
use loopscope_event::{BuiltIn, Ending, ModelInfo, TaskId};
use loopscope_text as text;
use loopscope_text::say;

/// A model's title.
#[must_use]
pub fn title(model: &ModelInfo) -> String {
    of_model(model, "title", model.title)
}

/// A model's name in tables.
#[must_use]
pub fn short(model: &ModelInfo) -> String {
    of_model(model, "short", model.short)
}

/// The meaning of `await` under a model.
#[must_use]
pub fn awaits(model: &ModelInfo) -> String {
    of_model(model, "awaits", model.awaits)
}

fn of_model(model: &ModelInfo, what: &str, english: &str) -> String {
    let key = format!("model.{}_{what}", model.name);
    if text::knows(&key) { say!(&key) } else { english.to_owned() }
}

/// The translation of a place's name or text, which the model gives in English.
#[must_use]
pub fn place(english: &str) -> String {
    text::named("place", english)
}

/// Returns a built-in scenario's title and sentence, its own where this language has none.
#[must_use]
pub fn built_in_words(built_in: &BuiltIn) -> (String, String) {
    let key = text::slug(built_in.slug);
    let words = |key: String, own: &str| if text::knows(&key) { say!(&key) } else { own.to_owned() };
    (words(format!("scenario.{key}"), &built_in.title), words(format!("scenario.{key}_says"), built_in.says))
}

/// Describes a run's ending.
#[must_use]
pub fn ending(ending: &Ending) -> String {
    match ending {
        Ending::Drained => say!("ending.drained"),
        Ending::Until => say!("ending.until"),
        Ending::Deadlock { waiting } => say!("ending.deadlock", n = waiting),
        Ending::TooManyTasks => say!("ending.too_many"),
    }
}

/// "A", "A and B", "A, B and C".
#[must_use]
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => say!("list.and", first = rest.join(&say!("list.comma")), last = last),
    }
}

/// "A, B, C": without an end.
#[must_use]
pub fn commas(names: &[String]) -> String {
    names.join(&say!("list.comma"))
}

/// The names of tasks.
#[must_use]
pub fn letters(tasks: &[TaskId]) -> Vec<String> {
    tasks.iter().map(|task| task.name().to_string()).collect()
}

/// Joins sentences.
#[must_use]
pub fn sentences(said: &[String]) -> String {
    let joined = said.iter().cloned().reduce(|first, next| say!("list.sentences", first = first, next = next));
    joined.unwrap_or_default()
}

/// A position in a queue, from 1: "second", "12th".
#[must_use]
pub fn ordinal(n: usize) -> String {
    match n {
        1..=10 => say!(&format!("ordinal.{n}")),
        _ => nth(n),
    }
}

/// A position in figures: "2nd".
#[must_use]
pub fn nth(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    say!(&format!("ordinal.{ending}"), n = number(n as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_queue_are_counted_as_people_do() {
        assert_eq!(
            [1, 3, 11, 12, 21, 22, 23, 111, 1004].map(ordinal),
            ["first", "third", "11th", "12th", "21st", "22nd", "23rd", "111th", "1004th"]
        );
        assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B and C");
        assert_eq!(sentences(&["One.".into(), "Two.".into(), "Three.".into()]), "One. Two. Three.");
    }
}
