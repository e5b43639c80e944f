//! Reading a shard back.

use super::{Head, Results, Row, SweepError, csv};
use serde::Deserialize;
use std::{fs, path::Path};

/// The one object of a JSON file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    sweep: Head,
    results: Vec<Row>,
}

/// Reads what a shard wrote (or a whole sweep, as JSON), and checks that every row is what its place says.
///
/// # Errors
/// What is wrong with the file, and where.
pub fn read(path: &Path) -> Result<(Head, Results), SweepError> {
    let text = fs::read_to_string(path).map_err(|fault| SweepError::new(path, format!("cannot read this file: {fault}")))?;
    parse(&text).map_err(|says| SweepError::new(path, says))
}

fn parse(text: &str) -> Result<(Head, Results), String> {
    if let Some((head, rows)) = text.strip_prefix(csv::MARK).map(|text| text.split_once('\n').unwrap_or((text, ""))) {
        let head = sound(head_of(head)?)?;
        let results = csv::read(&head, rows)?;
        return Ok((head, results));
    }
    if !text.starts_with('{') {
        return Err("this is no shard of a sweep: the first line of a CSV that --shard wrote says what it is of".into());
    }
    if text.lines().next().is_some_and(|line| head_of(line).is_ok()) {
        return Err("this sweep is not finished; repeat the command that began it, and it goes on".into());
    }
    let Document { sweep, results } =
        serde_json::from_str(text).map_err(|fault| format!("this is not what a sweep wrote, or not all of it: {fault}"))?;
    let head = sound(sweep)?;
    let mut found = Results::new();
    let mut runs = head.runs();
    for row in results {
        let run = runs.next().ok_or("there are more results than this shard has runs")?;
        let Row { knobs, model, .. } = head.row(run, &row.numbers);
        if knobs != row.knobs || model != row.model {
            return Err(format!(
                "expected {} as result {}, found {:?}, {}",
                head.grid.name(run),
                found.len() + 1,
                row.knobs,
                short(&row.model)
            ));
        }
        found.insert(run, row.numbers);
    }
    Ok((head, found))
}

/// The line that says which sweep a file is of.
pub(super) fn head_of(line: &str) -> Result<Head, String> {
    serde_json::from_str(line).map_err(|fault| format!("the first line does not say which sweep this is of: {fault}"))
}

/// A head that can be calculated with: a file may say anything.
pub(super) fn sound(head: Head) -> Result<Head, String> {
    const MOST: usize = 10_000_000;
    let lengths = head.grid.over.iter().map(|axis| axis.values.len()).chain([head.grid.models.len()]);
    let runs = lengths.fold(1_usize, usize::saturating_mul);
    if head.grid.over.is_empty() || runs == 0 || runs > MOST {
        return Err(format!("its grid has {runs} runs, which no sweep has"));
    }
    Ok(head)
}

/// The beginning of a text, for a message.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
