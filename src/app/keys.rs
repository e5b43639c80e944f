//! Which key does what. Letters go by their place on the keyboard, so that W A S D lie as they do on any layout.

use egui::{Event, Key, Modifiers, PointerButton};
use loopscope_event::{InputKind, Speed, StepUnit};
use loopscope_lesson::Phase;
use loopscope_ui::export::ExportAction;
use loopscope_ui::fork::ForkAction;
use loopscope_ui::inspector::next;
use loopscope_ui::lesson::LessonAction;
use loopscope_ui::timeline::tools::Ask;
use loopscope_ui::timeline::view::trail::Way;
use loopscope_ui::transport::speed::notch;
use loopscope_ui::workspace::Panels;
use loopscope_ui::{Action, Context, Selection, Views, WindowAction};

/// What a key asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Asked {
    /// Something that panels ask for too.
    Action(Action),
    /// The timeline, so many times as wide.
    Zoom(f64),
    /// The timeline, by a share of its width.
    Pan(f64),
    /// All of the story in the timeline.
    Fit,
    /// The run of this place onto the stage.
    Stage(usize),
    /// Something of the timeline.
    Timeline(Ask),
    /// A step on in a lesson.
    Next,
    /// Why does it wait?
    Why,
    /// The critical path of the run.
    Path,
    /// So many links on in the inspector.
    Walk(isize),
    /// Close what lies on top, or select nothing.
    Escape,
}

/// What this key asks for. `speed` is the present one.
#[must_use]
pub fn asked(key: Key, place: Key, modifiers: Modifiers, speed: Speed) -> Option<Asked> {
    let action = |action| Some(Asked::Action(action));
    let window = |what| Some(Asked::Action(Action::Window(what)));
    let unit = if modifiers.shift {
        StepUnit::Tick
    } else if modifiers.command || modifiers.ctrl {
        StepUnit::Job
    } else {
        StepUnit::Event
    };
    if modifiers.command || modifiers.ctrl {
        match key {
            Key::O => return window(WindowAction::OpenDialog),
            Key::E => return action(Action::Export(ExportAction::Open)),
            Key::S if modifiers.shift => return window(WindowAction::SaveAs),
            Key::S => return window(WindowAction::Save),
            Key::F => return Some(Asked::Timeline(Ask::Search)),
            Key::ArrowLeft | Key::ArrowRight => {}
            _ => return None,
        }
    }
    match key {
        Key::ArrowLeft if modifiers.alt => return action(Action::Go(Way::Back)),
        Key::ArrowRight if modifiers.alt => return action(Action::Go(Way::Forward)),
        Key::ArrowRight => return action(Action::StepForward(unit)),
        Key::ArrowLeft => return action(Action::StepBack(unit)),
        _ if modifiers.alt => return None,
        Key::Space => return action(Action::PlayOrPause),
        Key::Home => return action(Action::ToStart),
        Key::End => return action(Action::ToLiveEdge),
        Key::Plus | Key::Equals => return action(Action::Speed(notch(speed, true))),
        Key::Minus => return action(Action::Speed(notch(speed, false))),
        Key::Questionmark | Key::F1 => return window(WindowAction::Help),
        Key::Slash if modifiers.shift => return window(WindowAction::Help),
        Key::Slash => return Some(Asked::Timeline(Ask::Search)),
        Key::OpenBracket => return Some(Asked::Timeline(Ask::NoteBefore)),
        Key::CloseBracket => return Some(Asked::Timeline(Ask::NextNote)),
        Key::Escape => return Some(Asked::Escape),
        // A clicker's keys: the next beat, and the one before.
        Key::PageDown => return action(Action::StepForward(StepUnit::Tick)),
        Key::PageUp => return action(Action::StepBack(StepUnit::Tick)),
        Key::F5 => return window(WindowAction::Projector),
        Key::Enter => return Some(Asked::Next),
        Key::ArrowUp => return Some(Asked::Walk(-1)),
        Key::ArrowDown => return Some(Asked::Walk(1)),
        _ => {}
    }
    let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    if let Some(i) = digits.iter().position(|digit| *digit == key) {
        return Some(Asked::Stage(i));
    }
    match place {
        Key::W => Some(Asked::Zoom(0.8)),
        Key::S => Some(Asked::Zoom(1.25)),
        Key::A => Some(Asked::Pan(-0.15)),
        Key::D => Some(Asked::Pan(0.15)),
        Key::F => Some(Asked::Fit),
        Key::M => action(Action::Post(InputKind::Mouse.into())),
        Key::L => action(Action::Lesson(LessonAction::List)),
        Key::C => window(WindowAction::Sweep),
        Key::G => window(WindowAction::Glossary),
        Key::T => window(WindowAction::Swap),
        Key::B => window(WindowAction::Code),
        Key::H => window(WindowAction::HumanTime),
        Key::V => window(WindowAction::Compare),
        Key::R => action(Action::Fork(ForkAction::Return)),
        Key::X => action(Action::Fork(ForkAction::Forget)),
        Key::N if modifiers.shift => Some(Asked::Timeline(Ask::Previous)),
        Key::N => Some(Asked::Timeline(Ask::Note)),
        Key::K => Some(Asked::Timeline(Ask::Filter)),
        Key::E => Some(Asked::Timeline(Ask::Range)),
        Key::Y if modifiers.shift => Some(Asked::Path),
        Key::Y => Some(Asked::Why),
        _ => None,
    }
}

