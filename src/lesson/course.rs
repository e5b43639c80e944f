//! [`Lesson`]: what a lesson file says, checked. [`Course`]: all lessons that could be read, and what is wrong with the others.

use super::expr::Claim;
use super::fact::Fact;
use super::measure::Measure;
use super::moment::Moment;
use super::prose::{Part, parts};
use loopscope_event::{Ns, Scenario, Setting, Speed};
use std::{collections::BTreeMap, sync::Arc};

/// The language that every lesson has.
pub const ENGLISH: &str = "en";

/// A lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Lesson {
    /// The file's name without its ending.
    pub slug: String,
    /// The model on the stage.
    pub stage: String,
    /// How fast it plays.
    pub pace: Pace,
    /// The surprise.
    pub freeze: Moment,
    /// The choice that is right, counted from 0.
    pub right: usize,
    /// What must hold of the facts for that choice to be right.
    pub holds: Claim,
    /// The one thing to change.
    pub change: Change,
    /// What is compared before and after the change.
    pub watch: Measure,
    /// The scenarios: `before`, `after`, and variants of the lesson's own.
    pub runs: Vec<(String, Arc<Scenario>)>,
    /// Every figure that the texts may state.
    pub facts: Vec<Fact>,
    /// The texts, by language.
    pub texts: BTreeMap<String, Text>,
    /// The file's own text, to be handed on.
    pub source: Arc<str>,
}

/// How fast a lesson plays.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pace {
    /// So many events a second.
    Events(f64),
    /// So much of the story in a second.
    Story(Ns),
}

/// The one thing to change, by a slider from the one value to the other.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Its place in the scenario, as in `machine.cores`.
    pub key: String,
    /// What it is before.
    pub from: Setting,
    /// What it is to be.
    pub to: Setting,
}

/// The texts of a lesson in one language. In all of them `{name}` stands for the fact of that name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// A few words.
    pub title: String,
    /// What people say, to be examined.
    pub claim: String,
    /// What is to be predicted.
    pub question: String,
    /// From two to four.
    pub choices: Vec<Choice>,
    /// What is to be seen at the surprise.
    pub frozen: String,
    /// What is to be changed, and what to look at.
    pub change: String,
    /// What follows, and how far the claim is true.
    pub explain: String,
}

/// One answer to the question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The answer.
    pub says: String,
    /// Why one may think so, and what is wrong or right with it.
    pub because: String,
}

impl Text {
    /// Every text, with its key.
    pub fn all(&self) -> impl Iterator<Item = (String, &str)> {
        let Self { title, claim, question, choices, frozen, change, explain } = self;
        let whole =
            [("title", title), ("claim", claim), ("question", question), ("frozen", frozen), ("change", change), ("explain", explain)];
        let mut texts = Vec::new();
        for (i, Choice { says, because }) in choices.iter().enumerate() {
            texts.extend([(format!("choices[{i}].says"), says.as_str()), (format!("choices[{i}].because"), because.as_str())]);
        }
        whole.into_iter().map(|(key, text)| (key.to_owned(), text.as_str())).chain(texts)
    }
}

impl Pace {
    /// As the playhead takes it.
    #[must_use]
    pub const fn speed(self) -> Speed {
        match self {
            Self::Events(rate) => Speed::Events(rate),
            Self::Story(ns) => Speed::Time(ns as f64),
        }
    }
}

impl Lesson {
    /// The number that its file's name begins with.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        let digits = self.slug.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.slug.len());
        self.slug[..digits].parse().ok()
    }
    /// The scenario of this name.
    #[must_use]
    pub fn run(&self, name: &str) -> Option<&Arc<Scenario>> {
        self.runs.iter().find(|(known, _)| known == name).map(|(_, scenario)| scenario)
    }
    /// The fact of this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }
    /// Its texts in this language, or else in English; `None` only for a lesson that no reader made.
    #[must_use]
    pub fn text(&self, language: &str) -> Option<&Text> {
        self.texts.get(language).or_else(|| self.texts.get(ENGLISH))
    }
    /// A text in pieces, with the facts' values filled in; true for a piece that is such a value.
    #[must_use]
    pub fn filled<'a>(&'a self, text: &'a str) -> Vec<(&'a str, bool)> {
        let piece = |part| match part {
            Part::Words(words) => (words, false),
            Part::Fact(name) => (self.fact(name).map_or(name, |fact| &fact.value), true),
        };
        parts(text).unwrap_or_else(|_| vec![Part::Words(text)]).into_iter().map(piece).collect()
    }
    /// A text with the facts' values filled in.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        self.filled(text).into_iter().map(|(piece, _)| piece).collect()
    }
}

/// All lessons that there are.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Course {
    /// Those that could be read, in the order of their files' names.
    pub lessons: Vec<Arc<Lesson>>,
    /// What is wrong with the others: the file, the line, the key.
    pub faults: Vec<String>,
}

impl Course {
    /// The place of the lesson of this slug, or of the one lesson whose slug has this in it, or whose number it is.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.lessons.iter().position(|lesson| lesson.slug == name);
        let number = || name.parse().ok().and_then(|n| self.lessons.iter().position(|lesson| lesson.number() == Some(n)));
        let mut like = self.lessons.iter().enumerate().filter(|(_, lesson)| !name.is_empty() && lesson.slug.contains(name));
        exact.or_else(number).or_else(|| like.next().filter(|_| like.next().is_none()).map(|(place, _)| place))
    }
}
