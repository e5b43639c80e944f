//! [`Fact`]: a figure that a lesson states, and its source. [`Rehearsal`]: the figures that the lesson's runs produce.

use super::course::{Lesson, Text};
use super::expr::Expr;
use super::measure::{Measure, Measured, Unit, Value};
use super::prose;
use loopscope_event::{EventNo, Scenario, Setting};
use std::collections::{BTreeMap, BTreeSet};

/// A figure that a lesson states.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// The name used in texts and claims.
    pub name: String,
    /// The stated value, exactly as it is shown.
    pub value: String,
    /// The figure's source.
    pub source: Source,
}

/// The source of a figure.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// Measured in a run.
    Run {
        /// The name of the run: `before`, `after`, or a variant of the lesson's own.
        run: String,
        /// The model.
        model: String,
        /// The measure.
        measure: Measure,
    },
    /// Read from a run's scenario.
    Key {
        /// The name of the run.
        run: String,
        /// The key, such as `workload.steps.0.cpu`.
        key: String,
    },
    /// Computed from facts listed before it.
    Is(Expr),
    /// As [`Self::Is`], but a share: shown in percent.
    Share(Expr),
}

/// The value of a scenario's key, if it is a number or a duration.
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

/// The outcome of a lesson's runs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rehearsal {
    /// The measurements, by run and model.
    pub measured: BTreeMap<(String, String), Measured>,
    /// The number of the event after which the first run freezes.
    pub frozen: Option<EventNo>,
}

/// A statement of a lesson that its runs do not bear out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untrue {
    /// The key in the lesson file.
    pub key: String,
    /// The statement, and what the runs show instead.
    pub message: String,
}

impl Lesson {
    /// The runs to be made, as pairs of a run's name and a model's.
    #[must_use]
    pub fn rehearses(&self) -> BTreeSet<(String, String)> {
        let of = |fact: &Fact| if let Source::Run { run, model, .. } = &fact.source { Some((run.clone(), model.clone())) } else { None };
        let watched = ["before", "after"].map(|run| (run.to_owned(), self.stage.clone()));
        self.facts.iter().filter_map(of).chain(watched).collect()
    }

    /// Figures typed into the texts. Only a wrong choice may have one, since no run can show it.
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
    /// The value of a fact according to the runs.
    ///
    /// # Errors
    /// A sentence that says why there is none.
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

    /// The value of the fact with this name according to the runs.
    #[must_use]
    pub fn named(&self, lesson: &Lesson, name: &str) -> Option<Value> {
        self.value(lesson, lesson.fact(name)?).ok()
    }

    /// Every statement of the lesson that the runs do not bear out.
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
