//! [`Lesson`]: the checked content of a lesson file. [`Course`]: all lessons that could be read, and the faults of the
//! others.

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
    /// The file's name without its extension.
    pub slug: String,
    /// The model on the stage.
    pub stage: String,
    /// The speed at which it plays.
    pub pace: Pace,
    /// The moment of the surprise.
    pub freeze: Moment,
    /// The right choice, counted from 0.
    pub right: usize,
    /// The condition on the facts under which that choice is right.
    pub holds: Claim,
    /// The one thing to change.
    pub change: Change,
    /// The measure compared before and after the change.
    pub watch: Measure,
    /// The scenarios by name: `before`, `after`, and variants of the lesson's own.
    pub runs: Vec<(String, Arc<Scenario>)>,
    /// Every figure that the texts may state.
    pub facts: Vec<Fact>,
    /// The texts, by language.
    pub texts: BTreeMap<String, Text>,
    /// The file's own text, to be passed on.
    pub source: Arc<str>,
}

/// The speed at which a lesson plays.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pace {
    /// Events per second.
    Events(f64),
    /// Story time per second, ns.
    Story(Ns),
}

/// The one thing to change, by moving a slider from one value to the other.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The key in the scenario, such as `machine.cores`.
    pub key: String,
    /// The value before.
    pub from: Setting,
    /// The value to set.
    pub to: Setting,
}

/// The texts of a lesson in one language. In all of them `{name}` stands for the fact of that name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// The title, a few words.
    pub title: String,
    /// The common belief to be examined.
    pub claim: String,
    /// The question whose answer is to be predicted.
    pub question: String,
    /// Two to four choices.
    pub choices: Vec<Choice>,
    /// What to notice at the surprise.
    pub frozen: String,
    /// What to change, and what to watch.
    pub change: String,
    /// The conclusion, and how far the claim is true.
    pub explain: String,
}

/// One choice of answer to the question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The answer.
    pub says: String,
    /// Why one may think so, and why it is wrong or right.
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
    /// The speed as the playhead takes it.
    #[must_use]
    pub const fn speed(self) -> Speed {
        match self {
            Self::Events(rate) => Speed::Events(rate),
            Self::Story(ns) => Speed::Time(ns as f64),
        }
    }
}

impl Lesson {
    /// The number at the beginning of its file's name.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        let digits = self.slug.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.slug.len());
        self.slug[..digits].parse().ok()
    }
    /// The scenario with this name.
    #[must_use]
    pub fn run(&self, name: &str) -> Option<&Arc<Scenario>> {
        self.runs.iter().find(|(known, _)| known == name).map(|(_, scenario)| scenario)
    }
    /// The fact with this name.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }
    /// The texts in this language, or else in English; `None` only for a lesson that no reader made.
    #[must_use]
    pub fn text(&self, language: &str) -> Option<&Text> {
        self.texts.get(language).or_else(|| self.texts.get(ENGLISH))
    }
    /// A text split into pieces, with the facts' values filled in; true for a piece that is such a value.
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

/// All lessons.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Course {
    /// The lessons that could be read, in the order of their files' names.
    pub lessons: Vec<Arc<Lesson>>,
    /// The faults of the others: file, line and key.
    pub faults: Vec<String>,
}

impl Course {
    /// The index of the lesson with this slug or number, or of the only one whose slug contains the name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let exact = self.lessons.iter().position(|lesson| lesson.slug == name);
        let number = || name.parse().ok().and_then(|n| self.lessons.iter().position(|lesson| lesson.number() == Some(n)));
        let mut like = self.lessons.iter().enumerate().filter(|(_, lesson)| !name.is_empty() && lesson.slug.contains(name));
        exact.or_else(number).or_else(|| like.next().filter(|_| like.next().is_none()).map(|(place, _)| place))
    }
}
