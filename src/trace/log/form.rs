//! [`Form`]: what events that are alike have in common, and [`Places`], the numbers of a segment's forms.

use loopscope_event::Kind;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A cause that is so near is told by the form.
pub(crate) const NEAR: u32 = 4;
/// In a form: some time has gone by since the event before.
pub(crate) const LATER: u8 = 1 << 7;

/// What events that are alike have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Form {
    /// What happened, with 0 for every number that has a column.
    pub(crate) kind: Kind,
    /// How far back the cause is; 0: it is not known; more than [`NEAR`]: its column says.
    pub(crate) back: u8,
    /// [`LATER`], and a bit for each number that is as the last of its sort.
    pub(crate) same: u8,
}

/// Where each form stands.
#[derive(Default)]
pub(crate) struct Places {
    /// A power of two of slots, or none, at least half of them empty: the number of a form, or [`NONE`].
    table: Vec<u32>,
    /// The form that came last after two others and with its numbers as these, by these: mostly the same comes again.
    after: Vec<u32>,
    before: (u32, u32),
}

/// So many guesses are kept.
const GUESSES: usize = 1024;
/// No form.
const NONE: u32 = u32::MAX;

impl Places {
    /// The number of a form, which comes after the one asked for before.
    pub(crate) fn of(&mut self, form: &Form, forms: &mut Vec<Form>) -> u32 {
        let (last, one) = self.before;
        // How the numbers differ says much of what it is.
        let told = u32::from(form.back) << 8 | u32::from(form.same);
        let mixed = one ^ last.wrapping_mul(31) ^ told.wrapping_mul(0x2545);
        let slot = (mixed.wrapping_mul(0x9E37_79B9) >> (u32::BITS - GUESSES.ilog2())) as usize;
        let guess = self.after.get(slot).copied().unwrap_or_default();
        let found = if forms.get(guess as usize) == Some(form) { guess } else { self.find(form, forms) };
        if found != guess
            && let Some(after) = self.after.get_mut(slot)
        {
            *after = found;
        }
        self.before = (found, last);
        found
    }

    pub(crate) fn bytes(&self) -> usize {
        let Self { table, after, before: _ } = self;
        (table.capacity() + after.capacity()) * size_of::<u32>()
    }

    fn find(&mut self, form: &Form, forms: &mut Vec<Form>) -> u32 {
        if self.table.len() <= forms.len() * 2 {
            self.after.resize(GUESSES, 0);
            let empty = vec![NONE; (self.table.len() * 2).max(256)];
            for place in std::mem::replace(&mut self.table, empty).into_iter().filter(|place| *place != NONE) {
                if let Some(form) = forms.get(place as usize) {
                    let slot = self.slot(form, forms);
                    self.table[slot] = place;
                }
            }
        }
        let slot = self.slot(form, forms);
        let found = &mut self.table[slot];
        if *found == NONE {
            *found = forms.len() as u32;
            forms.push(*form);
        }
        *found
    }

    /// The slot of this form, or the empty one that it would have. A log built to make its forms collide slows down only its own reader.
    fn slot(&self, form: &Form, forms: &[Form]) -> usize {
        let mut hasher = FxHasher::default();
        form.hash(&mut hasher);
        let mask = self.table.len() - 1;
        let mut slot = hasher.finish() as usize & mask;
        while self.table[slot] != NONE && forms.get(self.table[slot] as usize) != Some(form) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}
