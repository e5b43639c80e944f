//! The containers that [`State`](crate::State) is made of: small, cheap to clone, and without an order that depends on hashing.

use std::collections::VecDeque;

/// A hash map for ids. Never iterated where the order could be seen. A log built to make its ids collide slows down only its own reader.
pub(crate) type IdMap<K, V> = rustc_hash::FxHashMap<K, V>;

/// Things by a `u16` that is nearly always dense, but may be sparse in a foreign log. In the order of their ids.
#[derive(Clone, PartialEq, Debug)]
pub struct ById<T>(Vec<(u16, T)>);

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ById<T> {
    /// Where `id` is, or where it would have to be.
    fn place(&self, id: u16) -> Result<usize, usize> {
        match self.0.get(usize::from(id)) {
            Some((there, _)) if *there == id => Ok(usize::from(id)),
            _ => self.0.binary_search_by_key(&id, |(there, _)| *there),
        }
    }
    /// The thing called `id`, if it was ever mentioned.
    #[must_use]
    pub fn get(&self, id: u16) -> Option<&T> {
        self.place(id).ok().map(|i| &self.0[i].1)
    }
    /// All things with their ids, in the order of the ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u16, &T)> + DoubleEndedIterator + Clone {
        self.0.iter().map(|(id, thing)| (*id, thing))
    }
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// True if none was ever mentioned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub(crate) fn get_mut(&mut self, id: u16) -> Option<&mut T> {
        self.place(id).ok().map(|i| &mut self.0[i].1)
    }
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, thing)| thing)
    }
    /// The thing called `id`, made if it is new.
    pub(crate) fn at(&mut self, id: u16) -> &mut T
    where
        T: Default,
    {
        let i = self.place(id).unwrap_or_else(|i| {
            self.0.insert(i, (id, T::default()));
            i
        });
        &mut self.0[i].1
    }
    /// Bytes of the list itself.
    pub(crate) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(u16, T)>()
    }
}

/// Gives memory back after things were let go at the front.
pub(crate) fn shrink<T>(list: &mut VecDeque<T>) {
    if list.capacity() > 64 && list.capacity() / 2 > list.len() {
        list.shrink_to(list.len() + list.len() / 4);
    }
}

/// Gives out the lowest number that is free: a tree of bitmaps, 64 to a node.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Lowest {
    /// `levels[0]`: a set bit is a taken number. Above: a set bit is a word below that is full.
    levels: Vec<Vec<u64>>,
}

impl Lowest {
    pub(crate) fn take(&mut self) -> usize {
        let full = self.levels.last().is_none_or(|top| top.first() == Some(&u64::MAX));
        if full {
            // The old top is full, so its bit in the new top is set; the very first level starts empty.
            let below = u64::from(!self.levels.is_empty());
            self.levels.push(vec![below]);
        }
        let mut i = 0;
        for level in self.levels.iter_mut().rev() {
            if level.len() <= i {
                level.resize(i + 1, 0);
            }
            i = i * 64 + level[i].trailing_ones() as usize;
        }
        let taken = i;
        for level in &mut self.levels {
            level[i / 64] |= 1 << (i % 64);
            if level[i / 64] != u64::MAX {
                break;
            }
            i /= 64;
        }
        taken
    }

    pub(crate) fn free(&mut self, number: usize) {
        let mut i = number;
        for level in &mut self.levels {
            let Some(word) = level.get_mut(i / 64) else { return };
            let was_full = *word == u64::MAX;
            *word &= !(1 << (i % 64));
            if !was_full {
                return;
            }
            i /= 64;
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * 8).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn the_lowest_free_number_is_given_out(frees in prop::collection::vec(0_usize..9000, 0..300)) {
            let mut lowest = Lowest::default();
            for n in 0..9000 {
                prop_assert_eq!(lowest.take(), n);
            }
            let mut free: BTreeSet<usize> = BTreeSet::new();
            for n in frees {
                if free.insert(n) {
                    lowest.free(n);
                }
            }
            while let Some(n) = free.pop_first() {
                prop_assert_eq!(lowest.take(), n);
            }
            prop_assert_eq!(lowest.take(), 9000);
        }
    }

    #[test]
    fn sparse_ids_are_found_and_stay_in_order() {
        let mut things = ById::<u32>::default();
        for id in [u16::MAX, 3, 0, 1, 2, 900] {
            *things.at(id) = u32::from(id);
        }
        assert_eq!(things.iter().map(|(id, _)| id).collect::<Vec<_>>(), [0, 1, 2, 3, 900, u16::MAX]);
        assert!(things.iter().all(|(id, n)| u32::from(id) == *n));
        assert_eq!(things.get(4), None);
    }
}
