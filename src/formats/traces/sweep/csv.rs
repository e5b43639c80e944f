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

/// The line of names.
fn names(head: &Head) -> String {
    let keys = head.grid.over.iter().map(|axis| quoted(axis.column()));
    let numbers = cells(&Numbers::default()).map(|(name, _)| name.to_owned());
    keys.chain(["model".to_owned()]).chain(numbers).collect::<Vec<_>>().join(",")
}

/// A device may have commas in its name, and so in its key.
fn quoted(name: String) -> String {
    if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name }
}

/// What a row begins with: the keys' values and the model.
fn row_of(head: &Head, run: usize) -> String {
    let mut row = String::new();
    for value in head.grid.settings(run / head.grid.models.len()) {
        let _ = match value {
            Setting::Count(n) | Setting::Time(n) => write!(row, "{n},"),
            Setting::Number(x) => write!(row, "{x},"),
        };
    }
    row + &head.grid.models[head.grid.model(run)] + ","
}

pub(super) fn write(head: &Head, results: &Results) -> String {
    let mut out = String::new();
    if head.shard != Shard::WHOLE {
        let _ = writeln!(out, "{MARK}{}", serde_json::to_string(head).unwrap_or_default());
    }
    let _ = writeln!(out, "{}", names(head));
    for (run, numbers) in results {
        let cells = cells(numbers).map(|(_, cell)| cell);
        let _ = writeln!(out, "{}{}", row_of(head, *run), cells.join(","));
    }
    out
}

/// Reads the lines below the head's.
///
/// # Errors
/// A sentence with the line where it goes wrong.
pub(super) fn read(head: &Head, text: &str) -> Result<Results, String> {
    let mut lines = text.lines();
    if lines.next().is_none_or(|line| line != names(head)) {
        return Err("the second line does not name the columns of this sweep".into());
    }
    let mut runs = head.runs();
    let mut results = Results::new();
    for (number, line) in (3..).zip(lines) {
        let Some(run) = runs.next() else { return Err(format!("line {number}: there are more rows than this shard has runs")) };
        let numbers = line.strip_prefix(&row_of(head, run)).and_then(numbers);
        let broken = || format!("line {number}: expected the numbers of {}, found {:?}", head.grid.name(run), super::read::short(line));
        results.insert(run, numbers.ok_or_else(broken)?);
    }
    Ok(results)
}

/// The numbers in a row's cells, by way of the object that their columns spell.
fn numbers(cells_text: &str) -> Option<Numbers> {
    let mut object = serde_json::json!({});
    let mut texts = cells_text.split(',');
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
        assert_eq!(numbers(&text), Some(first));
        for wrong in [text.trim_end_matches("until"), &text.replace("until", "until,5"), &text.replace("0.0012346", "x"), ""] {
            let read = numbers(wrong);
            assert!(read.is_none() || wrong.ends_with(','), "{wrong:?}");
        }
    }
}
