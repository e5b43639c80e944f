//! [`Ids`]: where the thing called so is kept, for the ids of things that come and go. It is asked for every event.
//!
//! Hand-written because it is faster here than a hash map with `rustc-hash`. An insert, lookup or removal took 7 ns against
//! 15 ns with 4 tasks alive, 13 against 12 with 200, 17 against 20 with 10 000, and 110 against 130 with a million.

/// No place: the slot is empty.
const NIL: u32 = u32::MAX;

/// A map from ids to places below `u32::MAX`, in one flat table: an id that is in the way of another moves it on by a slot. A log whose
/// ids are made to collide slows down only its own reader.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Ids {
    /// A power of two of them, or none; at least half are empty.
    slots: Vec<(u32, u32)>,
    len: usize,
}

impl Ids {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, id: u32) -> Option<u32> {
        let (_, place) = *self.slots.get(self.find(id)?)?;
        (place != NIL).then_some(place)
    }

    /// Where an id stands if nobody is in its way: the numbers of jobs are spread evenly.
    fn home(&self, id: u32) -> usize {
        let spread = u64::from(id.wrapping_mul(0x9E37_79B9));
        ((spread * self.slots.len() as u64) >> 32) as usize
    }

    /// The slot of this id, or the empty one that it would have.
    fn find(&self, id: u32) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = self.home(id);
        loop {
            match self.slots[slot] {
                (there, place) if place == NIL || there == id => return Some(slot),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The place of this id; answers the one that it had.
    pub(crate) fn insert(&mut self, id: u32, place: u32) -> Option<u32> {
        if self.slots.len() <= self.len * 2 {
            self.grow();
        }
        let slot = self.find(id)?;
        let (_, before) = std::mem::replace(&mut self.slots[slot], (id, place));
        self.len += usize::from(before == NIL);
        (before != NIL).then_some(before)
    }

    fn grow(&mut self) {
        let empty = vec![(0, NIL); (self.slots.len() * 2).max(8)];
        let slots = std::mem::replace(&mut self.slots, empty);
        self.len = 0;
        for (id, place) in slots.into_iter().filter(|(_, place)| *place != NIL) {
            self.insert(id, place);
        }
    }

    pub(crate) fn remove(&mut self, id: u32) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut hole = self.find(id)?;
        let (_, place) = self.slots[hole];
        if place == NIL {
            return None;
        }
        self.len -= 1;
        self.slots[hole].1 = NIL;
        // What stands behind the hole, and would have stood in it, moves there, so that nobody stops searching too early.
        let mut slot = (hole + 1) & mask;
        while self.slots[slot].1 != NIL {
            let way = slot.wrapping_sub(self.home(self.slots[slot].0)) & mask;
            if way >= slot.wrapping_sub(hole) & mask {
                self.slots.swap(hole, slot);
                hole = slot;
            }
            slot = (slot + 1) & mask;
        }
        Some(place)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<(u32, u32)>()
    }
}

/// Things by their ids, in slots that are used again.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Keyed<T> {
    ids: Ids,
    things: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { ids: Ids::default(), things: Vec::new(), free: Vec::new() }
    }
}

impl<T: Clone> Keyed<T> {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn get(&self, id: u32) -> Option<&T> {
        self.ids.get(id).and_then(|slot| self.things.get(slot as usize))
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.ids.get(id).and_then(|slot| self.things.get_mut(slot as usize))
    }

    /// A new thing, in the place of one that is called the same.
    pub(crate) fn insert(&mut self, id: u32, thing: T) {
        let slot = self.ids.get(id).or_else(|| self.free.pop());
        match slot.and_then(|slot| self.things.get_mut(slot as usize)) {
            Some(place) => *place = thing,
            None => self.things.push(thing),
        }
        self.ids.insert(id, slot.unwrap_or(self.things.len() as u32 - 1));
    }

    pub(crate) fn remove(&mut self, id: u32) -> Option<T> {
        let slot = self.ids.remove(id)?;
        self.free.push(slot);
        self.things.get(slot as usize).cloned()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.ids.bytes() + self.things.capacity() * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::TaskId;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn what_is_put_in_is_found_until_it_is_taken_out(
            steps in prop::collection::vec((any::<bool>(), prop_oneof![0_u32..60, (0_u32..60).prop_map(|n| TaskId::child(n).0), any::<u32>()]), 0..600),
        ) {
            let (mut ids, mut keyed, mut expected) = (Ids::default(), Keyed::default(), HashMap::new());
            for (place, (put, id)) in (0..).zip(steps) {
                if put {
                    prop_assert_eq!(ids.insert(id, place), expected.insert(id, place));
                    keyed.insert(id, place);
                } else {
                    let gone = expected.remove(&id);
                    prop_assert_eq!(ids.remove(id), gone);
                    prop_assert_eq!(keyed.remove(id), gone);
                }
                prop_assert_eq!(ids.len(), expected.len());
                for (id, place) in &expected {
                    prop_assert_eq!(ids.get(*id), Some(*place));
                    prop_assert_eq!(keyed.get_mut(*id), Some(&mut place.clone()));
                }
            }
        }
    }
}
