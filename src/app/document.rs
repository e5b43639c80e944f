//! The scenario that is open: as it was opened, as the sliders have it, and its file.

use super::{link::Wake, watch::Watch};
use loopscope_event::Scenario;
use loopscope_formats::documents::{
    gallery::{self, ReadBuiltIn},
    scenario,
};
use loopscope_text::say;
use loopscope_ui::overlay::Fault;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The scenario that is open.
pub struct Document {
    opened: Arc<Scenario>,
    edited: Arc<Scenario>,
    path: Option<PathBuf>,
    watch: Option<Watch>,
    /// What the file said when it was read or written last, so that our own writing is not taken for a change.
    on_disk: Option<Scenario>,
}

impl Document {
    /// A scenario without a file.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        let opened = Arc::new(scenario);
        Self { edited: opened.clone(), opened, path: None, watch: None, on_disk: None }
    }

    /// The scenario of a session that was kept: as it began, and as it is now.
    #[must_use]
    pub fn gone_on_with(began: Arc<Scenario>, now: Arc<Scenario>) -> Self {
        Self { opened: began, edited: now, path: None, watch: None, on_disk: None }
    }

    /// A scenario from a file that is watched from now on.
    #[must_use]
    pub fn of_file(scenario: Scenario, path: PathBuf, wake: Wake) -> Self {
        let watch = Watch::new(&path, wake);
        Self { watch, on_disk: Some(scenario.clone()), path: Some(path), ..Self::new(scenario) }
    }

    /// Opens a file whose text was read.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(path: PathBuf, text: &str, models: &[&str], wake: Wake) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let scenario = scenario::parse(text, &name, models).map_err(|error| fault(&name, &error))?;
        Ok(Self::of_file(scenario, path, wake))
    }

    /// Opens a scenario that comes with the program.
    ///
    /// # Errors
    /// There is none of that slug.
    pub fn open_built_in(slug: &str, models: &[&str]) -> Result<Self, Fault> {
        let unknown = || {
            let known: Vec<&str> = gallery::BUILT_IN.iter().map(|built_in| built_in.slug).collect();
            Fault { title: say!("fault.no_scenario", name = slug), text: say!("fault.known", names = known.join(", ")) }
        };
        let built_in = gallery::find(slug).ok_or_else(unknown)?;
        built_in.scenario(models).map(Self::new).map_err(|error| fault(slug, &error))
    }

    /// As it was opened.
    #[must_use]
    pub const fn opened(&self) -> &Arc<Scenario> {
        &self.opened
    }
    /// As the sliders have it.
    #[must_use]
    pub const fn edited(&self) -> &Arc<Scenario> {
        &self.edited
    }
    /// Its file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
    /// A slider moved.
    pub fn edit(&mut self, scenario: Scenario) {
        self.edited = Arc::new(scenario);
    }

    /// Writes it as the sliders have it; from then on that is what a reset goes back to. Its own file keeps its comments.
    ///
    /// # Errors
    /// What the system said.
    pub fn save(&mut self, path: PathBuf, wake: Wake) -> Result<(), Fault> {
        let save = if self.path.as_ref() == Some(&path) { scenario::save_over } else { scenario::save };
        save(&path, &self.edited)
            .map_err(|error| Fault { title: say!("fault.not_saved"), text: format!("{}: {error}", path.display()) })?;
        self.opened = self.edited.clone();
        self.on_disk = Some(Scenario::clone(&self.edited));
        if self.path.as_ref() != Some(&path) {
            self.watch = Watch::new(&path, wake);
            self.path = Some(path);
        }
        Ok(())
    }

    /// What became of a change of the file on disk, if there was one. A file that is being written may be unreadable
    /// for a moment: that is reported like any other fault, and mended by the next change.
    pub fn changed_on_disk(&mut self, models: &[&str]) -> Option<Result<Changed, Fault>> {
        let path = self.path.clone().filter(|_| self.watch.as_ref().is_some_and(Watch::has_changed))?;
        match read(&path, models) {
            Ok(scenario) if self.on_disk.as_ref() == Some(&scenario) => None,
            Ok(scenario) => {
                self.on_disk = Some(scenario.clone());
                if self.edited != self.opened {
                    return Some(Ok(Changed::NotRead));
                }
                self.opened = Arc::new(scenario);
                self.edited = self.opened.clone();
                Some(Ok(Changed::Read))
            }
            Err(fault) => Some(Err(fault)),
        }
    }
}

/// What became of a change of the file on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changed {
    /// It was read again.
    Read,
    /// It was not: what the sliders changed would be lost.
    NotRead,
}

fn read(path: &Path, models: &[&str]) -> Result<Scenario, Fault> {
    scenario::read(path, models).map_err(|error| fault(&path.display().to_string(), &error))
}

fn fault(what: &str, error: &scenario::ScenarioError) -> Fault {
    Fault { title: say!("fault.not_opened", name = what), text: error.to_string() }
}
