//! [`Jobs`]: when each job is done in two runs, and by how much that differs; a part of [`Comparison`](super::Comparison).

use super::First;
use loopscope_event::{EventNo, Ns, TaskId};
use std::collections::{BTreeSet, HashMap};

/// So many jobs are compared at most; those that come later are only counted.
pub const MOST_JOBS: usize = 2_000_000;

/// What became of the jobs of two runs, the first and the second.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Jobs {
    /// Jobs that both are done with, by how much later the second is, ns (less than 0: sooner); the most sooner first.
    pub differences: Vec<(TaskId, i64)>,
    /// How many of those the second is done with sooner.
    pub sooner: usize,
    /// How many it is done with later.
    pub later: usize,
    /// Jobs that only one of them is done with.
    pub only: [usize; 2],
    /// Completions that were beyond [`MOST_JOBS`].
    pub beyond: u64,
}

/// Completions as they are read.
#[derive(Default)]
pub(super) struct Done {
    known: HashMap<u32, [Option<(Ns, EventNo)>; 2]>,
    /// Completions that are not known to be alike in both, by their instants; `None`: the first difference is told, or
    /// nobody asks for it.
    unlike: Option<BTreeSet<(Ns, u32)>>,
    added: u64,
    beyond: u64,
    jobs: Jobs,
    /// How many completions `jobs` was made of.
    made_of: u64,
}

impl Done {
    /// `seeks`: whether the first difference will be asked for.
    pub(super) fn new(seeks: bool) -> Self {
        Self { unlike: seeks.then(BTreeSet::new), ..Self::default() }
    }

    /// A job is done in the run of that side.
    pub(super) fn add(&mut self, side: usize, job: TaskId, done: (Ns, EventNo)) {
        if self.known.len() >= MOST_JOBS && !self.known.contains_key(&job.0) {
            self.beyond += 1;
            return;
        }
        self.added += 1;
        let pair = self.known.entry(job.0).or_default();
        pair[side] = Some(done);
        let Some(unlike) = &mut self.unlike else { return };
        match pair {
            [Some((a, _)), Some((b, _))] if a == b => unlike.remove(&(*a, job.0)),
            _ => unlike.insert((done.0, job.0)),
        };
    }

    /// The first job that is done at another time, once nothing earlier can come: all before `reach` was read in each.
    pub(super) fn first(&mut self, reach: [Ns; 2]) -> Option<First> {
        let (at, job) = *self.unlike.as_ref()?.first()?;
        if at >= reach[0].min(reach[1]) {
            return None;
        }
        self.unlike = None;
        Some(First::Job { job: TaskId(job), done: self.of(TaskId(job)) })
    }

    /// When each run is done with a job.
    pub(super) fn of(&self, job: TaskId) -> [Option<(Ns, EventNo)>; 2] {
        self.known.get(&job.0).copied().unwrap_or_default()
    }

    /// What became of the jobs. Made anew for a few more only if it is to be exact.
    pub(super) fn jobs(&mut self, exact: bool) -> &Jobs {
        let fresh = self.added - self.made_of;
        if fresh > self.made_of / 32 || (fresh > 0 && (exact || self.added < 20_000)) {
            self.made_of = self.added;
            self.jobs = self.made();
        }
        &self.jobs
    }

    fn made(&self) -> Jobs {
        let mut jobs = Jobs { beyond: self.beyond, ..Jobs::default() };
        for (job, done) in &self.known {
            match done {
                [Some((a, _)), Some((b, _))] => jobs.differences.push((TaskId(*job), apart(*a, *b))),
                [Some(_), None] => jobs.only[0] += 1,
                [None, Some(_)] => jobs.only[1] += 1,
                [None, None] => {}
            }
        }
        jobs.differences.sort_unstable_by_key(|(job, by)| (*by, *job));
        jobs.sooner = jobs.differences.partition_point(|(_, by)| *by < 0);
        jobs.later = jobs.differences.len() - jobs.differences.partition_point(|(_, by)| *by <= 0);
        jobs
    }
}

/// From `a` to `b`, ns.
fn apart(a: Ns, b: Ns) -> i64 {
    let distance = i64::try_from(a.abs_diff(b)).unwrap_or(i64::MAX);
    if b < a { -distance } else { distance }
}

impl Jobs {
    /// How many jobs both are done with.
    #[must_use]
    pub fn both(&self) -> usize {
        self.differences.len()
    }

    /// The difference in the middle, ns; `None`: no job is done in both.
    #[must_use]
    pub fn median(&self) -> Option<i64> {
        self.differences.get(self.both() / 2).map(|(_, by)| *by)
    }

    /// `columns` of them for a chart, from the most sooner to the most later, evenly spread; all if there are fewer.
    #[must_use]
    pub fn spread(&self, columns: usize) -> Vec<(TaskId, i64)> {
        let all = self.both();
        if all <= columns || columns < 2 {
            return self.differences.iter().copied().take(columns).collect();
        }
        (0..columns).filter_map(|i| self.differences.get(i * (all - 1) / (columns - 1)).copied()).collect()
    }
}
