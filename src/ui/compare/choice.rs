//! The runs to choose from: those of the window, and those of the future that a fork left.

use super::super::{Context, recording};
use crate::widgets::wording;
use loopscope_event::RunId;
use loopscope_text::say;
use loopscope_trace::{Origin, Trace};

/// A run that can be chosen.
pub(super) struct Choice<'a> {
    pub(super) pick: Pick,
    /// Its name on the screen.
    pub(super) name: String,
    pub(super) trace: &'a Trace,
}

impl Choice<'_> {
    /// Its name in at most `most` characters, without its middle if it is longer: either end may tell files apart.
    pub(super) fn short(&self, most: usize) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        if letters.len() <= most {
            return self.name.clone();
        }
        let half = most / 2;
        letters[..half].iter().chain(&['…']).chain(&letters[letters.len() - half + 1..]).collect()
    }
}

/// The picked run, found again as this one or, once that is gone, as the one in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pick {
    pub(super) run: RunId,
    pub(super) model: &'static str,
    /// True if it belongs to the other future.
    pub(super) ghost: bool,
}

/// All runs to choose from; other programs' traces have no events that could be compared.
pub(super) fn choices<'a>(cx: &Context<'a>) -> Vec<Choice<'a>> {
    let of = |ghost: Option<Origin>| {
        move |trace: &'a Trace| {
            let model = recording::called(cx.traces, trace).unwrap_or_else(|| wording::short(trace.model()));
            let name = match ghost {
                None => model,
                Some(Origin::Before) => say!("compare.before", name = model),
                Some(Origin::After) => say!("compare.after", name = model),
            };
            Choice { pick: Pick { run: trace.run(), model: trace.model().name, ghost: ghost.is_some() }, name, trace }
        }
    };
    let ghost = cx.futures.ghost;
    let others = ghost.into_iter().flat_map(|ghost| ghost.traces.iter().map(of(Some(ghost.origin))));
    cx.traces.iter().filter(|trace| trace.imported().is_none()).map(of(None)).chain(others).collect()
}

/// The indices of the two runs to compare. By default the other future's run of the model on the stage, or another run
/// of the window, and the run on the stage. `None` if there are not two.
pub(super) fn chosen(choices: &[Choice<'_>], picked: &mut [Option<Pick>; 2], cx: &Context<'_>) -> Option<[usize; 2]> {
    if choices.len() < 2 {
        return None;
    }
    let on_stage = cx.stage().map(|(trace, _)| trace.run());
    let stage = choices.iter().position(|choice| Some(choice.pick.run) == on_stage).unwrap_or(0);
    let place = |picked: &Option<Pick>| {
        let pick = (*picked)?;
        let same = choices.iter().position(|choice| choice.pick.run == pick.run);
        same.or_else(|| choices.iter().position(|choice| (choice.pick.model, choice.pick.ghost) == (pick.model, pick.ghost)))
    };
    let second = place(&picked[1]).unwrap_or(stage);
    let twin = choices.iter().position(|choice| choice.pick.ghost && choice.pick.model == choices[second].pick.model);
    let other = twin.filter(|twin| *twin != second).unwrap_or(usize::from(second == 0));
    let first = place(&picked[0]).unwrap_or(other);
    *picked = [first, second].map(|place| Some(choices[place].pick));
    Some([first, second])
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::Scenario;
    use loopscope_trace::imported::recorded::UNKNOWN;
    use std::sync::Arc;

    #[test]
    fn a_long_name_keeps_both_ends() {
        let trace = Trace::new(1, &UNKNOWN, Arc::new(Scenario::default()), Default::default());
        let pick = Pick { run: 1, model: "unknown", ghost: false };
        let short = |name: &str| Choice { pick, name: name.into(), trace: &trace }.short(14);
        assert_eq!(["coro.ndjson", "threads.ndjson", "threads.ndjson (2)"].map(short), ["coro.ndjson", "threads.ndjson", "threads…on (2)"]);
    }
}
