//! A scenario, a lesson or a session as a short text to paste: into a mail, a chat, a slide, and back into the window.
//!
//! `loopscope1-` and the file's TOML, packed by gzip (whose checksum finds what was altered) and written in base64url, a
//! full stop at the end (so that what was cut short is told as that). Plain TOML can be pasted as well.
//! It does *not* read what is in the TOML (that is `scenario`'s, `lesson`'s and `session`'s).

use base64::{DecodeError, Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::io::{Read, Write};
use thiserror::Error;

const PREFIX: &str = "loopscope1-";
const END: char = '.';
/// A file in text is never larger.
pub const LARGEST: u64 = 1 << 20;

/// Why a pasted text is nothing that can be opened.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum PasteError {
    /// There is nothing in it.
    #[error("there is nothing to paste: copy a scenario, a lesson or a session first")]
    Empty,
    /// It is from another version.
    #[error("this text begins with {0:?}, and this Loopscope reads {PREFIX:?}: it was made by another version")]
    Version(String),
    /// Its end is missing.
    #[error("the text was cut short: it must end with a full stop; copy all of it")]
    CutShort,
    /// A character that cannot be in it.
    #[error("character {place} of the text, {found:?}, cannot be in it: something was added or altered; copy it again")]
    Character {
        /// Its place, counted from 1, without spaces and line ends.
        place: usize,
        /// It.
        found: char,
    },
    /// It does not unpack.
    #[error("the text was altered on its way, and cannot be unpacked: copy it again")]
    Altered,
    /// It unpacks to too much.
    #[error("the text unpacks to more than {LARGEST} bytes: no scenario, lesson or session is so large")]
    TooLarge,
}

/// A file's text, to paste.
#[must_use]
pub fn pack(toml: &str) -> String {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let packed = packer.write_all(toml.as_bytes()).and_then(|()| packer.finish()).unwrap_or_default();
    format!("{PREFIX}{}{END}", URL_SAFE_NO_PAD.encode(packed))
}

/// The file's text that was pasted: packed, or as it is.
///
/// # Errors
/// Why it is neither.
pub fn unpack(pasted: &str) -> Result<String, PasteError> {
    let trimmed = pasted.trim().trim_matches(['"', '`', '“', '”', '<', '>']).trim();
    if trimmed.is_empty() {
        return Err(PasteError::Empty);
    }
    if !trimmed.starts_with("loopscope") {
        return Ok(pasted.to_owned());
    }
    // Mails break long lines.
    let whole: String = trimmed.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(packed) = whole.strip_prefix(PREFIX) else {
        return Err(PasteError::Version(whole.chars().take_while(|c| *c != '-').take(24).collect()));
    };
    let packed = packed.strip_suffix(END).ok_or(PasteError::CutShort)?;
    let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|error| fault(packed, &error))?;
    let mut text = Vec::new();
    GzDecoder::new(bytes.as_slice()).take(LARGEST + 1).read_to_end(&mut text).map_err(|_| PasteError::Altered)?;
    if text.len() as u64 > LARGEST {
        return Err(PasteError::TooLarge);
    }
    String::from_utf8(text).map_err(|_| PasteError::Altered)
}

fn fault(packed: &str, error: &DecodeError) -> PasteError {
    let DecodeError::InvalidByte(place, _) = *error else { return PasteError::Altered };
    let found = packed.char_indices().find(|(at, c)| (*at..*at + c.len_utf8()).contains(&place));
    found.map_or(PasteError::Altered, |(_, found)| PasteError::Character { place: PREFIX.len() + place + 1, found })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "name = \"Zwanzig Anfragen\"\n[workload]\njobs = 20\nsteps = [ { cpu = \"1ms\" } ]\n";

    #[test]
    fn what_is_packed_is_unpacked_however_a_mail_breaks_its_lines() {
        let text = pack(TOML);
        assert!(text.starts_with("loopscope1-") && text.ends_with('.') && text.len() < 200, "{text}");
        assert_eq!(unpack(&text).as_deref(), Ok(TOML));
        let broken: String =
            text.chars().enumerate().flat_map(|(i, c)| if i % 30 == 29 { vec!['\r', '\n', ' ', c] } else { vec![c] }).collect();
        assert_eq!(unpack(&format!("  <{broken}>\n")).as_deref(), Ok(TOML));
    }

    #[test]
    fn plain_toml_can_be_pasted() {
        assert_eq!(unpack(TOML).as_deref(), Ok(TOML));
    }

    #[test]
    fn what_cannot_be_pasted_says_why() {
        let text = pack(TOML);
        assert_eq!(unpack(" \n"), Err(PasteError::Empty));
        assert_eq!(unpack("loopscope2-abc."), Err(PasteError::Version("loopscope2".into())));
        assert_eq!(unpack(&text[..text.len() - 9]), Err(PasteError::CutShort));
        assert_eq!(unpack(&text.replacen("1-H", "1-H!", 1)), Err(PasteError::Character { place: 13, found: '!' }));
        let swapped = text.replacen(&text[40..42], "__", 1);
        assert_eq!(unpack(&swapped), Err(PasteError::Altered));
        assert_eq!(unpack("loopscope1-."), Err(PasteError::Altered));
        let bomb = pack(&"x".repeat(LARGEST as usize + 1));
        assert_eq!(unpack(&bomb), Err(PasteError::TooLarge));
    }

    #[test]
    fn no_cut_and_no_change_of_a_letter_passes_unseen() {
        let text = pack(TOML);
        for cut in 11..text.len() {
            assert!(unpack(&text[..cut]).is_err(), "cut at {cut}");
        }
        for place in 11..text.len() - 1 {
            let mut other = text.clone().into_bytes();
            other[place] = if other[place] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            // gzip's header has bytes that mean nothing (a time, a system): with those altered it is the same text still.
            assert!(unpack(&other).is_err() || unpack(&other).as_deref() == Ok(TOML), "altered at {place}");
        }
    }
}
