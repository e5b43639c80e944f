//! [`Sums`]: how much of a path was spent with what.

use super::{Piece, PieceKind, Resource};
use loopscope_event::{Ns, TaskId};
use std::collections::BTreeMap;

/// How much of a path was spent in one way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// How.
    pub kind: PieceKind,
    /// With what.
    pub on: Option<Resource>,
    /// Behind whom, where that was told apart.
    pub who: Option<TaskId>,
    /// How much in all, ns.
    pub total: Ns,
    /// In how many stretches.
    pub pieces: u64,
    /// The longest of them, of several the last, to jump to.
    pub longest: Piece,
}

/// By what stretches are told apart.
type Key = (PieceKind, Option<Resource>, Option<TaskId>);

/// How much of a path was spent with what.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sums {
    shares: BTreeMap<Key, Share>,
}

impl Sums {
    /// Adds a stretch, apart from others behind somebody else if `who` is given.
    pub(super) fn add(&mut self, piece: &Piece, who: Option<TaskId>) {
        let Piece { kind, on, .. } = *piece;
        let fresh = Share { kind, on, who, total: 0, pieces: 0, longest: *piece };
        let share = self.shares.entry((kind, on, who)).or_insert(fresh);
        share.total = share.total.saturating_add(piece.lasted());
        share.pieces += 1;
        if (piece.lasted(), piece.from) > (share.longest.lasted(), share.longest.from) {
            share.longest = *piece;
        }
    }

    /// Takes a stretch away again.
    pub(super) fn take(&mut self, piece: &Piece) {
        let key = (piece.kind, piece.on, None);
        let Some(share) = self.shares.get_mut(&key) else { return };
        share.total = share.total.saturating_sub(piece.lasted());
        share.pieces = share.pieces.saturating_sub(1);
        if share.pieces == 0 {
            self.shares.remove(&key);
        }
    }

    /// Finds the longest stretches anew where one of them was taken away; `pieces` are those that are kept.
    pub(super) fn settle(&mut self, pieces: &[Piece]) {
        for share in self.shares.values_mut() {
            let at = pieces.partition_point(|piece| piece.from < share.longest.from);
            let forgotten = pieces.first().is_none_or(|first| share.longest.from < first.from);
            if forgotten || pieces.get(at) == Some(&share.longest) {
                continue;
            }
            let alike = pieces.iter().filter(|piece| (piece.kind, piece.on) == (share.kind, share.on));
            if let Some(longest) = alike.max_by_key(|piece| (piece.lasted(), piece.from)) {
                share.longest = *longest;
            }
        }
    }

    /// All of it, ns.
    #[must_use]
    pub fn total(&self) -> Ns {
        self.shares.values().fold(0, |sum, share| sum.saturating_add(share.total))
    }

    /// What was spent in one way, ns.
    #[must_use]
    pub fn spent(&self, kind: PieceKind) -> Ns {
        self.shares.values().filter(|share| share.kind == kind).fold(0, |sum, share| sum.saturating_add(share.total))
    }

    /// The shares in the order of kinds.
    pub fn iter(&self) -> impl Iterator<Item = &Share> {
        PieceKind::ALL.into_iter().flat_map(|kind| self.shares.values().filter(move |share| share.kind == kind))
    }

    /// The shares, the largest first.
    #[must_use]
    pub fn largest(&self) -> Vec<Share> {
        let mut all: Vec<Share> = self.shares.values().copied().collect();
        all.sort_by_key(|share| (std::cmp::Reverse(share.total), share.kind, share.on, share.who));
        all
    }
}
