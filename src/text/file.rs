//! A language file: read with every fault named by its line and key. Text in, words out; whose file it is, the caller knows.

use super::Language;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::LazyLock,
};

/// The words of a language, or some of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// The words of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
    /// Every key with its words.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, words)| (key.as_str(), words.as_str()))
    }
}

/// What is wrong with a language file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key, if the fault is about one.
    pub key: Option<String>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "line {}: {key}: {}", self.line, self.message),
            None => write!(f, "line {}: {}", self.line, self.message),
        }
    }
}

/// Returns the words that come with the program in a language; the file is read once, when its first word is asked for.
pub(crate) fn shipped(language: Language) -> &'static Words {
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| parsed(Language::English));
    static CHINESE: LazyLock<Words> = LazyLock::new(|| parsed(Language::Chinese));
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

/// Returns the words of a file that comes with the program. A test reads each, so that none is ever broken.
fn parsed(language: Language) -> Words {
    collect(language.file()).map_or_else(|_| Words::default(), |(words, _)| words)
}

type Sections = BTreeMap<toml::Spanned<String>, BTreeMap<toml::Spanned<String>, toml::Spanned<toml::Value>>>;
type Lines = BTreeMap<String, usize>;

/// The words of a file, each under a key that the program asks for and with the placeholders that it fills in. A file need
/// not have them all.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(text: &str) -> Result<Words, Vec<Fault>> {
    let (words, lines) = collect(text)?;
    let faults: Vec<Fault> = words
        .iter()
        .filter_map(|(key, message)| {
            Some(Fault { line: lines.get(key).copied().unwrap_or(1), key: Some(key.into()), message: wrong(key, message)? })
        })
        .collect();
    if faults.is_empty() { Ok(words) } else { Err(faults) }
}

fn wrong(key: &str, message: &str) -> Option<String> {
    let known = shipped(Language::English);
    let Some(english) = known.get(key) else {
        let near = known.iter().map(|(known, _)| known).min_by_key(|known| strsim::levenshtein(known, key));
        return Some(format!("there is no such key; near it is {}", near.unwrap_or("none")));
    };
    let (has, wants) = (placeholders(message), placeholders(english));
    let named = |names: Vec<&String>| names.iter().map(|name| format!("%{{{name}}}")).collect::<Vec<_>>().join(", ");
    let (missing, unknown): (Vec<_>, Vec<_>) = (wants.difference(&has).collect(), has.difference(&wants).collect());
    match (missing.is_empty(), unknown.is_empty()) {
        (true, true) if message.trim().is_empty() != english.trim().is_empty() => Some("it is empty".into()),
        (true, true) => None,
        (false, _) => Some(format!("{} is missing; the English words are “{english}”", named(missing))),
        (_, false) => Some(format!("{} is never filled in; the English words are “{english}”", named(unknown))),
    }
}

fn collect(text: &str) -> Result<(Words, Lines), Vec<Fault>> {
    let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let sections: Sections = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(1, |span| line(span.start));
        vec![Fault { line: at, key: None, message: error.message().trim().to_owned() }]
    })?;
    let (mut words, mut lines, mut faults) = (BTreeMap::new(), Lines::new(), Vec::new());
    for (section, entries) in sections {
        for (name, value) in entries {
            let key = format!("{}.{}", section.get_ref(), name.get_ref());
            let at = line(name.span().start);
            match value.into_inner() {
                toml::Value::String(message) => {
                    lines.insert(key.clone(), at);
                    words.insert(key, message);
                }
                other => faults.push(Fault { line: at, key: Some(key), message: format!("words in quotes are expected, not {other}") }),
            }
        }
    }
    if faults.is_empty() { Ok((Words(words), lines)) } else { Err(faults) }
}

/// The names between `%{` and `}`.
#[must_use]
pub fn placeholders(text: &str) -> BTreeSet<String> {
    text.split("%{").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}
