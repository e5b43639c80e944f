//! [`Walk`] and [`Spans`]: the marks of a [`Track`] one after another, and what they are the beginnings of; a part of
//! [`track`](super::track).

use super::marks::{Block, Mark, Marks};
use super::track::{Span, Track};
use loopscope_event::Ns;

/// Marks one after another.
pub(crate) struct Walk<'a> {
    track: &'a Track,
    block: usize,
    packed: Option<Marks<'a>>,
    /// The next of the newest.
    plain: usize,
}

impl<'a> Walk<'a> {
    /// From a place in a block on.
    pub(crate) fn packed(track: &'a Track, block: usize, from: usize) -> Self {
        Self { track, block, packed: track.blocks.get(block).map(|block| block.marks().without(from)), plain: 0 }
    }

    /// From a place among the newest on.
    pub(crate) fn plain(track: &'a Track, from: usize) -> Self {
        Self { track, block: track.blocks.len(), packed: None, plain: from }
    }
}

impl Iterator for Walk<'_> {
    type Item = Mark;

    // A search passes millions of marks.
    #[inline(always)]
    fn next(&mut self) -> Option<Mark> {
        while let Some(marks) = &mut self.packed {
            if let Some(mark) = marks.next() {
                return Some(mark);
            }
            self.block += 1;
            self.packed = self.track.blocks.get(self.block).map(Block::marks);
        }
        self.plain += 1;
        self.track.plain.get(self.plain - 1).copied()
    }
}

/// Spans one after another, and `None` for each gap.
pub(crate) struct Spans<'a> {
    /// The next one begins here.
    mark: Option<Mark>,
    marks: Walk<'a>,
}

impl<'a> Spans<'a> {
    pub(crate) fn new(mut marks: Walk<'a>) -> Self {
        Self { mark: marks.next(), marks }
    }

    /// When the next span, or gap, begins.
    pub(crate) fn begins(&self) -> Option<Ns> {
        self.mark.map(|mark| mark.start())
    }
}

impl Iterator for Spans<'_> {
    type Item = Option<Span>;

    #[inline(always)]
    fn next(&mut self) -> Option<Option<Span>> {
        let mark = self.mark.take()?;
        self.mark = self.marks.next();
        let end = self.mark.map_or(Span::OPEN, |next| next.start());
        Some(mark.state().map(|state| Span { start: mark.start(), end, state, task: mark.task, event: mark.event() }))
    }
}
