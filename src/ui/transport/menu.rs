//! The menus of the top bar: scenarios and files, and the window's own matters.

use super::super::{Action, Context, Motion, WindowAction, export::ExportAction, lesson::LessonAction, theme, theme::beside_scroll_bar};
use crate::widgets::wording::built_in_words;
use egui::{
    RichText, ScrollArea, ThemePreference, Ui,
    text::{LayoutJob, TextFormat},
};
use loopscope_event::time::Scale;
use loopscope_text::{Language, say};
use std::path::Path;

/// So much room everything takes up that stands around the list of scenarios, and above the menu, points.
const BELOW: f32 = 520.0;
/// So many files that were opened before are offered.
const RECENT: usize = 6;

/// Scenarios: those that come with the program, and files.
pub fn scenarios(ui: &mut Ui, cx: &Context<'_>, typed: &mut String, out: &mut Vec<Action>) {
    ui.set_min_width(420.0);
    let mut window = |action| out.push(Action::Window(action));
    heading(ui, cx, &say!("menu.scenarios"));
    // The list may be longer than the window is high; what is done with files stays in sight below it.
    let below = BELOW + 30.0 * cx.desk.recent.len().min(RECENT) as f32;
    let most = (ui.ctx().content_rect().height() - below).max(140.0);
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        for built_in in cx.desk.built_in {
            let (title, says) = built_in_words(built_in);
            if beside_scroll_bar(ui, |ui| entry(ui, cx, &title, &says)) {
                window(WindowAction::OpenBuiltIn(built_in.slug));
                ui.close();
            }
        }
    });
    ui.separator();
    if item(ui, &say!("menu.open"), "Ctrl+O") {
        window(WindowAction::OpenDialog);
    }
    ui.horizontal(|ui| {
        let name = ui.label(say!("menu.type_path"));
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
        heading(ui, cx, &say!("menu.recent"));
        for path in cx.desk.recent.iter().take(RECENT) {
            if ui.button(name_of(path)).on_hover_text(path.display().to_string()).clicked() {
                window(WindowAction::Open(path.clone()));
            }
        }
    }
    ui.separator();
    let save = if cx.desk.path.is_some() { say!("menu.save") } else { say!("menu.save_first") };
    if item(ui, &save, "Ctrl+S") {
        window(WindowAction::Save);
    }
    if item(ui, &say!("menu.save_as"), "Ctrl+Shift+S") {
        window(WindowAction::SaveAs);
    }
    if item(ui, &say!("session.save"), "") {
        window(WindowAction::SaveSession);
    }
    if item(ui, &say!("session.copy"), "") {
        window(WindowAction::CopySession);
    }
    if item(ui, &say!("export.menu"), "Ctrl+E") {
        out.push(Action::Export(ExportAction::Open));
    }
    let mut window = |action| out.push(Action::Window(action));
    if item(ui, &say!("paste.copy"), "") {
        window(WindowAction::CopyPacked);
    }
    if item(ui, &say!("paste.paste"), "Ctrl+V") {
        window(WindowAction::Paste);
    }
    ui.label(RichText::new(say!("menu.drop")).font(theme::text(theme::size::SMALL)).color(cx.theme.ink.dim));
}

/// The look and the help.
pub fn window(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    ui.set_min_width(260.0);
    theme::marks(ui);
    heading(ui, cx, &say!("menu.theme"));
    for (preference, name) in [
        (ThemePreference::System, say!("menu.theme_system")),
        (ThemePreference::Light, say!("menu.theme_light")),
        (ThemePreference::Dark, say!("menu.theme_dark")),
    ] {
        if ui.radio(cx.desk.theme == preference, name).clicked() {
            out.push(Action::Window(WindowAction::Theme(preference)));
        }
    }
    let mut reduced = cx.desk.motion == Motion::Reduced;
    if ui.checkbox(&mut reduced, say!("menu.reduced_motion")).changed() {
        out.push(Action::Window(WindowAction::Motion(if reduced { Motion::Reduced } else { Motion::Full })));
    }
    ui.separator();
    heading(ui, cx, &say!("menu.language"));
    for language in Language::ALL {
        if ui.radio(cx.desk.language == language, language.name()).clicked() {
            out.push(Action::Window(WindowAction::Language(language)));
        }
    }
    ui.separator();
    if item(ui, &say!("menu.lessons"), "L") {
        out.push(Action::Lesson(LessonAction::List));
    }
    if item(ui, &say!("menu.projector"), "F5") {
        out.push(Action::Window(WindowAction::Projector));
    }
    if cx.desk.audience.is_hall() && item(ui, &say!("menu.swap"), "T") {
        out.push(Action::Window(WindowAction::Swap));
    }
    if item(ui, &say!("menu.sweep"), "C") {
        out.push(Action::Window(WindowAction::Sweep));
    }
    if item(ui, &say!("menu.compare"), "V") {
        out.push(Action::Window(WindowAction::Compare));
    }
    if item(ui, &say!("menu.code"), "B") {
        out.push(Action::Window(WindowAction::Code));
    }
    let human = if cx.desk.scale == Scale::Human { say!("menu.real_time") } else { say!("menu.human_time") };
    if ui.add(egui::Button::new(human).shortcut_text("H")).on_hover_text(say!("transport.human_says")).clicked() {
        out.push(Action::Window(WindowAction::HumanTime));
    }
    if item(ui, &say!("menu.restart"), "") {
        out.push(Action::Restart);
    }
    if item(ui, &say!("menu.post_mouse"), "M") {
        out.push(Action::Post(loopscope_event::InputKind::Mouse.into()));
    }
    if item(ui, &say!("menu.post_key"), "") {
        out.push(Action::Post(loopscope_event::InputKind::Key.into()));
    }
    ui.separator();
    if item(ui, &say!("menu.help"), "?") {
        out.push(Action::Window(WindowAction::Help));
    }
    if item(ui, &say!("glossary_panel.title"), "G") {
        out.push(Action::Window(WindowAction::Glossary));
    }
    if item(ui, &say!("tour.again"), "") {
        out.push(Action::Window(WindowAction::Tour));
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
