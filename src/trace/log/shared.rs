//! What a snapshot shares with the log that goes on: [`Blocks`], a list that only grows, and [`Shared`], a value copied before it is changed.
//!
//! Both keep a snapshot cheap without slowing the growth: nothing is copied until the log that goes on changes it, and then a bounded piece.

use std::collections::VecDeque;
use std::ops::{Deref, Index};
use std::sync::Arc;

/// A list that grows at the back and is let go at the front, in sealed chunks of `CHUNK` elements and an open one.
///
/// A clone shares all of them; whichever grows on copies the open one before.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Blocks<T, const CHUNK: usize> {
    /// Full chunks; the first may have lost elements at its front.
    sealed: VecDeque<Arc<VecDeque<T>>>,
    /// Elements in the sealed chunks.
    before: usize,
    /// `None`: the list was never added to.
    open: Option<Arc<VecDeque<T>>>,
}

impl<T, const CHUNK: usize> Default for Blocks<T, CHUNK> {
    fn default() -> Self {
        Self { sealed: VecDeque::new(), before: 0, open: None }
    }
}

impl<T, const CHUNK: usize> Blocks<T, CHUNK> {
    pub(crate) fn len(&self) -> usize {
        self.before + self.open.as_ref().map_or(0, |open| open.len())
    }

    /// Elements that the first sealed chunk has lost at its front.
    fn lost(&self) -> usize {
        self.sealed.len() * CHUNK - self.before
    }

    /// The sealed chunk of an element in one, and its place there.
    fn place(&self, element: usize) -> (usize, usize) {
        let lost = self.lost();
        let at = element + lost;
        (at / CHUNK, at % CHUNK - if at < CHUNK { lost } else { 0 })
    }

    pub(crate) fn get(&self, element: usize) -> Option<&T> {
        match element.checked_sub(self.before) {
            Some(open) => self.open.as_ref()?.get(open),
            None => {
                let (chunk, at) = self.place(element);
                self.sealed.get(chunk)?.get(at)
            }
        }
    }

    pub(crate) fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The elements from the one at a place on.
    pub(crate) fn from(&self, element: usize) -> impl Iterator<Item = &T> {
        (element..self.len()).filter_map(|element| self.get(element))
    }

    /// Returns how many elements at the front are `early`; none may be after one that is not.
    pub(crate) fn partition_point(&self, early: impl Fn(&T) -> bool) -> usize {
        if let Some(open) = self.open.as_ref().filter(|open| open.front().is_some_and(&early)) {
            return self.before + open.partition_point(early);
        }
        let begins = |chunk: &Arc<VecDeque<T>>| chunk.front().is_some_and(&early);
        let Some(last) = self.sealed.partition_point(begins).checked_sub(1) else { return 0 };
        let lost = if last == 0 { 0 } else { self.lost() };
        last * CHUNK - lost + self.sealed[last].partition_point(early)
    }

    /// Bytes of the list itself.
    pub(crate) fn bytes(&self) -> usize {
        let header = size_of::<VecDeque<T>>() + 2 * size_of::<usize>();
        let open = self.open.as_ref().map_or(0, |open| header + open.capacity() * size_of::<T>());
        self.sealed.capacity() * size_of::<usize>() + self.sealed.len() * (header + CHUNK * size_of::<T>()) + open
    }
}

impl<T: Clone, const CHUNK: usize> Blocks<T, CHUNK> {
    pub(crate) fn push(&mut self, element: T) {
        if let Some(full) = self.open.take_if(|open| open.len() == CHUNK) {
            self.sealed.push_back(full);
            self.before += CHUNK;
        }
        Arc::make_mut(self.open.get_or_insert_default()).push_back(element);
    }

    /// Gives memory back that waits for more elements.
    pub(crate) fn shrink(&mut self) {
        if let Some(open) = &mut self.open {
            Arc::make_mut(open).shrink_to_fit();
        }
    }

