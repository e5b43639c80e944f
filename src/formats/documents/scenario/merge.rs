//! Saving over a scenario file that somebody wrote: only what changed is written anew, so that comments, the order of keys and
//! the way that values are spelled stay.
//!
//! The file's text is edited by comparing three scenarios as TOML: as the file says it, as it is to be, and both in the writer's own
//! layout. It does *not* decide how a new value looks: that is the writer's.

use super::{source::Source, write::write_whole};
use loopscope_event::Scenario;
use toml::Value as Data;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// Returns the text with what differs in `scenario` changed in it; `None` if the text is no scenario or cannot be edited so.
pub(super) fn merge(text: &str, scenario: &Scenario) -> Option<String> {
    let old = read(text)?;
    if old == *scenario {
        return Some(text.to_owned());
    }
    let mut document: DocumentMut = text.parse().ok()?;
    let (was, is) = (write_whole(&old), write_whole(scenario));
    let fresh: DocumentMut = is.parse().ok()?;
    merge_table(document.as_table_mut(), &toml::from_str(&was).ok()?, &toml::from_str(&is).ok()?, fresh.as_table());
    let merged = document.to_string();
    // What cannot be edited in place is better written anew than wrong.
    (read(&merged)? == *scenario).then_some(merged)
}

fn read(text: &str) -> Option<Scenario> {
    Source::new(text, "").ok()?.read(|key| key).ok()
}

/// Changes in a table what differs between `was` and `is`; `fresh` is `is` in the writer's layout.
fn merge_table(to: &mut dyn TableLike, was: &toml::Table, is: &toml::Table, fresh: &dyn TableLike) {
    for key in was.keys().filter(|key| !is.contains_key(*key)) {
        to.remove(key);
    }
    for (key, now) in is {
        let before = was.get(key);
        let Some(fresh) = fresh.get(key).filter(|_| before != Some(now)) else { continue };
        match (to.get_mut(key), before) {
            (Some(item), _) => merge_item(item, before, now, fresh),
            // The file leaves out a table of defaults: what differs from them is all that it gets.
            (None, Some(Data::Table(_))) if fresh.is_table() => {
                let mut item = placed(fresh);
                item.as_table_mut().into_iter().for_each(Table::clear);
                merge_item(&mut item, before, now, fresh);
                to.insert(key, item);
            }
            (None, _) => {
                to.insert(key, placed(fresh));
            }
        }
    }
}

fn merge_item(item: &mut Item, before: Option<&Data>, now: &Data, fresh: &Item) {
    match (&mut *item, before, now) {
        (Item::Value(value), ..) => {
            if let Ok(fresh) = fresh.clone().into_value() {
                merge_value(value, before, now, &fresh);
                return;
            }
        }
        (Item::Table(to), Some(Data::Table(before)), Data::Table(now)) => {
            if let Some(fresh) = fresh.as_table_like() {
                return merge_table(to, before, now, fresh);
            }
        }
        (Item::ArrayOfTables(to), Some(Data::Array(before)), Data::Array(now)) if to.len() == before.len() => {
            if let Some(fresh) = fresh.as_array_of_tables() {
                return merge_tables(to, before, now, fresh);
            }
        }
        _ => {}
    }
    *item = placed(fresh);
}

fn merge_value(value: &mut Value, before: Option<&Data>, now: &Data, fresh: &Value) {
    match (&mut *value, before, now, fresh) {
        (Value::InlineTable(to), Some(Data::Table(before)), Data::Table(now), Value::InlineTable(fresh)) => {
            merge_table(to, before, now, fresh);
        }
        (Value::Array(to), Some(Data::Array(before)), Data::Array(now), Value::Array(fresh)) if to.len() == before.len() => {
            merge_array(to, before, now, fresh);
        }
        _ => {
            let decor = value.decor().clone();
            *value = fresh.clone();
            *value.decor_mut() = decor;
        }
    }
}