/// True for keys that a focused button or slider wants for itself.
const fn is_for_widgets(key: Key) -> bool {
    matches!(
        key,
        Key::Space | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown | Key::Home | Key::End | Key::Enter | Key::Escape
    )
}

/// True for keys that type something, but for the space bar.
fn is_typed(key: Key) -> bool {
    key.name().chars().count() == 1
}

/// Takes the keys that were pressed since the last frame. A text field has all keys for itself, any other focused
/// widget those that move it, and so has what lies over the window (a sweep over its middle) but for the way out.
pub fn take(ctx: &egui::Context, cx: &Context<'_>, panels: &mut Panels, views: &Views<'_>, out: &mut Vec<Action>) {
    let sweeping = views.sweep.is_some();
    let typing = ctx.text_edit_focused();
    let focused = ctx.memory(|memory| memory.focused()).is_some();
    let modal = panels.overlay.is_modal() || panels.export.is_open() || egui::Popup::is_any_open(ctx);
    if typing {
        return;
    }
    let mut pressed = Vec::new();
    // Pressed twice within a frame, a key goes on from where the first press got.
    let mut speed = cx.speed;
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else { return true };
            if focused && is_for_widgets(*key) {
                return true;
            }
            // Over the application on the stage people type, they do not steer.
            if panels.stage.listens() && is_typed(*key) && modifiers.is_none() {
                return true;
            }
            let Some(asked) = asked(*key, physical_key.unwrap_or(*key), *modifiers, speed) else { return true };
            let closes = matches!(asked, Asked::Escape | Asked::Action(Action::Window(WindowAction::Help | WindowAction::Glossary)));
            let turns = matches!(asked, Asked::Action(Action::Window(WindowAction::Sweep)));
            if (modal || sweeping) && !closes && (modal || !turns) {
                return true;
            }
            if let Asked::Action(Action::Speed(next)) = asked {
                speed = next;
            }
            pressed.push(asked);
            false
        });
    });
    // A mouse's two further buttons lead back and forward, as they do elsewhere.
    if !modal && !sweeping {
        for (button, way) in [(PointerButton::Extra1, Way::Back), (PointerButton::Extra2, Way::Forward)] {
            if ctx.input(|input| input.pointer.button_pressed(button)) {
                out.push(Action::Go(way));
            }
        }
    }
    for asked in pressed {
        match asked {
            Asked::Action(action) => out.push(action),
            Asked::Zoom(factor) => panels.timeline.zoom_by(factor),
            Asked::Pan(share) => panels.timeline.pan_by(share),
            Asked::Fit => panels.timeline.fit(),
            Asked::Timeline(ask) => panels.timeline.ask(ask, cx, out),
            Asked::Why => out.extend(selected(next::why_target(cx), cx)),
            Asked::Path => out.extend(selected(next::run(cx), cx)),
            Asked::Walk(steps) => panels.inspector.walk(steps),
            Asked::Next => out.push(Action::Lesson(LessonAction::Next)),
            Asked::Stage(i) if views.lesson.and_then(|view| view.open).is_some_and(|open| open.attempt.phase() == Phase::Predict) => {
                out.push(Action::Lesson(LessonAction::Choose(i)));
            }
            Asked::Stage(i) => out.extend(cx.traces.get(i).map(|trace| Action::Focus(trace.model().name))),
            Asked::Escape if egui::Popup::is_any_open(ctx) => egui::Popup::close_all(ctx),
            Asked::Escape if panels.overlay.close() => {}
            Asked::Escape if panels.export.is_waited_for() => out.push(Action::Export(ExportAction::Cancel)),
            Asked::Escape if panels.export.close() => {}
            Asked::Escape if panels.tour.is_open() => out.push(Action::Window(WindowAction::Toured)),
            Asked::Escape if cx.desk.audience.is_hall() => out.push(Action::Window(WindowAction::Projector)),
            Asked::Escape if panels.compare.close() => {}
            Asked::Escape if !sweeping && panels.timeline.close(cx, out) => {}
            Asked::Escape if sweeping => out.push(Action::Window(WindowAction::Sweep)),
            Asked::Escape => out.push(Action::Select(None)),
        }
    }
}

