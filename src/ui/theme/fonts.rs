//! The built-in fonts. The user's machine is not searched for fonts.

use egui::{FontData, FontDefinitions, FontFamily, FontId};
use std::sync::{Arc, LazyLock};

const FONTS: [(&str, &[u8]); 7] = [
    ("sans", include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf")),
    ("sans-bold", include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf")),
    ("sans-mono", include_bytes!("../../../assets/fonts/NotoSansMono-Regular.ttf")),
    ("math", include_bytes!("../../../assets/fonts/NotoSansMath-Regular.ttf")),
    ("marks", include_bytes!("../../../assets/fonts/NotoSansSymbols2-Regular.ttf")),
    ("han", include_bytes!("../../../assets/fonts/NotoSansSC-Regular.otf")),
    ("han-bold", include_bytes!("../../../assets/fonts/NotoSansSC-Bold.otf")),
];

static BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("bold".into()));

/// The regular font, in points.
#[must_use]
pub const fn text(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The bold font, in points.
#[must_use]
pub fn bold(size: f32) -> FontId {
    FontId::new(size, BOLD.clone())
}

/// The font of code, in points.
#[must_use]
pub const fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FONTS {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut family = |family: FontFamily, first: &[&str]| {
        let chain = first.iter().chain(&["math", "marks", "han"]).map(|name| (*name).to_owned()).collect();
        fonts.families.insert(family, chain);
    };
    family(FontFamily::Proportional, &["sans"]);
    family(BOLD.clone(), &["sans-bold", "sans", "han-bold"]);
    family(FontFamily::Monospace, &["sans-mono", "sans"]);
    fonts
}
