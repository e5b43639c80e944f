//! Results as CSV: the keys, the model, and the numbers under the paths that they have in JSON (`latency_ns.p99`).

use super::{Head, Results};
use crate::traces::numbers::{Cpu, Latency, Most, Numbers};
use loopscope_event::{Setting, Shard};
use std::fmt::Write as _;

/// What stands before a shard's head.
pub(super) const MARK: &str = "# ";

/// The numbers' columns and cells, in order.
fn cells(numbers: &Numbers) -> [(&'static str, String); 26] {
    let Numbers {
        jobs,
        makespan_ns,
        throughput_per_s,
        latency_ns: Latency { mean, p50, p95, p99, max },
        cpu_ns: Cpu { run, switch, spawn, dispatch, steal, idle },
        utilisation,
        switches,
        mean_in_system,
        peak: Most { threads, tasks, in_flight, queue },
        memory_bytes,
        lost_updates,
        events,
        arrived,
        ending,
    } = numbers;
    [
        ("jobs", jobs.to_string()),
        ("makespan_ns", makespan_ns.to_string()),
        ("throughput_per_s", throughput_per_s.to_string()),
        ("latency_ns.mean", mean.to_string()),
        ("latency_ns.p50", p50.to_string()),
        ("latency_ns.p95", p95.to_string()),
        ("latency_ns.p99", p99.to_string()),
        ("latency_ns.max", max.to_string()),
        ("cpu_ns.run", run.to_string()),
        ("cpu_ns.switch", switch.to_string()),
        ("cpu_ns.spawn", spawn.to_string()),
        ("cpu_ns.dispatch", dispatch.to_string()),
        ("cpu_ns.steal", steal.to_string()),
        ("cpu_ns.idle", idle.to_string()),
        ("utilisation", utilisation.to_string()),
        ("switches", switches.to_string()),
        ("mean_in_system", mean_in_system.to_string()),
        ("peak.threads", threads.to_string()),
        ("peak.tasks", tasks.to_string()),
        ("peak.in_flight", in_flight.to_string()),
        ("peak.queue", queue.to_string()),
        ("memory_bytes", memory_bytes.to_string()),
        ("lost_updates", lost_updates.to_string()),
        ("events", events.to_string()),
        ("arrived", arrived.to_string()),
        ("ending", ending.clone()),
    ]
}

/// The names of the columns.
fn names(head: &Head) -> Vec<String> {
    let keys = head.grid.over.iter().map(|axis| axis.column());
    let numbers = cells(&Numbers::default()).map(|(name, _)| name.to_owned());
    keys.chain(["model".to_owned()]).chain(numbers).collect()
}

/// What a row begins with: the keys' values and the model.
fn row_of(head: &Head, run: usize) -> Vec<String> {
    let settings = head.grid.settings(run / head.grid.models.len()).into_iter().map(|value| match value {
        Setting::Count(n) | Setting::Time(n) => n.to_string(),
        Setting::Number(x) => x.to_string(),
    });
    settings.chain([head.grid.models[head.grid.model(run)].clone()]).collect()
}

pub(super) fn write(head: &Head, results: &Results) -> String {
    let mut out = String::new();
    if head.shard != Shard::WHOLE {
        let _ = writeln!(out, "{MARK}{}", serde_json::to_string(head).unwrap_or_default());
    }
    let mut table = csv::Writer::from_writer(out.into_bytes());
    // Memory takes everything, and texts are texts.
    let _ = table.write_record(names(head));
    for (run, numbers) in results {
        let cells = cells(numbers).map(|(_, cell)| cell);
        let _ = table.write_record(row_of(head, *run).into_iter().chain(cells));
    }
    table.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Reads the lines below the head's.
///
/// # Errors
/// A sentence with the line where it goes wrong.
pub(super) fn read(head: &Head, text: &str) -> Result<Results, String> {
    let mut table = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = table.records().map(|row| row.map_err(|fault| format!("the table cannot be read: {fault}")));
    if rows.next().transpose()?.is_none_or(|row| !row.iter().eq(names(head))) {
        return Err("the second line does not name the columns of this sweep".into());
    }
    let mut runs = head.runs();
    let mut results = Results::new();
    for row in rows {
        let row = row?;
        let (number, line) = line_of(&row, text);
        let Some(run) = runs.next() else { return Err(format!("line {number}: there are more rows than this shard has runs")) };
        let first = row_of(head, run);
        let fits = row.iter().take(first.len()).eq(&first);
        let numbers = if fits { numbers(row.iter().skip(first.len())) } else { None };
        let broken = || format!("line {number}: expected the numbers of {}, found {:?}", head.grid.name(run), super::read::short(line));
        results.insert(run, numbers.ok_or_else(broken)?);
    }
    Ok(results)
}

/// The number of the line in the file that a row below the head's line begins with, and its text.
fn line_of<'a>(row: &csv::StringRecord, text: &'a str) -> (usize, &'a str) {
    let at = row.position().and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or_default();
    let rest = text.get(at..).unwrap_or_default();
    // A row's place is before what is left of the line end above it.
    let line = rest.trim_start_matches(['\r', '\n']);
    let before = &text[..text.len() - line.len()];
    (before.matches('\n').count() + 2, line.lines().next().unwrap_or_default())
}

/// The numbers in a row's cells, by way of the object that their columns spell.
fn numbers<'a>(mut texts: impl Iterator<Item = &'a str>) -> Option<Numbers> {
    let mut object = serde_json::json!({});
    for (name, _) in cells(&Numbers::default()) {
        let text = texts.next()?;
        let value = if name == "ending" { text.into() } else { serde_json::from_str(text).ok()? };
        match name.split_once('.') {
            Some((above, name)) => object[above][name] = value,
            None => object[name] = value,
        }
    }
    if texts.next().is_none() { serde_json::from_value(object).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_back_to_the_same_numbers() {
        let first = Numbers { throughput_per_s: 0.001_234_6, jobs: u64::MAX, ending: "until".into(), ..Numbers::default() };
        let text = cells(&first).map(|(_, cell)| cell).join(",");
        assert_eq!(numbers(text.split(',')), Some(first));
        for wrong in [text.trim_end_matches("until"), &text.replace("until", "until,5"), &text.replace("0.0012346", "x"), ""] {
            let read = numbers(wrong.split(','));
            assert!(read.is_none() || wrong.ends_with(','), "{wrong:?}");
        }
    }
}
