//! How well typed words fit a name: pure.
//!
//! Each word that was typed must fit. Best is the beginning of a word, then a piece within one, then the initials of words
//! or some letters of one word. In Chinese each sign begins a word.

/// A fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// How good it is; more is better.
    pub score: i32,
    /// The characters of the name that fit, by place, in order.
    pub at: Vec<usize>,
}

/// How the beginning of a word counts, a piece within one, and letters one by one.
const BEGINS: i32 = 100;
const WITHIN: i32 = 60;
const SCATTERED: i32 = 30;
/// The fewest letters of a word that are looked for in sentences; Chinese ones say more with fewer.
const SHORTEST: usize = 2;

/// How well `typed` fits a name; `None`: not at all.
#[must_use]
pub fn fit(typed: &str, name: &str) -> Option<Fit> {
    fit_by(typed, name, true)
}

/// How well `typed` fits a sentence, of which only the beginnings of words count; `None`: not at all.
#[must_use]
pub fn fit_sentence(typed: &str, sentence: &str) -> Option<Fit> {
    fit_by(typed, sentence, false)
}

fn fit_by(typed: &str, name: &str, in_name: bool) -> Option<Fit> {
    let name = Name::new(name);
    let mut whole = Fit { score: 0, at: Vec::new() };
    let mut next = 0;
    for word in typed.split_whitespace() {
        let word: Vec<char> = word.chars().map(lower).collect();
        let piece = name.piece(&word).filter(|fit| in_name || (fit.score >= BEGINS && word.len() >= SHORTEST));
        let Fit { mut score, at } = piece.or_else(|| name.letters(&word).filter(|_| in_name))?;
        // Words in the order of the name fit better.
        if at.first().is_some_and(|first| *first >= next) {
            score += 5;
        }
        next = at.last().map_or(next, |last| last + 1);
        whole.score += score;
        whole.at.extend(at);
    }
    // Of two that fit alike the shorter one is meant.
    whole.score -= (name.letters.len() as i32 / 4).min(15);
    whole.at.sort_unstable();
    whole.at.dedup();
    Some(whole)
}

/// A name in small letters.
struct Name {
    letters: Vec<char>,
}

impl Name {
    fn new(name: &str) -> Self {
        Self { letters: name.chars().map(lower).collect() }
    }

    /// True if a word begins at this place.
    fn begins(&self, at: usize) -> bool {
        let Some(letter) = self.letters.get(at) else { return false };
        letter.is_alphanumeric() && (!letter.is_ascii() || at.checked_sub(1).is_none_or(|before| !self.letters[before].is_alphanumeric()))
    }

    /// Fits a word in one piece.
    fn piece(&self, word: &[char]) -> Option<Fit> {
        let places = self.letters.windows(word.len()).enumerate().filter(|(_, piece)| *piece == word).map(|(at, _)| at);
        let score = |at: usize| {
            let base = if self.begins(at) { BEGINS } else { WITHIN };
            let whole = self.begins(at) && !self.letters.get(at + word.len()).is_some_and(|next| next.is_alphanumeric());
            base + if at == 0 { 20 } else { 0 } + if whole { 10 } else { 0 }
        };
        let best = places.map(|at| (score(at), at)).max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
        Some(Fit { score: best.0, at: (best.1..best.1 + word.len()).collect() })
    }

    /// Fits a word's letters one by one: as the initials of words, or as letters of a single word that begins with the first.
    fn letters(&self, word: &[char]) -> Option<Fit> {
        let begins = |at: &usize| self.begins(*at);
        let initials = || self.in_order(word, &mut (0..self.letters.len()).filter(begins));
        let of_one =
            |first: usize| self.in_order(word, &mut (first..self.letters.len()).take_while(|at| self.letters[*at].is_alphanumeric()));
        let firsts = (0..self.letters.len()).filter(begins).filter(|at| self.letters[*at] == word[0]);
        let at = match word.len() {
            0 | 1 => None,
            2 => initials(),
            _ => initials().or_else(|| firsts.filter(|at| self.letters[*at].is_ascii()).find_map(of_one)),
        }?;
        let gaps = at.last()? + 1 - at.first()? - word.len();
        Some(Fit { score: (SCATTERED - gaps as i32).max(1), at })
    }

    /// The places of a word's letters among these places, in order.
    fn in_order(&self, word: &[char], places: &mut impl Iterator<Item = usize>) -> Option<Vec<usize>> {
        word.iter().map(|letter| places.find(|at| self.letters[*at] == *letter)).collect()
    }
}

/// The small letter, one for one.
fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked<'a>(typed: &str, names: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<(i32, &str)> = names.iter().filter_map(|name| Some((fit(typed, name)?.score, *name))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn the_beginning_of_a_word_comes_before_a_piece_and_a_piece_before_scattered_letters() {
        let names = ["Respawn the page", "Save as …", "To the starting point", "Spare every weekday"];
        assert_eq!(ranked("spa", &names), ["Spare every weekday", "Respawn the page"]);
        assert_eq!(ranked("sa", &["Respawn ashore", "Mesas", "Save as …"]), ["Save as …", "Mesas"]);
        assert_eq!(ranked("sav", &["Some very avid reader", "Save"])[0], "Save");
    }

    #[test]
    fn every_word_that_is_typed_must_fit_in_any_order() {
        assert!(fit("session copy", "Copy the session as a short text").is_some());
        assert!(fit("session paste", "Copy the session as a short text").is_none());
        let (right, wrong) = (fit("copy session", "Copy the session").unwrap(), fit("session copy", "Copy the session").unwrap());
        assert!(right.score > wrong.score);
    }

    #[test]
    fn initials_and_left_out_letters_fit() {
        assert_eq!(fit("cbp", "The code beside the picture").unwrap().at, [4, 9, 20]);
        assert!(fit("glsry", "Glossary").is_some());
        assert!(fit("xyz", "Glossary").is_none());
        assert!(fit("other", "Critical path of the run").is_none());
        assert!(fit_sentence("glsry", "Glossary").is_none());
        assert!(fit_sentence("loss", "Glossary").is_none());
        assert!(fit_sentence("glo", "A glossary").is_some());
    }

    #[test]
    fn chinese_fits_sign_by_sign() {
        assert_eq!(fit("扫描", "参数扫描…").unwrap().at, [2, 3]);
        assert!(fit("描扫", "参数扫描…").is_none());
        assert!(fit("参扫", "参数扫描…").is_some());
    }

    #[test]
    fn nothing_typed_fits_everything() {
        assert_eq!(fit("  ", "Anything").unwrap().at, [0; 0]);
    }

    proptest::proptest! {
        #[test]
        fn what_fits_is_in_the_name_at_those_places(typed in ".{0,12}", name in ".{0,40}") {
            if let Some(Fit { at, .. }) = fit(&typed, &name) {
                let letters: Vec<char> = name.chars().map(lower).collect();
                proptest::prop_assert!(at.iter().all(|place| *place < letters.len()));
                let typed: Vec<char> = typed.chars().map(lower).collect();
                proptest::prop_assert!(at.iter().all(|place| typed.contains(&letters[*place])));
            }
        }
    }
}
