//! `loopscope export`: a run, taken elsewhere in any format of the registry.
//!
//! `pictures` reads what is asked of a picture. It does *not* know how a format is made (`files::format`, `app::export`).

mod pictures;

use super::{Fail, Found, built_in, models_for};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use loopscope_event::validate::nearest;
use loopscope_event::{ModelInfo, Ns, Scenario, time};
use loopscope_formats::content::Content;
use loopscope_formats::io::output::Output;
use loopscope_formats::io::replace;
use loopscope_formats::io::source::Source;
use loopscope_formats::traces::format::{self, FORMATS, Format, Make, Of, Recording, Span, Written};
use loopscope_formats::traces::importers::{IMPORTERS, Importer};
use loopscope_studio::headway::Stoppable;
use loopscope_studio::{Headway, Recorded, Undone};
use loopscope_trace::Trace;
use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

/// `loopscope export`.
#[derive(Args, Debug)]
#[command(after_help = after_help())]
pub(super) struct ExportArgs {
    /// A scenario file, the name of a built-in scenario, a log, or a trace of another program (plain or gzipped)
    #[arg(value_name = "SCENARIO|LOG")]
    source: PathBuf,
    /// The file to write; its ending says the format. What is no picture is gzipped if its name ends in .gz; - is standard output
    out: PathBuf,
    /// The format, whatever the file's ending is
    #[arg(long = "as", value_name = "FORMAT")]
    format: Option<String>,
    /// Which model's run, or which one is on the stage [default: coroutines if it runs, else the scenario's last]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// From this instant on, such as 1.5ms [default: from the beginning]. A still picture shows this instant [default: the end]
    #[arg(long, value_name = "T")]
    from: Option<String>,
    /// Up to this instant, with all that happens in it [default: to the end]. A still picture then shows this instant, its
    /// timeline from --from on
    #[arg(long, value_name = "T")]
    to: Option<String>,
    #[command(flatten)]
    picture: pictures::PictureArgs,
}

fn after_help() -> String {
    let mut text = String::from("Formats, and how their files end:\n");
    for format in FORMATS {
        let endings: Vec<String> = format.endings.iter().map(|ending| format!(".{ending}")).collect();
        // A string takes everything.
        let _ = writeln!(text, "  {:10}  {} ({})", format.name, format.says, endings.join(", "));
    }
    text + "\nA log begins with the first event, since events name their causes by number: it takes --to, but no --from.\n\n\
            Examples:\n  loopscope export race-twenty race.png --from 25ms\n  \
            loopscope export race-twenty race.gif --model threads --to 20ms --speed 2ms\n  \
            loopscope export log.ndjson.gz - --as events-csv --from 1ms --to 2ms"
}

/// What is exported, as the flags say.
struct Wanted<'a> {
    source: &'a Path,
    out: &'a Path,
    format: &'static Format,
    model: Option<&'a str>,
    from: Option<Ns>,
    to: Option<Ns>,
    headway: Arc<Headway>,
}

pub(super) fn export(args: &ExportArgs) -> Result<(), Fail> {
    let ExportArgs { source, out, format, model, from, to, picture } = args;
    let format = chosen(format.as_deref(), out)?;
    let instant = |flag: &str, text: &Option<String>| {
        text.as_deref().map(time::parse).transpose().map_err(|says| Fail::usage(format!("{flag}: {says}")))
    };
    let (from, to) = (instant("--from", from)?, instant("--to", to)?);
    if let (Span::Beginning, Some(_)) = (format.span, from) {
        return Err(Fail::usage(format!(
            "--from: a {} begins with the first event, since events name their causes by number; leave --from away, or take another format",
            format.name
        )));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Fail::usage(format!("--from {} is after --to {}", time::exact(from), time::exact(to))));
    }
    if out != Path::new("-") {
        replace::writable(out).map_err(|fault| unwritable(out, &fault))?;
        if source.canonicalize().is_ok_and(|known| out.canonicalize().is_ok_and(|out| out == known)) {
            return Err(Fail::usage(format!("{}: this is what is exported; give another file", out.display())));
        }
    } else if !format.is_text() && io::stdout().is_terminal() {
        return Err(Fail::usage(format!("-: a {} is not for a terminal; give a file, or send it on", format.name)));
    }
    // Without a handler Ctrl-C ends the program as ever; a half-written file would then stay beside the whole one.
    let _ = ctrlc::set_handler(|| {
        replace::abandon();
        process::exit(130);
    });
    let headway = Arc::new(Headway::default());
    let input = Input::open(source, &headway)?;
    let wanted = Wanted { source, out, format, model: model.as_deref(), from, to, headway };
    match format.make {
        Make::Text(write) | Make::Binary(write) => {
            picture.none(format)?;
            wanted.written(input, write)
        }
        Make::Picture(kind) => {
            let order = picture.read(kind, input.of())?;
            wanted.picture(input, kind, &order)
        }
    }
}

