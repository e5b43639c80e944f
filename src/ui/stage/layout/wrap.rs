//! Breaks a text into lines: between words, and between the characters of scripts that have no spaces.

use crate::stage::item::{Measure, Style};

/// Characters that no line begins with.
const CLOSING: &str = "，。；：、！？）》”’…,.;:!?)";
/// Characters that no line ends with.
const OPENING: &str = "（《“‘(";

/// Breaks a text into lines, each as full as possible.
pub(crate) fn wrap(text: &str, width: f32, style: Style, measure: Measure) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match lines.last_mut() {
            Some(line) if measure(format!("{line}{piece}").trim_end(), style.size, style.face) <= width => line.push_str(piece),
            _ => lines.push(piece.to_owned()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The unbreakable pieces, each with the space after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, sign) in text.char_indices() {
        if before.is_some_and(|before| parts(before, sign)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(sign);
    }
    pieces.push(&text[start..]);
    pieces
}

/// True if a line may end between two characters.
fn parts(before: char, after: char) -> bool {
    if after == ' ' || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == ' ' || is_ideograph(before) || is_ideograph(after)
}

/// True for Han characters and their punctuation.
const fn is_ideograph(sign: char) -> bool {
    matches!(sign, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::item::{Face, Ink};

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let measure = |text: &str, _: f32, _: Face| text.chars().count() as f32;
        wrap(text, width as f32, Style::new(1.0, Face::Text, Ink::Dim), &measure)
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
    }

    #[test]
    fn lines_end_between_signs_but_no_stop_begins_one() {
        assert_eq!(wrapped("队列为空，没有请求。", 4), ["队列为", "空，没有", "请求。"]);
        assert_eq!(wrapped("任务（A B）等待", 4), ["任务（A", "B）等待"]);
    }
}
