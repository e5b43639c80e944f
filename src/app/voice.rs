//! Which language the window speaks, and the user's own words in it.

use super::App;
use loopscope_event::time;
use loopscope_formats::documents::languages::Own;
use loopscope_text as text;
use loopscope_text::Language;
use loopscope_ui::overlay::Fault;
use std::rc::Rc;

/// Speaks a language, in the user's own words where there are some.
pub(super) fn speak(language: Language, own: &Own) {
    let words = own.words.iter().find(|(of, _)| *of == language).map(|(_, words)| Rc::new(words.clone()));
    text::speak(language, words);
}

/// Calls the units of human time as the language does.
pub(super) fn name_units() {
    if time::scale() == time::Scale::Human {
        time::name_units(time::HUMAN_UNITS.map(|unit| text::named("unit", unit)));
    }
}

/// What is wrong with the user's own files, if anything is.
pub(super) fn fault(own: &Own) -> Option<Fault> {
    (!own.faults.is_empty()).then(|| Fault { title: text::say!("fault.words"), text: own.faults.join("\n") })
}

impl App {
    /// The language was chosen.
    pub(super) fn speak(&mut self, language: Language) {
        self.settings.language = Some(language);
        speak(language, &self.own);
        self.sweeps.reword();
    }
}
