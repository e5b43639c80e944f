use super::super::knob::Scale;
use super::*;
use loopscope_event::time::{MS, US};
use loopscope_event::{Closed, Machine};

fn cpu(dist: Dist) -> Step {
    Step { op: Op::Cpu(dist), label: None }
}

fn io(device: &str, latency: Option<Dist>) -> Step {
    Step { op: Op::Io { device: device.into(), latency }, label: None }
}

fn with(jobs: Jobs, arrivals: Arrivals, steps: Vec<Step>) -> Scenario {
    let workload = Some(Workload { jobs, arrivals, steps });
    Scenario { workload, ..Scenario::default() }
}

fn batch() -> Scenario {
    let steps = vec![cpu(Dist::Fixed(500 * US)), io("net", Some(Dist::Uniform { lo: 12 * MS, hi: 45 * MS })), cpu(Dist::Exp(MS))];
    with(Jobs::Count(20), Arrivals::AtOnce, steps)
}

fn all_kinds() -> Vec<Scenario> {
    let steps = || {
        vec![
            cpu(Dist::Fixed(50 * US)),
            io("disk", None),
            cpu(Dist::Exp(MS)),
            io("net", Some(Dist::Lognormal { mean: 5 * MS, cv: 1.5 })),
            Step { op: Op::Yield, label: None },
        ]
    };
    let closed = |think| Arrivals::Closed(Closed { clients: 10, think });
    let mut kinds = vec![
        batch(),
        with(Jobs::Endless, Arrivals::Every(MS), steps()),
        with(Jobs::Endless, Arrivals::Poisson(800.0), steps()),
        with(Jobs::Endless, closed(Dist::Exp(9 * MS)), steps()),
        with(Jobs::Count(100), closed(Dist::Fixed(0)), steps()),
        with(Jobs::Count(5), Arrivals::AtOnce, vec![Step { op: Op::All(vec![steps(), steps()]), label: None }]),
        with(Jobs::Count(5), Arrivals::AtOnce, vec![cpu(Dist::Fixed(0))]),
        with(Jobs::Count(5), Arrivals::AtOnce, vec![Step { op: Op::Yield, label: None }]),
    ];
    for scenario in &mut kinds {
        scenario.devices.insert("disk".into(), Device { depth: Some(4), latency: Some(Dist::Uniform { lo: MS, hi: 3 * MS }) });
        assert_eq!(scenario.validate(&[]), Ok(()));
    }
    kinds
}

#[test]
fn a_value_that_is_set_is_the_value_that_is_read() {
    for base in all_kinds() {
        for knob in Knob::of(&base) {
            let Scale { least, most, unlimited, .. } = knob.scale();
            for value in [least, knob.tidy((least.max(1.0) * most).sqrt()), most] {
                let mut scenario = base.clone();
                knob.set(&mut scenario, &base, value);
                let read = knob.get(&scenario).unwrap();
                assert!((read - value).abs() <= 1.0 + value * 1e-6, "{knob:?}: {value} became {read}");
            }
            if unlimited {
                let mut scenario = base.clone();
                knob.set(&mut scenario, &base, f64::INFINITY);
                assert_eq!(knob.get(&scenario), Some(f64::INFINITY));
            }
        }
    }
}

#[test]
fn every_end_of_every_slider_and_of_what_may_be_typed_is_a_legal_scenario() {
    for base in all_kinds() {
        for end in 0..5 {
            let mut scenario = base.clone();
            for knob in Knob::of(&base) {
                let Scale { least, most, legal, unlimited, .. } = knob.scale();
                let value = [least, most, legal.0, legal.1, if unlimited { f64::INFINITY } else { most }][end];
                knob.set(&mut scenario, &base, value);
                assert_eq!(scenario.validate(&[]), Ok(()), "{knob:?} = {value}");
            }
            for shape in Shape::ALL {
                set_shape(&mut scenario, &base, shape);
                assert_eq!(scenario.validate(&[]), Ok(()), "{shape:?}");
                let text = toml::to_string(&scenario).unwrap();
                assert_eq!(toml::from_str::<Scenario>(&text).unwrap().validate(&[]), Ok(()), "{text}");
            }
        }
    }
}

#[test]
fn going_to_one_end_and_back_is_as_if_nothing_had_happened() {
    for base in all_kinds() {
        for knob in Knob::of(&base).into_iter().filter(|knob| *knob != Knob::IoSteps) {
            let mut scenario = base.clone();
            let value = knob.get(&base).unwrap();
            knob.set(&mut scenario, &base, knob.scale().least);
            knob.set(&mut scenario, &base, knob.scale().most);
            if knob.scale().legal.0 <= value {
                knob.set(&mut scenario, &base, value);
                assert_eq!(scenario, base, "{knob:?}");
            }
        }
    }
}