/// Selects it, and brings the inspector into sight where that is a drawer.
fn selected(selection: Option<Selection>, cx: &Context<'_>) -> impl Iterator<Item = Action> {
    let hidden = cx.desk.drawers && !cx.desk.numbers_open && !cx.desk.audience.is_hall();
    let open = (hidden && selection.is_some()).then_some(Action::Window(WindowAction::Numbers));
    selection.map(|selection| Action::Select(Some(selection))).into_iter().chain(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_ui::overlay::help::KEYS;

    fn plain(key: Key) -> Option<Asked> {
        asked(key, key, Modifiers::NONE, Speed::Time(1e6))
    }

    #[test]
    fn arrows_step_by_what_is_held_with_them() {
        let step = |modifiers| asked(Key::ArrowRight, Key::ArrowRight, modifiers, Speed::Max);
        for (modifiers, unit) in [
            (Modifiers::NONE, StepUnit::Event),
            (Modifiers::SHIFT, StepUnit::Tick),
            (Modifiers::CTRL, StepUnit::Job),
            (Modifiers::COMMAND, StepUnit::Job),
        ] {
            assert_eq!(step(modifiers), Some(Asked::Action(Action::StepForward(unit))), "{modifiers:?}");
        }
    }

    #[test]
    fn alt_and_an_arrow_lead_back_to_where_one_was() {
        let alt = |key| asked(key, key, Modifiers::ALT, Speed::Max);
        assert_eq!(alt(Key::ArrowLeft), Some(Asked::Action(Action::Go(Way::Back))));
        assert_eq!(alt(Key::ArrowRight), Some(Asked::Action(Action::Go(Way::Forward))));
    }

    #[test]
    fn a_slash_searches_and_with_shift_it_is_the_question_mark() {
        assert_eq!(plain(Key::Slash), Some(Asked::Timeline(Ask::Search)));
        let help = Some(Asked::Action(Action::Window(WindowAction::Help)));
        assert_eq!(asked(Key::Slash, Key::Slash, Modifiers::SHIFT, Speed::Max), help);
    }

    #[test]
    fn letters_go_by_their_place() {
        assert_eq!(asked(Key::Z, Key::W, Modifiers::NONE, Speed::Max), Some(Asked::Zoom(0.8)), "W's place on a French keyboard");
        assert_eq!(asked(Key::W, Key::Z, Modifiers::NONE, Speed::Max), None);
    }

    #[test]
    fn saving_is_not_zooming() {
        assert_eq!(plain(Key::S), Some(Asked::Zoom(1.25)));
        assert_eq!(asked(Key::S, Key::S, Modifiers::CTRL, Speed::Max), Some(Asked::Action(Action::Window(WindowAction::Save))));
        assert_eq!(asked(Key::Q, Key::Q, Modifiers::CTRL, Speed::Max), None, "quitting is the window's own");
        assert_eq!(asked(Key::A, Key::A, Modifiers::CTRL, Speed::Max), None);
    }

    /// The keys of a line of the help, each with its modifiers.
    fn chords(line: &str) -> Vec<(Modifiers, Key)> {
        let mut chords = Vec::new();
        for group in line.split("  ") {
            let mut modifiers = Modifiers::NONE;
            for word in group.split(' ') {
                match word {
                    "Shift" => modifiers.shift = true,
                    "Ctrl" => (modifiers.ctrl, modifiers.command) = (true, true),
                    "Alt" => modifiers.alt = true,
                    // "1 … 9" are all the keys between.
                    "…" => {
                        chords.extend(Key::ALL.iter().filter(|key| (Key::Num2..=Key::Num8).contains(key)).map(|key| (modifiers, *key)))
                    }
                    "PgDn" => chords.push((modifiers, Key::PageDown)),
                    "PgUp" => chords.push((modifiers, Key::PageUp)),
                    "Esc" => chords.push((modifiers, Key::Escape)),
                    word => {
                        let named = Key::ALL.iter().find(|key| key.name() == word || key.symbol_or_name() == word);
                        let arrow = ["←", "→", "↑", "↓"].iter().position(|arrow| *arrow == word);
                        let arrow = arrow.map(|i| [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown][i]);
                        chords.push((modifiers, named.copied().or(arrow).unwrap_or_else(|| panic!("what key is {word:?}?"))));
                    }
                }
            }
        }
        chords
    }

    #[test]
    fn the_help_names_every_key_that_does_something_and_no_other() {
        let ask = |(modifiers, key): (Modifiers, Key)| asked(key, key, modifiers, Speed::Time(1e6));
        // What is pasted comes as an event of its own.
        let helped: Vec<_> = KEYS.iter().filter(|(line, _)| *line != "Ctrl V").flat_map(|(line, _)| chords(line)).collect();
        for chord in &helped {
            assert!(ask(*chord).is_some(), "{chord:?} does nothing");
        }
        let known: Vec<_> = helped.into_iter().filter_map(ask).collect();
        let ctrl = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        for modifiers in [Modifiers::NONE, Modifiers::SHIFT, Modifiers::ALT, ctrl, ctrl.plus(Modifiers::SHIFT)] {
            for key in Key::ALL {
                if let Some(asked) = ask((modifiers, *key)) {
                    assert!(known.contains(&asked), "the help does not name {modifiers:?} {key:?}: {asked:?}");
                }
            }
        }
    }
}