/// What is exported: a file that is open, or a scenario that is to be run.
enum Input {
    Trace(&'static Importer, Source),
    Scenario(Box<Scenario>),
}

impl Input {
    fn open(path: &Path, headway: &Arc<Headway>) -> Result<Self, Fail> {
        if !path.exists() {
            return Ok(Self::Scenario(Box::new(built_in(path)?.scenario)));
        }
        let seen = Arc::clone(headway);
        let content = Content::open(path, IMPORTERS, move |_| seen.go_on().is_ok()).map_err(Fail::usage)?;
        Ok(match content {
            Content::Trace(importer, source) => Self::Trace(importer, source),
            document => Self::Scenario(Box::new(Found::new(path, document)?.scenario)),
        })
    }

    /// What there is of a run.
    const fn of(&self) -> Of {
        match self {
            Self::Trace(importer, _) => importer.of,
            Self::Scenario(_) => Of::Events,
        }
    }
}

impl Wanted<'_> {
    fn written(&self, input: Input, write: Written) -> Result<(), Fail> {
        let headway = &self.headway;
        let (recorded, stage) = watched(headway, || self.recorded(input, Others::Left))?;
        let Some((trace, (header, marks))) = recorded.traces.get(stage).zip(recorded.logs.get(stage)) else { return Err(self.nothing()) };
        self.within(trace)?;
        let recording = Recording { trace, header, marks, from: self.from.unwrap_or(0), to: self.to.unwrap_or(Ns::MAX) };
        into(self.out, Output::new, headway, |to| Ok(write(&recording, to)?))
    }

    fn nothing(&self) -> Fail {
        Fail::usage(format!("{}: there is no run in it", self.source.display()))
    }

    /// What is asked for must not lie after the end.
    fn within(&self, trace: &Trace) -> Result<(), Fail> {
        match self.from.filter(|from| *from > trace.end()) {
            Some(from) => {
                let end = time::exact(trace.end());
                Err(Fail::usage(format!("--from {}: the run of {} ends at {end}", time::exact(from), trace.model().name)))
            }
            None => Ok(()),
        }
    }

    /// The runs, and which of them is meant.
    fn recorded(&self, input: Input, others: Others) -> Result<(Recorded, usize), Fail> {
        let Self { source, model, from, to, format, headway, .. } = self;
        let scenario = match input {
            Input::Trace(importer, text) => return self.read(importer, text).map(|recorded| (recorded, 0)),
            Input::Scenario(scenario) => *scenario,
        };
        let mut models = models_for(&scenario, &[])?;
        let stage = match model {
            Some(name) => {
                let asked = models_for(&scenario, &[(*name).to_owned()])?;
                for asked in &asked {
                    if !models.iter().any(|known| known.name == asked.name) {
                        models.push(asked);
                    }
                }
                asked.first().copied()
            }
            None => models.iter().copied().find(|model| model.name == "coroutines").or(models.last().copied()),
        };
        let Some(stage) = stage else { return Err(self.nothing()) };
        let scenario = Arc::new(Scenario { models: models.iter().map(|model| model.name.to_owned()).collect(), ..scenario });
        let runs: Vec<&'static ModelInfo> = match others {
            Others::Run => models,
            Others::Left => vec![stage],
        };
        let until = to.or(from.filter(|_| format.span == Span::Instant));
        if !scenario.ends() && until.is_none() {
            let flag = if format.span == Span::Instant {
                "which instant is meant, such as --from 100ms"
            } else {
                "where to stop, such as --to 100ms"
            };
            return Err(Fail::usage(format!("{}: this scenario never ends; say {flag}", source.display())));
        }
        let recorded = Recorded::run(&scenario, &runs, until.unwrap_or(time::HORIZON), headway).map_err(undone)?;
        let place = recorded.traces.iter().position(|trace| trace.model().name == stage.name).unwrap_or_default();
        Ok((recorded, place))
    }
}

