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

/// What each is called.
pub(super) const ODDS: [(Odd, &str); 14] = [
    (Odd::Phase, "events of a phase that is not drawn"),
    (Odd::Time, "events without a time that a clock can show"),
    (Odd::Duration, "slices without a duration, or with a negative one"),
    (Odd::NoBegin, "ends without a beginning"),
    (Odd::NoEnd, "beginnings without an end"),
    (Odd::Overlap, "slices that overlap another of their thread"),
    (Odd::Short, "slices that last no time"),
    (Odd::Arrow, "arrows without their other half"),
    (Odd::Value, "values of counters that are no whole numbers below 2^32"),
    (Odd::NoEvent, "elements that are no events"),
    (Odd::Cut, "events that the end of the file cuts off"),
    (Odd::Text, "arguments that were not kept, since they take up too much"),
    (Odd::Lane, "slices that would need too many lanes"),
    (Odd::Mark, "instants beyond the first million"),
];
