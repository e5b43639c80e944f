//! The scenarios that come with the program, by their slugs. What they say is in `assets/scenarios`; that each is legal is a test.

use super::scenario::{ScenarioError, parse};
use loopscope_event::Scenario;

/// A scenario that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BuiltIn {
    /// What the command line calls it.
    pub slug: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it shows, in one sentence.
    pub says: &'static str,
    /// The scenario file.
    pub text: &'static str,
}

macro_rules! built_in {
    ($slug:literal, $title:literal, $says:literal) => {
        BuiltIn { slug: $slug, title: $title, says: $says, text: include_str!(concat!("../../../assets/scenarios/", $slug, ".toml")) }
    };
}

/// All of them; the first is what opens when nothing else is asked for.
pub const BUILT_IN: &[BuiltIn] = &[
    built_in!("default", "Eight clients", "An endless stream of small requests: where does each wait, and for what?"),
    built_in!(
        "race-twenty",
        "Race twenty requests",
        "Twenty requests come at once; blocking serves them one by one, the others overlap the waiting."
    ),
    built_in!(
        "one-thread-many-requests",
        "One thread, a thousand requests",
        "A loop has a thousand requests under way on a single thread; blocking needs a hundred seconds for them."
    ),
    built_in!("too-many-threads", "Ten thousand threads", "What ten thousand threads cost on a machine of 2026: a slope, not a cliff."),
    built_in!(
        "one-to-ten-thousand",
        "From 1 to 10 000 clients",
        "The central claim, to be swept: from 1 to 10 000 clients, a thread or a coroutine for each job."
    ),
    built_in!("cpu-hog", "The CPU hog", "A handler that never awaits keeps everybody waiting; threads are preempted."),
    built_in!("slow-disk", "The slow disk", "When the device is the bottleneck the queue moves there, and no model computes past it."),
    built_in!("no-locks", "No locks needed?", "Read, await, write: updates are lost on one thread too."),
    built_in!(
        "frozen-window",
        "The window that freezes",
        "A click starts six seconds of work in the handler itself: no frame is painted, no mouse is heard."
    ),
    built_in!(
        "your-mouse",
        "Your mouse is the workload",
        "What you do over the two applications becomes messages; one press freezes the one, and not its async twin."
    ),
    built_in!(
        "many-cores",
        "Four cores",
        "Processes with a loop each, or goroutines: four cores are used by both, and one of them leaves a core idle beside a full queue."
    ),
    built_in!("gather", "All and any", "A job waits for three answers at once, then for the faster of two."),
];

/// The one of this slug.
#[must_use]
pub fn find(slug: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|built_in| built_in.slug == slug)
}

impl BuiltIn {
    /// The scenario.
    ///
    /// # Errors
    /// When it names a model that is not among `models`.
    pub fn scenario(&self, models: &[&str]) -> Result<Scenario, ScenarioError> {
        parse(self.text, self.slug, models)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::scenario::write;

    const MODELS: &[&str] = &["sync", "threads", "coroutines", "processes", "goroutines", "gui", "gui-await"];

    #[test]
    fn every_built_in_scenario_is_legal_titled_and_written_as_it_is_read() {
        for built_in in BUILT_IN {
            let scenario = built_in.scenario(MODELS).unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(scenario.name.as_deref(), Some(built_in.title));
            assert!(built_in.says.ends_with(['.', '?']), "{} says a sentence", built_in.slug);
            assert_eq!(parse(&write(&scenario), built_in.slug, MODELS).as_ref(), Ok(&scenario));
        }
    }

    #[test]
    fn only_the_default_never_ends() {
        let endless = |b: &&BuiltIn| b.scenario(MODELS).is_ok_and(|scenario| !scenario.ends());
        assert_eq!(BUILT_IN.iter().filter(endless).map(|b| b.slug).collect::<Vec<_>>(), ["default"]);
        assert_eq!(BUILT_IN[0].slug, "default");
    }

    #[test]
    fn every_file_among_the_assets_is_in_the_registry() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/scenarios");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(find(name.trim_end_matches(".toml")).is_some(), "{name} is not in the registry");
        }
    }
}
