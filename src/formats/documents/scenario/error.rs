//! [`ScenarioError`]: what is wrong with a scenario file, where, and how that is shown.

use std::fmt;

/// What is wrong with a scenario file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct ScenarioError {
    /// The file.
    pub file: String,
    /// The key, as in `machine.cores` or `job[3].steps[0]`; empty where none is meant.
    pub key: String,
    /// What was found, what was expected and what would be legal.
    pub says: String,
    /// The place, if there is one.
    pub place: Option<Quote>,
}

/// A place in a text, with its line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The line, or the part of a long line that is about the place.
    pub text: String,
    /// How many characters of `text` stand before the place.
    pub before: usize,
}

/// How much of a line is shown.
const SHOWN: usize = 100;
/// The longest message, in characters: it may quote what the file says.
const LONGEST: usize = 600;

impl ScenarioError {
    /// About the file as a whole.
    pub(super) fn of_file(file: &str, says: String) -> Self {
        Self { file: file.to_owned(), key: String::new(), says: clean(&says, LONGEST), place: None }
    }
    /// About a key that stands nowhere.
    pub(super) fn of_key(file: &str, key: &str, says: String) -> Self {
        Self { key: clean(key, SHOWN), ..Self::of_file(file, says) }
    }
    /// About the place `offset` bytes into the text.
    pub(super) fn at(file: &str, text: &str, offset: usize, key: &str, says: String) -> Self {
        Self { place: Some(Quote::new(text, offset)), ..Self::of_key(file, key, says) }
    }
}

impl Quote {
    /// The place `offset` bytes into the text (or at its end).
    fn new(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        // A byte order mark is no column of the first line.
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let offset = offset.max(first);
        let start = text[..offset].rfind('\n').map_or(first, |newline| newline + 1);
        let line = text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = text[start..offset].chars().count();
        let skipped = column.saturating_sub(SHOWN * 2 / 3);
        let shown: String = text[start..].chars().take_while(|c| *c != '\n').skip(skipped).take(SHOWN).collect();
        Self { line, column: column + 1, text: clean(shown.trim_end(), SHOWN), before: column - skipped }
    }
}

/// The same text without control characters (a file must not drive the terminal that shows its errors), and not too long.
fn clean(text: &str, most: usize) -> String {
    let mut out: String = text
        .chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        })
        .take(most)
        .collect();
    if out.len() < text.len() && text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, key, says, place } = self;
        write!(f, "{file}:")?;
        if let Some(place) = place {
            write!(f, "{}:{}:", place.line, place.column)?;
        }
        if !key.is_empty() {
            write!(f, " {key}:")?;
        }
        write!(f, " {says}")?;
        let Some(Quote { line, text, before, .. }) = place else { return Ok(()) };
        let number = line.to_string();
        let (edge, gap) = (" ".repeat(number.len()), " ".repeat(*before));
        write!(f, "\n  {number} | {text}\n  {edge} | {gap}^")
    }
}
