//! [`Expr`]: an expression over facts, `slow / fast`, and [`Claim`]: a condition on them, `slow > 10 * fast and lost ==
//! 0`.

use super::measure::{Unit, Value};
use std::iter::Peekable;

/// An expression over facts.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// Words in quotes.
    Words(String),
    /// A fact's name.
    Name(String),
    /// Two operands with `+`, `-`, `*` or `/`.
    Both(Box<Expr>, char, Box<Expr>),
}

/// A condition: comparisons, all of which must hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim(Vec<(Expr, &'static str, Expr)>);

const COMPARISONS: &[&str] = &["==", "<=", ">=", "<", ">"];
/// The deepest nesting of brackets.
const DEEPEST: u32 = 20;

#[derive(Clone, PartialEq, Debug)]
enum Word {
    Number(f64),
    Words(String),
    Name(String),
    Sign(char),
    Compare(&'static str),
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let length;
        if first.is_ascii_alphanumeric() {
            length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            out.push(match word.parse() {
                Ok(number) if first.is_ascii_digit() => Word::Number(number),
                _ if first.is_ascii_digit() => return Err(format!("{word:?} is no number")),
                _ => Word::Name(word.to_owned()),
            });
        } else if first == '"' || first == '\'' {
            let inside = &rest[1..];
            let end = inside.find(first).ok_or("a text in quotes has no end")?;
            out.push(Word::Words(inside[..end].to_owned()));
            length = end + 2;
        } else if let Some(sign) = COMPARISONS.iter().find(|sign| rest.starts_with(**sign)) {
            out.push(Word::Compare(sign));
            length = sign.len();
        } else if "+-*/()".contains(first) {
            out.push(Word::Sign(first));
            length = 1;
        } else {
            return Err(format!("{first:?} means nothing here; expected facts, numbers, + - * / ( ) and == < > <= >="));
        }
        rest = rest[length..].trim_start();
    }
    Ok(out)
}

type Words = Peekable<std::vec::IntoIter<Word>>;

fn sum(words: &mut Words, depth: u32) -> Result<Expr, String> {
    chain(words, depth, ['+', '-'], product)
}

fn product(words: &mut Words, depth: u32) -> Result<Expr, String> {
    chain(words, depth, ['*', '/'], single)
}

fn chain(words: &mut Words, depth: u32, signs: [char; 2], part: fn(&mut Words, u32) -> Result<Expr, String>) -> Result<Expr, String> {
    let mut left = part(words, depth)?;
    while let Some(Word::Sign(sign)) = words.next_if(|word| matches!(word, Word::Sign(sign) if signs.contains(sign))) {
        left = Expr::Both(Box::new(left), sign, Box::new(part(words, depth)?));
    }
    Ok(left)
}

fn single(words: &mut Words, depth: u32) -> Result<Expr, String> {
    if depth > DEEPEST {
        return Err("the brackets are nested too deeply".into());
    }
    match words.next() {
        Some(Word::Number(number)) => Ok(Expr::Number(number)),
        Some(Word::Words(text)) => Ok(Expr::Words(text)),
        Some(Word::Name(name)) if name != "and" => Ok(Expr::Name(name)),
        Some(Word::Sign('(')) => {
            let inside = sum(words, depth + 1)?;
            match words.next() {
                Some(Word::Sign(')')) => Ok(inside),
                _ => Err("a bracket is not closed".into()),
            }
        }
        _ => Err("expected the name of a fact, or a number".into()),
    }
}

impl Expr {
    /// Parses an expression.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = words(text)?.into_iter().peekable();
        let expr = sum(&mut words, 0)?;
        if words.next().is_some() { Err("expected one of + - * / between two facts".into()) } else { Ok(expr) }
    }

    /// Appends every fact that it names.
    pub fn names<'a>(&'a self, out: &mut Vec<&'a str>) {
        match self {
            Self::Name(name) => out.push(name),
            Self::Both(left, _, right) => {
                left.names(out);
                right.names(out);
            }
            Self::Number(_) | Self::Words(_) => {}
        }
    }

    /// Evaluates the expression; `facts` looks up a fact.
    ///
    /// # Errors
    /// A sentence that says why it has no value.
    pub fn value(&self, facts: &dyn Fn(&str) -> Option<Value>) -> Result<Value, String> {
        Ok(match self {
            Self::Number(number) => Value::Amount(*number, Unit::Ratio),
            Self::Words(words) => Value::Words(words.clone()),
            Self::Name(name) => facts(name).ok_or_else(|| format!("the fact {name} is not known"))?,
            Self::Both(left, sign, right) => match (left.value(facts)?, right.value(facts)?) {
                (Value::Amount(a, of_a), Value::Amount(b, of_b)) => both(a, of_a, *sign, b, of_b)?,
                _ => return Err("words cannot be calculated with".into()),
            },
        })
    }
}

