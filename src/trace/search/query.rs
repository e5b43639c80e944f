//! [`Query`]: what is looked for, and how people write it: `task C`, `io > 3ms`, `switches over 5us`, `longest wait`, `queued task C`, `preempted`.
//!
//! Forgiving: case, plurals, small words between, `µs` and `us`, `>` and `over` do not matter. It does *not* decide how a mistake is said
//! (that is the window).

use crate::tracks::track::{STATES, SpanState};
use loopscope_event::{Kind, Ns, TaskId, time};

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Query {
    /// Spans or happenings.
    pub what: What,
    /// Whose; `None`: anybody's.
    pub task: Option<TaskId>,
    /// How long a span is.
    pub length: Option<Length>,
    /// In which order they are answered.
    pub order: Order,
}

/// Spans or happenings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Spans in any of the states that are true, by [`SpanState::index`].
    Spans([bool; STATES]),
    /// Events.
    Events(Happening),
}

impl What {
    const fn is_event(self) -> bool {
        matches!(self, Self::Events(_))
    }
}

/// A bound on how long a span is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Longer than so many ns.
    Over(Ns),
    /// Shorter than so many ns.
    Under(Ns),
}

/// In which order spans are answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// As they began.
    Time,
    /// The longest first.
    Longest,
}

/// What can be looked for among events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Happening {
    /// A job came.
    Arrived,
    /// A job, a task or an input's handler ended.
    Done,
    /// A thread's quantum ended while others were runnable.
    Preempted,
    /// A waker was called, or a worker was woken.
    Woken,
    /// A task or a thread was made.
    Spawned,
    /// A task or a request was dropped.
    Cancelled,
    /// A worker stole.
    Stolen,
    /// A write that lost another's.
    Stale,
    /// A frame that was due while a handler ran.
    Missed,
    /// A frame was painted.
    Painted,
    /// An input was posted.
    Input,
    /// A slider moved.
    Changed,
}

impl Happening {
    /// True if that is what the event says.
    #[must_use]
    pub const fn fits(self, kind: &Kind) -> bool {
        match self {
            Self::Arrived => matches!(kind, Kind::JobArrived { .. }),
            Self::Done => matches!(kind, Kind::JobDone { .. } | Kind::TaskDone { .. } | Kind::InputHandled { .. }),
            Self::Preempted => matches!(kind, Kind::Preempted { .. }),
            Self::Woken => matches!(kind, Kind::TaskWoken { .. } | Kind::WorkerWoken { .. }),
            Self::Spawned => matches!(kind, Kind::TaskSpawned { .. } | Kind::ThreadSpawned { .. }),
            Self::Cancelled => matches!(kind, Kind::TaskCancelled { .. } | Kind::IoCancelled { .. }),
            Self::Stolen => matches!(kind, Kind::Stolen { .. }),
            Self::Stale => matches!(kind, Kind::VarWritten { stale: true, .. }),
            Self::Missed => matches!(kind, Kind::FrameMissed { .. }),
            Self::Painted => matches!(kind, Kind::FramePainted { .. }),
            Self::Input => matches!(kind, Kind::InputPosted { .. }),
            Self::Changed => matches!(kind, Kind::ScenarioChanged { .. }),
        }
    }
}

/// Why a text is no query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing is asked for.
    Empty,
    /// No word of the language.
    Unknown(String),
    /// After `task` there stands no task's name.
    NoTask(String),
    /// After `over` or `under` there stands no duration.
    NoLength(String),
    /// A span and a happening at once, or two happenings.
    Mixed(String),
    /// A happening has no length.
    Instant(String),
}

/// The words for kinds, the first of each being the one that is told: what [`Fault::Unknown`] has instead.
pub const KINDS: &[(&[&str], What)] = &[
    (&["running", "run", "runs", "ran", "cpu"], spans(&[SpanState::Running])),
    (&["queued", "queue", "ready", "runnable"], spans(&[SpanState::Queued])),
    (&["io", "i/o", "read", "reads", "request", "requests"], spans(&[SpanState::Io])),
    (&["switch", "switches", "switching"], spans(&[SpanState::Switching])),
    (&["dispatch", "dispatches", "dispatching"], spans(&[SpanState::Dispatching])),
    (&["device-queue", "turn"], spans(&[SpanState::DeviceQueue])),
    (&["lock", "locks"], spans(&[SpanState::Lock])),
    (&["timer", "timers"], spans(&[SpanState::Waiting])),
    (&["gate"], spans(&[SpanState::Gate])),
    (
        &["wait", "waits", "waiting"],
        spans(&[SpanState::Gate, SpanState::Queued, SpanState::Io, SpanState::DeviceQueue, SpanState::Lock, SpanState::Waiting]),
    ),
    (&["preempted", "preempt", "preemption", "preemptions"], What::Events(Happening::Preempted)),
    (&["stale", "lost"], What::Events(Happening::Stale)),
    (&["missed", "misses"], What::Events(Happening::Missed)),
    (&["painted", "frame", "frames"], What::Events(Happening::Painted)),
    (&["arrived", "arrival", "arrivals"], What::Events(Happening::Arrived)),
    (&["done", "completed", "completions"], What::Events(Happening::Done)),
    (&["woken", "wake", "wakes"], What::Events(Happening::Woken)),
    (&["spawned", "spawn", "spawns"], What::Events(Happening::Spawned)),
    (&["cancelled", "canceled"], What::Events(Happening::Cancelled)),
    (&["stolen", "steal", "steals"], What::Events(Happening::Stolen)),
    (&["input", "inputs"], What::Events(Happening::Input)),
    (&["changed", "change", "changes"], What::Events(Happening::Changed)),
];

