//! The menus of the top bar: scenarios and files, and the window's own matters.

use super::super::{Action, Context, Motion, WindowAction, theme};
use crate::event::time::Scale;
use egui::{
    RichText, ThemePreference, Ui,
    text::{LayoutJob, TextFormat},
};
use std::path::Path;

/// Scenarios: those that come with the program, and files.
pub fn scenarios(ui: &mut Ui, cx: &Context<'_>, typed: &mut String, out: &mut Vec<Action>) {
    ui.set_min_width(420.0);
    let mut window = |action| out.push(Action::Window(action));
    heading(ui, cx, "Scenarios");
    for built_in in cx.desk.built_in {
        if entry(ui, cx, built_in.title, built_in.says) {
            window(WindowAction::OpenBuiltIn(built_in.slug));
        }
    }
    ui.separator();
    if item(ui, "Open …", "Ctrl+O") {
        window(WindowAction::OpenDialog);
    }
    ui.horizontal(|ui| {
        let name = ui.label("or type a path:");
        let field =
            egui::TextEdit::singleline(typed).desired_width(f32::INFINITY).hint_text("lesson.toml").align(egui::Align2::LEFT_CENTER);
        let response = ui.add(field).labelled_by(name.id);
        if response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && !typed.trim().is_empty() {
            window(WindowAction::Open(std::mem::take(typed).trim().into()));
            ui.close();
        }
    });
    if !cx.desk.recent.is_empty() {
        ui.separator();
        heading(ui, cx, "Recent files");
        for path in cx.desk.recent.iter().take(6) {
            if ui.button(name_of(path)).on_hover_text(path.display().to_string()).clicked() {
                window(WindowAction::Open(path.clone()));
            }
        }
    }
    ui.separator();
    let save = if cx.desk.path.is_some() { "Save" } else { "Save …" };
    if item(ui, save, "Ctrl+S") {
        window(WindowAction::Save);
    }
    if item(ui, "Save as …", "Ctrl+Shift+S") {
        window(WindowAction::SaveAs);
    }
    ui.label(RichText::new("A file may also be dropped onto the window.").font(theme::text(theme::size::SMALL)).color(cx.theme.ink.dim));
}

/// The look and the help.
pub fn window(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    ui.set_min_width(260.0);
    heading(ui, cx, "Theme");
    for (preference, name) in
        [(ThemePreference::System, "As the system"), (ThemePreference::Light, "Light"), (ThemePreference::Dark, "Dark")]
    {
        if ui.radio(cx.desk.theme == preference, name).clicked() {
            out.push(Action::Window(WindowAction::Theme(preference)));
        }
    }
    let mut reduced = cx.desk.motion == Motion::Reduced;
    if ui.checkbox(&mut reduced, "Reduced motion").changed() {
        out.push(Action::Window(WindowAction::Motion(if reduced { Motion::Reduced } else { Motion::Full })));
    }
    ui.separator();
    if item(ui, "Projector: large type for a hall", "F5") {
        out.push(Action::Window(WindowAction::Projector));
    }
    if cx.desk.audience.is_hall() && item(ui, "The timeline, or the stage", "T") {
        out.push(Action::Window(WindowAction::Swap));
    }
    if item(ui, "Sweep a knob …", "C") {
        out.push(Action::Window(WindowAction::Sweep));
    }
    if item(ui, "The code beside the picture", "B") {
        out.push(Action::Window(WindowAction::Code));
    }
    let human = if cx.desk.scale == Scale::Human { "Real time again" } else { "Human time" };
    if ui.add(egui::Button::new(human).shortcut_text("H")).on_hover_text(super::clock::HUMAN_SAYS).clicked() {
        out.push(Action::Window(WindowAction::HumanTime));
    }
    if item(ui, "Begin again", "") {
        out.push(Action::Restart);
    }
    if item(ui, "Post a mouse message", "M") {
        out.push(Action::Post(crate::event::InputKind::Mouse.into()));
    }
    if item(ui, "Post a key message", "") {
        out.push(Action::Post(crate::event::InputKind::Key.into()));
    }
    ui.separator();
    if item(ui, "Keys and help", "?") {
        out.push(Action::Window(WindowAction::Help));
    }
}

fn heading(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(theme::size::SMALL)).color(cx.theme.ink.dim));
}

fn item(ui: &mut Ui, text: &str, key: &str) -> bool {
    ui.add(egui::Button::new(text).shortcut_text(key)).clicked()
}

/// A scenario (or a sweep) with what it shows; true if it was chosen.
pub fn entry(ui: &mut Ui, cx: &Context<'_>, title: &str, says: &str) -> bool {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    let format = |font, color| TextFormat { font_id: font, color, ..TextFormat::default() };
    job.append(title, 0.0, format(theme::text(theme::size::BODY), cx.theme.ink.strong));
    job.append(&format!("\n{says}"), 0.0, format(theme::text(theme::size::SMALL), cx.theme.ink.dim));
    let button = ui.add(egui::Button::new(job));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, title));
    button.clicked()
}

/// A file's name without its folders.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
