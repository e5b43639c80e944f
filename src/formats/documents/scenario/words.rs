//! What the TOML and serde libraries say, in the words of this program.

use loopscope_event::validate::nearest;

/// What is legal at a key whose type alone says too little.
const LEGAL: &[(&str, &str)] = &[
    ("name", "a text in quotes"),
    ("label", "a text in quotes"),
    ("models", "a list of models, such as [\"threads\", \"coroutines\"]"),
    ("cores", "a whole number from 1 to 64"),
    ("pool", "a whole number from 1 to 1000000"),
    ("processes", "a whole number from 1 to 1024"),
    ("depth", "a whole number from 1 to 1000000"),
    ("clients", "a whole number from 1 to 2000000"),
    ("at", "a whole number from 1 to 4294967295"),
    ("add", "a whole number from -2147483648 to 2147483647"),
    ("poisson", "a number of jobs per second of story, above 0"),
    ("p", "a probability from 0 to 1"),
    ("cv", "a number above 0 and at most 100"),
    ("io", "the name of a device, in quotes"),
    ("lock", "the name of a lock, in quotes"),
    ("unlock", "the name of a lock, in quotes"),
    ("read", "the name of a shared variable, in quotes"),
    ("write", "the name of a shared variable, in quotes"),
    ("yield", "true"),
    ("kind", "one of \"mouse\", \"key\", \"timer\""),
    ("steps", "a list of steps, such as [{ cpu = \"1ms\" }, { io = \"disk\", latency = \"10ms\" }]"),
    ("all", "a list of lists of steps, such as [[{ cpu = \"1ms\" }], [{ io = \"disk\", latency = \"10ms\" }]]"),
    ("any", "a list of lists of steps, such as [[{ io = \"net\", latency = \"9ms\" }], [{ io = \"disk\", latency = \"10ms\" }]]"),
    ("uniform", "two durations, such as [\"1ms\", \"9ms\"]"),
    ("mix", "a list such as [{ p = 0.9, cpu = \"1ms\" }, { p = 0.1, cpu = \"50ms\" }]"),
    ("closed", "a table { clients = 10, think = \"9ms\" }"),
    ("machine", "a table of the machine's knobs: [machine]"),
    ("devices", "a table of devices: [devices.disk]"),
    ("workload", "a table: [workload]"),
    ("job", "tables: [[job]]"),
    ("input", "tables: [[input]]"),
];

/// What the reader says about a value or a key.
pub(super) fn of_reading(says: &str, key: &str) -> String {
    let says = says.trim();
    if says.contains("$__toml_private_datetime") {
        return match legal_at(key) {
            Some(legal) => format!("found a date; expected {legal}"),
            None => "found a date; no key of a scenario takes one (a duration is text in quotes, such as \"4ms\")".to_owned(),
        };
    }
    if let Some((name, legal)) = parted(says, "unknown field `", "`, ") {
        let legal = names(legal);
        let hint = nearest(name, legal.iter().copied()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
        return format!("unknown key {name:?}{hint} (legal here: {})", legal.join(", "));
    }
    if let Some((name, legal)) = parted(says, "unknown variant `", "`, ") {
        let legal: Vec<String> = names(legal).iter().map(|name| format!("{name:?}")).collect();
        return format!("found {name:?}; expected one of {}", legal.join(", "));
    }
    if let Some((name, _)) = parted(says, "missing field `", "`") {
        let legal = LEGAL.iter().find(|(known, _)| *known == name).map(|(_, legal)| format!(": {legal}")).unwrap_or_default();
        return format!("the key {name:?} is missing here{legal}");
    }
    if let Some((name, _)) = parted(says, "duplicate field `", "`") {
        return format!("{name:?} (or another name for the same thing) stands twice");
    }
    // The last `, expected` may belong to what was found, where that quotes the file; then only the wording suffers.
    let Some((found, expected)) = says.strip_prefix("invalid ").and_then(|rest| rest.rsplit_once(", expected ")) else {
        return says.to_owned();
    };
    let found = found.split_once(": ").map_or(found, |(_, found)| found).replace('`', "").replace(" as i128", "").replace(" as u128", "");
    let found = match found.strip_prefix("length ") {
        Some(length) => format!("a list of {length}"),
        None if found == "map" => "a table".to_owned(),
        None if found == "sequence" => "a list".to_owned(),
        None => found,
    };
    match legal_at(key) {
        Some(legal) if !expected.contains(['"', '{']) => format!("found {found}; expected {legal}"),
        _ if expected.starts_with("struct ") => format!("found {found}; expected a table"),
        _ => format!("found {found}; expected {}", expected.replace('`', "")),
    }
}

fn legal_at(key: &str) -> Option<&'static str> {
    let last = key.rsplit('.').next().unwrap_or(key);
    let (name, indexed) = last.split_once('[').unwrap_or((last, ""));
    if key.starts_with("devices.") && !key["devices.".len()..].contains('.') {
        return Some("a table: [devices.disk] with depth = 4 and latency = \"10ms\", say");
    }
    match (name, indexed.is_empty()) {
        ("all" | "any", false) if indexed.matches('[').count() == 0 => {
            Some("a list of steps, such as [{ cpu = \"1ms\" }], inside the list")
        }
        ("steps" | "all" | "any", false) => None,
        ("models", false) => Some("the name of a model, in quotes"),
        ("uniform", false) => Some("a duration in quotes, such as \"4ms\""),
        ("mix", false) => Some("a part such as { p = 0.9, cpu = \"1ms\" }"),
        ("job", false) => Some("a table [[job]] with at = … and steps = […]"),
        ("input", false) => Some("a table [[input]] with kind = …, every = … and cpu = …"),
        // A job's or an input's `at` is a duration and says so itself.
        _ => LEGAL.iter().find(|(known, _)| *known == name).map(|(_, legal)| *legal),
    }
}

/// What stands between `before` and `after`, and what follows.
fn parted<'s>(says: &'s str, before: &str, after: &str) -> Option<(&'s str, &'s str)> {
    says.strip_prefix(before)?.split_once(after)
}

/// The names in "expected one of `a`, `b`".
fn names(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What the parser says about text that is no TOML; `rest` is the text from the place on.
pub(super) fn of_syntax(says: &str, rest: &str) -> String {
    let found = match rest.chars().next() {
        None => "the end of the file".to_owned(),
        Some('\n' | '\r') => "the end of the line".to_owned(),
        Some(c) => format!("{c:?}"),
    };
    let says = says.trim().replace('`', "");
    if says.contains("duplicate key") {
        return "this key stands twice; a key may be given once".to_owned();
    }
    format!("this is not TOML: {says} (at {found})")
}
