//! Which lanes are gone through for spans of given states.

use super::Lane;
use crate::Trace;
use crate::tracks::track::{STATES, SpanState};

/// The lanes on which spans of these states are looked for: what a core does beside computing is on its own lane, everything else on
/// those of the tasks, so that nothing is found twice.
pub(super) fn lanes(trace: &Trace, states: &[bool; STATES]) -> Lanes {
    let of_cores = [SpanState::Switching, SpanState::Dispatching];
    let tracks = trace.tracks();
    let has_cores = !tracks.cores.is_empty();
    let only = |of: &dyn Fn(SpanState) -> bool| SpanState::ALL.into_iter().any(|state| states[state.index()] && of(state));
    let cores = has_cores && only(&|state| of_cores.contains(&state)) && !only(&|state| !of_cores.contains(&state));
    if cores {
        return Lanes::Cores(tracks.cores.iter().map(|(core, _)| core).collect());
    }
    Lanes::Rows(tracks.rows.len())
}

/// Lanes in their order.
pub(super) enum Lanes {
    Cores(Vec<u16>),
    Rows(usize),
}

impl Lanes {
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Cores(cores) => cores.len(),
            Self::Rows(rows) => *rows,
        }
    }
    pub(super) fn get(&self, place: usize) -> Option<Lane> {
        match self {
            Self::Cores(cores) => cores.get(place).copied().map(Lane::Core),
            Self::Rows(rows) => (place < *rows).then_some(Lane::Row(place)),
        }
    }
}
