//! [`Key`]: a number or a duration of a scenario, by its path in the scenario file. Setting a key is equivalent to
//! writing the value into the file, so a bare `machine.switch` sets a cost that does not grow.

use loopscope_event::validate::nearest;
use loopscope_event::{Machine, Op, Scenario, Setting, Step, time};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The kind of a key's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A whole number.
    Count,
    /// Any number.
    Number,
    /// A duration.
    Time,
}

/// A value in a scenario that can be set.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    path: Vec<String>,
    kind: Kind,
    now: Option<Setting>,
}

impl Key {
    /// The path, such as `machine.switch.base` or `workload.steps.0.cpu`.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }
    /// The kind of its value.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }
    /// Its present value; `None` if there is none, or it is no number ("inf", "endless").
    #[must_use]
    pub const fn now(&self) -> Option<Setting> {
        self.now
    }

    /// Sets it in a scenario's JSON tree.
    pub(super) fn set(&self, tree: &mut Value, value: Setting) {
        let Some((last, above)) = self.path.split_last() else { return };
        let mut node = tree;
        for (depth, segment) in above.iter().enumerate() {
            node = child(node, segment);
            if node.is_string() {
                // Only a cost has keys below a text: the bare cost becomes a growing one.
                *node = grown(&self.path[..=depth], node.take());
            }
        }
        *child(node, last) = match value {
            Setting::Count(n) => n.into(),
            Setting::Number(x) => x.into(),
            Setting::Time(ns) => time::exact(ns).into(),
        };
    }
}

/// The child for a segment of a path; created if missing.
fn child<'t>(node: &'t mut Value, segment: &str) -> &'t mut Value {
    match node {
        Value::Array(list) => {
            let place = segment.parse().unwrap_or(usize::MAX).min(list.len());
            if place == list.len() {
                list.push(Value::Null);
            }
            &mut list[place]
        }
        Value::Object(map) => map.entry(segment).or_insert_with(|| Value::Object(Map::new())),
        other => {
            *other = Value::Object(Map::new());
            child(other, segment)
        }
    }
}

/// A bare cost as one that can grow: growth ends where the machine's own does.
fn grown(path: &[String], base: Value) -> Value {
    let usual = serde_json::to_value(Machine::default()).unwrap_or_default();
    let at = path.last().and_then(|name| usual.get(name)?.get("at")).cloned().unwrap_or_else(|| 1.into());
    serde_json::json!({ "base": base, "penalty": "0ns", "at": at })
}

/// Texts that are no durations even where they look like one, and numbers that cannot change on their own.
const NO_KEYS: &[&str] = &["name", "models", "label", "io", "lock", "unlock", "read", "write", "kind", "add", "p", "yield"];
/// The order in which the parts of a scenario are listed.
const ORDER: &[&str] = &["workload", "machine", "devices", "seed", "until", "input", "job"];

/// Every key of a scenario that can be set, the workload first.
#[must_use]
pub fn keys(scenario: &Scenario) -> Vec<Key> {
    let tree = serde_json::to_value(scenario).unwrap_or_default();
    let mut found = Vec::new();
    walk(&tree, &mut Vec::new(), &mut found);
    let mut missing = |path: &[&str], kind| {
        if found.iter().all(|key: &Key| !key.path.iter().map(String::as_str).take(path.len()).eq(path.iter().copied())) {
            found.push(Key { path: path.iter().map(|s| (*s).to_owned()).collect(), kind, now: None });
        }
    };
    missing(&["until"], Kind::Time);
    for device in devices(scenario) {
        missing(&["devices", device, "depth"], Kind::Count);
        missing(&["devices", device, "latency"], Kind::Time);
    }
    for cost in ["switch", "dispatch"] {
        for (name, kind) in [("base", Kind::Time), ("penalty", Kind::Time), ("at", Kind::Count)] {
            missing(&["machine", cost, name], kind);
        }
    }
    let costs = ["switch", "dispatch"].map(|cost| vec!["machine".to_owned(), cost.to_owned()]);
    for path in costs {
        if found.iter().all(|key| key.path != path) {
            found.push(Key { path, kind: Kind::Time, now: None });
        }
    }
    found.sort_by_key(|key| ORDER.iter().position(|part| key.path[0] == *part));
    found
}

