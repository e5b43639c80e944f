//! `loopscope export`: a run, taken elsewhere in any format of the registry.
//!
//! It does *not* know how a format is made (`files::format`, `app::export`).

use super::{Fail, Found, check, find, models_for};
use crate::{
    app::export::{Headway, Recorded, Undone, headway::Stoppable},
    event::{Ns, Scenario, time, validate::nearest},
    files::{
        format::{self, FORMATS, Format, Make, Recording, Span},
        output::Output,
        replace,
    },
};
use clap::Args;
use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process,
    sync::Arc,
};

/// `loopscope export`.
#[derive(Args, Debug)]
#[command(after_help = after_help())]
pub(super) struct ExportArgs {
    /// A scenario file, the name of a built-in scenario, or a log (plain or gzipped)
    #[arg(value_name = "SCENARIO|LOG")]
    source: PathBuf,
    /// The file to write; its ending says the format. A text whose name ends in .gz is gzipped; - is standard output
    out: PathBuf,
    /// The format, whatever the file's ending is
    #[arg(long = "as", value_name = "FORMAT")]
    format: Option<String>,
    /// Which model's run [default: coroutines if it runs, else the last one of the scenario, as the window does]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// From this instant on, such as 1.5ms [default: from the beginning]
    #[arg(long, value_name = "T")]
    from: Option<String>,
    /// Up to this instant, with all that happens in it [default: to the end]
    #[arg(long, value_name = "T")]
    to: Option<String>,
}

fn after_help() -> String {
    let mut text = String::from("Formats, and how their files end:\n");
    for format in FORMATS {
        let endings: Vec<String> = format.endings.iter().map(|ending| format!(".{ending}")).collect();
        // A string takes everything.
        let _ = writeln!(text, "  {:10}  {} ({})", format.name, format.says, endings.join(", "));
    }
    text + "\nA log begins with the first event, since events name their causes by number: it takes --to, but no --from."
}

pub(super) fn export(args: &ExportArgs) -> Result<(), Fail> {
    let ExportArgs { source, out, format, model, from, to } = args;
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
    if *out != *Path::new("-") {
        replace::writable(out).map_err(|fault| unwritable(out, &fault))?;
        let same = source.canonicalize().is_ok_and(|known| out.canonicalize().is_ok_and(|out| out == known));
        if same {
            return Err(Fail::usage(format!("{}: this is what is exported; give another file", out.display())));
        }
    }
    // Without a handler Ctrl-C ends the program as ever; a half-written file would then stay beside the whole one.
    let _ = ctrlc::set_handler(|| {
        replace::abandon();
        process::exit(130);
    });
    let headway = Headway::default();
    let recorded = recorded(source, model.as_deref(), to, &headway)?;
    let Some((trace, (header, marks))) = recorded.traces.last().zip(recorded.logs.last()) else {
        return Err(Fail::usage(format!("{}: there is no run in it", source.display())));
    };
    if let Some(from) = from.filter(|from| *from > trace.end()) {
        let says = format!("--from {}: the run of {} ends at {}", time::exact(from), trace.model().name, time::exact(trace.end()));
        return Err(Fail::usage(says));
    }
    let recording = Recording { trace, header, marks, from: from.unwrap_or(0), to: to.unwrap_or(Ns::MAX) };
    match format.make {
        Make::Text(write) => into(out, &headway, |to| write(&recording, to).map_err(Undone::from)),
        Make::Picture(_) => Err(Fail::usage("pictures come next")),
    }
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

/// The run that is to be exported, the last of those that were recorded.
fn recorded(source: &Path, model: Option<&str>, to: Option<Ns>, headway: &Headway) -> Result<Recorded, Fail> {
    if check::begins_as_log(source) {
        let (recorded, broken) = Recorded::read(source, headway).map_err(undone)?;
        if let Some(broken) = broken {
            return Err(Fail::usage(format!(
                "{broken}\nThe {} events before it could be read; cut the file before that line to export them.",
                recorded.traces.iter().map(crate::trace::Trace::len).sum::<u64>()
            )));
        }
        if let (Some(asked), Some(trace)) = (model, recorded.traces.last())
            && asked != trace.model().name
        {
            return Err(Fail::usage(format!("--model {asked}: {} is a log of {}", source.display(), trace.model().name)));
        }
        return Ok(recorded);
    }
    let Found { scenario, .. } = find(source)?;
    let asked: Vec<String> = model.map(str::to_owned).into_iter().collect();
    let models = models_for(&scenario, &asked)?;
    if !scenario.ends() && to.is_none() {
        return Err(Fail::usage(format!("{}: this scenario never ends; say where to stop, such as --to 100ms", source.display())));
    }
    let Some(model) = models.iter().find(|model| model.name == "coroutines").or(models.last()) else {
        return Err(Fail::usage(format!("{}: no model runs", source.display())));
    };
    let scenario = Arc::new(Scenario { models: models.iter().map(|model| model.name.to_owned()).collect(), ..scenario });
    Recorded::run(&scenario, &[model], to.unwrap_or(time::HORIZON), headway).map_err(undone)
}

/// Writes to the file, all of it or nothing, or to standard output, where a reader that has seen enough is no fault.
fn into(out: &Path, headway: &Headway, write: impl FnOnce(&mut dyn Write) -> Result<(), Undone>) -> Result<(), Fail> {
    if out == Path::new("-") {
        let mut to = io::BufWriter::new(io::stdout().lock());
        return match write(&mut to).and_then(|()| Ok(to.flush()?)) {
            Err(Undone::Io(fault)) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(Undone::Io(fault)) => Err(Fail::usage(format!("cannot write to standard output: {fault}"))),
            done => done.map_err(undone),
        };
    }
    let file = Output::new(out).map_err(|fault| unwritable(out, &fault))?;
    let mut to = Stoppable { to: io::BufWriter::new(file), headway };
    let written = write(&mut to);
    let kept = written.and_then(|()| Ok(to.to.into_inner().map_err(io::IntoInnerError::into_error)?.keep()?));
    kept.map_err(|fault| match fault {
        Undone::Io(fault) => unwritable(out, &fault),
        fault => undone(fault),
    })?;
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "{}", out.display());
    }
    Ok(())
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
