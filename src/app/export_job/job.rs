//! What the thread does that makes a file: it gets the runs, and writes them down.

use egui::Vec2;
use loopscope_engine::Replay;
use loopscope_event::{ModelInfo, Ns, Speed};
use loopscope_formats::io::output::Output;
use loopscope_formats::traces::format::{Format, Make, Recording};
use loopscope_studio::headway::Stoppable;
use loopscope_studio::{Easel, Headway, Recorded, Sight, Telling, Undone};
use loopscope_ui::export::Order;
use loopscope_ui::theme::Theme;
use loopscope_ui::timeline::Timeline;
use loopscope_ui::{Desk, Selection};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many frames a second a film has.
const RATE: u32 = 20;

/// Where the thread has the runs from.
pub(super) enum Source {
    /// They were seen: snapshots of the window's.
    Seen(Recorded),
    /// They are run again.
    Again(Box<Replay>, Vec<&'static ModelInfo>, Ns),
}

/// What is written of the runs.
pub(super) struct Job {
    pub order: Order,
    pub format: &'static Format,
    pub path: PathBuf,
    pub source: Source,
    /// Which run is on the stage.
    pub stage: usize,
    pub look: Look,
    pub headway: Arc<Headway>,
}

/// How a film looks.
pub(super) struct Look {
    pub theme: &'static Theme,
    pub desk: Desk,
    pub selection: Option<Selection>,
    pub timeline: Timeline,
    pub size: Vec2,
    pub speed: Speed,
}

impl Job {
    /// Does it.
    pub fn run(self) -> Result<(), Undone> {
        let Self { order, format, path, source, stage, look, headway } = self;
        let recorded = match source {
            Source::Seen(recorded) => recorded,
            Source::Again(replay, models, until) => {
                let mut recorded = Recorded::default();
                for model in models {
                    recorded.again(&replay, model, until, &headway)?;
                }
                recorded
            }
        };
        let Some((trace, (header, marks))) = recorded.traces.get(stage).zip(recorded.logs.get(stage)) else {
            return Err(Undone::says("the run is gone"));
        };
        match format.make {
            Make::Text(make) | Make::Binary(make) => {
                let recording = Recording { trace, header, marks, from: order.from, to: order.to };
                write(&path, Output::new, &headway, |to| Ok(make(&recording, to)?))
            }
            Make::Picture(_) => {
                let Look { theme, desk, selection, timeline, size, speed } = look;
                let sight = Sight::new(&recorded, stage, theme, desk, selection);
                let mut easel = Easel::new(order.part, size, 1.0, theme, Some(&timeline));
                let telling = Telling { from: order.from, to: order.to, speed, rate: RATE };
                write(&path, Output::plain, &headway, |to| telling.write(&sight, &mut easel, &headway, to))
            }
        }
    }
}

/// Writes a file, all of it or nothing.
pub(super) fn write(
    path: &Path,
    begin: fn(&Path) -> io::Result<Output>,
    headway: &Headway,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Undone>,
) -> Result<(), Undone> {
    let mut to = Stoppable { to: BufWriter::new(begin(path)?), headway };
    let written = write(&mut to);
    // Whoever writes knows of an output that fails, and not that it was asked to.
    headway.go_on()?;
    written?;
    Ok(to.to.into_inner().map_err(io::IntoInnerError::into_error)?.keep()?)
}
