//! The lesson file as it is written, before anything in it is made sense of.

use loopscope_event::Scenario;
use loopscope_lesson::course;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) stage: String,
    pub(super) pace: serde_json::Value,
    pub(super) right: String,
    pub(super) holds: String,
    pub(super) watch: String,
    pub(super) freeze: Freeze,
    pub(super) change: Change,
    pub(super) scenario: Scenario,
    #[serde(default)]
    pub(super) variant: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, Fact>,
    pub(super) text: BTreeMap<String, Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Freeze {
    pub(super) at: Option<String>,
    pub(super) event: Option<String>,
    pub(super) nth: Option<u32>,
    pub(super) task: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) key: String,
    pub(super) to: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) value: String,
    pub(super) run: Option<String>,
    pub(super) model: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) key: Option<String>,
    pub(super) is: Option<String>,
    pub(super) share: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    title: String,
    claim: String,
    question: String,
    pub(super) choices: Vec<Choice>,
    frozen: String,
    change: String,
    explain: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    says: String,
    because: String,
}

impl From<Text> for course::Text {
    fn from(text: Text) -> Self {
        let Text { title, claim, question, choices, frozen, change, explain } = text;
        let choices = choices.into_iter().map(|Choice { says, because }| course::Choice { says, because }).collect();
        // Lines are broken in the file for whoever reads it there, and by the window for whoever reads it there.
        let joined = |text: String| paragraphs(&text);
        Self {
            title,
            claim: joined(claim),
            question: joined(question),
            choices,
            frozen: joined(frozen),
            change: joined(change),
            explain: joined(explain),
        }
    }
}

/// The text with its lines joined; an empty line begins a paragraph.
fn paragraphs(text: &str) -> String {
    let joined = |paragraph: &str| paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), join);
    text.split("\n\n").map(joined).filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Chinese is written without spaces.
fn join(mut before: String, line: &str) -> String {
    let spaced = before.ends_with(|c: char| c.is_ascii() || c == '’' || c == '”') || line.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !before.is_empty() && spaced {
        before.push(' ');
    }
    before + line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_as_the_language_has_it() {
        assert_eq!(paragraphs("One\n  two.\n\nThree\nfour.\n"), "One two.\nThree four.");
        assert_eq!(paragraphs("线程在等，\n核心空闲。\n\n再看。"), "线程在等，核心空闲。\n再看。");
    }
}
