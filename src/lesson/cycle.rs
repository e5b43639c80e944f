//! The cycle of a lesson as a state machine: claim → predict → run → freeze → change → run again → explain. Pure.
//!
//! Nothing can be skipped: the run begins when a prediction is locked in, the freeze comes from the run itself, and the
//! explanation when the changed run has ended. Going back is possible, but a locked prediction stays.

use super::progress::Answer;

/// The most voters for one choice that a teacher may type.
pub const MOST_VOTES: u32 = 999;

/// A phase of a lesson.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// The claim is shown.
    Claim,
    /// The question is asked.
    Predict,
    /// The run plays up to the surprise.
    Run,
    /// It is frozen at the surprise.
    Frozen,
    /// One slider is to be moved.
    Change,
    /// The changed run plays to its end.
    Changed,
    /// The prediction is shown beside the outcome.
    Explain,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 7] = [Self::Claim, Self::Predict, Self::Run, Self::Frozen, Self::Change, Self::Changed, Self::Explain];
}

/// A person's, or a class's, progress through a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    phase: Phase,
    choice: Option<usize>,
    tally: Vec<u32>,
    locked: bool,
    right: usize,
}

impl Attempt {
    /// An attempt at the beginning of a lesson with this number of choices, the one at `right` being right.
    #[must_use]
    pub fn new(choices: usize, right: usize) -> Self {
        Self { phase: Phase::Claim, choice: None, tally: vec![0; choices], locked: false, right }
    }
    /// The current phase.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }
    /// The person's choice.
    #[must_use]
    pub const fn choice(&self) -> Option<usize> {
        self.choice
    }
    /// The number of votes of the class for each choice.
    #[must_use]
    pub fn tally(&self) -> &[u32] {
        &self.tally
    }
    /// True once the prediction cannot be changed any more.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.locked
    }
    /// The right choice.
    #[must_use]
    pub const fn right(&self) -> usize {
        self.right
    }

    /// The prediction: the person's choice, or else the one with the most votes.
    #[must_use]
    pub fn prediction(&self) -> Option<usize> {
        let most = self.tally.iter().copied().max().filter(|most| *most > 0);
        self.choice.or_else(|| self.tally.iter().position(|votes| Some(*votes) == most))
    }

    /// Sets the choice. Returns false if the prediction is locked or there is no such choice.
    pub fn choose(&mut self, choice: usize) -> bool {
        let possible = self.phase == Phase::Predict && !self.locked && choice < self.tally.len();
        if possible {
            self.choice = Some(choice);
        }
        possible
    }
    /// Sets the votes for a choice. Returns false if the prediction is locked or there is no such choice.
    pub fn count(&mut self, choice: usize, votes: u32) -> bool {
        let possible = self.phase == Phase::Predict && !self.locked && choice < self.tally.len();
        if possible {
            self.tally[choice] = votes.min(MOST_VOTES);
        }
        possible
    }

    /// True if [`Self::advance`] would change the phase.
    #[must_use]
    pub fn can_advance(&self) -> bool {
        match self.phase {
            Phase::Claim | Phase::Frozen => true,
            Phase::Predict => self.prediction().is_some(),
            Phase::Run | Phase::Change | Phase::Changed | Phase::Explain => false,
        }
    }
    /// The person's own step forward: to the question, to the run (which locks the prediction), from the frozen picture
    /// to the slider. Returns true if the phase changed.
    pub fn advance(&mut self) -> bool {
        if !self.can_advance() {
            return false;
        }
        self.phase = match self.phase {
            Phase::Claim => Phase::Predict,
            Phase::Predict => {
                self.locked = true;
                Phase::Run
            }
            _ => Phase::Change,
        };
        true
    }
    /// The run has reached the surprise. Returns true if the phase changed.
    pub fn surprised(&mut self) -> bool {
        self.step(Phase::Run, Phase::Frozen)
    }
    /// The slider was set as asked. Returns true if the phase changed.
    pub fn changed(&mut self) -> bool {
        self.step(Phase::Change, Phase::Changed)
    }
    /// The changed run has ended. Returns true if the phase changed.
    pub fn ended(&mut self) -> bool {
        self.step(Phase::Changed, Phase::Explain)
    }
    fn step(&mut self, from: Phase, to: Phase) -> bool {
        let here = self.phase == from;
        if here {
            self.phase = to;
        }
        here
    }

    /// Goes back one phase, if there is one to go back to.
    pub fn back(&mut self) -> bool {
        self.phase = match self.phase {
            Phase::Claim => return false,
            Phase::Predict => Phase::Claim,
            Phase::Run => Phase::Predict,
            Phase::Frozen => Phase::Run,
            Phase::Change => Phase::Frozen,
            Phase::Changed | Phase::Explain => Phase::Change,
        };
        true
    }

    /// The record of the attempt.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer {
            choice: self.choice,
            tally: self.tally.clone(),
            right: self.prediction() == Some(self.right),
            finished: self.phase == Phase::Explain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every method that may change an attempt's phase.
    const ASKED: [fn(&mut Attempt) -> bool; 7] = [
        Attempt::advance,
        Attempt::surprised,
        Attempt::changed,
        Attempt::ended,
        Attempt::back,
        |attempt| attempt.choose(1),
        |attempt| attempt.count(2, 17),
    ];

    #[test]
    fn the_whole_way_is_one_way() {
        let mut attempt = Attempt::new(3, 1);
        let mut way = vec![attempt.phase()];
        assert!(attempt.advance());
        way.push(attempt.phase());
        assert!(!attempt.advance(), "not without a prediction");
        assert!(attempt.choose(2));
        for step in [Attempt::advance, Attempt::surprised, Attempt::advance, Attempt::changed, Attempt::ended] {
            assert!(step(&mut attempt));
            way.push(attempt.phase());
        }
        assert_eq!(way, Phase::ALL);
        let answer = Answer { choice: Some(2), tally: vec![0, 0, 0], right: false, finished: true };
        assert_eq!(attempt.answer(), answer);
    }

    #[test]
    fn no_order_of_asking_skips_a_step_or_runs_before_the_prediction_is_locked_in() {
        let asked = ASKED.len();
        for order in 0..asked.pow(6) {
            let mut attempt = Attempt::new(3, 0);
            for place in 0..6 {
                let before = attempt.clone();
                ASKED[order / asked.pow(place) % asked](&mut attempt);
                let (from, to) = (before.phase() as usize, attempt.phase() as usize);
                assert!(to <= from + 1, "{before:?} {attempt:?}");
                assert!(attempt.phase() < Phase::Run || (attempt.is_locked() && attempt.prediction().is_some()), "{attempt:?}");
                assert!(!before.is_locked() || before.prediction() == attempt.prediction(), "{before:?} {attempt:?}");
                assert!(!before.is_locked() || attempt.is_locked());
            }
        }
    }

    #[test]
    fn a_class_predicts_what_most_of_it_are_for() {
        let mut attempt = Attempt::new(3, 2);
        attempt.advance();
        assert!(attempt.count(0, 4) && attempt.count(2, 11) && attempt.count(1, 11));
        assert!(!attempt.count(3, 1));
        assert_eq!(attempt.prediction(), Some(1), "of two alike the first");
        attempt.count(2, 5000);
        assert_eq!((attempt.prediction(), attempt.tally()[2]), (Some(2), MOST_VOTES));
        assert!(attempt.advance() && !attempt.count(0, 50) && !attempt.choose(0));
        assert!(attempt.answer().right);
    }

    #[test]
    fn the_run_can_be_watched_again_with_the_prediction_as_it_was() {
        let mut attempt = Attempt::new(2, 0);
        attempt.advance();
        attempt.choose(1);
        attempt.advance();
        attempt.surprised();
        assert!(attempt.back() && attempt.phase() == Phase::Run);
        assert!(attempt.back() && attempt.phase() == Phase::Predict);
        assert!(!attempt.choose(0));
        assert!(attempt.advance() && attempt.phase() == Phase::Run);
        assert_eq!(attempt.choice(), Some(1));
    }
}