fn devices(scenario: &Scenario) -> BTreeSet<&str> {
    let workload = scenario.workload.iter().map(|workload| &workload.steps[..]);
    let steps = workload.chain(scenario.job.iter().map(|job| &job.steps[..])).flat_map(Step::flat);
    let used = steps.filter_map(|step| if let Op::Io { device, .. } = &step.op { Some(device.as_str()) } else { None });
    scenario.devices.keys().map(String::as_str).chain(used).collect()
}

/// Collects the keys of a tree.
fn walk(node: &Value, path: &mut Vec<String>, found: &mut Vec<Key>) {
    // A device may have any name.
    let free = path.len() == 1 && path[0] == "devices";
    let here = path.clone();
    let mut below = |segment: &str, node: &Value, found: &mut Vec<Key>| {
        path.push(segment.to_owned());
        walk(node, path, found);
        path.pop();
    };
    let leaf = match node {
        Value::Object(map) => {
            for (name, node) in map.iter().filter(|(name, _)| free || !NO_KEYS.contains(&name.as_str())) {
                below(name, node, found);
            }
            if map.contains_key("io") && !map.contains_key("latency") {
                // Its latency is the device's, which is unknown here.
                below("latency", &Value::String("inf".into()), found);
            }
            return;
        }
        Value::Array(list) => {
            for (i, node) in list.iter().enumerate() {
                below(&i.to_string(), node, found);
            }
            return;
        }
        Value::Number(n) if n.is_u64() => n.as_u64().map(|n| (Kind::Count, Some(Setting::Count(n)))),
        Value::Number(n) if n.is_f64() => n.as_f64().map(|x| (Kind::Number, Some(Setting::Number(x)))),
        Value::String(text) if text == "inf" => Some((Kind::Time, None)),
        Value::String(text) if text == "endless" => Some((Kind::Count, None)),
        Value::String(text) => time::parse(text).ok().map(|ns| (Kind::Time, Some(Setting::Time(ns)))),
        _ => None,
    };
    found.extend(leaf.map(|(kind, now)| Key { path: here, kind, now }));
}

/// The key with this name; `workload.steps[0].cpu` means `workload.steps.0.cpu`.
///
/// # Errors
/// A sentence that lists the keys nearby.
pub fn find(keys: &[Key], name: &str) -> Result<Key, String> {
    let wanted = name.trim().replace('[', ".").replace(']', "");
    let names: Vec<String> = keys.iter().map(Key::name).collect();
    if let Some(place) = names.iter().position(|name| *name == wanted) {
        return Ok(keys[place].clone());
    }
    let below = |above: &str| -> Vec<&str> {
        names.iter().map(String::as_str).filter(|name| name.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))).collect()
    };
    let inside = below(&wanted);
    if !inside.is_empty() {
        return Err(format!("{wanted:?} is not one number here; below it are {}", listed(&inside)));
    }
    let near = nearest(&wanted, names.iter().map(String::as_str));
    let hint = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    let parents = wanted.match_indices('.').rev().map(|(dot, _)| &wanted[..dot]);
    let beside = parents.map(|above| (above, below(above))).find(|(_, names)| !names.is_empty());
    let others = match beside {
        Some((above, names)) => format!("Under {above} are {}", listed(&names)),
        None => format!("There are {}", listed(&names.iter().map(String::as_str).collect::<Vec<_>>())),
    };
    Err(format!("this scenario has no number or duration {wanted:?}.{hint} {others}"))
}

fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 16;
    let more = if names.len() > SHOWN { format!(", … ({} in all)", names.len()) } else { String::new() };
    names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ") + &more
}
