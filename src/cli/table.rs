//! What `run` prints for people: a column per model, a line per figure; and `sweep`: a line per run.

use super::run::Outcome;
use loopscope_event::time::human;
use loopscope_event::{Ending, Ns, Scenario};
use loopscope_formats::traces::numbers::{Cpu, Numbers};
use loopscope_formats::traces::sweep::{Head, Results};
use loopscope_text as text;

/// The table, with what was run above and what ended early below.
pub(super) fn table(name: &str, scenario: &Scenario, workload_hash: &str, outcomes: &[Outcome]) -> String {
    let cores = scenario.machine.cores;
    let plural = if cores == 1 { "" } else { "s" };
    let mut out = format!("{name}, simulated: {cores} core{plural}, seed {}, workload {workload_hash}\n\n", scenario.seed);
    out.push_str(&grid(&lines(outcomes)));
    for Outcome { model, ending, .. } in outcomes.iter().filter(|outcome| outcome.ending != Ending::Drained) {
        out.push_str(&format!("\n{}: {}\n", model.name, ending.message()));
    }
    out
}

/// A sweep's main figures, a line per run.
pub(super) fn of_sweep(head: &Head, results: &Results) -> String {
    let keys: Vec<&str> = head.grid.over.iter().map(|axis| axis.key.as_str()).collect();
    let names = ["model", "jobs per second", "latency, mean", "99 % within", "running", "switching", "dispatching", "ended"];
    let mut lines = vec![(keys.join(", "), names.map(str::to_owned).to_vec())];
    for (run, numbers) in results {
        let settings = head.grid.settings(run / head.grid.models.len());
        let at = settings.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let Numbers { throughput_per_s, latency_ns, cpu_ns, ending, .. } = numbers;
        let Cpu { run: running, switch, spawn, dispatch, steal, idle } = *cpu_ns;
        let whole = (running + switch + spawn + dispatch + steal + idle).max(1) as f64;
        let share = |ns: Ns| format!("{:.1} %", ns as f64 / whole * 100.0);
        let model = head.grid.models[head.grid.model(*run)].clone();
        let shares = [share(running), share(switch), share(dispatch)];
        let times = [rate(*throughput_per_s), human(latency_ns.mean), human(latency_ns.p99)];
        lines.push((at, std::iter::once(model).chain(times).chain(shares).chain([ending.clone()]).collect()));
    }
    grid(&lines)
}

type Line = (&'static str, Vec<String>);

fn lines(outcomes: &[Outcome]) -> Vec<Line> {
    let each = |figure: &dyn Fn(&Outcome) -> String| outcomes.iter().map(figure).collect::<Vec<_>>();
    let time = |figure: &dyn Fn(&Outcome) -> Ns| each(&|outcome| human(figure(outcome)));
    let count = |figure: &dyn Fn(&Outcome) -> u64| each(&|outcome| grouped(figure(outcome)));
    let mut lines = vec![
        ("", each(&|o| o.model.name.to_owned())),
        (
            "jobs done",
            each(&|o| match (o.report.jobs, o.report.arrived) {
                (done, all) if done == all => grouped(done),
                (done, all) => format!("{} of {}", grouped(done), grouped(all)),
            }),
        ),
        ("makespan", time(&|o| o.report.elapsed)),
        ("jobs per second", each(&|o| rate(o.report.throughput_per_s))),
        ("", Vec::new()),
        ("latency, mean", time(&|o| o.report.latency.mean.round() as Ns)),
        ("  half within", time(&|o| o.report.latency.p50)),
        ("  95 % within", time(&|o| o.report.latency.p95)),
        ("  99 % within", time(&|o| o.report.latency.p99)),
        ("  longest", time(&|o| o.report.latency.max)),
        ("", Vec::new()),
        ("CPU busy with jobs", each(&|o| format!("{:.2} %", o.report.utilisation * 100.0))),
        ("  running jobs", time(&|o| o.report.cpu.run)),
        ("  switching", time(&|o| o.report.cpu.switch)),
        ("  spawning", time(&|o| o.report.cpu.spawn)),
        ("  dispatching", time(&|o| o.report.cpu.dispatch)),
        ("  stealing", time(&|o| o.report.cpu.steal)),
        ("  idle", time(&|o| o.report.cpu.idle)),
        ("context switches", count(&|o| o.report.switches)),
        ("", Vec::new()),
        ("jobs in the system, mean", each(&|o| format!("{:.2}", o.report.mean_in_system))),
        ("most threads", count(&|o| o.report.peak.threads.into())),
        ("most coroutines", count(&|o| o.report.peak.tasks.into())),
        ("most requests in flight", count(&|o| o.report.peak.in_flight.into())),
        ("most waiting for the CPU", count(&|o| o.report.peak.queue.into())),
        ("memory used, assumed", each(&|o| bytes(o.report.memory_bytes))),
        ("lost updates", count(&|o| o.report.lost_updates)),
        ("events", count(&|o| o.report.events)),
    ];
    // What no model of this run does is not worth a line.
    let idle = ["  spawning", "  stealing", "lost updates"];
    lines.retain(|(title, cells)| !(idle.contains(title) && cells.iter().all(|cell| cell == "0" || cell == "0 ns")));
    lines
}

/// Titles to the left, figures to the right of their columns.
fn grid(lines: &[(impl AsRef<str>, Vec<String>)]) -> String {
    let title = lines.iter().map(|(title, _)| title.as_ref().chars().count()).max().unwrap_or(0);
    let columns = lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let wide = |column: usize| lines.iter().filter_map(|(_, cells)| cells.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for (name, cells) in lines {
        let mut line = format!("{:title$}", name.as_ref());
        for (cell, width) in cells.iter().zip(&widths) {
            line.push_str(&format!("   {cell:>width$}"));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// 1234567 as "1 234 567".
fn grouped(n: u64) -> String {
    text::grouped(n, ' ', 4)
}

fn rate(per_second: f64) -> String {
    if per_second >= 100.0 || per_second == 0.0 { format!("{per_second:.1}") } else { format!("{per_second:.3}") }
}

fn bytes(n: u64) -> String {
    match n {
        0..1024 => format!("{n} B"),
        1024..1_048_576 => format!("{:.1} KiB", n as f64 / 1024.0),
        _ => format!("{:.1} MiB", n as f64 / 1024.0 / 1024.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_right_in_their_columns() {
        let lines = vec![("", vec!["a".into(), "threads".into()]), ("makespan", vec!["25.620 µs".into(), "2 s".into()]), ("", vec![])];
        assert_eq!(grid(&lines), "                   a   threads\nmakespan   25.620 µs       2 s\n\n");
    }

    #[test]
    fn counts_are_read_in_groups_of_three() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
        assert_eq!([0, 9216, 716_800, 40_000_000].map(bytes), ["0 B", "9.0 KiB", "700.0 KiB", "38.1 MiB"]);
    }
}