fn both(a: f64, of_a: Unit, sign: char, b: f64, of_b: Unit) -> Result<Value, String> {
    let same = of_a == of_b;
    Ok(match sign {
        '/' if b == 0.0 => return Err("this divides by nought".into()),
        '/' if same => Value::Amount(a / b, Unit::Ratio),
        '/' => Value::Amount(a / b, of_a),
        '*' => Value::Amount(a * b, if of_a == Unit::Ratio { of_b } else { of_a }),
        _ if !same && of_a != Unit::Ratio && of_b != Unit::Ratio => {
            return Err(format!("{} and {} are not of one kind", Value::Amount(a, of_a), Value::Amount(b, of_b)));
        }
        _ => Value::Amount(if sign == '+' { a + b } else { a - b }, if of_a == Unit::Ratio { of_b } else { of_a }),
    })
}

impl Claim {
    /// Parses a claim.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = words(text)?.into_iter().peekable();
        let mut all = Vec::new();
        loop {
            let left = sum(&mut words, 0)?;
            let Some(Word::Compare(sign)) = words.next() else { return Err("expected a comparison, such as slow > 10 * fast".into()) };
            all.push((left, sign, sum(&mut words, 0)?));
            match words.next() {
                None => return Ok(Self(all)),
                Some(Word::Name(and)) if and == "and" => {}
                Some(_) => return Err("expected \"and\" between two comparisons".into()),
            }
        }
    }

    /// Every fact that it names.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut out = Vec::new();
        for (left, _, right) in &self.0 {
            left.names(&mut out);
            right.names(&mut out);
        }
        out
    }

    /// True if every comparison holds.
    ///
    /// # Errors
    /// A sentence that says why this cannot be decided.
    pub fn holds(&self, facts: &dyn Fn(&str) -> Option<Value>) -> Result<bool, String> {
        for (left, sign, right) in &self.0 {
            let holds = match (left.value(facts)?, right.value(facts)?) {
                (Value::Amount(a, _), Value::Amount(b, _)) => match *sign {
                    "==" => a == b,
                    "<" => a < b,
                    ">" => a > b,
                    "<=" => a <= b,
                    _ => a >= b,
                },
                (a, b) if *sign == "==" => a == b,
                _ => return Err("words can only be compared by ==".into()),
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> Option<Value> {
        Some(match name {
            "slow" => Value::Amount(160e6, Unit::Time),
            "fast" => Value::Amount(8e6, Unit::Time),
            "lost" => Value::Amount(3.0, Unit::Count),
            "order" => Value::Words("C A B".into()),
            _ => return None,
        })
    }

    #[test]
    fn facts_are_calculated_with_as_at_school() {
        for (text, shown) in
            [("slow / fast", "20"), ("slow - 2 * fast", "144 ms"), ("(slow - fast) / 2", "76 ms"), ("lost + 1", "4"), ("order", "C A B")]
        {
            assert_eq!(Expr::parse(text).unwrap().value(&facts).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn a_claim_is_true_if_each_part_of_it_is() {
        for (text, holds) in [
            ("slow > 10 * fast and lost == 3", true),
            ("slow > 10 * fast and lost == 0", false),
            ("order == 'C A B'", true),
            ("order == 'A B C'", false),
            ("slow <= fast", false),
        ] {
            assert_eq!(Claim::parse(text).unwrap().holds(&facts), Ok(holds), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for text in ["", "slow", "slow >", "slow > fast lost", "slow ? fast", "1x > 2", "order == 'C", "(slow > fast", "and > and"] {
            assert!(Claim::parse(text).is_err(), "{text}");
        }
        assert!(Expr::parse(&"(".repeat(10_000)).is_err());
        for text in ["slow + lost > 1", "order > slow", "nobody == 1", "order + 1 == 2", "slow / 0 > 1"] {
            assert!(Claim::parse(text).unwrap().holds(&facts).is_err(), "{text}");
        }
    }
}
