//! The same view of another timeline: for pictures, which are drawn apart from the window, in a context of their own.

use super::{Mode, Timeline};
use loopscope_event::Ns;

impl Timeline {
    /// Another timeline that looks where this one does.
    #[must_use]
    pub fn likeness(&self) -> Self {
        Self { view: self.view, first: self.first, arranged: self.arranged.clone(), made_for: self.made_for, ..Self::default() }
    }

    /// Looks at this stretch and nothing else, whatever the playhead does.
    pub fn look_at(&mut self, from: Ns, to: Ns) {
        let whole = to.saturating_sub(from).max(1) as f64;
        self.view.fit(from, from.saturating_add(whole as Ns));
        // What is shown to see everything has a margin at its right.
        self.view.zoom(whole / self.view.span(), 0.0);
        self.view.mode = Mode::Free;
    }

    /// The stretch that is in sight, ns.
    #[must_use]
    pub fn in_sight(&self) -> (Ns, Ns) {
        let left = self.view.left().max(0.0);
        (left as Ns, (left + self.view.span()) as Ns)
    }
}
