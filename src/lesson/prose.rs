//! Texts with facts in them: `All are done after {total}.` A figure typed into a text is refused.

/// A part of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// Text, verbatim.
    Words(&'a str),
    /// The value of the fact with this name.
    Fact(&'a str),
}

/// Splits a text into its parts.
///
/// # Errors
/// A sentence about a bracket without its counterpart.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a { has no }")?;
        out.extend([Part::Words(words), Part::Fact(name)]);
        rest = after;
    }
    out.push(Part::Words(rest));
    if out.iter().any(|part| matches!(part, Part::Words(words) if words.contains('}'))) {
        return Err("a } has no {".into());
    }
    out.retain(|part| *part != Part::Words(""));
    Ok(out)
}

/// The first digits typed into a text.
#[must_use]
pub fn typed_figure(parts: &[Part<'_>]) -> Option<String> {
    let words = parts.iter().filter_map(|part| if let Part::Words(words) = part { Some(*words) } else { None });
    words.into_iter().find_map(|words| {
        let start = words.find(char::is_numeric)?;
        Some(words[start..].chars().take_while(|c| c.is_numeric()).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_found_between_words() {
        assert_eq!(parts("a {x}{y} b"), Ok(vec![Part::Words("a "), Part::Fact("x"), Part::Fact("y"), Part::Words(" b")]));
        assert!(parts("a {x b").is_err() && parts("a x} b").is_err());
    }

    #[test]
    fn figures_are_facts_or_refused() {
        assert_eq!(typed_figure(&parts("{a1} is 160 ms").unwrap()).as_deref(), Some("160"));
        assert_eq!(typed_figure(&parts("{a1} is all").unwrap()), None);
        assert_eq!(typed_figure(&parts("用时４２毫秒").unwrap()).as_deref(), Some("４２"));
    }
}
