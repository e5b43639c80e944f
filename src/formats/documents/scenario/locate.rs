//! From a key to its place in the text.

use serde_path_to_error::{Path, Segment};
use toml::de::{DeTable, DeValue};

/// A reader's path in the spelling of the scenario file: `workload.steps[2].all[0][1].cpu`.
pub(super) fn spelt(path: &Path) -> String {
    let mut out = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => out.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Segment::Unknown => {}
        }
    }
    out
}

/// Where the value of a key stands, in bytes, or the innermost part of the key that stands anywhere; `None`: not even its first part.
pub(super) fn offset(root: &DeTable<'_>, key: &str) -> Option<usize> {
    let (mut found, mut rest) = in_table(root, key)?;
    let mut at = found.span().start;
    while !rest.is_empty() {
        let next = match found.get_ref() {
            DeValue::Table(table) => in_table(table, rest.strip_prefix('.').unwrap_or(rest)),
            DeValue::Array(list) => rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).and_then(|(index, rest)| {
                let index: usize = index.parse().ok()?;
                Some((list.get(index)?, rest))
            }),
            _ => None,
        };
        let Some((inner, left)) = next else { break };
        (found, rest) = (inner, left);
        at = found.span().start;
    }
    Some(at)
}

type Found<'t, 'i, 'k> = (&'t toml::Spanned<DeValue<'i>>, &'k str);

/// The entry that the key begins with, and what is left of the key. Names may have dots in them: the longest that fits is meant.
fn in_table<'t, 'i, 'k>(table: &'t DeTable<'i>, key: &'k str) -> Option<Found<'t, 'i, 'k>> {
    let fits = |name: &str| key.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let entries = table.iter().filter_map(|(name, value)| Some((name.get_ref().len(), value, fits(name.get_ref())?)));
    entries.max_by_key(|(length, ..)| *length).map(|(_, value, rest)| (value, rest))
}

/// The key that a malformed line seems to be about, with the `[header]` that it stands under: a guess, for a message only.
pub(super) fn key_near(text: &str, offset: usize) -> String {
    let offset = text.floor_char_boundary(offset);
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let bare = |name: &str| !name.is_empty() && name.len() < 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let key = text[start..].lines().next().and_then(|line| line.split_once('=')).map(|(key, _)| key.trim()).filter(|key| bare(key));
    let Some(key) = key else { return String::new() };
    let mut headers = text[..start].lines().filter_map(|line| line.trim().strip_prefix('['));
    let header = headers.next_back().map(|line| line.trim_start_matches('[').split(']').next().unwrap_or("").trim());
    match header {
        Some(header) if bare(header) => format!("{header}.{key}"),
        _ => key.to_owned(),
    }
}
