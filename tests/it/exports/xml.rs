//! Just enough of XML to tell whether a picture is well-formed, and to read its labels.

/// The `aria-label` of every element, or what is wrong with the text.
pub fn labels(text: &str) -> Result<Vec<String>, String> {
    let (mut open, mut labels, mut rest): (Vec<&str>, Vec<String>, &str) = (Vec::new(), Vec::new(), text.trim_end());
    let mut roots = 0;
    while let Some(at) = rest.find('<') {
        plain(&rest[..at])?;
        let end = rest[at..].find('>').ok_or("a tag that does not end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let begun = open.pop().ok_or("an end without a beginning")?;
            if begun != name {
                return Err(format!("<{begun}> is ended by </{name}>"));
            }
            continue;
        }
        let (body, closed) = tag.strip_suffix('/').map_or((tag, false), |body| (body, true));
        let (name, attributes) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
        if open.is_empty() {
            roots += 1;
        }
        for (name, value) in read(attributes)? {
            plain(&value)?;
            if name == "aria-label" {
                labels.push(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
            }
        }
        if !closed {
            open.push(name);
        }
    }
    match (open.last(), roots) {
        (Some(name), _) => Err(format!("<{name}> has no end")),
        (None, 1) if rest.is_empty() => Ok(labels),
        _ => Err(format!("{roots} roots, and {rest:?} after them")),
    }
}

/// Names and values.
fn read(mut text: &str) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        text = text.trim_start();
        if text.is_empty() {
            return Ok(found);
        }
        let (name, after) = text.split_once("=\"").ok_or_else(|| format!("no value in {text:?}"))?;
        let (value, after) = after.split_once('"').ok_or_else(|| format!("no end of the value in {text:?}"))?;
        if name.contains(char::is_whitespace) || found.iter().any(|(known, _)| known == name) {
            return Err(format!("the attribute {name:?}"));
        }
        found.push((name.to_owned(), value.to_owned()));
        text = after;
    }
}

/// Whether a text has nothing in it that would have to be written otherwise.
fn plain(text: &str) -> Result<(), String> {
    let bad = |sign: char| sign == '<' || (sign.is_control() && sign != '\n' && sign != '\t');
    let unknown = text.split('&').skip(1).find(|rest| !["amp;", "lt;", "gt;", "quot;"].iter().any(|known| rest.starts_with(known)));
    match (text.chars().find(|sign| bad(*sign)), unknown) {
        (Some(sign), _) => Err(format!("{sign:?} in {text:?}")),
        (None, Some(_)) => Err(format!("a lone & in {text:?}")),
        (None, None) => Ok(()),
    }
}

#[test]
fn what_is_not_well_formed_is_told() {
    assert_eq!(labels("<a><b aria-label=\"x &lt; y\"/>t</a>").unwrap(), ["x < y"]);
    for text in ["<a>", "<a></b>", "<a/><a/>", "<a x=\"1\" x=\"2\"/>", "<a>&nbsp;</a>", "<a>\u{1}</a>", "<a x=1/>", "</a>", "<a/>x"] {
        assert!(labels(text).is_err(), "{text}");
    }
}
