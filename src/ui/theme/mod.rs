//! Every colour and size of the app, for dark and light, and nothing else: their use is the panels' business.
//!
//! Colour means state and nothing else. Each state has one [`Tone`], whose `fill` is the same in both themes; its text
//! and its outline differ so as to keep their contrast. Controls are grey. All pairs that the app puts together are
//! held to WCAG's 4.5:1 (text) and 3:1 (marks) by the tests below.
//!
//! A state is also shown by a pattern or a place: waiting is hatched, idle is hollow grey.

mod fonts;
mod style;

pub use fonts::{bold, mono, text};
pub use style::{beside_scroll_bar, marks};

use egui::Color32;

/// The colours of one theme. There are two, [`Theme::DARK`] and [`Theme::LIGHT`].
#[derive(Debug, PartialEq)]
pub struct Theme {
    /// True for the dark theme.
    pub dark: bool,
    /// Backgrounds.
    pub surface: Surface,
    /// Text colours.
    pub ink: Ink,
    /// A task on a core.
    pub running: Tone,
    /// A runnable task: waiting for the CPU.
    pub runnable: Tone,
    /// A task that waits for I/O or a timer. Its `fill` is hatched over its `tint`.
    pub waiting: Tone,
    /// A core that switches between threads.
    pub switching: Tone,
    /// A task that waits for a lock.
    pub lock: Tone,
    /// The loop itself, and its dispatching of messages.
    pub looping: Tone,
    /// An idle core; a job that has not begun or is completed.
    pub idle: Tone,
    /// Errors, and nothing else.
    pub wrong: Color32,
}

/// One meaning in all its shades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// Bars, spans and tiles.
    pub fill: Color32,
    /// Text upon `fill`.
    pub on: Color32,
    /// Text and thin lines upon any surface.
    pub text: Color32,
    /// An outline that shows on any surface, where `fill` alone might not.
    pub edge: Color32,
    /// A quiet background that text may stand on; also the gaps of a hatching.
    pub tint: Color32,
}

/// Backgrounds, from the back to the front.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surface {
    /// The window.
    pub page: Color32,
    /// Bars and side panels, the hero and the timeline.
    pub panel: Color32,
    /// Cards and the caption, upon a panel.
    pub card: Color32,
    /// Buttons and other controls.
    pub control: Color32,
    /// Controls under the pointer.
    pub control_hover: Color32,
    /// Controls held down, and chosen ones.
    pub control_active: Color32,
    /// The chosen one of several, marked text, and the part of a slider left of its handle.
    pub chosen: Color32,
    /// Empty tracks of sliders and bars.
    pub well: Color32,
    /// A core's lane where it is idle.
    pub lane: Color32,
    /// Menus, tooltips and dialogs.
    pub popup: Color32,
    /// Borders between surfaces; decoration only.
    pub border: Color32,
    /// Outlines that must be seen: check boxes, text fields, slider tracks.
    pub outline: Color32,
    /// The lines of a time axis behind the lanes.
    pub grid: Color32,
    /// The veil over the window behind a dialog.
    pub veil: Color32,
    /// Shadows.
    pub shadow: Color32,
}

/// Text colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Titles, values, the clock.
    pub strong: Color32,
    /// Sentences.
    pub body: Color32,
    /// Labels, units and less important text.
    pub dim: Color32,
    /// Text upon `strong`: the "now" flag, a filled button.
    pub inverse: Color32,
    /// Slider handles and the cursor.
    pub handle: Color32,
    /// The selection, and the keyboard's focus.
    pub focus: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn tone(fill: u32, on: u32, text: u32, edge: u32, tint: u32) -> Tone {
    Tone { fill: rgb(fill), on: rgb(on), text: rgb(text), edge: rgb(edge), tint: rgb(tint) }
}

impl Theme {
    /// For a projector in a dim hall, and the default where the system has no preference.
    pub const DARK: Self = Self {
        dark: true,
        surface: Surface {
            page: rgb(0x0f1216),
            panel: rgb(0x171b21),
            card: rgb(0x1f252d),
            control: rgb(0x262d37),
            control_hover: rgb(0x303945),
            control_active: rgb(0x3b4654),
            chosen: rgb(0x56616e),
            well: rgb(0x262c35),
            lane: rgb(0x2f3843),
            popup: rgb(0x222932),
            border: rgb(0x2c343e),
            outline: rgb(0x6b7784),
            grid: rgb(0x242a33),
            veil: Color32::from_black_alpha(150),
            shadow: Color32::from_black_alpha(110),
        },
        ink: Ink {
            strong: rgb(0xf2f5f8),
            body: rgb(0xdbe1e8),
            dim: rgb(0x9faab6),
            inverse: rgb(0x0b0e12),
            handle: rgb(0xe8ecf1),
            focus: rgb(0xffffff),
        },
        running: tone(0x009e73, 0x040a08, 0x2fc39a, 0x00b080, 0x0f3029),
        runnable: tone(0xe69f00, 0x140d00, 0xf0b434, 0xe69f00, 0x362b14),
        waiting: tone(0x56b4e9, 0x06121a, 0x7cc6f0, 0x56b4e9, 0x173041),
        switching: tone(0xd55e00, 0x100600, 0xff8a3d, 0xe06b10, 0x3a2112),
        lock: tone(0xcc79a7, 0x160810, 0xdd9bc2, 0xcc79a7, 0x362430),
        looping: tone(0x0072b2, 0xffffff, 0x5aaee8, 0x2c8fce, 0x102738),
        idle: tone(0x4a535f, 0xffffff, 0xa3aeba, 0x7d8996, 0x242a32),
        wrong: rgb(0xff7a70),
    };

