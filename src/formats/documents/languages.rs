//! The user's own words: a folder with a file for each language, named after it, which go before those of the program.

use loopscope_text::{Language, Words, read};
use std::{fs, io::ErrorKind, path::Path};

/// The user's own words for some languages, and what is wrong with the other files, which are as if they were not there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Own {
    /// The words that were read.
    pub words: Vec<(Language, Words)>,
    /// A line for each fault: its file, line and key, what is wrong, and what would be right.
    pub faults: Vec<String>,
}

/// Reads `en.toml`, `zh-CN.toml`, … below a folder; each may have some of the keys, and none has to be there.
#[must_use]
pub fn own(folder: &Path) -> Own {
    let mut own = Own::default();
    for language in Language::ALL {
        let path = folder.join(language.code()).with_extension("toml");
        match fs::read_to_string(&path) {
            Ok(text) => match read(&text) {
                Ok(words) => own.words.push((language, words)),
                Err(faults) => own.faults.extend(faults.iter().map(|fault| format!("{}: {fault}", path.display()))),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => own.faults.push(format!("{}: {error}", path.display())),
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_names_its_line_and_key_and_the_other_is_read() {
        let folder = std::env::temp_dir().join(format!("loopscope-languages-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("zh-CN.toml"), "[transport]\nplay = \"放\"\nplya = \"x\"\nclock = \"没有\"\n").unwrap();
        fs::write(folder.join("en.toml"), "[transport]\nplay = \"Go\"\n").unwrap();
        let Own { words, faults } = own(&folder);
        assert_eq!(words.len(), 1);
        assert_eq!((words[0].0, words[0].1.get("transport.play")), (Language::English, Some("Go")));
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(
            faults[0].ends_with("zh-CN.toml: line 4: transport.clock: %{time} is missing; the English words are “Clock %{time}”"),
            "{faults:?}"
        );
        assert!(faults[1].contains("zh-CN.toml: line 3: transport.plya: there is no such key; near it is transport.play"), "{faults:?}");
        fs::write(folder.join("en.toml"), "[transport]\nplay = 5\nstep = Step\n").unwrap();
        assert!(own(&folder).faults.iter().any(|fault| fault.contains("en.toml: line 3: ")), "{:?}", own(&folder));
        fs::write(folder.join("en.toml"), "[transport]\nplay = 5\nstep = \"Step\"\n").unwrap();
        assert!(own(&folder).faults.iter().any(|fault| fault.contains("en.toml: line 2: transport.play: words in quotes are expected")));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(own(&folder), Own::default(), "nothing has to be there");
    }
}
