//! The scenarios that come with the program: each is a file of `assets/scenarios`, which says all that is known of it.
//!
//! The file's name is the slug and its key `name` the title. Its first line is a comment with its place in lists and a sentence:
//!
//! ```toml
//! # Gallery 20: Twenty requests come at once; blocking serves them one by one, the others overlap the waiting.
//! name = "Race twenty requests"
//! ```
//!
//! It is a comment and not a key of the scenario, since the whole scenario stands in every log and session that is made of it, where
//! a sentence about the file would go stale with the first edit, and since earlier versions refuse keys that they do not know.
//! In other languages the window shows the words under `scenario.SLUG` and `scenario.SLUG_says` where there are any.

use super::scenario::{ScenarioError, parse};
use loopscope_event::{BuiltIn, Scenario};
use serde::Deserialize;
use std::sync::LazyLock;

/// Slugs and texts of the files in `assets/scenarios`, in the order of their names.
pub const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// Every scenario that comes with the program; the first is what opens when nothing else is asked for.
pub static BUILT_IN: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| Gallery::new(SHIPPED.iter().copied()).scenarios);

/// How the first line of a file begins.
const HEAD: &str = "# Gallery ";

/// Scenarios in the order in which they are listed, and what is wrong with the files that are not among them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gallery {
    /// The scenarios, by their order and then their slugs.
    pub scenarios: Vec<BuiltIn>,
    /// A sentence for each file that is left out: what is wrong, and what would be right.
    pub faults: Vec<String>,
}

impl Gallery {
    /// Lists the files of these slugs and texts.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        let mut gallery = Self::default();
        for (slug, text) in files {
            match built_in(slug, text) {
                Ok(built_in) => gallery.scenarios.push(built_in),
                Err(fault) => gallery.faults.push(format!("{slug}.toml: {fault}")),
            }
        }
        gallery.scenarios.sort_by_key(|built_in| (built_in.order, built_in.slug));
        gallery
    }
}

/// What a file says of itself.
fn built_in(slug: &'static str, text: &'static str) -> Result<BuiltIn, String> {
    #[derive(Deserialize)]
    struct Titled {
        name: Option<String>,
    }
    let head = text.lines().next().and_then(|line| line.strip_prefix(HEAD)?.split_once(": "));
    let Some((order, says)) = head.and_then(|(order, says)| Some((order.parse().ok()?, says.trim()))) else {
        return Err(format!(
            "the first line must give the scenario's place in lists and a sentence about it, such as \"{HEAD}20: Twenty requests come at once.\""
        ));
    };
    if !says.ends_with(['.', '?', '!']) {
        return Err(format!("the first line says {says:?}; expected a sentence, with a full stop"));
    }
    let Titled { name } = toml::from_str(text).map_err(|fault| fault.to_string())?;
    let title = name.ok_or("the key \"name\" is missing, which is the scenario's title")?;
    Ok(BuiltIn { slug, order, title, says, text })
}

/// Returns the one of this slug.
#[must_use]
pub fn find(slug: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|built_in| built_in.slug == slug)
}

/// Reads the scenario of a [`BuiltIn`], which belongs to a room that reads no files.
pub trait ReadBuiltIn {
    /// Reads its scenario. `models` are the names of the models that exist.
    ///
    /// # Errors
    /// When it names a model that is not among `models`.
    fn scenario(&self, models: &[&str]) -> Result<Scenario, ScenarioError>;
}

impl ReadBuiltIn for BuiltIn {
    fn scenario(&self, models: &[&str]) -> Result<Scenario, ScenarioError> {
        parse(self.text, self.slug, models)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::MODELS;
    use crate::documents::scenario::write;

    #[test]
    fn every_file_is_listed_legal_and_written_as_it_is_read() {
        assert_eq!(Gallery::new(SHIPPED.iter().copied()).faults, [""; 0]);
        assert_eq!(BUILT_IN.len(), SHIPPED.len());
        for built_in in BUILT_IN.iter() {
            let scenario = built_in.scenario(&MODELS).unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(scenario.name.as_ref(), Some(&built_in.title));
            assert_eq!(parse(&write(&scenario), built_in.slug, &MODELS).as_ref(), Ok(&scenario));
        }
    }

    #[test]
    fn the_first_is_the_default_and_only_it_never_ends() {
        let endless = |b: &&BuiltIn| b.scenario(&MODELS).is_ok_and(|scenario| !scenario.ends());
        assert_eq!(BUILT_IN.iter().filter(endless).map(|b| b.slug).collect::<Vec<_>>(), ["default"]);
        assert_eq!(BUILT_IN[0].slug, "default");
    }

    #[test]
    fn files_are_listed_by_their_order_and_what_is_wrong_with_one_is_said() {
        let files = [
            ("b", "# Gallery 20: B.\nname = \"Bee\""),
            ("a", "# Gallery 30: A?\nname = \"Ay\""),
            ("c", "# Gallery 20: C.\nname = \"Sea\""),
            ("d", "# A comment.\nname = \"Dee\""),
            ("e", "# Gallery 1: no end\nname = \"E\""),
            ("f", "# Gallery 1: F.\nseed = 1"),
            ("g", "# Gallery x: G.\nname = \"G\""),
        ];
        let Gallery { scenarios, faults } = Gallery::new(files);
        let listed: Vec<_> = scenarios.iter().map(|b| (b.slug, b.title.as_str(), b.says)).collect();
        assert_eq!(listed, [("b", "Bee", "B."), ("c", "Sea", "C."), ("a", "Ay", "A?")]);
        let starts =
            ["d.toml: the first line must give", "e.toml: the first line says \"no end\"", "f.toml: the key \"name\"", "g.toml: the first"];
        assert!(faults.len() == 4 && faults.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{faults:#?}");
    }
}
