//! Rehearses a lesson: every run that its facts are about, made without a window. The same logs as in the window, byte for byte.

use loopscope_event::{Ending, EventNo, ModelInfo, Scenario, time};
use loopscope_lesson::{Lesson, Measured, Recorder, Rehearsal};
use loopscope_sim as sim;
use loopscope_sim::{Piece, Progress, Run};
use std::sync::Arc;

/// The most events that all runs of a lesson may have: a window does not wait for more.
pub const MOST_EVENTS: u64 = 4_000_000;
/// How many events a run hands over at a time.
const PIECE: usize = 4096;

/// Makes the runs of a lesson.
///
/// # Errors
/// A sentence about a run that breaks, never gets to its end, or is too long.
pub fn rehearse(lesson: &Lesson) -> Result<Rehearsal, String> {
    let mut rehearsal = Rehearsal::default();
    let mut left = MOST_EVENTS;
    for (run, model) in lesson.rehearses() {
        let (Some(scenario), Some(info)) = (lesson.run(&run), sim::model(&model)) else { continue };
        let mut watch = lesson.freeze.watch();
        let measured = measure(scenario, info, &mut left, |number, event| watch.event(number, event));
        let measured = measured.map_err(|says| format!("{model}, {run}: {says}"))?;
        if run == "before" && model == lesson.stage {
            rehearsal.frozen = watch.found();
        }
        rehearsal.measured.insert((run, model), measured);
    }
    Ok(rehearsal)
}

fn measure(
    scenario: &Arc<Scenario>,
    model: &'static ModelInfo,
    left: &mut u64,
    mut each: impl FnMut(EventNo, &loopscope_event::Event),
) -> Result<Measured, String> {
    let mut recorder = Recorder::new(model, scenario.machine.cores);
    let mut run = Run::new(scenario, model);
    loop {
        let progress = run.advance(time::HORIZON, PIECE);
        let Piece { first, events, changes } = run.take();
        recorder.events(first, &events, &changes);
        (first..).zip(&events).for_each(|(number, event)| each(number, event));
        *left = left.saturating_sub(events.len() as u64);
        run.recycle(events);
        match (progress, run.ending()) {
            (Progress::Ended, Some(Ending::Drained)) => return Ok(recorder.finish(None)),
            (Progress::Ended, Some(Ending::Until)) => return Ok(recorder.finish(scenario.until)),
            (Progress::Ended, Some(ending)) => return Err(ending.message()),
            _ if *left == 0 => return Err(format!("the runs of a lesson may have {MOST_EVENTS} events together")),
            _ => {}
        }
    }
}
