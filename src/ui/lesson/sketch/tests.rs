use super::*;

/// Approximates the width of type.
fn measure(text: &str, size: f32, _: Face) -> f32 {
    0.55 * size * text.chars().count() as f32
}

fn sketch_of(text: &str, width: f32) -> Sketch {
    sketch(&toml::from_str(text).unwrap(), vec2(width, 1000.0), &measure).unwrap()
}

const FIRST: &str = "[workload]\njobs = 4\nsteps = [{ cpu = '1ms' }, { io = 'network', latency = '38ms' }, { cpu = '1ms' }]";

fn bars(sketch: &Sketch) -> Vec<(bool, Rect)> {
    let bar = |item: &Item| match item.shape {
        Shape::Hatch { .. } => Some((true, item.rect)),
        Shape::Block { fill: Some(Ink::Fill(Tone::Running)), .. } => Some((false, item.rect)),
        _ => None,
    };
    sketch.items.iter().filter_map(bar).collect()
}

#[test]
fn parts_are_as_long_as_what_they_stand_for() {
    let sketch = sketch_of(FIRST, 464.0);
    let bars = bars(&sketch);
    let shown: Vec<(bool, f32)> = bars.iter().map(|(waits, rect)| (*waits, rect.width())).collect();
    // 400 points for 40 ms: the row of one request, then all computing beside all waiting.
    assert_eq!(shown, [(false, 10.0), (true, 380.0), (false, 10.0), (false, 20.0), (true, 380.0)]);
    let figures: Vec<&str> = sketch
        .items
        .iter()
        .filter_map(|item| if let Shape::Text { text, .. } = &item.shape { Some(text.as_str()) } else { None })
        .collect();
    assert!(figures.contains(&"×4") && figures.contains(&"38 ms") && figures.contains(&"2 ms"), "{figures:?}");
    assert_eq!(sketch.description, "4 requests, each: computes 1 ms, waits 38 ms, computes 1 ms.");
}

#[test]
fn what_is_asked_of_a_device_takes_as_long_as_the_device_says_if_nothing_else_is_said() {
    let text = "devices.disk.latency = '9ms'\n[[job]]\nsteps = [{ cpu = '1ms' }, { io = 'disk' }]";
    let bars = bars(&sketch_of(text, 164.0));
    assert_eq!(bars.iter().map(|(_, rect)| rect.width()).collect::<Vec<_>>(), [10.0, 90.0, 10.0, 90.0]);
}

#[test]
fn nothing_lies_on_something_else_or_beyond_the_edge_at_any_width() {
    let several = "[[job]]\nsteps = [{ cpu = '1ms' }, { io = 'a', latency = '30ms' }, { cpu = '1us' }]\n[[job]]\nsteps = [{ cpu = '5ms' }]
[[input]]\nkind = 'mouse'\nevery = '4ms'\ncpu = '1ms'";
    for text in [FIRST, several] {
        for width in [200.0, 300.0, 430.0, 760.0, 1200.0] {
            let sketch = sketch_of(text, width);
            let room = Rect::from_min_size(egui::Pos2::ZERO, sketch.size).expand(0.6);
            let texts: Vec<Rect> = sketch
                .items
                .iter()
                .filter(|item| matches!(item.shape, Shape::Text { .. } | Shape::Icon { .. }))
                .map(|item| item.rect)
                .collect();
            assert!(
                texts.iter().chain(bars(&sketch).iter().map(|(_, rect)| rect)).all(|rect| room.contains_rect(*rect)),
                "{text} at {width}"
            );
            for (n, one) in texts.iter().enumerate() {
                assert!(texts[n + 1..].iter().all(|other| !one.shrink(0.5).intersects(*other)), "{text} at {width}");
            }
        }
    }
}

#[test]
fn what_takes_no_time_has_no_picture() {
    assert!(sketch(&toml::from_str("[[job]]\nsteps = ['yield']").unwrap(), vec2(400.0, 1000.0), &measure).is_none());
}

#[test]
fn those_who_ask_for_the_same_stand_together_and_what_has_no_room_is_left_out() {
    let jobs = "[[job]]\nsteps = [{ cpu = '8ms' }]\n".to_owned() + &"[[job]]\nsteps = [{ cpu = '1ms' }]\n".repeat(3);
    let scenario = toml::from_str(&jobs).unwrap();
    let all = sketch(&scenario, vec2(464.0, 1000.0), &measure).unwrap();
    assert_eq!(all.description, "A: computes 8 ms. 3 requests, each: computes 1 ms.");
    assert_eq!(bars(&all).iter().map(|(_, rect)| rect.width()).collect::<Vec<_>>(), [400.0, 50.0]);
    let low = sketch(&scenario, vec2(464.0, 90.0), &measure).unwrap();
    assert_eq!((bars(&low).len(), low.size.y <= 90.0), (1, true));
}
