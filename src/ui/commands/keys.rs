//! Which key means which command, and how keys are written. Letters go by their place on the keyboard, so that W A S D
//! lie as they do on any layout; together with Ctrl they go by what is written on them, as in other programs.

use super::{At, Command, Reach};
use crate::workspace::Panels;
use crate::{Action, Context, Views, Way};
use egui::{Event, Key, Modifiers, PointerButton};
use std::fmt;

/// A key, with the modifiers that are held with it. Ctrl is Cmd on a Mac.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Binding {
    /// The key.
    pub key: Key,
    /// Whether Ctrl (Cmd) is held.
    pub ctrl: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
    /// False if it is the same key in another guise, which lists leave out.
    pub listed: bool,
}

/// The digits from 1 to 9.
pub(super) const DIGITS: [Binding; 9] = [
    key(Key::Num1),
    key(Key::Num2),
    key(Key::Num3),
    key(Key::Num4),
    key(Key::Num5),
    key(Key::Num6),
    key(Key::Num7),
    key(Key::Num8),
    key(Key::Num9),
];

/// A key alone.
pub(super) const fn key(key: Key) -> Binding {
    Binding { key, ctrl: false, shift: false, alt: false, listed: true }
}

impl Binding {
    pub(super) const fn ctrl(self) -> Self {
        Self { ctrl: true, ..self }
    }
    pub(super) const fn shift(self) -> Self {
        Self { shift: true, ..self }
    }
    pub(super) const fn alt(self) -> Self {
        Self { alt: true, ..self }
    }
    pub(super) const fn hidden(self) -> Self {
        Self { listed: false, ..self }
    }

    /// The modifiers that are held.
    #[must_use]
    pub const fn modifiers(self) -> Modifiers {
        Modifiers { alt: self.alt, ctrl: self.ctrl, shift: self.shift, mac_cmd: false, command: self.ctrl }
    }

    /// True if this key is pressed, Shift aside: on many keyboards signs and digits need it.
    fn is_pressed(self, key: Key, place: Key, modifiers: Modifiers) -> bool {
        let by_place = is_letter(self.key) && !self.ctrl;
        let ctrl = modifiers.command || modifiers.ctrl;
        self.key == (if by_place { place } else { key }) && self.ctrl == ctrl && self.alt == modifiers.alt
    }

    /// The names of its keys, as on a keyboard whose Ctrl is called `ctrl`.
    #[must_use]
    pub fn written(self, ctrl: &str) -> String {
        let held = [(self.ctrl, ctrl), (self.shift, "Shift"), (self.alt, "Alt")];
        let held = held.into_iter().filter(|(held, _)| *held).map(|(_, name)| name);
        held.chain([name(self.key)]).collect::<Vec<_>>().join("+")
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" }))
    }
}

/// What is written on a key.
fn name(key: Key) -> &'static str {
    match key {
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::PageUp => "PgUp",
        Key::PageDown => "PgDn",
        Key::Escape => "Esc",
        Key::Plus => "+",
        Key::Minus => "−",
        Key::Slash => "/",
        Key::Questionmark => "?",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        other => other.name(),
    }
}

fn is_letter(key: Key) -> bool {
    key.name().len() == 1 && key.name().starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The keys of a command as lists show them; of a row of digits its ends.
#[must_use]
pub fn listed(command: Command) -> Vec<Binding> {
    command.keys().iter().copied().filter(|binding| binding.listed).collect()
}

/// True if the command's keys are the digits.
#[must_use]
pub fn is_numbered(command: Command) -> bool {
    command.keys() == DIGITS
}

/// The keys of a command in words, such as `Ctrl+S` or `1 … 9`.
#[must_use]
pub fn words(command: Command, write: impl Fn(Binding) -> String) -> String {
    if is_numbered(command) {
        return "1 … 9".to_owned();
    }
    listed(command).into_iter().map(write).collect::<Vec<_>>().join("  ")
}

/// The commands that a key stands for, each with the place of the key among its keys. Several, where their states of the
/// window exclude each other. A key held with Shift means the same as without, unless that is a key of its own.
#[must_use]
pub fn meant(key: Key, place: Key, modifiers: Modifiers) -> Vec<(Command, usize)> {
    let with = |shift: bool| -> Vec<(Command, usize)> {
        let of = |command: Command| {
            let is = move |binding: &Binding| binding.shift == shift && binding.is_pressed(key, place, modifiers);
            command.keys().iter().position(is).map(|nth| (command, nth))
        };
        Command::ALL.iter().copied().filter_map(of).collect()
    };
    let exactly = with(modifiers.shift);
    if exactly.is_empty() && modifiers.shift { with(false) } else { exactly }
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
    if ctx.text_edit_focused() {
        return;
    }
    let sweeping = views.sweep.is_some();
    let focused = ctx.memory(|memory| memory.focused()).is_some();
    let modal = panels.overlay.is_modal() || panels.palette.is_open() || panels.export.is_open() || egui::Popup::is_any_open(ctx);
    let covered = match (modal, sweeping) {
        (true, _) => Reach::Pages,
        (false, true) => Reach::Sweep,
        (false, false) => Reach::Picture,
    };
    let mut pressed = Vec::new();
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
            let meant = meant(*key, physical_key.unwrap_or(*key), *modifiers);
            // One that does not apply is carried out all the same: it may say why it cannot.
            let found = meant.iter().find(|(command, _)| command.applies(cx, panels, views)).or(meant.first());
            let Some((command, nth)) = found.filter(|(command, _)| command.row().reach >= covered) else { return true };
            pressed.push((*command, *nth));
            false
        });
    });
    // A mouse's two further buttons lead back and forward, as they do elsewhere.
    if covered == Reach::Picture {
        for (button, way) in [(PointerButton::Extra1, Way::Back), (PointerButton::Extra2, Way::Forward)] {
            if ctx.input(|input| input.pointer.button_pressed(button)) {
                out.push(Action::Go(way));
            }
        }
    }
    let mut at = At::new(ctx, cx, panels, views, out);
    for (command, nth) in pressed {
        at.run(command, nth);
    }
}
