//! [`Odd`]: what is put up with in files of other programs, counted and told, and never mended by a guess.

/// What is put up with, and how often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Odd {
    Phase,
    Time,
    Duration,
    NoBegin,
    NoEnd,
    Overlap,
    Short,
    Arrow,
    Value,
    NoEvent,
    Cut,
    Text,
    Lane,
    Mark,
}

/// The key of the window's words for each.
pub(super) const ODDS: [(Odd, &str); 14] = [
    (Odd::Phase, "odd.phase"),
    (Odd::Time, "odd.time"),
    (Odd::Duration, "odd.duration"),
    (Odd::NoBegin, "odd.no_begin"),
    (Odd::NoEnd, "odd.no_end"),
    (Odd::Overlap, "odd.overlap"),
    (Odd::Short, "odd.short"),
    (Odd::Arrow, "odd.arrow"),
    (Odd::Value, "odd.value"),
    (Odd::NoEvent, "odd.no_event"),
    (Odd::Cut, "odd.cut"),
    (Odd::Text, "odd.text"),
    (Odd::Lane, "odd.lane"),
    (Odd::Mark, "odd.mark"),
];
