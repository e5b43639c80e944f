//! [`Slots`]: tracks for what goes on at the same time; on each of them nothing overlaps.

use loopscope_event::Ns;
use std::collections::BTreeSet;

/// The tracks of one device.
#[derive(Default)]
pub(super) struct Slots {
    /// Until when each was taken, and which.
    free: BTreeSet<(Ns, u32)>,
    /// How many there are.
    count: u32,
}

impl Slots {
    /// The track that was free for the shortest time before an instant, or a new one.
    pub(super) fn take(&mut self, at: Ns) -> Taken {
        match self.free.range(..=(at, u32::MAX)).next_back().copied() {
            Some(known) => {
                self.free.remove(&known);
                Taken::Known(known.1)
            }
            None => {
                self.count += 1;
                Taken::New(self.count - 1)
            }
        }
    }

    /// It was taken until then.
    pub(super) fn give_back(&mut self, slot: u32, until: Ns) {
        self.free.insert((until, slot));
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    Known(u32),
    New(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_no_track_is_made_without_need() {
        let mut slots = Slots::default();
        // In the order of their ends.
        let taken = [(0, 10), (5, 12), (10, 20), (13, 22), (11, 30)].map(|(from, until)| {
            let taken = slots.take(from);
            let (Taken::Known(slot) | Taken::New(slot)) = taken;
            slots.give_back(slot, until);
            taken
        });
        assert_eq!(taken, [Taken::New(0), Taken::New(1), Taken::Known(0), Taken::Known(1), Taken::New(2)]);
    }
}
