//! The texts that stand in the file once and are then meant by number: those that are known beforehand, so that nothing need be kept.

use super::{field::interned, message::Message};
use crate::traces::viewer::{Category, STATES};
use loopscope_trace::SpanState;

/// Categories besides those of states.
const CATEGORIES: [Category; 5] = [Category::Turn, Category::Handler, Category::Poll, Category::Slice, Category::Task];

/// What is said of slices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Annotation {
    Task,
    Open,
    Args,
    Text,
}

const ANNOTATIONS: [(Annotation, &str); 4] =
    [(Annotation::Task, "task"), (Annotation::Open, "open"), (Annotation::Args, "args"), (Annotation::Text, "text")];

/// A category's number; 0 means none.
pub(super) const fn category(category: Category) -> u64 {
    let further = match category {
        Category::State(state) => return name(state),
        Category::Turn => 1,
        Category::Handler => 2,
        Category::Poll => 3,
        Category::Slice => 4,
        Category::Task => 5,
    };
    (STATES.len() + further) as u64
}

/// The number of a state's name.
pub(super) const fn name(state: SpanState) -> u64 {
    state.index() as u64 + 1
}

pub(super) const fn annotation(annotation: Annotation) -> u64 {
    annotation as u64 + 1
}

/// Writes them all.
pub(super) fn write(to: &mut Message) {
    let mut entry = |field: u32, id: u64, text: &str| {
        to.message(field, |entry| {
            entry.number(interned::ID, id).text(interned::TEXT, text);
        });
    };
    for (state, _, text) in STATES {
        entry(interned::NAMES, name(state), text);
    }
    for known in STATES.iter().map(|(state, ..)| Category::State(*state)).chain(CATEGORIES) {
        entry(interned::CATEGORIES, category(known), known.word());
    }
    for (known, text) in ANNOTATIONS {
        entry(interned::ANNOTATIONS, annotation(known), text);
    }
}
