//! `loopscope sweep`: a grid of runs on all cores, kept as they come, and `loopscope merge`: shards into one file.

use super::{Fail, Found, MergeArgs, SweepArgs, find, models_for, print, table};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use loopscope_event::{Scenario, Shard};
use loopscope_formats::io::replace::{replace, writable};
use loopscope_formats::traces::numbers::Numbers;
use loopscope_formats::traces::sweep::{Format, Head, Part, Results, merge as merged, write};
use loopscope_sweep::{Plan, compute};
use std::{
    fmt,
    io::{self, IsTerminal},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

pub(super) fn sweep(args: &SweepArgs) -> Result<(), Fail> {
    let SweepArgs { scenario: path, over, models, out, shard, threads } = args;
    let Found { scenario, file } = find(path)?;
    let models = models_for(&scenario, models)?;
    let format = out.as_deref().map(Format::of).transpose().map_err(Fail::usage)?;
    let plan = Plan::new(&scenario, over, models).map_err(Fail::usage)?;
    let head = Head::new(as_run(scenario, &plan), plan.grid().clone(), shard.unwrap_or(Shard::WHOLE));
    let keeper = match (out, format) {
        (Some(out), Some(format)) => {
            file.as_deref().map_or(Ok(()), |file| distinct(out, file))?;
            Keeper::File(Box::new(Part::open(out, head.clone()).map_err(Fail::usage)?), format)
        }
        _ => Keeper::Print(Results::new()),
    };
    let kept = keeper.results().len();
    let todo: Vec<usize> = head.runs().filter(|run| !keeper.results().contains_key(run)).collect();

    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = stop.clone();
    // Without a handler Ctrl-C ends the program as ever; what is done is kept all the same.
    let _ = ctrlc::set_handler(move || interrupted.store(true, Ordering::Relaxed));
    let bar = progress(kept, kept + todo.len());
    let keeping = Mutex::new((keeper, None));
    let done = |run, outcome: loopscope_sweep::Outcome| {
        let mut guard = keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let (keeper, fault) = &mut *guard;
        if let Err(broken) = keeper.add(run, Numbers::new(&outcome.ending, &outcome.report)) {
            stop.store(true, Ordering::Relaxed);
            *fault = Some(broken);
        }
        bar.inc(1);
    };
    let computed = compute(&plan, &todo, threads.unwrap_or(0), &stop, &done);
    bar.finish_and_clear();
    computed.map_err(|fault| Fail::result(format!("the system gives no threads: {fault}")))?;
    let (keeper, fault) = keeping.into_inner().unwrap_or_else(PoisonError::into_inner);
    match fault {
        Some(fault) => Err(Fail::usage(format!("{}: cannot write this file: {fault}", keeper.place()))),
        None => keeper.finish(&head, kept),
    }
}

/// The scenario with everything filled in that was left to choose.
fn as_run(scenario: Scenario, plan: &Plan) -> Scenario {
    Scenario { models: plan.grid().models.clone(), ..scenario }
}

/// Results must not be written over what they come from.
fn distinct(out: &Path, source: &Path) -> Result<(), Fail> {
    let same = source.canonicalize().is_ok_and(|known| out.canonicalize().is_ok_and(|out| out == known));
    if same { Err(Fail::usage(format!("{}: the results come from this very file; give another --out", out.display()))) } else { Ok(()) }
}

/// A bar with the time left, on standard error; nothing where that is no terminal.
fn progress(kept: usize, all: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::stderr());
    // Before the first run is done nobody knows.
    let left = move |state: &ProgressState, out: &mut dyn fmt::Write| {
        if state.pos() > kept as u64 {
            let _ = write!(out, ", {} left", HumanDuration(state.eta()));
        }
    };
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} runs{left}").map(|style| style.with_key("left", left));
    let bar = style.map_or(bar.clone(), |style| bar.with_style(style));
    bar.set_position(kept as u64);
    bar.reset_eta();
    bar
}

/// Where results go: into a file that can be gone on with, or to standard output at the end.
enum Keeper {
    File(Box<Part>, Format),
    Print(Results),
}

impl Keeper {
    const fn results(&self) -> &Results {
        match self {
            Self::File(part, _) => part.results(),
            Self::Print(results) => results,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::File(part, _) => part.path().display().to_string(),
            Self::Print(_) => "standard output".into(),
        }
    }

    fn add(&mut self, run: usize, numbers: Numbers) -> io::Result<()> {
        match self {
            Self::File(part, _) => part.add(run, numbers),
            Self::Print(results) => {
                results.insert(run, numbers);
                Ok(())
            }
        }
    }

    /// What there is to say at the end; `kept` runs were there at the start.
    fn finish(self, head: &Head, kept: usize) -> Result<(), Fail> {
        let all = head.runs().count();
        let done = self.results().len();
        let verdict = verdict(head, self.results());
        match self {
            Self::File(part, _) if done < all => {
                let says =
                    format!("interrupted: {done} of {all} runs are kept in {}; the same command goes on from there", part.path().display());
                return Err(Fail::result(says));
            }
            Self::File(part, format) => {
                part.finish(format).map_err(Fail::usage)?;
                let before = if kept > 0 { format!(", {kept} of them from before") } else { String::new() };
                print(&format!("{all} runs{before}\n"))?;
            }
            Self::Print(results) => {
                let text = if io::stdout().is_terminal() { table::of_sweep(head, &results) } else { write(head, &results, Format::Csv) };
                print(&text)?;
                if done < all {
                    return Err(Fail::result(format!("interrupted: {done} of {all} runs are above; with --out they would be kept")));
                }
            }
        }
        verdict
    }
}

/// Whether every run came to the end that its scenario has.
fn verdict(head: &Head, results: &Results) -> Result<(), Fail> {
    let bad: Vec<(&usize, &Numbers)> = results.iter().filter(|(_, numbers)| !numbers.ended_well()).collect();
    let Some((first, numbers)) = bad.first() else { return Ok(()) };
    let says = format!(
        "{} of {} runs ended badly, the first of them with {}: {}",
        bad.len(),
        results.len(),
        numbers.ending,
        head.grid.name(**first)
    );
    Err(Fail::result(says))
}

pub(super) fn merge(args: &MergeArgs) -> Result<(), Fail> {
    let MergeArgs { files, out } = args;
    let format = Format::of(out).map_err(Fail::usage)?;
    let unwritable = |fault: io::Error| Fail::usage(format!("{}: cannot write this file: {fault}", out.display()));
    writable(out).map_err(unwritable)?;
    files.iter().try_for_each(|file| distinct(out, file))?;
    let (head, results) = merged(files).map_err(Fail::usage)?;
    replace(out, write(&head, &results, format).as_bytes()).map_err(unwritable)?;
    print(&format!("{} runs from {} shards\n", results.len(), files.len()))?;
    verdict(&head, &results)
}
