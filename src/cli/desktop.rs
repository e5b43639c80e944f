//! Opening the window, and one clear sentence where that is not possible: what is missing, which Debian package has it,
//! and the way without a window.
//!
//! The libraries underneath say it in dumps of a kilobyte, and one of them panics; they are told apart by their text,
//! which is all that they share.

use crate::app::{self, Options};
use loopscope_formats::documents::languages::{self, Own};
use loopscope_text as text;
use loopscope_text::Language;
use std::{
    env,
    panic::{self, AssertUnwindSafe},
};

/// The libraries that are looked for when the window opens, with the Debian package of each. The longer name comes first
/// where one begins another.
const PACKAGES: &[(&str, &str)] = &[
    ("libX11-xcb.so", "libx11-xcb1"),
    ("libX11.so", "libx11-6"),
    ("libXcursor.so", "libxcursor1"),
    ("libXi.so", "libxi6"),
    ("libXrandr.so", "libxrandr2"),
    ("libXrender.so", "libxrender1"),
    ("libxkbcommon-x11.so", "libxkbcommon-x11-0"),
    ("libxkbcommon.so", "libxkbcommon0"),
    ("libwayland-client.so", "libwayland-client0"),
    ("libwayland-egl.so", "libwayland-egl1"),
    ("libwayland-cursor.so", "libwayland-cursor0"),
    ("libEGL.so", "libegl1"),
    ("libGL.so", "libgl1"),
];

/// The user's own words for the window, from the folder `languages` beside the settings.
pub fn own_words() -> Own {
    eframe::storage_dir("loopscope").map_or_else(Own::default, |folder| languages::own(&folder.join("languages")))
}

/// Opens the window, in the system's language unless another was chosen, and stays until it is closed.
///
/// # Errors
/// A sentence for people when there can be no window.
pub fn open(options: Options) -> Result<(), String> {
    text::speak(sys_locale::get_locale().map_or_else(Language::default, |locale| Language::of_locale(&locale)), None);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if missing_library(&said(info.payload())).is_none() {
            usual(info);
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(|| app::run(options)));
    let _ = panic::take_hook();
    match done {
        Ok(Ok(())) => Ok(()),
        Ok(Err(fault)) => Err(explain(&format!("{fault:?}"), &Display::of_environment())),
        // A missing keyboard library is told by a panic; any other panic is a fault of ours and goes on.
        Err(payload) if missing_library(&said(&*payload)).is_some() => Err(explain(&said(&*payload), &Display::of_environment())),
        Err(payload) => panic::resume_unwind(payload),
    }
}

/// What the environment says about the display.
#[derive(Default)]
struct Display {
    x11: Option<String>,
    wayland: Option<String>,
}

impl Display {
    fn of_environment() -> Self {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        Self { x11: set("DISPLAY"), wayland: set("WAYLAND_DISPLAY") }
    }
}

fn said(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// The library that this text says could not be loaded, and its package.
fn missing_library(text: &str) -> Option<(&'static str, &'static str)> {
    let about_loading =
        text.contains("could not be loaded") || text.contains("LibraryOpenError") || text.contains("opening library failed");
    PACKAGES.iter().copied().find(|(library, _)| about_loading && text.contains(library))
}

/// A sentence for what the window's libraries said, and what can be done.
fn explain(dump: &str, display: &Display) -> String {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let says = if let Some((library, package)) = missing_library(dump) {
        format!(
            "the window cannot open: the library {library} is missing. On Debian it is in the package {package}: apt-get install {package}"
        )
    } else if dump.contains("neither WAYLAND_DISPLAY") {
        "there is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it from a desktop session".into()
    } else if dump.contains("XOpenDisplayFailed") || dump.contains("XcbConversionError") {
        format!("the display DISPLAY={:?} does not answer. Start it from a desktop session, or correct DISPLAY", name(&display.x11))
    } else if dump.contains("NoCompositor") || dump.contains("WaylandError") {
        format!("the Wayland display WAYLAND_DISPLAY={:?} does not answer. Unset it to try X11, or correct it", name(&display.wayland))
    } else if ["NoGlutinConfigs", "Glutin(", "OpenGL("].iter().any(|kind| dump.starts_with(kind)) {
        "the window cannot be drawn: there is no OpenGL here (on Debian: apt-get install libegl1 libgl1-mesa-dri)".into()
    } else {
        let short: String = dump.chars().filter(|c| !c.is_control()).take(300).collect();
        format!("the window cannot open: {short}")
    };
    format!("{says}.\nWithout a window, the same scenarios run in the terminal: loopscope run race-twenty")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_line(dump: &str) -> String {
        let display = Display { x11: Some(":7".into()), wayland: Some("wayland-0".into()) };
        let text = explain(dump, &display);
        assert!(text.ends_with("loopscope run race-twenty"), "{text}");
        text.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        for (dump, parts) in [
            (
                "WinitEventLoop(Os(OsError { line: 765, error: Misc(\"neither WAYLAND_DISPLAY nor WAYLAND_SOCKET nor DISPLAY is set.\") }))",
                &["no display", "DISPLAY"][..],
            ),
            ("WinitEventLoop(Os(OsError { line: 788, error: XNotSupported(XOpenDisplayFailed) }))", &["DISPLAY=\":7\"", "not answer"]),
            ("WinitEventLoop(Os(OsError { error: WaylandError(Connection(NoCompositor)) }))", &["\"wayland-0\"", "X11"]),
            (
                "WinitEventLoop(Os(OsError { error: XNotSupported(LibraryOpenError(OpenError { kind: Library, detail: \"opening library failed (libX11-xcb.so.1: cannot open shared object file: No such file or directory)\" })) }))",
                &["libX11-xcb.so", "libx11-xcb1"],
            ),
            (
                "WinitEventLoop(Os(OsError { error: XNotSupported(LibraryOpenError(OpenError { kind: Library, detail: \"opening library failed (libXi.so.6: file too short)\" })) }))",
                &["libXi.so", "apt-get install libxi6"],
            ),
            ("Library libxkbcommon-x11.so could not be loaded.", &["libxkbcommon-x11.so", "apt-get install libxkbcommon-x11-0"]),
            ("Library libxkbcommon.so could not be loaded.", &["libxkbcommon.so", "apt-get install libxkbcommon0"]),
            (
                "NoGlutinConfigs(ConfigTemplate { color_buffer_type: Rgb { r_size: 8 } }, Error { kind: NotFound })",
                &["no OpenGL", "libegl1"],
            ),
            ("Glutin(Error { raw_os_message: Some(\"GLXBadFBConfig\"), kind: BadConfig })", &["no OpenGL", "libgl1-mesa-dri"]),
            ("OpenGL(\"opengl 2.0 is not supported\")", &["no OpenGL"]),
            ("AppCreation(\"out of luck\")", &["cannot open: AppCreation(\"out of luck\")"]),
        ] {
            let says = first_line(dump);
            for part in parts {
                assert!(says.contains(part), "{dump}\n{says}");
            }
        }
    }

    #[test]
    fn a_fault_of_ours_is_not_taken_for_a_missing_library() {
        assert_eq!(missing_library("index out of bounds in libX11.so"), None);
        assert_eq!(missing_library("the scenario could not be loaded"), None);
    }
}
