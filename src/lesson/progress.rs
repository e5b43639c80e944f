//! [`Progress`]: the lessons answered, and the answers. Serialisable: a student's homework contains it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answer to a lesson.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The choice, counted from 0; `None` if only the class voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<usize>,
    /// The class's votes for each choice.
    pub tally: Vec<u32>,
    /// True if the prediction was right.
    pub right: bool,
    /// True if the explanation was reached.
    pub finished: bool,
}

/// The answers, by the lessons' slugs.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Progress(BTreeMap<String, Answer>);

impl Progress {
    /// The answer to a lesson; `None` if it was not answered.
    #[must_use]
    pub fn of(&self, slug: &str) -> Option<&Answer> {
        self.0.get(slug)
    }
    /// Records an answer. A lesson finished once stays finished.
    pub fn record(&mut self, slug: &str, answer: Answer) {
        let finished = answer.finished || self.of(slug).is_some_and(|before| before.finished);
        self.0.insert(slug.to_owned(), Answer { finished, ..answer });
    }
    /// Every answer, in the order of the slugs.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(slug, answer)| (slug.as_str(), answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut progress = Progress::default();
        progress.record("01-mismatch", Answer { choice: Some(2), tally: vec![1, 0, 7], right: true, finished: true });
        progress.record("02-threads", Answer { tally: vec![3, 4], ..Answer::default() });
        let text = serde_json::to_string(&progress).unwrap();
        assert!(text.starts_with(r#"{"01-mismatch":{"choice":2,"tally":[1,0,7],"right":true,"finished":true}"#), "{text}");
        assert_eq!(serde_json::from_str::<Progress>(&text).unwrap(), progress);
        assert_eq!(progress.answers().count(), 2);
    }

    #[test]
    fn a_lesson_that_is_begun_again_stays_finished() {
        let mut progress = Progress::default();
        progress.record("a", Answer { right: true, finished: true, ..Answer::default() });
        progress.record("a", Answer::default());
        assert_eq!(progress.of("a"), Some(&Answer { finished: true, ..Answer::default() }));
    }
}