/// Words that say nothing here.
const SMALL: &[&str] = &["a", "the", "than", "of", "for", "in", "at", "on", "and", "or", "is", "was"];

const fn spans(states: &[SpanState]) -> What {
    let mut wanted = [false; STATES];
    let mut i = 0;
    while i < states.len() {
        wanted[states[i].index()] = true;
        i += 1;
    }
    What::Spans(wanted)
}

impl Query {
    /// Every span of this task.
    #[must_use]
    pub const fn of_task(task: TaskId) -> Self {
        Self { what: What::Spans([true; STATES]), task: Some(task), length: None, order: Order::Time }
    }

    /// Reads a query where spans are called by their tasks' letters.
    ///
    /// # Errors
    /// What is wrong with it, with the word in question.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Asked::read(text, Called::ByLetter).map(|asked| asked.query)
    }

    /// True if what happened is looked for.
    #[must_use]
    pub fn fits_event(&self, kind: &Kind) -> bool {
        let What::Events(happening) = self.what else { return false };
        happening.fits(kind) && self.task.is_none_or(|task| kind.task() == Some(task))
    }
}

/// What spans are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// They are tasks', which have letters.
    ByLetter,
    /// They have names, which another program gave them.
    ByName,
}

/// What is asked for: a query, and what spans are to be called.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The query.
    pub query: Query,
    /// Parts of a name, in small letters; only of spans that have names.
    pub names: Vec<String>,
}

impl Asked {
    /// Reads what is asked for. Where spans have names, a word that is no kind of span and no length is a part of a name, and so is whatever
    /// stands in quotes; there are no tasks and no events then.
    ///
    /// # Errors
    /// What is wrong with it, with the word in question.
    pub fn read(text: &str, called: Called) -> Result<Self, Fault> {
        let by_name = called == Called::ByName;
        let (text, mut names) = if by_name { unquoted(text) } else { (text.to_owned(), Vec::new()) };
        let text = text.replace(">=", " over ").replace("<=", " under ").replace('>', " over ").replace('<', " under ");
        let text = text.replace("device queue", "device-queue").replace(',', " ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let (mut what, mut task, mut length, mut order) = (None, None, None, Order::Time);
        let mut rest = &words[..];
        while let Some((word, others)) = rest.split_first() {
            rest = others;
            let lower = word.to_lowercase();
            match lower.as_str() {
                "longest" | "slowest" => order = Order::Longest,
                "task" | "tasks" | "job" | "jobs" if !by_name => {
                    let name = rest.first().copied().unwrap_or_default();
                    task = Some(TaskId::named(name).ok_or_else(|| Fault::NoTask(name.to_owned()))?);
                    rest = &rest[1..];
                }
                "over" | "above" | "longer" | "under" | "below" | "shorter" => {
                    let bound = bound(&mut rest)?;
                    let under = matches!(lower.as_str(), "under" | "below" | "shorter");
                    length = Some(if under { Length::Under(bound) } else { Length::Over(bound) });
                }
                // A letter is a task, even where it is a word as well.
                _ if !by_name && word.chars().all(|c| c.is_ascii_uppercase()) && TaskId::named(word).is_some() => {
                    task = TaskId::named(word);
                }
                small if SMALL.contains(&small) => {}
                kind => match KINDS.iter().find(|(names, what)| names.contains(&kind) && !(by_name && what.is_event())) {
                    Some((_, found)) => what = Some(both(what, *found).ok_or_else(|| Fault::Mixed((*word).to_owned()))?),
                    None => match (TaskId::named(word).filter(|_| !by_name), time::parse(&lower)) {
                        (Some(found), _) => task = Some(found),
                        (_, Ok(bound)) => length = Some(Length::Over(bound)),
                        _ if by_name => names.push(lower),
                        _ => return Err(Fault::Unknown((*word).to_owned())),
                    },
                },
            }
        }
        if let Some(What::Events(_)) = what
            && (length.is_some() || order == Order::Longest)
        {
            return Err(Fault::Instant(text.trim().to_owned()));
        }
        if what.is_none() && task.is_none() && length.is_none() && order == Order::Time && names.is_empty() {
            return Err(Fault::Empty);
        }
        Ok(Self { query: Query { what: what.unwrap_or(What::Spans([true; STATES])), task, length, order }, names })
    }
}

/// What stands outside quotes, and what inside; quotes that are not closed go to the end.
fn unquoted(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside) = (String::new(), Vec::new());
    for (place, piece) in text.split(['"', '“', '”', '„']).enumerate() {
        if place % 2 == 0 {
            outside.push_str(piece);
            outside.push(' ');
        } else if !piece.is_empty() {
            inside.push(piece.to_lowercase());
        }
    }
    (outside, inside)
}

