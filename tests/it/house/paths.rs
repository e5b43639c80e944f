//! Reading Rust just well enough: the code without comments, texts and tests, and the paths that it names.

/// The code: comments, texts and everything from the first `#[cfg(test)]` module on are blanked.
pub fn code_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if c == '"' || rest.starts_with("r\"") || rest.starts_with("r#\"") {
            text_length(rest)
        } else if c == '\'' {
            char_length(rest)
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.push(' ');
        rest = &rest[skip..];
    }
    let tests = out.find("#[cfg(test)]").filter(|at| out[*at..].split_whitespace().nth(1) == Some("mod"));
    out.truncate(tests.unwrap_or(out.len()));
    out
}

fn text_length(rest: &str) -> usize {
    if let Some(raw) = rest.strip_prefix("r#\"") {
        return raw.find("\"#").map_or(rest.len(), |end| end + 5);
    }
    let (start, escapes) = if rest.starts_with('r') { (2, false) } else { (1, true) };
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(start) {
        match c {
            _ if escaped => escaped = false,
            '\\' if escapes => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character, or just the mark of a lifetime.
fn char_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest[2..].find('\'').map_or(rest.len(), |end| if rest[2..].starts_with('\'') { 4 } else { end + 3 }),
        Some((at, c)) if rest[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        _ => 1,
    }
}

/// The module that a file below `src/` is.
pub fn module_of(inside: &str) -> Vec<String> {
    let mut parts: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

/// Every path that the code names, in full: `use` lists are unfolded, what they bring in is followed, `super` is resolved.
pub fn paths_in(code: &str, module: &[String]) -> Vec<String> {
    let tokens = tokens_of(code);
    let (mut found, mut brought) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < tokens.len() {
        if tokens[i] == "use" {
            let end = tokens[i..].iter().position(|t| t == ";").map_or(tokens.len(), |n| i + n);
            unfold(&tokens[i + 1..end], "", &mut brought);
            i = end;
        } else if is_name(&tokens[i]) && (i == 0 || tokens[i - 1] != "::") && tokens.get(i + 1).is_some_and(|t| t == "::") {
            let mut path = tokens[i].clone();
            while tokens.get(i + 1).is_some_and(|t| t == "::") && tokens.get(i + 2).is_some_and(|t| is_name(t)) {
                path = format!("{path}::{}", tokens[i + 2]);
                i += 2;
            }
            found.push(path);
        }
        i += 1;
    }
    let follow = |path: &String| {
        let (first, rest) = path.split_once("::")?;
        let full = brought.iter().find(|full| full.rsplit("::").next() == Some(first) && full.contains("::"))?;
        Some(format!("{full}::{rest}"))
    };
    let followed: Vec<String> = found.iter().filter_map(follow).collect();
    found.into_iter().chain(brought.iter().cloned()).chain(followed).map(|path| resolved(&path, module)).collect()
}

fn resolved(path: &str, module: &[String]) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    if !["self", "super"].contains(&parts[0]) {
        return path.to_owned();
    }
    let mut at = module.len();
    while let Some(first) = parts.first().copied().filter(|first| ["self", "super"].contains(first)) {
        at = at.saturating_sub(usize::from(first == "super"));
        parts.remove(0);
    }
    let above = module[..at].iter().map(String::as_str);
    std::iter::once("crate").chain(above).chain(parts).collect::<Vec<_>>().join("::")
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn tokens_of(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = if c.is_alphanumeric() || c == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            tokens.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`. A new name (`as`) is left out: the thing keeps its path.
fn unfold(tokens: &[String], prefix: &str, out: &mut Vec<String>) {
    let mut path = prefix.to_owned();
    let mut i = 0;
    while i < tokens.len() {
        match tokens[i].as_str() {
            "{" => {
                let (mut depth, mut start) = (0, i + 1);
                for j in i..tokens.len() {
                    let closes = tokens[j] == "}" && depth == 1;
                    if (tokens[j] == "," && depth == 1) || closes {
                        unfold(&tokens[start..j], &path, out);
                        start = j + 1;
                    }
                    match tokens[j].as_str() {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    if closes {
                        return;
                    }
                }
                return;
            }
            "as" => break,
            "::" => {}
            "self" if !path.is_empty() => {}
            name => {
                if !path.is_empty() {
                    path.push_str("::");
                }
                path.push_str(name);
            }
        }
        i += 1;
    }
    if path != prefix || !tokens.is_empty() {
        out.push(path);
    }
}

/// Literal colours.
pub fn colours_in(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("Color32::").chain(code.match_indices("Rgba::")) {
        let rest = code[at..].split_once("::").map_or("", |(_, rest)| rest);
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let literal = rest[name.len()..]
            .trim_start()
            .strip_prefix('(')
            .is_some_and(|args| args.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        let named =
            name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !["TRANSPARENT", "PLACEHOLDER", "WHITE"].contains(&name.as_str());
        if named || (name.starts_with("from_") && literal) {
            found.push(name);
        }
    }
    found.extend(code.match_indices("hex_color!").map(|(_, name)| name.to_owned()));
    found
}
