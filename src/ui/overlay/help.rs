//! The help: how to read the picture, and the keys.

use crate::Context;
use crate::commands::{Command, Group, keys};
use crate::theme::{self, Theme, size, space};
use egui::{Color32, Label, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use loopscope_text::say;

/// The page is at most this wide, points.
const WIDTH: f32 = 1020.0;
/// The room for keys before a name, points.
const KEYS: f32 = 86.0;
/// Columns narrower than this would break the lines of names, points.
const COLUMN: f32 = 320.0;
/// The height of a line of the list, and of a heading with the gap above it, points.
const LINE: f32 = 25.0;
const HEAD: f32 = 42.0;

/// Draws it.
pub fn ui(ui: &mut Ui, cx: &Context<'_>) {
    let theme = cx.theme;
    let width = (ui.content_rect().width() - 120.0).min(WIDTH);
    ui.set_width(width);
    ui.label(RichText::new(say!("help.read")).font(theme::bold(size::TITLE)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    for line in [say!("help.places"), say!("help.letters"), say!("help.playhead")] {
        ui.label(RichText::new(line).color(theme.ink.body));
    }
    ui.add_space(space::NORMAL);
    ui.horizontal_wrapped(|ui| {
        for (tone, says) in [
            (&theme.running, say!("help.running")),
            (&theme.runnable, say!("help.ready")),
            (&theme.waiting, say!("help.io")),
            (&theme.switching, say!("help.switching")),
            (&theme.lock, say!("help.lock")),
            (&theme.looping, say!("help.looping")),
            (&theme.idle, say!("help.idle")),
        ] {
            swatch(ui, theme, tone.fill, &says);
        }
    });
    ui.add_space(space::WIDE);
    keys_ui(ui, theme, width);
}

/// The commands that have keys, in as many columns as there is room for.
fn keys_ui(ui: &mut Ui, theme: &Theme, width: f32) {
    let columns = ((width / COLUMN) as usize).clamp(1, 3);
    let heights = Group::ALL.map(|group| HEAD + LINE * with_keys(group).count() as f32);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::WIDE;
        let width = (width - space::WIDE * (columns - 1) as f32) / columns as f32;
        for column in arranged(&heights, columns) {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                column.into_iter().for_each(|place| group_ui(ui, theme, Group::ALL[place]));
            });
        }
    });
    ui.add_space(space::NORMAL);
    ui.label(RichText::new(say!("help.palette", key = Command::Palette.hint())).color(theme.ink.body));
}

fn with_keys(group: Group) -> impl Iterator<Item = Command> {
    group.commands().filter(|command| !command.keys().is_empty())
}

fn group_ui(ui: &mut Ui, theme: &Theme, group: Group) {
    ui.add_space(space::NORMAL + space::TIGHT);
    ui.label(RichText::new(group.name()).font(theme::bold(size::HEADING)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    let written = |command| keys::words(command, |binding| binding.to_string());
    let lines: Vec<_> = with_keys(group)
        .map(|command| (command, ui.painter().layout_no_wrap(written(command), theme::bold(size::BODY), theme.ink.strong)))
        .collect();
    // Names stand below each other, however long the keys are.
    let widest = lines.iter().map(|(_, keys)| keys.size().x).fold(KEYS, f32::max);
    for (command, keys) in lines {
        ui.horizontal(|ui| {
            ui.set_height(LINE);
            let (rect, response) = ui.allocate_exact_size(vec2(widest, LINE), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, keys.text()));
            ui.painter().galley(pos2(rect.left(), rect.center().y - keys.size().y / 2.0), keys, theme.ink.strong);
            let name = ui.add(Label::new(RichText::new(command.name()).color(theme.ink.body)).truncate());
            if let Some(says) = command.says() {
                name.on_hover_text(says);
            }
        });
    }
}

/// Which groups, by place, stand in each column: each goes where there is most room left.
fn arranged(heights: &[f32], columns: usize) -> Vec<Vec<usize>> {
    let mut filled = vec![(0.0, Vec::new()); columns];
    for (place, height) in heights.iter().enumerate() {
        if let Some((sum, column)) = filled.iter_mut().min_by(|(a, _), (b, _)| f32::total_cmp(a, b)) {
            *sum += height;
            column.push(place);
        }
    }
    filled.into_iter().map(|(_, column)| column).collect()
}

/// A colour and its meaning, as one thing, so that no line ends between them.
fn swatch(ui: &mut Ui, theme: &Theme, fill: Color32, says: &str) {
    let galley = ui.painter().layout_no_wrap(says.to_owned(), theme::text(size::BODY), theme.ink.body);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(28.0 + space::NORMAL, 0.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, says));
    let colour = Rect::from_center_size(rect.left_center() + vec2(10.0, 0.0), vec2(20.0, 14.0));
    ui.painter().rect_filled(colour, 3, fill);
    ui.painter().galley(rect.min + vec2(28.0, 0.0), galley, theme.ink.body);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_about_equally_high() {
        assert_eq!(arranged(&[4.0, 4.0, 2.0, 3.0, 1.0, 2.0], 1), [[0, 1, 2, 3, 4, 5]]);
        assert_eq!(arranged(&[4.0, 4.0, 2.0, 3.0, 1.0, 2.0], 3), [vec![0, 4], vec![1, 5], vec![2, 3]]);
    }
}
