use super::keys::{is_numbered, meant};
use super::*;
use egui::{Key, Modifiers};
use std::collections::HashSet;

fn first(key: Key, modifiers: Modifiers) -> Option<Command> {
    meant(key, key, modifiers).first().map(|(command, _)| *command)
}

/// True if both never hold at once.
fn exclude(one: When, other: When) -> bool {
    let pairs = [(When::Searching, When::NotSearching), (When::Asked, When::NotAsked)];
    pairs.iter().any(|pair| *pair == (one, other) || *pair == (other, one))
}

#[test]
fn every_key_means_its_command() {
    for command in Command::ALL {
        for (nth, binding) in command.keys().iter().enumerate() {
            let found = meant(binding.key, binding.key, binding.modifiers());
            assert!(found.contains(&(*command, nth)), "{binding} does not mean {command:?}, but {found:?}");
        }
    }
}

#[test]
fn two_commands_share_a_key_only_where_their_states_exclude_each_other() {
    for command in Command::ALL {
        for binding in command.keys() {
            for (other, _) in meant(binding.key, binding.key, binding.modifiers()) {
                let apart = exclude(command.row().when, other.row().when);
                assert!(*command == other || apart, "{binding} means {command:?} and {other:?}");
            }
        }
    }
}

#[test]
fn names_and_keys_of_words_are_each_there_once() {
    let slugs: HashSet<&str> = Command::ALL.iter().map(|command| command.row().slug).collect();
    assert_eq!(slugs.len(), Command::ALL.len());
    let names: HashSet<String> = Command::ALL.iter().map(|command| command.name()).collect();
    assert_eq!(names.len(), Command::ALL.len());
    assert!(Command::ALL.iter().all(|command| text::knows(&command.key())), "{names:?}");
}

#[test]
fn every_command_stands_under_one_heading() {
    assert_eq!(Group::ALL.into_iter().flat_map(Group::commands).count(), Command::ALL.len());
}

#[test]
fn arrows_step_by_what_is_held_with_them() {
    for (modifiers, command) in [
        (Modifiers::NONE, Command::NextEvent),
        (Modifiers::SHIFT, Command::NextTick),
        (Modifiers::CTRL, Command::NextJob),
        (Modifiers::COMMAND, Command::NextJob),
        (Modifiers::ALT, Command::GoForward),
    ] {
        assert_eq!(first(Key::ArrowRight, modifiers), Some(command), "{modifiers:?}");
    }
}

#[test]
fn letters_go_by_their_place_and_with_ctrl_by_what_is_written_on_them() {
    let zoom = meant(Key::Z, Key::W, Modifiers::NONE);
    assert_eq!(zoom, [(Command::ZoomIn, 0)], "W's place on a French keyboard");
    assert_eq!(meant(Key::W, Key::Z, Modifiers::NONE), []);
    assert_eq!(meant(Key::P, Key::Q, Modifiers::CTRL), [(Command::Palette, 0)]);
}

#[test]
fn shift_may_be_held_where_it_makes_no_other_key() {
    assert_eq!(first(Key::Plus, Modifiers::SHIFT), Some(Command::Faster));
    assert_eq!(first(Key::Num3, Modifiers::SHIFT), Some(Command::ModelOnStage));
    assert_eq!(first(Key::Slash, Modifiers::NONE), Some(Command::Search));
    assert_eq!(first(Key::Slash, Modifiers::SHIFT), Some(Command::Help));
}

#[test]
fn saving_is_not_zooming() {
    assert_eq!(first(Key::S, Modifiers::NONE), Some(Command::ZoomOut));
    assert_eq!(first(Key::S, Modifiers::CTRL), Some(Command::Save));
    assert_eq!(first(Key::S, Modifiers::CTRL | Modifiers::SHIFT), Some(Command::SaveAs));
    assert_eq!(first(Key::Q, Modifiers::CTRL), None, "quitting is the window's own");
    assert_eq!(first(Key::A, Modifiers::CTRL), None);
    assert_eq!(first(Key::A, Modifiers::ALT), None);
}

#[test]
fn keys_are_written_as_on_a_keyboard() {
    let words = |command| keys::words(command, |binding| binding.written("Ctrl"));
    assert_eq!(words(Command::SaveAs), "Ctrl+Shift+S");
    assert_eq!(words(Command::Search), "/  Ctrl+F");
    assert_eq!(words(Command::Faster), "+");
    assert_eq!(words(Command::ModelOnStage), "1 … 9");
    assert!(is_numbered(Command::Predict));
    assert_eq!(Command::Close.hint(), "Esc");
    assert_eq!(Command::Tour.hint(), "");
}
