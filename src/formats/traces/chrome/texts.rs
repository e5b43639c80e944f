//! [`Texts`]: names and other texts, each kept once.

use super::event::text;
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

/// Numbers of pieces of text.
pub(super) type ByBytes = HashMap<Box<[u8]>, u32, BuildHasherDefault<Bytes>>;

/// A hasher for short pieces of text, eight bytes at a time. A file that is built to collide slows down only its own reader.
#[derive(Clone, Copy, Default)]
pub(super) struct Bytes(u64);

impl Bytes {
    fn mix(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Hasher for Bytes {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..piece.len()].copy_from_slice(piece);
            self.mix(u64::from_le_bytes(eight));
        }
    }
    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }
}

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
