//! The command line: one function per subcommand, and the window when there is none.
//!
//! Results go to standard output and nothing else does; what went wrong goes to standard error as `error: …`, with a way
//! out. Exit status: 0 done, 1 an invariant or a result failed, 2 the input or the usage was wrong.

mod check;
pub mod desktop;
mod export;
mod json;
mod lesson;
mod run;
mod spans;
mod sweep;
mod table;

use crate::app::{Opening, Options, sessions};
use clap::{Args, Parser, Subcommand};
use loopscope_event::validate::nearest;
use loopscope_event::{ModelInfo, Ns, Replay, Scenario, Shard};
use loopscope_formats::content::Content;
use loopscope_formats::documents::{
    gallery::{self, ReadBuiltIn},
    scenario,
};
use loopscope_formats::traces::importers::IMPORTERS;
use loopscope_sim as sim;
use std::{
    fmt::Display,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// What the command line says.
#[derive(Parser, Debug)]
#[command(name = "loopscope", version, about, args_conflicts_with_subcommands = true, after_help = after_help())]
struct Line {
    /// A scenario, a session, a lesson, a log or a Chrome trace (told by content), or the name of a built-in scenario [default: the built-in "default"]
    scenario: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Subcommand, Debug)]
enum Sub {
    /// Run a scenario without a window, to the end, as fast as it computes
    Run(RunArgs),
    /// Validate a scenario and the invariants of its runs, what a lesson states, or the invariants of a recorded log
    Check(CheckArgs),
    /// Run a scenario again and again, each time with other values of some of its keys, on all cores
    Sweep(SweepArgs),
    /// Open the window with a lesson
    Lesson(LessonArgs),
    /// Put the shards of a sweep together: the same file that the whole sweep would have written
    Merge(MergeArgs),
    /// Take a run elsewhere: as a log, as tables, as a picture
    Export(export::ExportArgs),
}

/// `loopscope run`.
#[derive(Args, Debug)]
struct RunArgs {
    /// A scenario file, or the name of a built-in scenario, such as race-twenty; or a session, which runs with all that was
    /// done to it, and as far as it had got if it never ends
    scenario: PathBuf,
    /// Run this model only; may be given several times [default: the scenario's models, else all]
    #[arg(long = "model", value_name = "NAME")]
    models: Vec<String>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Write a row per job and model: model,job,arrival_ns,start_ns,completion_ns,cpu_ns,io_ns
    #[arg(long, value_name = "FILE")]
    jobs_csv: Option<PathBuf>,
    /// Write the log of events (lines of JSON; gzipped if FILE ends in .gz). With several models a file each, named
    /// after it: log.ndjson becomes log.threads.ndjson, …
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
}

/// `loopscope check`.
#[derive(Args, Debug)]
struct CheckArgs {
    /// A scenario file, the name of a built-in scenario, a session, a lesson, a log, or a Chrome trace (plain or gzipped)
    #[arg(value_name = "SCENARIO|SESSION|LESSON|LOG|TRACE")]
    file: PathBuf,
}

/// `loopscope lesson`.
#[derive(Args, Debug)]
struct LessonArgs {
    /// A lesson file, or the name of one that comes with the program, or its number, or a part of its name [default: the list]
    #[arg(value_name = "NAME|FILE")]
    lesson: Option<PathBuf>,
}