    /// For a bright room, and for paper.
    pub const LIGHT: Self = Self {
        dark: false,
        surface: Surface {
            page: rgb(0xe6eaef),
            panel: rgb(0xf7f8fa),
            card: rgb(0xffffff),
            control: rgb(0xe7ebf0),
            control_hover: rgb(0xdbe1e8),
            control_active: rgb(0xcbd3dc),
            chosen: rgb(0xa9b3bd),
            well: rgb(0xe3e7ec),
            lane: rgb(0xdce2e9),
            popup: rgb(0xffffff),
            border: rgb(0xd3dae1),
            outline: rgb(0x747f8b),
            grid: rgb(0xe3e7ec),
            veil: Color32::from_black_alpha(90),
            shadow: Color32::from_black_alpha(40),
        },
        ink: Ink {
            strong: rgb(0x12161b),
            body: rgb(0x272f38),
            dim: rgb(0x55606c),
            inverse: rgb(0xffffff),
            handle: rgb(0x3a444f),
            focus: rgb(0x12161b),
        },
        running: tone(0x009e73, 0x040a08, 0x00694c, 0x007a59, 0xdbf1ea),
        runnable: tone(0xe69f00, 0x140d00, 0x7d5200, 0xa36b00, 0xfbeed2),
        waiting: tone(0x56b4e9, 0x06121a, 0x0f6697, 0x257fb6, 0xdff0fb),
        switching: tone(0xd55e00, 0x100600, 0xa34300, 0xb04c00, 0xfbe5d6),
        lock: tone(0xcc79a7, 0x160810, 0x8c3a66, 0xa95584, 0xf7e6ef),
        looping: tone(0x0072b2, 0xffffff, 0x005282, 0x005a8e, 0xd9eaf5),
        idle: tone(0xa9b3bd, 0x12161b, 0x55606c, 0x747f8b, 0xe9edf1),
        wrong: rgb(0xb42318),
    };

    /// The theme that egui draws with now: `Theme::of(ui.visuals())`.
    #[must_use]
    pub fn of(visuals: &egui::Visuals) -> &'static Self {
        if visuals.dark_mode { &Self::DARK } else { &Self::LIGHT }
    }

    /// Sets the fonts and both of egui's styles; the user and the system choose between them.
    pub fn install(ctx: &egui::Context) {
        ctx.set_fonts(fonts::definitions());
        ctx.set_style_of(egui::Theme::Dark, style::of(&Self::DARK));
        ctx.set_style_of(egui::Theme::Light, style::of(&Self::LIGHT));
    }
}

/// Font sizes in points; at 100 % a point is a pixel. No text is smaller than [`SMALL`](size::SMALL).
pub mod size {
    /// Axis labels, row letters, footnotes.
    pub const SMALL: f32 = 15.0;
    /// Labels and controls.
    pub const BODY: f32 = 16.0;
    /// Values, and letters in tiles.
    pub const VALUE: f32 = 17.0;
    /// Headings of cards and rows.
    pub const HEADING: f32 = 19.0;
    /// The caption.
    pub const CAPTION: f32 = 20.0;
    /// The title of the run on the stage, and the app's name.
    pub const TITLE: f32 = 22.0;
    /// The clock.
    pub const CLOCK: f32 = 30.0;
    /// The count on the done shelf.
    pub const SHELF: f32 = 56.0;
    /// Code on the stage.
    pub const CODE: f32 = 16.0;
}

/// Distances in points.
pub mod space {
    /// Between things that belong together.
    pub const TIGHT: f32 = 4.0;
    /// Between neighbours.
    pub const NORMAL: f32 = 8.0;
    /// Between groups.
    pub const WIDE: f32 = 16.0;
    /// Between the panels of the window.
    pub const GUTTER: f32 = 10.0;
    /// Inside a panel or a card.
    pub const PADDING: f32 = 14.0;
    /// Height of a button; nothing clickable is lower than [`CLICK`].
    pub const BUTTON: f32 = 36.0;
    /// The least height of a clickable thing.
    pub const CLICK: f32 = 26.0;
    /// Height of the bar at the top.
    pub const TOP_BAR: f32 = 60.0;
    /// Width of the panel at the left.
    pub const LEFT_PANEL: f32 = 280.0;
    /// Width of the panel at the right.
    pub const RIGHT_PANEL: f32 = 310.0;
    /// Stripes and gaps of a hatching together, measured across the page.
    pub const HATCH: f32 = 10.0;
}

/// Corner radii in points.
pub mod radius {
    /// Tiles and bars.
    pub const SMALL: u8 = 4;
    /// Buttons and cards.
    pub const CARD: u8 = 8;
    /// Panels.
    pub const PANEL: u8 = 10;
}

/// Line widths in points.
pub mod line {
    /// Borders and grids.
    pub const THIN: f32 = 1.0;
    /// Outlines of places and tiles.
    pub const NORMAL: f32 = 1.5;
    /// Arrows, curves of charts, the cursor.
    pub const STRONG: f32 = 2.0;
    /// The selection.
    pub const SELECTED: f32 = 2.5;
}

#[cfg(test)]
mod tests;
