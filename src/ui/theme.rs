//! Every colour and size of the app, for dark and light, and nothing else: who draws what with them is the panels' matter.
//!
//! Colour means state and nothing else. Each state has one [`Tone`], whose `fill` is the same in both themes; what differs
//! is how its text and its outline keep their contrast there. Controls are grey. All pairs that the app puts together are
//! held to WCAG's 4.5:1 (text) and 3:1 (marks) by the tests below.
//!
//! A state is also told by a pattern or a place: what waits is hatched, what is idle is hollow grey.

mod fonts;
mod style;

pub use fonts::{bold, mono, text};

use egui::Color32;

/// The colours of one theme. There are two, [`Theme::DARK`] and [`Theme::LIGHT`].
#[derive(Debug, PartialEq)]
pub struct Theme {
    /// Whether this is the dark one.
    pub dark: bool,
    /// What things lie on.
    pub surface: Surface,
    /// What is written.
    pub ink: Ink,
    /// A task on a core.
    pub running: Tone,
    /// A task that could run, were the CPU not busy.
    pub runnable: Tone,
    /// A task that waits for I/O or a timer. Its `fill` is hatched over its `tint`.
    pub waiting: Tone,
    /// A core that switches between threads.
    pub switching: Tone,
    /// A task that waits for a lock.
    pub lock: Tone,
    /// The loop itself, and the time that taking a message costs it.
    pub looping: Tone,
    /// A core without work; a job that has not begun; a job that is done.
    pub idle: Tone,
    /// What went wrong, and nothing else.
    pub wrong: Color32,
}

/// One meaning in all the shades that it needs.
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

/// What things lie on, from the back to the front.
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
    /// Tracks of sliders, bars and lanes where nothing is.
    pub well: Color32,
    /// Menus, tooltips and dialogs.
    pub popup: Color32,
    /// Borders between surfaces; decoration only.
    pub border: Color32,
    /// Outlines that must be seen: check boxes, text fields, slider tracks.
    pub outline: Color32,
    /// The lines of a time axis behind the lanes.
    pub grid: Color32,
    /// What is laid over the window behind a dialog.
    pub veil: Color32,
    /// Shadows.
    pub shadow: Color32,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Titles, values, the clock.
    pub strong: Color32,
    /// Sentences.
    pub body: Color32,
    /// Labels, units and what is less important.
    pub dim: Color32,
    /// What is written upon `strong`: the "now" flag, a filled button.
    pub inverse: Color32,
    /// Slider handles and the cursor.
    pub handle: Color32,
    /// What is selected or has the keyboard's focus.
    pub focus: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn tone(fill: u32, on: u32, text: u32, edge: u32, tint: u32) -> Tone {
    Tone { fill: rgb(fill), on: rgb(on), text: rgb(text), edge: rgb(edge), tint: rgb(tint) }
}

impl Theme {
    /// For a projector in a dim hall, and the default where the system has no wish.
    pub const DARK: Self = Self {
        dark: true,
        surface: Surface {
            page: rgb(0x0f_12_16),
            panel: rgb(0x17_1b_21),
            card: rgb(0x1f_25_2d),
            control: rgb(0x26_2d_37),
            control_hover: rgb(0x30_39_45),
            control_active: rgb(0x3b_46_54),
            well: rgb(0x26_2c_35),
            popup: rgb(0x22_29_32),
            border: rgb(0x2c_34_3e),
            outline: rgb(0x6b_77_84),
            grid: rgb(0x24_2a_33),
            veil: Color32::from_black_alpha(150),
            shadow: Color32::from_black_alpha(110),
        },
        ink: Ink {
            strong: rgb(0xf2_f5_f8),
            body: rgb(0xdb_e1_e8),
            dim: rgb(0x9f_aa_b6),
            inverse: rgb(0x0b_0e_12),
            handle: rgb(0xe8_ec_f1),
            focus: rgb(0xff_ff_ff),
        },
        running: tone(0x00_9e_73, 0x04_0a_08, 0x2f_c3_9a, 0x00_b0_80, 0x0f_30_29),
        runnable: tone(0xe6_9f_00, 0x14_0d_00, 0xf0_b4_34, 0xe6_9f_00, 0x36_2b_14),
        waiting: tone(0x56_b4_e9, 0x06_12_1a, 0x7c_c6_f0, 0x56_b4_e9, 0x17_30_41),
        switching: tone(0xd5_5e_00, 0x10_06_00, 0xff_8a_3d, 0xe0_6b_10, 0x3a_21_12),
        lock: tone(0xcc_79_a7, 0x16_08_10, 0xdd_9b_c2, 0xcc_79_a7, 0x36_24_30),
        looping: tone(0x00_72_b2, 0xff_ff_ff, 0x5a_ae_e8, 0x2c_8f_ce, 0x10_27_38),
        idle: tone(0x4a_53_5f, 0xff_ff_ff, 0xa3_ae_ba, 0x7d_89_96, 0x24_2a_32),
        wrong: rgb(0xff_7a_70),
    };

