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

use std::{
    borrow::Cow,
    cell::RefCell,
    fmt::{Display, Write as _},
    rc::Rc,
};

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
        None => file::shipped(voice.language).get(key).or_else(|| file::shipped(Language::English).get(key)).map(Cow::Borrowed),
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

/// Fills in the placeholders of `text` that have a value in `filled`; any other `%{` stays as it is.
fn fill(text: &str, filled: &[(&str, &dyn Display)]) -> String {
    let mut output = String::with_capacity(text.len() + 16 * filled.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%{") {
        output.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = filled.iter().find(|(known, _)| *known == name)?;
            Some((value, tail))
        });
        match value {
            // Writing to a string never fails.
            Some((value, tail)) => {
                let _ = write!(output, "{value}");
                rest = tail;
            }
            None => {
                output.push_str("%{");
                rest = after;
            }
        }
    }
    output.push_str(rest);
    output
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_and_everything_else_stays() {
        let filled = |text| fill(text, &[("core", &3), ("name", &"循环 %{core}")]);
        for (text, expected) in [
            ("", ""),
            ("100 % of %{core}", "100 % of 3"),
            ("%{core}%{core}, %{name}", "33, 循环 %{core}"),
            ("50%%{core}", "50%3"),
            ("%{unknown} %{core}", "%{unknown} 3"),
            ("%{core", "%{core"),
            ("核%{a%{core}核", "核%{a3核"),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn each_language_has_its_words_and_an_unknown_key_stands_for_itself() {
        for (language, expected) in [(Language::English, "Controls"), (Language::Chinese, "控制面板")] {
            speak(language, None);
            assert_eq!(say!("transport.controls"), expected);
            assert_eq!(say!("no.such_key"), "no.such_key");
            assert!(!knows("no.such_key"));
        }
    }
}
