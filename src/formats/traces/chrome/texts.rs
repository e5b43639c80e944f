//! [`Texts`]: names and other texts, each kept once.

use super::event::text;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Numbers of pieces of text. A file built to make them collide slows down only its own reader.
pub(super) type ByBytes = FxHashMap<Box<[u8]>, u32>;

/// Texts by numbers, each once.
#[derive(Default)]
pub(super) struct Texts {
    known: ByBytes,
    pub(super) all: Vec<Arc<str>>,
    pub(super) bytes: usize,
}

impl Texts {
    pub(super) fn number(&mut self, raw: &[u8]) -> u32 {
        if let Some(number) = self.known.get(raw) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.known.insert(raw.into(), number);
        let shown: Arc<str> = text(raw).as_ref().into();
        self.bytes += raw.len() + shown.len() + 96;
        self.all.push(shown);
        number
    }
}
