//! [`Trail`]: where the user looked before, to go back and forward. Pure: time is handed in.

use super::View;
use loopscope_event::{EventNo, Ns, RunId};

/// Jumps that follow each other faster are one, s.
const ONE: f64 = 0.8;
/// So many places are remembered.
const MOST: usize = 200;

/// What was looked at, and where the playhead stood.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stand {
    /// The stretch of time.
    pub view: View,
    /// The run on the stage.
    pub run: RunId,
    /// How many of its events had happened.
    pub event: EventNo,
    /// The story time, ns.
    pub at: Ns,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// To where one was before.
    Back,
    /// To where one had gone back from.
    Forward,
}

/// Where the user was.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Trail {
    back: Vec<Stand>,
    forward: Vec<Stand>,
    /// When a place was left last, s of the window's clock.
    left: Option<f64>,
}

impl Trail {
    /// The user goes elsewhere from `here`. What is one gesture, such as turning a wheel, is one step.
    pub fn leave(&mut self, here: Stand, now: f64) {
        let same = self.left.replace(now).is_some_and(|left| (0.0..ONE).contains(&(now - left)));
        if same || self.back.last() == Some(&here) {
            return;
        }
        self.forward.clear();
        if self.back.len() == MOST {
            self.back.remove(0);
        }
        self.back.push(here);
    }

    /// The place to go to from `here`, if there is one that way.
    pub fn go(&mut self, way: Way, here: Stand) -> Option<Stand> {
        let (from, to) = match way {
            Way::Back => (&mut self.back, &mut self.forward),
            Way::Forward => (&mut self.forward, &mut self.back),
        };
        let there = from.pop()?;
        to.push(here);
        // What comes next is a new gesture.
        self.left = None;
        Some(there)
    }

    /// Whether there is a place that way.
    #[must_use]
    pub const fn can(&self, way: Way) -> bool {
        match way {
            Way::Back => !self.back.is_empty(),
            Way::Forward => !self.forward.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: Ns) -> Stand {
        Stand { view: View::new(60e6), run: 0, event: at, at }
    }

    #[test]
    fn back_and_forward_lead_over_the_same_places() {
        let mut trail = Trail::default();
        trail.leave(at(1), 0.0);
        trail.leave(at(2), 5.0);
        assert_eq!(trail.go(Way::Back, at(3)), Some(at(2)));
        assert_eq!(trail.go(Way::Back, at(2)), Some(at(1)));
        assert_eq!(trail.go(Way::Back, at(1)), None);
        assert_eq!(trail.go(Way::Forward, at(1)), Some(at(2)));
        assert_eq!(trail.go(Way::Forward, at(2)), Some(at(3)));
        assert!(!trail.can(Way::Forward) && trail.can(Way::Back));
    }

    #[test]
    fn a_turning_wheel_is_one_step() {
        let mut trail = Trail::default();
        for notch in 0..40_u32 {
            trail.leave(at(notch.into()), f64::from(notch) * 0.1);
        }
        assert_eq!(trail.go(Way::Back, at(99)), Some(at(0)));
        assert!(!trail.can(Way::Back));
    }

    #[test]
    fn going_elsewhere_forgets_the_way_forward_and_the_oldest_is_forgotten() {
        let mut trail = Trail::default();
        for step in 0..1000_u32 {
            trail.leave(at(step.into()), f64::from(step) * 10.0);
        }
        assert_eq!(trail.back.len(), MOST);
        trail.go(Way::Back, at(5000));
        trail.leave(at(7), 1e6);
        assert!(!trail.can(Way::Forward));
    }
}
