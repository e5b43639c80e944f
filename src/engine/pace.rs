//! The amount of story time that the wall clock makes due.
//!
//! From an anchor (a wall instant and a position in the story) the due position advances at a steady rate. If the
//! engine or the window could not keep up, all but a moment's debt is dropped: the story then took longer, and does not
//! race to make up for it.

use std::time::Duration;
use tokio::time::Instant;

/// The interval at which a playing engine looks at the clock. tokio's resolution is 1 ms; 8 ms suit each frame of a 120
/// Hz screen.
pub(super) const TICK: Duration = Duration::from_millis(8);
/// The longest wall time that is made up for.
const DEBT: Duration = Duration::from_millis(100);

/// A steady advance, in nanoseconds of story time or in events.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    wall: Instant,
    place: u64,
}

impl Pace {
    /// Anchors the pace at this position, now.
    pub fn anchored(place: u64) -> Self {
        Self { wall: Instant::now(), place }
    }

    /// The position due now at the rate `per_second`; `reached` is the position that the story is at.
    pub fn due(&mut self, reached: u64, per_second: f64) -> u64 {
        // The rate comes from the window: NaN, negative and infinite ones are made harmless here.
        let rate = if per_second > 0.0 { per_second.min(1e18) } else { 0.0 };
        let due = self.place.saturating_add((self.wall.elapsed().as_secs_f64() * rate) as u64);
        let debt = (DEBT.as_secs_f64() * rate) as u64;
        if due.saturating_sub(reached) > debt.max(1) {
            let earned = (TICK.as_secs_f64() * rate) as u64;
            *self = Self::anchored(reached.saturating_add(earned));
            return self.place;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn a_steady_rate_from_the_anchor() {
        let mut pace = Pace::anchored(1000);
        assert_eq!(pace.due(1000, 1e6), 1000);
        advance(Duration::from_millis(50)).await;
        assert_eq!(pace.due(1000, 1e6), 51_000);
        advance(Duration::from_millis(60)).await;
        assert_eq!(pace.due(51_000, 1e6), 111_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_sleep_is_not_made_up_for() {
        let mut pace = Pace::anchored(0);
        advance(Duration::from_secs(3600)).await;
        assert_eq!(pace.due(0, 1e6), 8000);
        advance(Duration::from_millis(10)).await;
        assert_eq!(pace.due(8000, 1e6), 18_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_rate_gets_on_and_a_senseless_one_rests() {
        let mut pace = Pace::anchored(0);
        advance(Duration::from_secs(3)).await;
        assert_eq!(pace.due(2, 1.0), 3, "one event a second is not lost between ticks");
        for rate in [f64::NAN, -1.0, 0.0, f64::NEG_INFINITY] {
            assert_eq!(pace.due(0, rate), 0, "{rate}");
        }
        assert!(pace.due(0, f64::INFINITY) > 1 << 50);
    }
}