#[test]
fn a_change_moves_its_own_knob_only() {
    for base in all_kinds() {
        for knob in Knob::of(&base).into_iter().filter(|knob| *knob != Knob::IoSteps) {
            let mut scenario = base.clone();
            knob.set(&mut scenario, &base, knob.scale().least);
            for other in Knob::of(&base).into_iter().filter(|other| *other != knob) {
                assert_eq!(other.get(&scenario), other.get(&base), "{knob:?} moved {other:?}");
            }
        }
    }
}

#[test]
fn cpu_steps_keep_their_proportions() {
    let base = batch();
    let mut scenario = base.clone();
    Knob::Cpu.set(&mut scenario, &base, 3e6);
    assert_eq!(cpus(scenario.workload.as_ref().unwrap()), [Dist::Fixed(MS), Dist::Exp(2 * MS)]);
    Knob::Cpu.set(&mut scenario, &base, 1.0);
    Knob::Cpu.set(&mut scenario, &base, 3e6);
    assert_eq!(cpus(scenario.workload.as_ref().unwrap()), [Dist::Fixed(MS), Dist::Exp(2 * MS)], "worn away by rounding");
}

#[test]
fn a_latency_keeps_its_mean_when_its_shape_changes_and_its_shape_when_its_mean_does() {
    let base = batch();
    let mut scenario = base.clone();
    assert_eq!(shape(&scenario), Some(Shape::Uniform));
    set_shape(&mut scenario, &base, Shape::Exp);
    assert_eq!(latencies(&scenario), [Dist::Exp(28_500 * US)]);
    Knob::Latency.set(&mut scenario, &base, 1e6);
    assert_eq!(latencies(&scenario), [Dist::Exp(MS)]);
    set_shape(&mut scenario, &base, Shape::Uniform);
    Knob::Latency.set(&mut scenario, &base, 28.5e6);
    assert_eq!(scenario, base, "back to the uniform that the scenario spells out");
}

#[test]
fn latencies_of_different_shapes_have_none_in_common() {
    let steps = vec![io("a", Some(Dist::Fixed(MS))), io("b", Some(Dist::Exp(3 * MS)))];
    let base = with(Jobs::Count(1), Arrivals::AtOnce, steps);
    assert_eq!((shape(&base), Knob::Latency.get(&base)), (None, Some(2e6)));
    let mut scenario = base.clone();
    Knob::Latency.set(&mut scenario, &base, 4e6);
    assert_eq!(latencies(&scenario), [Dist::Fixed(2 * MS), Dist::Exp(6 * MS)]);
    assert_eq!(shape(&with(Jobs::Count(1), Arrivals::AtOnce, vec![cpu(Dist::Fixed(1))])), None);
}

#[test]
fn more_requests_come_with_the_computing_that_follows_them() {
    let base = batch();
    let mut scenario = base.clone();
    Knob::IoSteps.set(&mut scenario, &base, 3.0);
    let steps = &scenario.workload.as_ref().unwrap().steps;
    assert_eq!((steps.len(), &steps[1..3], &steps[1..3]), (7, &steps[3..5], &steps[5..7]));
    assert_eq!(Knob::Cpu.get(&scenario), Some(3.5e6));
    Knob::IoSteps.set(&mut scenario, &base, 1.0);
    assert_eq!(scenario, base);
}

#[test]
fn only_what_a_scenario_has_can_be_moved() {
    let spelt = Scenario { machine: Machine { cores: 3, ..Machine::default() }, ..Scenario::default() };
    assert_eq!(Knob::of(&spelt)[0], Knob::Cores);
    let mut same = spelt.clone();
    Knob::Cpu.set(&mut same, &spelt, 1e9);
    set_shape(&mut same, &spelt, Shape::Exp);
    assert_eq!(same, spelt);
    let closed = &all_kinds()[3];
    assert!(Knob::of(closed).contains(&Knob::Clients) && !Knob::of(closed).contains(&Knob::Jobs));
    assert!(!Knob::of(&all_kinds()[5]).contains(&Knob::IoSteps), "requests inside all and any cannot be repeated one by one");
}

#[test]
fn the_devices_are_the_ones_in_use() {
    let mut scenario = all_kinds().swap_remove(1);
    scenario.devices.insert("unused".into(), Device::default());
    assert_eq!(devices(&scenario).into_iter().collect::<Vec<_>>(), ["disk", "net"]);
    assert_eq!(Knob::Depth(0).get(&scenario), Some(4.0));
    assert_eq!(Knob::Depth(1).get(&scenario), Some(f64::INFINITY));
    assert_eq!(Knob::Depth(2).get(&scenario), None);
}
