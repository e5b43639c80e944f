//! The cycle of a lesson as a machine of states: claim → predict → run → freeze → change → run again → explain. Pure.
//!
//! Nothing can be skipped: the run begins when a prediction is locked in, the freeze comes from the run itself, and the
//! explanation when the changed run is over. Going back is possible, but a prediction that is locked in stays.

use super::progress::Answer;

/// The most voters for one choice that a teacher may type.
pub const MOST_VOTES: u32 = 999;

/// Where somebody stands in a lesson.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// The claim is read.
    Claim,
    /// The question is answered.
    Predict,
    /// The run plays towards the surprise.
    Run,
    /// It is frozen at the surprise.
    Frozen,
    /// One slider waits to be moved.
    Change,
    /// The changed run plays to its end.
    Changed,
    /// The prediction stands beside what happened.
    Explain,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [Self::Claim, Self::Predict, Self::Run, Self::Frozen, Self::Change, Self::Changed, Self::Explain];
}

/// Somebody's, or a class's, way through a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    phase: Phase,
    choice: Option<usize>,
    tally: Vec<u32>,
    locked: bool,
    right: usize,
}

impl Attempt {
    /// At the beginning of a lesson with so many choices, of which this one is right.
    #[must_use]
    pub fn new(choices: usize, right: usize) -> Self {
        Self { phase: Phase::Claim, choice: None, tally: vec![0; choices], locked: false, right }
    }
    /// Where it stands.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }
    /// What was chosen.
    #[must_use]
    pub const fn choice(&self) -> Option<usize> {
        self.choice
    }
    /// How many of the class are for each choice.
    #[must_use]
    pub fn tally(&self) -> &[u32] {
        &self.tally
    }
    /// True once the prediction cannot be altered any more.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.locked
    }
    /// The choice that is right.
    #[must_use]
    pub const fn right(&self) -> usize {
        self.right
    }

    /// What is predicted: the own choice, or else what most of the class are for.
    #[must_use]
    pub fn prediction(&self) -> Option<usize> {
        let most = self.tally.iter().copied().max().filter(|most| *most > 0);
        self.choice.or_else(|| self.tally.iter().position(|votes| Some(*votes) == most))
    }

    /// Chooses; true if that was possible.
    pub fn choose(&mut self, choice: usize) -> bool {
        let possible = self.phase == Phase::Predict && !self.locked && choice < self.tally.len();
        if possible {
            self.choice = Some(choice);
        }
        possible
    }
    /// Counts the class; true if that was possible.
    pub fn count(&mut self, choice: usize, votes: u32) -> bool {
        let possible = self.phase == Phase::Predict && !self.locked && choice < self.tally.len();
        if possible {
            self.tally[choice] = votes.min(MOST_VOTES);
        }
        possible
    }

    /// True if [`Self::go_on`] leads on from here.
    #[must_use]
    pub fn can_go_on(&self) -> bool {
        match self.phase {
            Phase::Claim | Phase::Frozen => true,
            Phase::Predict => self.prediction().is_some(),
            Phase::Run | Phase::Change | Phase::Changed | Phase::Explain => false,
        }
    }
    /// The person's own step on: to the question, to the run (which locks the prediction in), from the frozen picture to
    /// the slider. True if it led on.
    pub fn go_on(&mut self) -> bool {
        if !self.can_go_on() {
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
    /// The run has come to the surprise.
    pub fn surprised(&mut self) -> bool {
        self.step(Phase::Run, Phase::Frozen)
    }
    /// The slider stands where it was asked to.
    pub fn changed(&mut self) -> bool {
        self.step(Phase::Change, Phase::Changed)
    }
    /// The changed run is over.
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

    /// A step back, where there is one.
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

    /// What is remembered of it.
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

    /// Everything that can be asked of an attempt.
    const ASKED: [fn(&mut Attempt) -> bool; 7] = [
        Attempt::go_on,
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
        assert!(attempt.go_on());
        way.push(attempt.phase());
        assert!(!attempt.go_on(), "not without a prediction");
        assert!(attempt.choose(2));
        for step in [Attempt::go_on, Attempt::surprised, Attempt::go_on, Attempt::changed, Attempt::ended] {
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
        attempt.go_on();
        assert!(attempt.count(0, 4) && attempt.count(2, 11) && attempt.count(1, 11));
        assert!(!attempt.count(3, 1));
        assert_eq!(attempt.prediction(), Some(1), "of two alike the first");
        attempt.count(2, 5000);
        assert_eq!((attempt.prediction(), attempt.tally()[2]), (Some(2), MOST_VOTES));
        assert!(attempt.go_on() && !attempt.count(0, 50) && !attempt.choose(0));
        assert!(attempt.answer().right);
    }

    #[test]
    fn the_run_can_be_watched_again_with_the_prediction_as_it_was() {
        let mut attempt = Attempt::new(2, 0);
        attempt.go_on();
        attempt.choose(1);
        attempt.go_on();
        attempt.surprised();
        assert!(attempt.back() && attempt.phase() == Phase::Run);
        assert!(attempt.back() && attempt.phase() == Phase::Predict);
        assert!(!attempt.choose(0));
        assert!(attempt.go_on() && attempt.phase() == Phase::Run);
        assert_eq!(attempt.choice(), Some(1));
    }
}
