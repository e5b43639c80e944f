//! What a sweep writes: its results as CSV or JSON, whole or a shard of them, and the unfinished file that a sweep goes on from.
//!
//! The same runs give the same bytes, however they were shared and however often they were interrupted. JSON tells which
//! sweep it is of; a shard as CSV has a first line for that, beginning with `# `, and a whole CSV is names and rows only.
//!
//! It does *not* run anything: what the runs are is a [`Grid`], and what came of them [`Numbers`].

mod csv;
mod merge;
mod part;
mod read;

pub use merge::{Shards, merge};
pub use part::Part;
pub use read::read;

use super::numbers::Numbers;
use loopscope_event::{Grid, Scenario, Shard};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// The version of the formats here.
const FORMAT: u32 = 1;

/// Everything that files of one sweep agree on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    format: u32,
    /// The version of the program: another one may compute something else.
    program: String,
    /// What the grid is over.
    pub scenario: Scenario,
    /// The runs of the whole sweep.
    pub grid: Grid,
    /// Which of them this is about.
    pub shard: Shard,
}

/// The numbers of runs, by the runs' numbers.
pub type Results = BTreeMap<usize, Numbers>;

/// One run in JSON.
#[derive(Serialize, Deserialize)]
struct Row {
    /// The column of each key with its number.
    knobs: BTreeMap<String, f64>,
    model: String,
    #[serde(flatten)]
    numbers: Numbers,
}

/// Something that is wrong with a sweep's file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}: {says}")]
pub struct SweepError {
    /// The file.
    pub file: String,
    /// What is wrong and what can be done.
    pub says: String,
}

impl SweepError {
    fn new(file: &Path, says: impl ToString) -> Self {
        Self { file: file.display().to_string(), says: says.to_string() }
    }
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A line of names, then a line per run.
    Csv,
    /// One object, a line per run.
    Json,
}

impl Format {
    /// As the file's ending says.
    ///
    /// # Errors
    /// It ends in neither.
    pub fn of(path: &Path) -> Result<Self, SweepError> {
        match path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("json") => Ok(Self::Json),
            _ => Err(SweepError::new(path, "the results of a sweep are written as .csv or .json; end the name so")),
        }
    }
}

impl Head {
    /// A sweep, or a part of one, by this program.
    #[must_use]
    pub fn new(scenario: Scenario, grid: Grid, shard: Shard) -> Self {
        Self { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned(), scenario, grid, shard }
    }

    /// The numbers of the runs that this is about.
    pub fn runs(&self) -> impl Iterator<Item = usize> + use<> {
        let shard = self.shard;
        (0..self.grid.runs()).filter(move |run| shard.takes(*run))
    }

    /// What differs between two sweeps, shards apart; `None`: they are the same.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Option<String> {
        let Self { format, program, scenario, grid: Grid { over, models }, shard: _ } = self;
        if *format != other.format || *program != other.program {
            Some(format!("it was made by loopscope {program}, and not {}", other.program))
        } else if *scenario != other.scenario {
            Some("its scenario is another".into())
        } else if *over != other.grid.over {
            let keys =
                |grid: &Grid| grid.over.iter().map(|axis| format!("{} ({})", axis.key, axis.values.len())).collect::<Vec<_>>().join(", ");
            Some(format!("its grid is another: {}, and not {}", keys(&self.grid), keys(&other.grid)))
        } else if *models != other.grid.models {
            Some(format!("its models are {}, and not {}", models.join(", "), other.grid.models.join(", ")))
        } else {
            None
        }
    }

    fn row(&self, run: usize, numbers: &Numbers) -> Row {
        let settings = self.grid.settings(run / self.grid.models.len());
        let knobs = self.grid.over.iter().zip(settings).map(|(axis, value)| (axis.column(), value.as_f64())).collect();
        Row { knobs, model: self.grid.models[self.grid.model(run)].clone(), numbers: numbers.clone() }
    }
}

/// Results as text, in the order of the runs.
#[must_use]
pub fn write(head: &Head, results: &Results, format: Format) -> String {
    match format {
        Format::Csv => csv::write(head, results),
        Format::Json => {
            // Numbers and texts only: there is nothing in it that JSON cannot say.
            let json = |row: &Row| serde_json::to_string(row).unwrap_or_default();
            let rows: Vec<String> = results.iter().map(|(run, numbers)| json(&head.row(*run, numbers))).collect();
            let head = serde_json::to_string(head).unwrap_or_default();
            format!("{{\"sweep\":{head},\"results\":[\n{}\n]}}\n", rows.join(",\n"))
        }
    }
}