/// Changes a list; its elements at the front and at the back that stay are not touched.
fn merge_array(to: &mut Array, before: &[Data], now: &[Data], fresh: &Array) {
    let front = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    let back = before[front..].iter().rev().zip(now[front..].iter().rev()).take_while(|(before, now)| before == now).count();
    let (old, new) = (before.len() - back, now.len() - back);
    for i in front..old.min(new) {
        if let (Some(value), Some(now), Some(fresh)) = (to.get_mut(i), now.get(i), fresh.get(i)) {
            merge_value(value, before.get(i), now, fresh);
        }
    }
    for _ in new..old {
        let removed = to.remove(new);
        if let Some(first) = to.get_mut(0).filter(|_| new == 0) {
            *first.decor_mut() = removed.decor().clone();
        }
    }
    // A list with an element a line gets a line for each new one.
    let line =
        to.iter().filter_map(|value| value.decor().prefix()?.as_str()?.rsplit_once('\n')).map(|(_, indent)| format!("\n{indent}")).next();
    for i in old..new {
        if let Some(fresh) = fresh.get(i) {
            let gap = line.clone().unwrap_or_else(|| if i == 0 { "" } else { " " }.to_owned());
            to.insert_formatted(i, fresh.clone().decorated(gap, ""));
        }
    }
}

fn merge_tables(to: &mut ArrayOfTables, before: &[Data], now: &[Data], fresh: &ArrayOfTables) {
    for (i, table) in to.iter_mut().enumerate() {
        if let (Some(Data::Table(before)), Some(Data::Table(now)), Some(fresh)) = (before.get(i), now.get(i), fresh.get(i)) {
            merge_table(table, before, now, fresh);
        }
    }
    (now.len()..to.len()).rev().for_each(|i| {
        to.remove(i);
    });
    for table in fresh.iter().skip(to.len()) {
        let mut table = table.clone();
        unplace(&mut table);
        to.push(table);
    }
}

/// A copy for another file: it stands behind what it is inserted behind, wherever it stood in its own.
fn placed(fresh: &Item) -> Item {
    let mut item = fresh.clone();
    match &mut item {
        Item::Value(value) => value.decor_mut().clear(),
        Item::Table(table) => unplace(table),
        Item::ArrayOfTables(tables) => tables.iter_mut().for_each(unplace),
        Item::None => {}
    }
    item
}

