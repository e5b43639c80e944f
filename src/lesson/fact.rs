//! [`Fact`]: a figure that a lesson states, and where it comes from. [`Rehearsal`]: what the lesson's runs really show.

use super::course::{Lesson, Text};
use super::expr::Expr;
use super::measure::{Measure, Measured, Unit, Value};
use super::prose;
use loopscope_event::{EventNo, Scenario, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// A figure that a lesson states.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// What texts and claims call it.
    pub name: String,
    /// What it is, exactly as it is shown.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a figure comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// It is measured in a run.
    Run {
        /// The run: `before`, `after`, or a variant of the lesson's own.
        run: String,
        /// Of this model.
        model: String,
        /// What is measured.
        measure: Measure,
    },
    /// It stands in the scenario of a run.
    Key {
        /// The run.
        run: String,
        /// Its place, as in `workload.steps.0.cpu`.
        key: String,
    },
    /// It follows from facts that stand before it.
    Is(Expr),
    /// As [`Self::Is`], and it is a part of a whole: shown in hundredths.
    Share(Expr),
}

/// What stands at a key of a scenario, if it is a number or a duration.
#[must_use]
pub fn setting(scenario: &Scenario, key: &str) -> Option<Setting> {
    let tree = serde_json::to_value(scenario).ok()?;
    let mut node = &tree;
    for segment in key.split('.') {
        node = if let Ok(place) = segment.parse::<usize>()
            && node.is_array()
        {
            node.get(place)?
        } else {
            node.get(segment)?
        };
    }
    serde_json::from_value(node.clone()).ok()
}

fn value_of(setting: Setting) -> Value {
    match setting {
        Setting::Count(n) => Value::Amount(n as f64, Unit::Count),
        Setting::Number(x) => Value::Amount(x, Unit::Ratio),
        Setting::Time(ns) => Value::Amount(ns as f64, Unit::Time),
    }
}

/// What the runs of a lesson show.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rehearsal {
    /// What was measured, by run and model.
    pub measured: BTreeMap<(String, String), Measured>,
    /// The event just after which the first run freezes.
    pub frozen: Option<EventNo>,
}

/// Something that a lesson says and its runs do not show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untrue {
    /// The key in the lesson file.
    pub key: String,
    /// What it says, and what the runs show.
    pub message: String,
}

impl Lesson {
    /// Which runs must be made to know all: pairs of a run's name and a model's.
    #[must_use]
    pub fn rehearses(&self) -> BTreeSet<(String, String)> {
        let of = |fact: &Fact| if let Source::Run { run, model, .. } = &fact.source { Some((run.clone(), model.clone())) } else { None };
        let watched = ["before", "after"].map(|run| (run.to_owned(), self.stage.clone()));
        self.facts.iter().filter_map(of).chain(watched).collect()
    }

    /// Figures that are typed into the texts. Only an answer that is wrong may have one: nothing can show it.
    #[must_use]
    pub fn typed_figures(&self) -> Vec<Untrue> {
        let right = format!("choices[{}].says", self.right);
        let guessed = |key: &str| key.ends_with("].says") && key != right;
        let typed = |language: &str, key: String, text: &str| {
            let figure = prose::typed_figure(&prose::parts(text).ok()?).filter(|_| !guessed(&key))?;
            let message = format!("the figure {figure} is typed into the text; state it as a fact, and name that: {{some_fact}}");
            Some(Untrue { key: format!("text.{language}.{key}"), message })
        };
        let of = |(language, text): (&String, &Text)| text.all().filter_map(|(key, text)| typed(language, key, text)).collect::<Vec<_>>();
        self.texts.iter().flat_map(of).collect()
    }
}

impl Rehearsal {
    /// What a fact really is.
    ///
    /// # Errors
    /// A sentence that says why that cannot be told.
    pub fn value(&self, lesson: &Lesson, fact: &Fact) -> Result<Value, String> {
        match &fact.source {
            Source::Run { run, model, measure } => {
                let measured = self.measured.get(&(run.clone(), model.clone()));
                let measured = measured.ok_or_else(|| format!("{model} was not run {run} the change"))?;
                measured.get(*measure).ok_or_else(|| format!("there is no {measure} in that run"))
            }
            Source::Key { run, key } => {
                let found = lesson.run(run).and_then(|scenario| setting(scenario, key));
                found.map(value_of).ok_or_else(|| format!("the scenario has no number or duration {key:?}"))
            }
            Source::Is(expr) => expr.value(&|name| self.named(lesson, name)),
            Source::Share(expr) => match expr.value(&|name| self.named(lesson, name))? {
                Value::Amount(part, Unit::Ratio) => Ok(Value::Amount(part, Unit::Share)),
                other => Err(format!("{other} is no part of a whole")),
            },
        }
    }

    /// What the fact of this name really is.
    #[must_use]
    pub fn named(&self, lesson: &Lesson, name: &str) -> Option<Value> {
        self.value(lesson, lesson.fact(name)?).ok()
    }

    /// Everything that the lesson says and the runs do not show.
    #[must_use]
    pub fn untrue(&self, lesson: &Lesson) -> Vec<Untrue> {
        let mut out = Vec::new();
        for fact in &lesson.facts {
            let key = format!("facts.{}", fact.name);
            match self.value(lesson, fact).map(|value| value.to_string()) {
                Ok(shown) if shown == fact.value => {}
                Ok(shown) => out
                    .push(Untrue { key: key + ".value", message: format!("the lesson states {:?}; the run shows {shown:?}", fact.value) }),
                Err(message) => out.push(Untrue { key, message }),
            }
        }
        match lesson.holds.holds(&|name| self.named(lesson, name)) {
            Ok(true) => {}
            Ok(false) => out.push(Untrue {
                key: "holds".into(),
                message: "the runs do not bear this out: the choice that is called right is not".into(),
            }),
            Err(message) => out.push(Untrue { key: "holds".into(), message }),
        }
        if self.frozen.is_none() {
            out.push(Untrue { key: "freeze".into(), message: format!("the run of {} never gets to this moment", lesson.stage) });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::{Arrivals, Dist, Jobs, Op, Step, Workload};

    #[test]
    fn a_key_is_read_where_a_sweep_would_set_it() {
        let step = Step { op: Op::Cpu(Dist::Fixed(5_000)), label: None };
        let workload = Workload { jobs: Jobs::Count(9), arrivals: Arrivals::AtOnce, steps: vec![step] };
        let scenario = Scenario { workload: Some(workload), ..Scenario::default() };
        for (key, found) in [
            ("machine.cores", Some(Setting::Count(1))),
            ("workload.jobs", Some(Setting::Count(9))),
            ("workload.steps.0.cpu", Some(Setting::Time(5_000))),
            ("workload.steps.1.cpu", None),
            ("machine", None),
            ("machine.quantum.x", None),
        ] {
            assert_eq!(setting(&scenario, key), found, "{key}");
        }
    }
}
