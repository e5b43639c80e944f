//! Shards together make the whole sweep, or it is said what is missing.

use super::{Head, Results, SweepError};
use loopscope_event::Shard;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Shards that were read, by their places.
#[derive(Default)]
pub struct Shards {
    first: Option<(PathBuf, Head)>,
    seen: BTreeMap<Shard, PathBuf>,
    results: Results,
}

impl Shards {
    /// Adds one.
    ///
    /// # Errors
    /// It is of another sweep, stands twice, or has not all of its rows.
    pub fn add(&mut self, path: &Path, head: Head, results: Results) -> Result<(), SweepError> {
        let wrong = |says: String| Err(SweepError::new(path, says));
        if let Some((other, first)) = &self.first {
            if let Some(differs) = head.differs(first) {
                return wrong(format!("this does not belong to the same sweep as {}: {differs}", other.display()));
            }
            if head.shard.of != first.shard.of {
                return wrong(format!("this is one of {} shards, and {} one of {}", head.shard.of, other.display(), first.shard.of));
            }
        }
        if let Some(other) = self.seen.insert(head.shard, path.to_owned()) {
            return wrong(format!("shard {} was already given, as {}", head.shard, other.display()));
        }
        let missing: Vec<usize> = head.runs().filter(|run| !results.contains_key(run)).collect();
        if let Some(first) = missing.first() {
            return wrong(format!("{} of its runs are missing, the first of them {}", missing.len(), head.grid.name(*first)));
        }
        self.results.extend(results);
        self.first.get_or_insert((path.to_owned(), head));
        Ok(())
    }

    /// The whole sweep.
    ///
    /// # Errors
    /// A sentence that names the shards that are missing.
    pub fn whole(self) -> Result<(Head, Results), String> {
        let Self { first, seen, results } = self;
        let Some((_, head)) = first else { return Err("there is nothing to merge".into()) };
        let of = head.shard.of;
        let all = (1..=of).map(|index| Shard { index, of });
        let missing: Vec<String> = all.filter(|shard| !seen.contains_key(shard)).map(|shard| shard.to_string()).collect();
        if missing.is_empty() {
            return Ok((Head { shard: Shard::WHOLE, ..head }, results));
        }
        let more = if missing.len() > 12 { format!(", … ({} in all)", missing.len()) } else { String::new() };
        let listed = missing.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
        Err(format!("the sweep is not complete: missing are the shards {listed}{more}"))
    }
}

/// Reads and merges files.
///
/// # Errors
/// What is wrong with one of them, or what is missing.
pub fn merge(files: &[PathBuf]) -> Result<(Head, Results), String> {
    let mut shards = Shards::default();
    for path in files {
        let (head, results) = super::read(path).map_err(|fault| fault.to_string())?;
        shards.add(path, head, results).map_err(|fault| fault.to_string())?;
    }
    shards.whole()
}