/// Spans in either of two kinds; a happening is alone.
fn both(before: Option<What>, more: What) -> Option<What> {
    match (before, more) {
        (None, more) => Some(more),
        (Some(What::Spans(a)), What::Spans(b)) => Some(What::Spans(std::array::from_fn(|i| a[i] || b[i]))),
        (Some(before), more) => (before == more).then_some(more),
    }
}

/// A duration of one word or two: `5us`, `5 µs`; small words before it are passed over.
fn bound(rest: &mut &[&str]) -> Result<Ns, Fault> {
    while let Some((word, others)) = rest.split_first()
        && SMALL.contains(&word.to_lowercase().as_str())
    {
        *rest = others;
    }
    let first = rest.first().copied().unwrap_or_default().to_lowercase();
    if let Ok(bound) = time::parse(&first) {
        *rest = &rest[1..];
        return Ok(bound);
    }
    let both = format!("{first}{}", rest.get(1).copied().unwrap_or_default().to_lowercase());
    match time::parse(&both) {
        Ok(bound) => {
            *rest = &rest[2..];
            Ok(bound)
        }
        Err(_) => Err(Fault::NoLength(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Query {
        Query::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
    }

    #[test]
    fn queries_are_read_as_people_write_them() {
        let io = What::Spans(std::array::from_fn(|i| i == SpanState::Io.index()));
        for text in ["io > 3ms", "I/O over 3 ms", "io longer than 3ms", "IO>3000us", "io at 3ms", "io, over the 3 ms"] {
            assert_eq!(read(text), Query { what: io, task: None, length: Some(Length::Over(3_000_000)), order: Order::Time }, "{text}");
        }
        assert_eq!(read("switches over 5µs"), read("SWITCH > 5us"));
        assert_eq!(read("task C"), Query::of_task(TaskId(2)));
        assert_eq!(read("C"), read("task c"));
        assert_eq!(read("A"), Query::of_task(TaskId(0)), "a task, not the small word");
        assert_eq!(read("27").task, Some(TaskId(26)));
        assert_eq!(read("queued task i1").task, Some(TaskId::input(0)));
        assert_eq!(read("longest wait").order, Order::Longest);
        assert_eq!(read("preempted").what, What::Events(Happening::Preempted));
        assert_eq!(read("io or locks").what, both(Some(read("io").what), read("lock").what).unwrap());
        assert_eq!(read("wait under 1us").length, Some(Length::Under(1000)));
    }

    #[test]
    fn every_kind_that_is_told_is_read() {
        for (names, what) in KINDS {
            for name in *names {
                assert_eq!(read(name).what, *what, "{name}");
            }
        }
    }

    #[test]
    fn where_spans_have_names_words_are_parts_of_them() {
        let asked = |text: &str| Asked::read(text, Called::ByName).unwrap();
        let named = |text: &str| asked(text).names;
        assert_eq!(named("Parse HTML"), ["parse", "html"]);
        assert_eq!(named("\"Parse HTML\""), ["parse html"]);
        assert_eq!(named("A 27 task done c1"), ["27", "task", "done", "c1"]);
        assert_eq!(named("“io, over 3” tick"), ["io, over 3", "tick"]);
        assert_eq!(named("\"never closed"), ["never closed"]);
        assert_eq!(asked("gc over 5 ms"), Asked { query: read("over 5ms"), names: vec!["gc".into()] });
        assert_eq!(asked("longest io fetch"), Asked { query: read("longest io"), names: vec!["fetch".into()] });
        assert_eq!(Asked::read(" \"\" ", Called::ByName), Err(Fault::Empty));
        assert_eq!(Asked::read("gc over much", Called::ByName), Err(Fault::NoLength("much".into())));
    }

    #[test]
    fn a_mistake_names_the_word() {
        for (text, fault) in [
            ("", Fault::Empty),
            ("the", Fault::Empty),
            ("io ovr 3ms", Fault::Unknown("ovr".into())),
            ("task", Fault::NoTask(String::new())),
            ("task over 3ms", Fault::NoTask("over".into())),
            ("io over", Fault::NoLength(String::new())),
            ("io over 3", Fault::NoLength("3".into())),
            ("io over 99999999999999999999999s", Fault::NoLength("99999999999999999999999s".into())),
            ("io preempted", Fault::Mixed("preempted".into())),
            ("preempted over 3ms", Fault::Instant("preempted over 3ms".into())),
            ("longest missed", Fault::Instant("longest missed".into())),
            ("\u{0}\u{feff}", Fault::Unknown("\u{0}\u{feff}".into())),
        ] {
            assert_eq!(Query::parse(text), Err(fault), "{text:?}");
        }
    }
}
