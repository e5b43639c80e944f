//! What only the files have that this program wrote itself: tasks by number, rows, and states by their words.

use super::{event::Fields, event::plain, scan::object};
use crate::traces::viewer::{Category, STATES};
use loopscope_event::TaskId;
use loopscope_trace::SpanState;
use std::collections::HashMap;

/// A file of our own making.
#[derive(Default)]
pub(super) struct Own {
    /// How many cores there were.
    pub(super) cores: u64,
    /// Up to when the run was known, ns.
    pub(super) end_ns: u64,
    /// The model's name.
    pub(super) model: String,
    /// What was said where a life or a request began, by the place of that event.
    pub(super) said: HashMap<u32, Said>,
}

/// What our events say in their arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Whose it is.
    pub(super) task: u32,
    /// Its row.
    pub(super) row: Option<u32>,
    /// It goes on at the end.
    pub(super) open: bool,
}

impl Said {
    pub(super) fn of(args: &[u8]) -> Self {
        let mut said = Self { task: TaskId::NONE.0, row: None, open: false };
        if args.first() == Some(&b'{') {
            let number = |value: &[u8]| std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
            let _ = object(args, |key, value| match key {
                b"task" => said.task = number(value).unwrap_or(said.task),
                b"row" => said.row = number(value),
                b"open" => said.open = value == b"true",
                _ => {}
            });
        }
        said
    }
}

impl Own {
    /// What stands beside the events, if that makes it a file of ours.
    pub(super) fn of(other_data: &[u8]) -> Option<Self> {
        let (mut own, mut ours) = (Self::default(), false);
        let number = |value: &[u8]| std::str::from_utf8(value).ok().and_then(|value| value.parse().ok()).unwrap_or(0);
        object(other_data, |key, value| match key {
            b"loopscope" => ours = value == b"1",
            b"cores" => own.cores = number(value),
            b"end_ns" => own.end_ns = number(value),
            b"model" => own.model = super::event::text(value).into_owned(),
            _ => {}
        })
        .ok()?;
        ours.then_some(own)
    }

    /// Something asynchronous begins.
    pub(super) fn begins(&mut self, args: &[u8], begun: u32) {
        if !args.is_empty() {
            self.said.insert(begun, Said::of(args));
        }
    }

    /// What a slice of ours is drawn as.
    pub(super) fn state(fields: &Fields<'_>) -> Option<SpanState> {
        let word = std::str::from_utf8(plain(if fields.phase == b'X' { fields.category } else { fields.name })).ok()?;
        match fields.phase {
            b'X' => lane_state(word),
            _ => STATES.iter().find(|(.., name)| *name == word).map(|(state, ..)| *state),
        }
    }
}

/// What a slice of ours is drawn as when it is read back, by its category.
fn lane_state(said: &str) -> Option<SpanState> {
    let loops = [(Category::Turn, SpanState::Dispatching), (Category::Handler, SpanState::Running), (Category::Poll, SpanState::Waiting)];
    let states = STATES.iter().map(|(state, ..)| (Category::State(*state), *state));
    loops.into_iter().chain(states).find(|(category, _)| category.word() == said).map(|(_, state)| state)
}
