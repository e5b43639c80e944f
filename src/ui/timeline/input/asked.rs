//! What the timeline asks of a [`Context`]: which runs there are and how wide their names, which task is meant, how many wait.

use crate::timeline::lanes::{self, Lanes, Name, Run};
use crate::timeline::layout::foreign;
use crate::timeline::layout::gutter::run_name;
use crate::timeline::layout::items::Font;
use crate::timeline::layout::lane::Marked;
use crate::{Context, Selected, Selection};
use loopscope_event::{Dist, Jobs, Ns, Op, Scenario, Step};
use loopscope_trace::search::Found;
use loopscope_trace::{Imported, Trace};

/// What there is of each run; of one that is not looked at closely as much as its log tells.
pub(crate) fn runs(cx: &Context<'_>) -> Vec<Run> {
    let of = |(i, trace): (usize, &Trace)| {
        let model = trace.model().name;
        let imported = trace.imported();
        let usable = if imported.is_some() { 0 } else { trace.model().places.rows.cores(&cx.scenario.machine) };
        let cores = trace.tracks().cores.len().max(usable.into()).min(64);
        let nth = cx.traces[..i].iter().filter(|other| other.model().name == model).count();
        Run {
            name: Name { model, nth },
            cores,
            rows: trace.tracks().rows.len(),
            strips: if imported.is_none_or(Imported::is_ours) { 2 } else { 0 },
            counters: imported.map_or(0, |imported| imported.counters.len()),
        }
    };
    cx.traces.iter().enumerate().map(of).collect()
}

/// The width of the column of names, px.
pub(crate) fn gutter(cx: &Context<'_>, lanes: &Lanes, scale: f32, measure: &dyn Fn(&str, Font) -> f32) -> i32 {
    let names = cx.traces.iter().map(|trace| measure(&run_name(cx.traces, trace).to_uppercase(), Font::Bold).min(foreign::WIDEST * scale));
    // Where a row has its run's name beside its task's there must be room for both.
    let both = !lanes.pinned.is_empty()
        || lanes.groups.iter().any(|group| group.sections.first().is_some_and(|first| first.part == lanes::Part::Tasks));
    // So it is where other lanes of a trace that we wrote, which have long names, follow upon its tasks.
    let after_tasks = |imported: &Imported| imported.tasks > 0 && imported.lanes.len() > imported.tasks;
    let both = both || cx.traces.iter().filter_map(Trace::imported).any(after_tasks);
    let room = if both { 76.0 } else { 34.0 };
    let imported = cx.traces.iter().filter_map(Trace::imported).map(|imported| foreign::gutter(imported, scale, measure));
    (names.chain(imported).fold(96.0 * scale, f32::max) + room * scale).round() as i32
}

/// What a selection outlines: its task's spans, or one span of another program's.
pub(crate) fn marked(cx: &Context<'_>, selection: Selection) -> Option<Marked> {
    let imported = |trace: &Trace| trace.run() == selection.run && trace.imported().is_some();
    match selection.what {
        Selected::Span(event) if cx.traces.iter().any(imported) => Some(Marked::Span(selection.run, event)),
        _ => selection.task(cx.traces).map(Marked::Task),
    }
}

/// What of a list in the order of time begins in a stretch.
pub(crate) fn within(found: &[Found], from: Ns, to: Ns) -> &[Found] {
    let first = found.partition_point(|found| found.start < from);
    let last = found.partition_point(|found| found.start < to).max(first);
    &found[first..last]
}

/// So long that a few jobs come and go: what three of them ask for, or a batch's CPU time and one wait.
pub(crate) fn suitable_span(scenario: &Scenario) -> f64 {
    let steps = |steps: &[Step]| -> (f64, f64) {
        Step::flat(steps).fold((0.0, 0.0), |(cpu, io), step| match &step.op {
            Op::Cpu(time) => (cpu + time.mean(), io),
            Op::Io { device, latency } => {
                let latency = latency.as_ref().or_else(|| scenario.devices.get(device)?.latency.as_ref());
                (cpu, io + latency.map_or(0.0, Dist::mean))
            }
            _ => (cpu, io),
        })
    };
    let work = scenario.workload.as_ref().map(|workload| (steps(&workload.steps), workload.jobs));
    let spelt: f64 = scenario.job.iter().map(|job| steps(&job.steps)).map(|(cpu, io)| cpu + io).sum();
    let batch = work.map_or(spelt, |((cpu, io), jobs)| match jobs {
        Jobs::Count(n) => cpu * f64::from(n.min(40)) + io * 1.2,
        Jobs::Endless => (cpu + io) * 3.0,
    });
    if batch > 0.0 { batch } else { 60e6 }
}

/// How many are in the queue, and in flight, at the playhead.
pub(crate) fn counts(cx: &Context<'_>) -> (u32, u32) {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    cx.stage().map_or((0, 0), |(trace, playhead)| {
        let state = trace.state_at(playhead.event);
        (count(state.queued()), count(state.in_flight()))
    })
}
