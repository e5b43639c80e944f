//! [`Rows`]: the tracks of the tasks. A snapshot shares them, and each is copied when it is first changed after that.

use super::track::Track;
use crate::log::shared::Shared;
use std::ops::Index;

/// The tracks of the tasks, by row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows(Vec<Shared<Track>>);

impl Rows {
    /// The track of a row; `None` if no task was ever on it.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&Track> {
        self.0.get(row).map(|track| &**track)
    }
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// True if there was never a task.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The tracks in the order of their rows.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Track> + DoubleEndedIterator + Clone {
        self.0.iter().map(|track| &**track)
    }

    /// Adds an empty row.
    pub(crate) fn push(&mut self) {
        self.0.push(Shared::Own(Track::default()));
    }
    /// Makes a row, and those before it, if there is none yet.
    pub(super) fn make(&mut self, row: usize) {
        if self.0.len() <= row {
            self.0.resize_with(row + 1, || Shared::Own(Track::default()));
        }
    }
    /// The track of a row to be changed, and by how many bytes that made it grow or shrink: a track that a snapshot has is copied.
    #[inline]
    pub(super) fn change(&mut self, row: usize) -> Option<(&mut Track, isize)> {
        let track = self.0.get_mut(row)?;
        if !track.is_shared() {
            return Some((track.change(), 0));
        }
        let before = track.bytes();
        let track = track.change();
        let grown = track.bytes() as isize - before as isize;
        Some((track, grown))
    }
    /// All tracks to be changed.
    pub(super) fn change_all(&mut self) -> impl Iterator<Item = &mut Track> {
        self.0.iter_mut().map(Shared::change)
    }
    /// The same tracks for a snapshot.
    pub(super) fn share(&mut self) -> Self {
        Self(self.0.iter_mut().map(Shared::share).collect())
    }
    /// Bytes of the list itself.
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Shared<Track>>()
    }
}

impl Index<usize> for Rows {
    type Output = Track;

    fn index(&self, row: usize) -> &Track {
        &self.0[row]
    }
}