fn unplace(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => unplace(table),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(unplace),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{tests::scenario, write};
    use super::*;
    use crate::documents::gallery::BUILT_IN;
    use loopscope_event::{Arrivals, Dist, Jobs, Op, time};
    use proptest::prelude::*;

    const TEXT: &str = r#"# Lecture 4: what a slow disk does.

seed=7   # drawn on stage
models = [ "threads", "coroutines" ]

# The room's projector has two cores.
[machine]
quantum = "10000us"  # spelled so on purpose
cores = 2

[devices]
disk = { depth = 4, latency = "1ms" }

[workload] # of the whole class
arrivals.poisson = 800.0
jobs = 100
steps = [
    { cpu = "500us", label = "parse" },  # the parser
    # Here it waits.
    { io = "disk" },
    'yield',
]

[[job]]
at = "1ms"
steps = ["yield"] # the late one
# The end.
"#;

    fn edited(edit: impl Fn(&mut Scenario)) -> String {
        let mut scenario = read(TEXT).unwrap();
        edit(&mut scenario);
        let merged = merge(TEXT, &scenario).unwrap();
        assert_eq!(read(&merged).unwrap(), scenario);
        merged
    }

    #[test]
    fn what_did_not_change_stays_byte_for_byte() {
        assert_eq!(edited(|_| {}), TEXT);
    }

    #[test]
    fn only_the_values_that_changed_are_written() {
        let merged = edited(|scenario| {
            scenario.seed = 99;
            scenario.machine.cores = 1;
            let workload = scenario.workload.as_mut().unwrap();
            workload.arrivals = Arrivals::Poisson(900.0);
            workload.jobs = Jobs::Count(5);
            workload.steps[0].op = Op::Cpu(Dist::Exp(time::MS));
            scenario.devices.get_mut("disk").unwrap().depth = Some(8);
        });
        let expected = TEXT
            .replace("seed=7 ", "seed=99 ")
            .replace("cores = 2", "cores = 1")
            .replace("800.0", "900.0")
            .replace("jobs = 100", "jobs = 5")
            .replace("cpu = \"500us\"", "cpu = { exp = \"1ms\" }")
            .replace("depth = 4", "depth = 8");
        assert_eq!(merged, expected);
    }

    #[test]
    fn new_keys_and_tables_come_where_they_belong_and_old_ones_go() {
        let merged = edited(|scenario| {
            scenario.until = Some(time::S);
            scenario.models.clear();
            scenario.machine.pool = 9;
            scenario.machine.quantum = loopscope_event::Machine::default().quantum;
            scenario.devices.insert("net".into(), loopscope_event::Device { depth: Some(2), latency: None });
            let workload = scenario.workload.as_mut().unwrap();
            workload.steps.remove(2);
            scenario.job.push(scenario.job[0].clone());
        });
        for gone in ["models", "'yield'", "10000us"] {
            assert!(!merged.contains(gone), "{gone}: {merged}");
        }
        for comment in ["# Lecture 4", "# drawn", "# The room's", "# spelled", "# of the", "# the parser", "# Here", "# the late"] {
            assert!(merged.contains(comment), "{comment}: {merged}");
        }
        let place = |what: &str| merged.find(what).unwrap_or_else(|| panic!("{what}: {merged}"));
        let order = ["seed", "until = \"1s\"", "[machine]", "pool = 9", "[devices]", "net", "[workload]", "[[job]]"];
        assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{merged}");
    }

    #[test]
    fn a_table_that_the_file_leaves_out_gets_only_what_differs() {
        let text = "seed = 1 # mine\n[[job]]\nsteps = [\"yield\"]\n";
        let mut scenario = read(text).unwrap();
        scenario.machine.cores += 1;
        let merged = merge(text, &scenario).unwrap();
        assert!(merged.contains("# mine") && merged.contains(&format!("[machine]\ncores = {}\n", scenario.machine.cores)), "{merged}");
        assert!(!merged.contains("quantum"), "{merged}");
    }

    #[test]
    fn what_is_no_scenario_is_not_edited() {
        for text in ["", "seed = ", "[[jobs]]", "\u{0}"] {
            assert_eq!(merge(text, &read(TEXT).unwrap()).filter(|_| !text.is_empty()), None, "{text:?}");
        }
    }

    #[test]
    fn comments_of_the_scenarios_that_come_with_the_program_stay() {
        for built_in in BUILT_IN.iter() {
            let mut scenario = read(built_in.text).unwrap();
            scenario.seed ^= 1;
            scenario.machine.cores = 1 + scenario.machine.cores % 7;
            let merged = merge(built_in.text, &scenario).unwrap();
            assert_eq!(read(&merged).unwrap(), scenario);
            for line in built_in.text.lines().filter(|line| line.contains('#')) {
                let comment = line.split_once('#').unwrap().1;
                assert!(merged.contains(comment), "{}: {comment}\n{merged}", built_in.slug);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn a_merged_text_reads_as_the_new_scenario(old in scenario(), other in scenario(), take in any::<[bool; 8]>()) {
            let mut new = old.clone();
            let Scenario { name, seed, models, until, machine, devices, workload, job, input } = other;
            if take[0] { (new.name, new.seed) = (name, seed); }
            if take[1] { new.models = models; }
            if take[2] { new.until = until; }
            if take[3] { new.machine = machine; }
            if take[4] { new.devices = devices; }
            if take[5] { new.workload = workload; }
            if take[6] { new.job = job; }
            if take[7] { new.input = input; }
            let text: String = write(&old).lines().enumerate().map(|(i, line)| format!("{line} # comment {i}\n")).collect();
            prop_assume!(read(&text).as_ref() == Some(&old));
            let merged = merge(&text, &new);
            prop_assert!(merged.is_some(), "{}\n{}", text, write(&new));
            let merged = merged.unwrap_or_default();
            prop_assert_eq!(read(&merged), Some(new), "{}", merged);
        }
    }
}
