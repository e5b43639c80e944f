//! Identifiers: labels, devices, locks and variables as a programmer would name them.

use loopscope_event::Step;
use std::collections::BTreeSet;

/// The longest name that a label becomes.
const LONGEST: usize = 32;

/// Words that are reserved in one of the languages, or that mean something else there.
const TAKEN: &[&str] = &[
    "and", "as", "assert", "async", "await", "box", "break", "class", "const", "continue", "crate", "def", "del", "dyn", "elif", "else",
    "enum", "except", "extern", "false", "finally", "fn", "for", "from", "global", "if", "impl", "import", "in", "is", "lambda", "let",
    "loop", "match", "mod", "move", "mut", "none", "nonlocal", "not", "or", "pass", "pub", "raise", "ref", "return", "self", "shared",
    "static", "struct", "super", "trait", "true", "try", "type", "unsafe", "use", "where", "while", "with", "yield",
];

/// The function names taken so far in a file.
#[derive(Default)]
pub(super) struct Names {
    used: BTreeSet<String>,
    parts: u32,
}

impl Names {
    /// This name, or the next free one like it.
    pub fn free(&mut self, wanted: &str) -> String {
        let name = (1..).map(|n| if n == 1 { wanted.to_owned() } else { format!("{wanted}_{n}") }).find(|name| !self.used.contains(name));
        let name = name.unwrap_or_default();
        self.used.insert(name.clone());
        name
    }
    /// The name of the next concurrent branch.
    pub fn part(&mut self) -> String {
        self.parts += 1;
        format!("part_{}", self.parts)
    }
}

/// A text as an identifier; `or` if nothing of it can stay.
pub(super) fn name(text: &str, or: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() => name.extend(c.to_lowercase()),
            '’' | '\'' => {}
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    if name.chars().count() > LONGEST {
        // Whole words only, as many as fit.
        let short: String = name.chars().take(LONGEST).collect();
        name = short.rsplit_once('_').map_or(short.clone(), |(words, _)| words.to_owned());
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => or.to_owned(),
        Some(first) if !first.is_alphabetic() => format!("{or}_{name}"),
        _ if TAKEN.contains(&name) => format!("{name}_"),
        _ => name.to_owned(),
    }
}

/// The name of the function that a computing step calls.
pub(super) fn work(step: &Step) -> String {
    name(step.label.as_deref().unwrap_or_default(), "compute")
}
