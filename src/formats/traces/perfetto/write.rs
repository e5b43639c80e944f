//! Writing a run as packets: a descriptor for each track before what lies on it, then its slices, numbers or marks.
//!
//! A track's packets come in the order in which they must nest; the viewer sorts all by time, and keeps that order where times are equal.

use super::{
    arrows::{Arrows, Which},
    field::{annotation, event},
    message::Message,
    packets::{Declared, Holds, Packets, Track},
    slots::{Slots, Taken},
    words::{self, Annotation},
};
use crate::traces::format::Recording;
use crate::traces::viewer::{Category, Counter, Lane, Life, Part, Pen, Said, Scope, Slice, Walk, group};
use loopscope_event::{DeviceId, Mark, Ns};
use loopscope_trace::{SpanState, Trace};
use std::{
    collections::HashMap,
    io::{self, Write},
    ops::Range,
};

/// Counters stand below all groups, or below all lanes of theirs.
const BELOW: u32 = 1 << 20;

/// Writes a stretch of a recorded run.
///
/// # Errors
/// When the output does not take it.
pub fn export(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    write(recording.trace, recording.marks, recording.from..recording.to.saturating_add(1), to)
}

/// Writes what happened in `range` (ns of story time; spans that reach beyond it are written whole). `marks` is what the numbers of
/// marks stand for, if the trace does not know it itself.
///
/// # Errors
/// When the output does not take it.
pub fn write(trace: &Trace, marks: &[Mark], range: Range<Ns>, to: &mut dyn Write) -> io::Result<()> {
    let walk = Walk::new(trace, marks, range);
    let mut out =
        Out { packets: Packets::new(to)?, arrows: Arrows::default(), devices: HashMap::new(), slot: 0, named: None, marked: false };
    let model = trace.model().short;
    // What was imported has no model, and its name says so.
    let name = if trace.imported().is_some() { model.to_owned() } else { format!("{model} ({})", walk.origin()) };
    out.packets.declare(&Declared { track: Track::Run, parent: None, name: &name, rank: 0, holds: Holds::Tracks })?;
    if trace.imported().is_some() {
        walk.lanes(&mut out)?;
    } else {
        // The arrows first: a burst says itself which of them lead from it and to it.
        walk.story(&mut out)?;
        out.arrows.sort();
        walk.cores(&mut out)?;
        walk.tasks(&mut out)?;
    }
    walk.numbers(&mut out)?;
    walk.marks(&mut out)?;
    out.packets.finish()
}

/// The file that is being written.
struct Out<'a> {
    packets: Packets<'a>,
    arrows: Arrows,
    devices: HashMap<DeviceId, Slots>,
    /// The track of the request that is being written, among those of its device.
    slot: u32,
    /// The last lane that had a name of its own, or was the first of its group: its number, and the name.
    named: Option<(u32, String)>,
    /// A mark has been written.
    marked: bool,
}

impl Out<'_> {
    /// The track of a life; a request has one for as long as it lasts.
    fn track(&self, life: Life) -> Track {
        match life {
            Life::Task { row, .. } => Track::Row(row),
            Life::Request { device, .. } => Track::Request(device, self.slot),
        }
    }

    /// Finds a track for a request that begins.
    fn place(&mut self, device: DeviceId, name: &str, at: Ns) -> io::Result<()> {
        let taken = self.devices.entry(device).or_default().take(at);
        let (Taken::Known(slot) | Taken::New(slot)) = taken;
        self.slot = slot;
        match taken {
            Taken::Known(_) => Ok(()),
            Taken::New(_) => {
                let (track, parent) = (Track::Request(device, slot), Some(Track::Group(group::IO)));
                self.packets.declare(&Declared { track, parent, name, rank: device.into(), holds: Holds::Slices })
            }
        }
    }
}

/// Adds what is said of a slice.
fn annotate(event: &mut Message, what: Annotation, write: impl FnOnce(&mut Message)) {
    event.message(event::ANNOTATION, |about| {
        about.number(annotation::NAME_ID, words::annotation(what));
        write(about);
    });
}

fn say(event: &mut Message, said: Said<'_>) {
    match said {
        Said::Nothing => {}
        Said::Task { task, open } => {
            annotate(event, Annotation::Task, |about| {
                about.number(annotation::UINT, task.0.into());
            });
            if open {
                say_open(event);
            }
        }
        Said::Json(json) => annotate(event, Annotation::Args, |about| {
            about.text(annotation::JSON, json);
        }),
        Said::Text(text) => annotate(event, Annotation::Text, |about| {
            about.text(annotation::TEXT, text);
        }),
    }
}

fn say_open(event: &mut Message) {
    annotate(event, Annotation::Open, |about| {
        about.number(annotation::BOOL, 1);
    });
}

