//! A scenario with something else in some places: what the change of a lesson makes of it, a variant, or a slider.

use loopscope_event::{Scenario, Setting};
use serde_json::{Map, Value, json};

/// The value at a key, as a patch: `machine.cores` = 4 is `{ machine: { cores: 4 } }`.
pub(super) fn nested(key: &str, to: Setting) -> Value {
    let leaf = serde_json::to_value(to).unwrap_or_default();
    key.rsplit('.').fold(leaf, |inner, segment| json!({ segment: inner }))
}

/// The scenario with the patch upon it. Tables are gone into, in lists by number; anything else is put in the place of what was there.
///
/// # Errors
/// The key within the scenario, and what is wrong there.
pub(crate) fn patched(scenario: &Scenario, patch: &Value) -> Result<Scenario, (String, String)> {
    let mut tree = serde_json::to_value(scenario).map_err(|fault| (String::new(), fault.to_string()))?;
    merge(&mut tree, patch);
    serde_path_to_error::deserialize(tree).map_err(|fault| (fault.path().to_string(), fault.inner().to_string()))
}

fn merge(node: &mut Value, patch: &Value) {
    match (node, patch) {
        (Value::Array(list), Value::Object(patch)) if numbered(list, patch) => {
            for (name, value) in patch {
                if let Some(item) = name.parse().ok().and_then(|place: usize| list.get_mut(place)) {
                    merge(item, value);
                }
            }
        }
        (Value::Object(table), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(table.entry(name).or_insert(Value::Null), value);
            }
        }
        (node, value) => *node = value.clone(),
    }
}

/// True if every key is a place in the list.
fn numbered(list: &[Value], patch: &Map<String, Value>) -> bool {
    patch.keys().all(|name| name.parse().is_ok_and(|place: usize| place < list.len()))
}
