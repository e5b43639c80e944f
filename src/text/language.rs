//! [`Language`]: the languages that come with the program.

use serde::{Deserialize, Serialize};

/// A language of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The code in files: `"zh-CN"`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language's name in the language itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The language file that comes with the program.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::English => include_str!("../../assets/languages/en.toml"),
            Self::Chinese => include_str!("../../assets/languages/zh-CN.toml"),
        }
    }

    /// The language of a system's locale, such as `"zh_CN.UTF-8"` or `"zh-Hans-CN"`; English if it is none of these.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }
}