/// `loopscope sweep`.
#[derive(Args, Debug)]
struct SweepArgs {
    /// A scenario file, or the name of a built-in scenario, such as one-to-ten-thousand
    scenario: PathBuf,
    /// A key of the scenario and N values for it: machine.pool=1..4096:log:25, workload.steps.0.cpu=2us..50us:lin:4.
    /// Given several times, every combination is run
    #[arg(long, value_name = "KEY=FROM..TO:lin|log:N", required = true)]
    over: Vec<String>,
    /// Run this model only; may be given several times [default: the scenario's models, else all]
    #[arg(long = "model", value_name = "NAME")]
    models: Vec<String>,
    /// Write the results here (.csv or .json) [default: standard output]. What is done is kept beside it, in FILE.part,
    /// until all is: the same command goes on from there
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Run only the i-th of n parts, counted from 1; `merge` puts them together
    #[arg(long, value_name = "i/n")]
    shard: Option<Shard>,
    /// How many runs are computed at once; the results do not depend on it [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// `loopscope merge`.
#[derive(Args, Debug)]
struct MergeArgs {
    /// What `sweep --shard` wrote, all of it
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write the whole sweep here (.csv or .json)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn after_help() -> String {
    let width = gallery::BUILT_IN.iter().map(|b| b.slug.len()).max().unwrap_or(0);
    let lines = gallery::BUILT_IN.iter().map(|b| format!("  {:width$}  {}\n", b.slug, b.says));
    let models: Vec<&str> = model_names();
    format!(
        "Built-in scenarios, for wherever a SCENARIO stands (a file of that name comes first):\n{}\nModels: {}\n\n\
         Exit status: 0 done, 1 an invariant or a result failed, 2 the input or the usage was wrong.\n\n\
         Examples:\n  loopscope                            open the window\n  loopscope run race-twenty            a race, as a table\n  \
         loopscope run mine.toml --model threads --events log.ndjson.gz\n  loopscope check log.ndjson.gz\n  \
         loopscope sweep one-to-ten-thousand --over workload.arrivals.closed.clients=1..10000:log:25 --out claim.csv",
        lines.collect::<String>(),
        models.join(", "),
    )
}

/// Why the program ends otherwise than well.
#[derive(Debug)]
struct Fail {
    status: u8,
    says: String,
}

impl Fail {
    /// The input or the usage was wrong.
    fn usage(says: impl Display) -> Self {
        Self { status: 2, says: says.to_string() }
    }
    /// An invariant or a result failed.
    fn result(says: impl Display) -> Self {
        Self { status: 1, says: says.to_string() }
    }
}

/// The whole program: reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let Line { scenario, command } = match Line::try_parse() {
        Ok(line) => line,
        Err(fault) => {
            // Help that nobody reads on to its end is no fault.
            let _ = fault.print();
            return ExitCode::from(if fault.use_stderr() { 2 } else { 0 });
        }
    };
    spans::listen();
    let done = match command {
        None => gui(scenario.as_deref()),
        Some(Sub::Run(args)) => run::run(&args),
        Some(Sub::Check(args)) => check::check(&args.file),
        Some(Sub::Lesson(args)) => lessons(args.lesson.as_deref()),
        Some(Sub::Sweep(args)) => sweep::sweep(&args),
        Some(Sub::Merge(args)) => sweep::merge(&args),
        Some(Sub::Export(args)) => export::export(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Fail { status, says }) => {
            let _ = writeln!(io::stderr(), "error: {says}");
            ExitCode::from(status)
        }
    }
}

/// Opens the window.
fn gui(scenario: Option<&Path>) -> Result<(), Fail> {
    let path = scenario.unwrap_or_else(|| Path::new(gallery::BUILT_IN[0].slug));
    let opening = match content(path)? {
        Some(Content::Scenario(text)) => return window(Found::parse(path, &text)?, Opening::None),
        None => return window(built_in(path)?, Opening::None),
        // The window reads it, in the background.
        Some(Content::Trace(..)) => Opening::Recordings(vec![path.to_owned()]),
        Some(Content::Lesson(text)) => Opening::Lesson(lesson::parse(path, &text)?),
        Some(Content::Session(text)) => {
            let session = sessions::parse(&text, &path.display().to_string()).map_err(Fail::usage)?;
            let scenario = Scenario::clone(&session.replay.scenario);
            return window(Found { scenario, file: None }, Opening::Session(Arc::new(session)));
        }
    };
    window(built_in(Path::new(gallery::BUILT_IN[0].slug))?, opening)
}

fn window(Found { scenario, file }: Found, lesson: Opening) -> Result<(), Fail> {
    desktop::open(Options { scenario: Arc::new(scenario), file, lesson, own: desktop::own_words() }).map_err(Fail::usage)
}

/// What a file is; `None`: there is no such file, and the name may be of something built in.
fn content(path: &Path) -> Result<Option<Content>, Fail> {
    if path.exists() { Content::open(path, IMPORTERS, |_| true).map(Some).map_err(Fail::usage) } else { Ok(None) }
}

/// Opens the window with a lesson, or with the list of them.
fn lessons(which: Option<&Path>) -> Result<(), Fail> {
    let lesson = match which {
        Some(path) => Opening::Lesson(lesson::find(path)?),
        None => Opening::List,
    };
    window(built_in(Path::new(gallery::BUILT_IN[0].slug))?, lesson)
}

/// The names of the models that exist.
fn model_names() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}

/// What is to be run: a scenario or, with what was done to it, a session.
struct Story {
    replay: Replay,
    /// Where it stops if it never ends by itself, ns; `None`: it ends, or nobody said where to stop.
    stop: Option<Ns>,
    file: Option<PathBuf>,
}

/// Reads a scenario, as [`find`] does, or a session.
fn find_story(path: &Path) -> Result<Story, Fail> {
    let Found { scenario, file } = match content(path)? {
        None => built_in(path)?,
        Some(Content::Session(text)) => return Story::of_session(path, &text),
        Some(content) => Found::new(path, content)?,
    };
    Ok(Story { replay: Replay::new(Arc::new(scenario)), stop: None, file })
}