impl Pen for Out<'_> {
    fn group(&mut self, group: u32, name: &str) -> io::Result<()> {
        let track = Track::Group(group);
        self.named = None;
        self.packets.declare(&Declared { track, parent: Some(Track::Run), name, rank: group, holds: Holds::Tracks })
    }

    fn lane(&mut self, lane: Lane, name: &str) -> io::Result<()> {
        let further = self.named.take().filter(|_| name.is_empty());
        let (rank, name) = self.named.insert(further.unwrap_or_else(|| (lane.number, name.to_owned())));
        let (track, parent) = (Track::Lane(lane), Some(Track::Group(lane.group)));
        self.packets.declare(&Declared { track, parent, name, rank: *rank, holds: Holds::Slices })
    }

    fn row(&mut self, row: u32, name: impl FnOnce() -> String) -> io::Result<()> {
        let (track, parent) = (Track::Row(row), Some(Track::Group(group::TASKS)));
        self.packets.declare(&Declared { track, parent, name: &name(), rank: row, holds: Holds::Slices })
    }

    fn slice(&mut self, lane: Lane, slice: &Slice<'_>) -> io::Result<()> {
        let Slice { category, name, start, end, said } = *slice;
        let track = Track::Lane(lane);
        let arrows = lane.core().map_or(&[][..], |core| self.arrows.on(core, start, end));
        self.packets.event((event::BEGIN, track, start), |event| {
            event.number(event::CATEGORY, words::category(category)).text(event::NAME, name);
            say(event, said);
            for end in arrows {
                let field = match end.which {
                    Which::From => event::FLOW,
                    Which::To => event::LAST_FLOW,
                };
                event.fixed(field, end.arrow.into());
            }
        })?;
        self.packets.event((event::END, track, end), |_| {})
    }

    fn begin(&mut self, life: Life, part: Part<'_>, at: Ns) -> io::Result<()> {
        if let (Life::Request { device, .. }, Part::Whole(name)) = (life, part) {
            self.place(device, name, at)?;
        }
        let (category, said) = match (life, part) {
            (Life::Task { .. }, _) => (Category::Task, Said::Nothing),
            (Life::Request { task, .. }, Part::Whole(_)) => (Category::State(SpanState::Io), Said::Task { task, open: false }),
            (Life::Request { .. }, Part::State(_)) => (Category::State(SpanState::Io), Said::Nothing),
        };
        let track = self.track(life);
        self.packets.event((event::BEGIN, track, at), |event| {
            event.number(event::CATEGORY, words::category(category));
            match part {
                Part::Whole(name) => event.text(event::NAME, name),
                Part::State(state) => event.number(event::NAME_ID, words::name(state)),
            };
            say(event, said);
        })
    }

    fn end(&mut self, life: Life, part: Part<'_>, at: Ns, open: bool) -> io::Result<()> {
        let track = self.track(life);
        self.packets.event((event::END, track, at), |event| {
            if open {
                say_open(event);
            }
        })?;
        if let (Life::Request { device, .. }, Part::Whole(_)) = (life, part) {
            self.devices.entry(device).or_default().give_back(self.slot, at);
        }
        Ok(())
    }

    fn arrow(&mut self, from: (u16, Ns), to: (u16, Ns)) -> io::Result<()> {
        self.arrows.add(from, to);
        Ok(())
    }

    fn counter(&mut self, Counter { number, name, group, .. }: Counter<'_>) -> io::Result<()> {
        let (track, rank, parent) = (Track::Counter(number), BELOW + number, group.map_or(Track::Run, Track::Group));
        self.packets.declare(&Declared { track, parent: Some(parent), name, rank, holds: Holds::Values })
    }

    fn count(&mut self, counter: Counter<'_>, at: Ns, value: u32) -> io::Result<()> {
        let Counter { number, exponent, .. } = counter;
        let unit = 10_u64.saturating_pow(exponent.unsigned_abs().into());
        self.packets.event((event::COUNT, Track::Counter(number), at), |event| {
            if exponent < 0 {
                event.fixed(event::DOUBLE_VALUE, (f64::from(value) / unit as f64).to_bits());
            } else {
                // Whole numbers have a sign there.
                event.number(event::VALUE, u64::from(value).saturating_mul(unit).min(i64::MAX as u64));
            }
        })
    }

    /// Marks have a track of their own above all groups, as they are about everything.
    fn mark(&mut self, name: &str, _: Scope, at: Ns) -> io::Result<()> {
        if !std::mem::replace(&mut self.marked, true) {
            self.packets.declare(&Declared {
                track: Track::Marks,
                parent: Some(Track::Run),
                name: "Marks",
                rank: 0,
                holds: Holds::Slices,
            })?;
        }
        self.packets.event((event::INSTANT, Track::Marks, at), |event| {
            event.text(event::NAME, name);
        })
    }
}