    /// Removes the first element; a chunk that a snapshot shares is copied before.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let Some(chunk) = self.sealed.front_mut() else { return Arc::make_mut(self.open.as_mut()?).pop_front() };
        let chunk = Arc::make_mut(chunk);
        let first = chunk.pop_front();
        self.before -= usize::from(first.is_some());
        if chunk.is_empty() {
            self.sealed.pop_front();
        }
        first
    }
}

impl<T, const CHUNK: usize> Index<usize> for Blocks<T, CHUNK> {
    type Output = T;

    fn index(&self, element: usize) -> &T {
        match &self.open {
            Some(open) if element >= self.before => &open[element - self.before],
            _ => {
                let (chunk, at) = self.place(element);
                &self.sealed[chunk][at]
            }
        }
    }
}

/// A value in place, until a snapshot shares it.
#[derive(Clone, Debug)]
pub(crate) enum Shared<T> {
    /// It is this log's alone.
    Own(T),
    /// A snapshot may have it too.
    With(Arc<T>),
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Own(own) => own,
            Self::With(shared) => shared,
        }
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Clone + Default> Shared<T> {
    /// The same value for a snapshot, which copies nothing.
    pub(crate) fn share(&mut self) -> Self {
        let shared = match std::mem::replace(self, Self::Own(T::default())) {
            Self::Own(own) => Arc::new(own),
            Self::With(shared) => shared,
        };
        *self = Self::With(Arc::clone(&shared));
        Self::With(shared)
    }

    /// True if a snapshot may have it too.
    #[inline]
    pub(crate) const fn is_shared(&self) -> bool {
        matches!(self, Self::With(_))
    }

    /// The value to be changed, copied if a snapshot still has it.
    #[inline]
    pub(crate) fn change(&mut self) -> &mut T {
        if self.is_shared() {
            self.take_back();
        }
        match self {
            Self::Own(own) => own,
            Self::With(shared) => Arc::make_mut(shared),
        }
    }

    #[cold]
    fn take_back(&mut self) {
        if let Self::With(shared) = std::mem::replace(self, Self::Own(T::default())) {
            *self = Self::Own(Arc::unwrap_or_clone(shared));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_in_chunks_is_a_list_and_a_clone_of_it_stays(steps in prop::collection::vec(0_u8..8, 0..200)) {
            let (mut blocks, mut plain) = (Blocks::<u32, 4>::default(), VecDeque::new());
            let mut clones = Vec::new();
            for (n, step) in (0..).zip(steps) {
                match step {
                    0..=4 => {
                        blocks.push(n);
                        plain.push_back(n);
                    }
                    5 => clones.push((blocks.clone(), plain.clone())),
                    _ => prop_assert_eq!(blocks.pop(), plain.pop_front()),
                }
                clones.push((blocks.clone(), plain.clone()));
                for (blocks, plain) in clones.iter().rev().take(3) {
                    prop_assert_eq!(blocks.len(), plain.len());
                    prop_assert!((0..=plain.len()).all(|i| blocks.get(i) == plain.get(i)));
                    prop_assert!((0..plain.len()).all(|i| blocks[i] == plain[i]));
                    prop_assert!((0..=plain.len()).all(|i| blocks.from(i).eq(plain.range(i..))));
                    prop_assert!((0..=n + 1).all(|limit| blocks.partition_point(|n| *n < limit) == plain.partition_point(|n| *n < limit)));
                }
            }
        }
    }

    #[test]
    fn a_shared_value_is_copied_before_it_is_changed_and_not_when_it_is_one_log_s_again() {
        let mut own = Shared::Own(vec![1]);
        let there = own.as_ptr();
        let snapshot = own.share();
        assert_eq!((own.as_ptr(), snapshot.as_ptr()), (there, there));
        drop(snapshot);
        own.change().push(2);
        let snapshot = own.share();
        own.change().push(3);
        assert_eq!((&*own, &*snapshot), (&vec![1, 2, 3], &vec![1, 2]));
    }
}
