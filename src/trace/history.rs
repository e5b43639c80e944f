//! [`History`]: the one bound on memory that all traces share.

use super::trace::Trace;

/// How much memory all traces together may take up. The oldest segments go first, whichever run they belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct History {
    /// Bytes.
    pub bound: usize,
}

impl Default for History {
    fn default() -> Self {
        Self { bound: 512 << 20 }
    }
}

impl History {
    /// Lets segments go until the traces fit, or each has only its last one. Answers how many segments went.
    /// To be called after batches were added; what each trace has lost, [`Trace::let_go`] says.
    pub fn trim<'a>(&self, traces: impl IntoIterator<Item = &'a mut Trace>) -> usize {
        let mut traces: Vec<(usize, &mut Trace)> = traces.into_iter().map(|trace| (trace.bytes(), trace)).collect();
        let mut total: usize = traces.iter().map(|(bytes, _)| bytes).sum();
        let mut gone = 0;
        while total > self.bound {
            let oldest = traces.iter_mut().filter_map(|entry| Some((entry.1.oldest()?, entry))).min_by_key(|(at, _)| *at);
            let Some((_, (bytes, trace))) = oldest else { break };
            trace.let_go_oldest();
            total -= *bytes;
            *bytes = trace.bytes();
            total += *bytes;
            gone += 1;
        }
        gone
    }
}
