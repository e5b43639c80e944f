//! THE WORDS: what the window says, in the language that is chosen; all text of a language is one file of `assets/languages`.
//!
//! [`say!`](crate::say) names a key and fills in its placeholders; [`wordings!`](crate::wordings) gives the
//! wordings of a key from long to short, for places where room is scarce. The language belongs to the *thread*: the window
//! has one, and tests that run beside each other do not disturb each other. What is missing in a language is said in English.
//!
//! The command line, and what it says about files, stays English in every language: scripts read it.

mod file;
mod language;

pub use file::{Fault, Words, placeholders, read};
pub use language::Language;

use std::{borrow::Cow, cell::RefCell, fmt::Display, rc::Rc};

rust_i18n::i18n!("../../assets/languages", fallback = "en");

thread_local! {
    static VOICE: RefCell<Voice> = const { RefCell::new(Voice { language: Language::English, own: None }) };
}

/// The language of a thread, and the user's own words in it.
struct Voice {
    language: Language,
    own: Option<Rc<Words>>,
}

/// From now on this thread speaks this language; `own` are the user's own words, which go before those that come with the
/// program.
pub fn speak(language: Language, own: Option<Rc<Words>>) {
    VOICE.with_borrow_mut(|voice| *voice = Voice { language, own });
}

/// The language that this thread speaks.
#[must_use]
pub fn spoken() -> Language {
    VOICE.with_borrow(|voice| voice.language)
}

/// What stands for a key, its placeholders open; `None`: there is no such key.
fn raw(key: &str) -> Option<Cow<'static, str>> {
    VOICE.with_borrow(|voice| match voice.own.as_ref().and_then(|own| own.get(key)) {
        Some(own) => Some(own.to_owned().into()),
        None => _rust_i18n_try_translate(voice.language.code(), key).map(|found| found.into_owned().into()),
    })
}

/// True if there are words for a key.
#[must_use]
pub fn knows(key: &str) -> bool {
    raw(key).is_some()
}

/// The words of a key, filled in; [`say!`](crate::say) is the way to call it. A key without words stands for itself.
#[must_use]
pub fn said(key: &str, filled: &[(&str, &dyn Display)]) -> String {
    let found = raw(key).unwrap_or_else(|| key.to_owned().into());
    if filled.is_empty() { found.into_owned() } else { fill(&found, filled) }
}

/// The wordings of a key, from long to short; [`wordings!`](crate::wordings) is the way to call it.
#[must_use]
pub fn worded(key: &str, filled: &[(&str, &dyn Display)]) -> Vec<String> {
    let found = raw(key).unwrap_or_else(|| key.to_owned().into());
    found.split(" | ").map(|wording| fill(wording, filled)).collect()
}

/// The words for something that is named in English as data, such as a place of a model; its own name if there are none.
#[must_use]
pub fn named(section: &str, english: &str) -> String {
    raw(&format!("{section}.{}", slug(english))).map_or_else(|| english.to_owned(), Cow::into_owned)
}

/// `"OS run queue"` → `"os_run_queue"`, the last part of the key of something that is named in English.
#[must_use]
pub fn slug(english: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = english.chars().map(plain).collect();
    words.split_whitespace().collect::<Vec<_>>().join("_")
}

/// Writes a number with `gap` between groups of three digits, if it has at least `least` digits: `"12 345"`.
#[must_use]
pub fn grouped(n: u64, gap: char, least: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 8);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() >= least {
            out.push(gap);
        }
        out.push(digit);
    }
    out
}

fn fill(text: &str, filled: &[(&str, &dyn Display)]) -> String {
    let names: Vec<&str> = filled.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = filled.iter().map(|(_, value)| value.to_string()).collect();
    rust_i18n::replace_patterns(text, &names, &values)
}

/// The words of a key: `say!("transport.play")`, `say!("phase.running", core = 3)`.
#[macro_export]
#[doc(hidden)]
macro_rules! __say {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::said($key, &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),*])
    };
}

/// The wordings of a key, from long to short.
#[macro_export]
#[doc(hidden)]
macro_rules! __wordings {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::worded($key, &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),*])
    };
}

pub use crate::{__say as say, __wordings as wordings};