    /// For a bright room, and for paper.
    pub const LIGHT: Self = Self {
        dark: false,
        surface: Surface {
            page: rgb(0xe6_ea_ef),
            panel: rgb(0xf7_f8_fa),
            card: rgb(0xff_ff_ff),
            control: rgb(0xe7_eb_f0),
            control_hover: rgb(0xdb_e1_e8),
            control_active: rgb(0xcb_d3_dc),
            well: rgb(0xe3_e7_ec),
            popup: rgb(0xff_ff_ff),
            border: rgb(0xd3_da_e1),
            outline: rgb(0x74_7f_8b),
            grid: rgb(0xe3_e7_ec),
            veil: Color32::from_black_alpha(90),
            shadow: Color32::from_black_alpha(40),
        },
        ink: Ink {
            strong: rgb(0x12_16_1b),
            body: rgb(0x27_2f_38),
            dim: rgb(0x55_60_6c),
            inverse: rgb(0xff_ff_ff),
            handle: rgb(0x3a_44_4f),
            focus: rgb(0x12_16_1b),
        },
        running: tone(0x00_9e_73, 0x04_0a_08, 0x00_69_4c, 0x00_7a_59, 0xdb_f1_ea),
        runnable: tone(0xe6_9f_00, 0x14_0d_00, 0x7d_52_00, 0xa3_6b_00, 0xfb_ee_d2),
        waiting: tone(0x56_b4_e9, 0x06_12_1a, 0x0f_66_97, 0x25_7f_b6, 0xdf_f0_fb),
        switching: tone(0xd5_5e_00, 0x10_06_00, 0xa3_43_00, 0xb0_4c_00, 0xfb_e5_d6),
        lock: tone(0xcc_79_a7, 0x16_08_10, 0x8c_3a_66, 0xa9_55_84, 0xf7_e6_ef),
        looping: tone(0x00_72_b2, 0xff_ff_ff, 0x00_52_82, 0x00_5a_8e, 0xd9_ea_f5),
        idle: tone(0xa9_b3_bd, 0x12_16_1b, 0x55_60_6c, 0x74_7f_8b, 0xe9_ed_f1),
        wrong: rgb(0xb4_23_18),
    };

    /// The theme that egui draws with now: `Theme::of(ui.visuals())`.
    #[must_use]
    pub fn of(visuals: &egui::Visuals) -> &'static Self {
        if visuals.dark_mode { &Self::DARK } else { &Self::LIGHT }
    }

    /// Sets the fonts and both of egui's styles; which is used stays the user's and the system's wish.
    pub fn install(ctx: &egui::Context) {
        ctx.set_fonts(fonts::definitions());
        ctx.set_style_of(egui::Theme::Dark, style::of(&Self::DARK));
        ctx.set_style_of(egui::Theme::Light, style::of(&Self::LIGHT));
    }
}

/// Font sizes in points; at 100 % a point is a pixel. Nothing is written smaller than [`SMALL`](size::SMALL).
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
    /// Height of a button; nothing that is clicked is lower than [`CLICK`].
    pub const BUTTON: f32 = 36.0;
    /// The least height of what is clicked.
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
    /// What is selected.
    pub const SELECTED: f32 = 2.5;
}

#[cfg(test)]
mod tests;