impl Wanted<'_> {
    /// The run that a log tells of, or the lanes of a trace.
    fn read(&self, importer: &Importer, text: Source) -> Result<Recorded, Fail> {
        let name = self.source.display();
        let (recorded, broken) = Recorded::read(&name.to_string(), importer, text, &self.headway).map_err(undone)?;
        if let Some(broken) = broken {
            let kept: u64 = recorded.traces.iter().map(Trace::len).sum();
            return Err(Fail::usage(format!(
                "{broken}\nThe {kept} events before it could be read; cut the file before that place to export them."
            )));
        }
        if let (Some(asked), Some(trace)) = (self.model, recorded.traces.last())
            && asked != trace.model().name
        {
            return Err(Fail::usage(format!("--model {asked}: {name} is a log of {}", trace.model().name)));
        }
        Ok(recorded)
    }
}

/// What becomes of a scenario's other models.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// They run as well, to be seen beside the one that is meant.
    Run,
    /// Nobody asks for them.
    Left,
}

/// The format that is meant.
fn chosen(asked: Option<&str>, out: &Path) -> Result<&'static Format, Fail> {
    let legal = || FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
    match asked {
        Some(name) => format::named(name).ok_or_else(|| {
            let hint =
                nearest(name, FORMATS.iter().map(|format| format.name)).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            Fail::usage(format!("--as: there is no format {name:?}.{hint} There are {}.", legal()))
        }),
        None => format::of_path(out).ok_or_else(|| {
            let endings: Vec<String> = FORMATS.iter().map(|format| format!(".{} ({})", format.ending(), format.name)).collect();
            Fail::usage(format!(
                "{}: no format has such an ending; end the name in one of {}, or say --as with one of {}",
                out.display(),
                endings.join(", "),
                legal()
            ))
        }),
    }
}

/// Writes to the file, all of it or nothing, or to standard output, where a reader that has seen enough is no fault.
fn into(
    out: &Path,
    begin: fn(&Path) -> io::Result<Output>,
    headway: &Arc<Headway>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Undone>,
) -> Result<(), Fail> {
    if out == Path::new("-") {
        let mut to = io::BufWriter::new(io::stdout().lock());
        return match write(&mut to).and_then(|()| Ok(to.flush()?)) {
            Err(Undone::Io(fault)) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(Undone::Io(fault)) => Err(Fail::usage(format!("cannot write to standard output: {fault}"))),
            done => done.map_err(undone),
        };
    }
    let file = begin(out).map_err(|fault| unwritable(out, &fault))?;
    let mut to = Stoppable { to: io::BufWriter::new(file), headway };
    let written = watched(headway, || write(&mut to));
    let kept = written.and_then(|()| Ok(to.to.into_inner().map_err(io::IntoInnerError::into_error)?.keep()?));
    kept.map_err(|fault| match fault {
        Undone::Io(fault) => unwritable(out, &fault),
        fault => undone(fault),
    })
}

/// How often a bar is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Does a piece of work, and shows on standard error how far it has got; nothing where that is no terminal.
fn watched<R>(headway: &Arc<Headway>, work: impl FnOnce() -> R) -> R {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (done, wait) = mpsc::sync_channel::<()>(1);
    let seen = headway.clone();
    // Without a thread it is done all the same.
    let bar = thread::Builder::new().name("progress".into()).spawn(move || {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        while let Err(mpsc::RecvTimeoutError::Timeout) = wait.recv_timeout(TICK) {
            let (parts, all) = seen.parts();
            let template = if all.is_some() { "{bar:40} {pos} of {len} frames, {eta} left" } else { "{spinner} {human_pos} events" };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_length(all.unwrap_or(0));
            bar.set_position(parts);
        }
        bar.finish_and_clear();
    });
    let result = work();
    drop(done);
    if let Ok(bar) = bar {
        // A bar that broke is no fault of the work.
        let _ = bar.join();
    }
    result
}

fn unwritable(path: &Path, fault: &io::Error) -> Fail {
    Fail::usage(format!("{}: cannot write this file: {fault}", path.display()))
}

fn undone(fault: Undone) -> Fail {
    match fault {
        Undone::Stopped => Fail::result("stopped; nothing was written"),
        fault => Fail::usage(fault),
    }
}