impl Story {
    /// A session, from its text.
    fn of_session(path: &Path, text: &str) -> Result<Self, Fail> {
        let session = sessions::parse(text, &path.display().to_string()).map_err(Fail::usage)?;
        let stop = session.playhead.max(session.replay.last());
        let stop = Some(stop).filter(|_| !session.replay.newest().ends());
        Ok(Self { replay: session.replay, stop, file: Some(path.to_owned()) })
    }
}

/// A scenario, and the file it came from (none: it is built in).
struct Found {
    scenario: Scenario,
    file: Option<PathBuf>,
}

impl Found {
    /// A file's scenario, unless it is something else.
    fn new(path: &Path, content: Content) -> Result<Self, Fail> {
        let name = path.display();
        match content {
            Content::Scenario(text) => Self::parse(path, &text),
            Content::Trace(importer, _) => {
                Err(Fail::usage(format!("{name}: this looks like {}, not a scenario; to check it: loopscope check {name}", importer.title)))
            }
            Content::Session(_) => Err(Fail::usage(format!(
                "{name}: this is a session, and what is asked for here is a scenario; loopscope run {name} runs it"
            ))),
            Content::Lesson(_) => Err(Fail::usage(format!(
                "{name}: this is a lesson, and what is asked for here is a scenario; loopscope lesson {name} opens it"
            ))),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Fail> {
        let scenario = scenario::parse(text, &path.display().to_string(), &model_names()).map_err(Fail::usage)?;
        Ok(Self { scenario, file: Some(path.to_owned()) })
    }
}

/// Reads a scenario from a file or, if there is no such file, from the gallery.
fn find(path: &Path) -> Result<Found, Fail> {
    content(path)?.map_or_else(|| built_in(path), |content| Found::new(path, content))
}

/// Reads a scenario of the gallery.
fn built_in(path: &Path) -> Result<Found, Fail> {
    let name = path.to_string_lossy();
    if let Some(built_in) = gallery::find(&name) {
        let scenario = built_in.scenario(&model_names()).map_err(Fail::usage)?;
        return Ok(Found { scenario, file: None });
    }
    let slugs = || gallery::BUILT_IN.iter().map(|b| b.slug);
    let hint = nearest(&name, slugs()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    let says = format!(
        "{name}: there is no such file, nor a built-in scenario of that name.{hint}\nBuilt in are {}.",
        slugs().collect::<Vec<_>>().join(", ")
    );
    Err(Fail::usage(says))
}

/// The models to run: those asked for, else those of the scenario, else all.
fn models_for(scenario: &Scenario, asked: &[String]) -> Result<Vec<&'static ModelInfo>, Fail> {
    let names = if asked.is_empty() { &scenario.models } else { asked };
    if names.is_empty() {
        return Ok(sim::models().iter().copied().filter(|model| scenario.runs(model)).collect());
    }
    let mut models: Vec<&'static ModelInfo> = Vec::new();
    for name in names {
        let Some(model) = sim::model(name) else {
            let legal = model_names();
            let hint = nearest(name, legal.iter().copied()).map_or_else(String::new, |near| format!(" Did you mean {near}?"));
            return Err(Fail::usage(format!("there is no model {name:?}.{hint} There are {}.", legal.join(", "))));
        };
        if !models.iter().any(|known| known.name == model.name) {
            models.push(model);
        }
    }
    Ok(models)
}

/// Prints results. A reader that has seen enough (`| head`) is no fault.
fn print(text: &str) -> Result<(), Fail> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => Err(Fail::usage(format!("cannot write to standard output: {fault}"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Line::command().debug_assert();
    }

    #[test]
    fn a_name_that_is_neither_file_nor_built_in_is_answered_with_what_there_is() {
        let says = find(Path::new("race-twnety")).err().expect("no such thing").says;
        assert!(says.contains("Did you mean race-twenty?") && says.contains("cpu-hog"), "{says}");
    }

    #[test]
    fn models_come_as_asked_once_each() {
        let scenario = Scenario { models: vec!["threads".into()], ..Scenario::default() };
        let names = |asked: &[&str]| -> Result<Vec<&str>, String> {
            let asked: Vec<String> = asked.iter().map(|s| (*s).to_owned()).collect();
            models_for(&scenario, &asked).map(|models| models.iter().map(|m| m.name).collect()).map_err(|fail| fail.says)
        };
        assert_eq!(names(&[]).unwrap(), ["threads"]);
        assert_eq!(names(&["coroutines", "sync", "coroutines"]).unwrap(), ["coroutines", "sync"]);
        assert!(names(&["coroutine"]).unwrap_err().contains("Did you mean coroutines?"));
    }
}
