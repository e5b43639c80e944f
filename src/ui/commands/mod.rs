//! The commands of the window, each described once: its words, its keys, when it applies and what it does.
//!
//! * [`table`]: the commands. [`Row`]: what is said of each.
//! * [`keys`]: which key means which command, and how keys are written.
//! * [`palette`]: the list of commands, scenarios, lessons and models that is searched by typing. [`search`]: its ranking.
//! * [`mod@reference`]: the page `docs/keys.md`.
//!
//! The help, the hints beside buttons and in menus and all of the above come from the table. It does *not* decide whether
//! an action is carried out (that is `app`).

pub mod keys;
pub mod palette;
pub mod reference;
pub mod search;
mod table;

pub use table::Command;

use self::keys::Binding;
use crate::workspace::Panels;
use crate::{Action, Context, Selection, Views, WindowAction, recording};
use loopscope_event::Speed;
use loopscope_lesson::Phase;
use loopscope_text as text;
use loopscope_text::say;

/// What the table says of a command.
#[derive(Debug)]
pub struct Row {
    /// The last part of the keys of its words: `command.{slug}` and, where one is useful, the sentence `command.{slug}_says`.
    slug: &'static str,
    group: Group,
    keys: &'static [Binding],
    when: When,
    reach: Reach,
    does: fn(&mut At<'_>),
}

impl Row {
    const fn new(slug: &'static str, group: Group, keys: &'static [Binding], does: fn(&mut At<'_>)) -> Self {
        Self { slug, group, keys, when: When::Always, reach: Reach::Picture, does }
    }
    const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }
    const fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }
}

/// The heading that a command stands under.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Group {
    /// The playhead, and what is posted.
    Play,
    /// The timeline.
    Timeline,
    /// Questions about a run, and comparisons.
    Explore,
    /// What is on the screen, and how.
    View,
    /// Lessons and explanations.
    Learn,
    /// Files and the clipboard.
    File,
}

impl Group {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 6] = [Self::Play, Self::Timeline, Self::Explore, Self::View, Self::Learn, Self::File];

    /// The key of its words.
    const fn key(self) -> &'static str {
        match self {
            Self::Play => "command_group.play",
            Self::Timeline => "command_group.timeline",
            Self::Explore => "command_group.explore",
            Self::View => "command_group.view",
            Self::Learn => "command_group.learn",
            Self::File => "command_group.file",
        }
    }

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> String {
        say!(self.key())
    }

    /// Its commands, in the order of the table.
    pub fn commands(self) -> impl Iterator<Item = Command> {
        Command::ALL.iter().copied().filter(move |command| command.group() == self)
    }
}

/// The state of the window that a command needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// None in particular.
    Always,
    /// The runs are computed here, and no recording is shown.
    Live,
    /// A run takes input messages.
    TakesInput,
    /// A recording is shown.
    Recording,
    /// A recording is shown whose scenario is known.
    RecordedScenario,
    /// Another future was left at a fork.
    Forked,
    /// Something is selected.
    Selected,
    /// The timeline is being searched.
    Searching,
    /// It is not.
    NotSearching,
    /// The window is in projector mode.
    Hall,
    /// The side panels are drawers.
    Drawers,
    /// A lesson is open.
    InLesson,
    /// A lesson asks for a prediction.
    Asked,
    /// No lesson does.
    NotAsked,
}

impl When {
    /// True if the window is in this state.
    fn holds(self, cx: &Context<'_>, panels: &Panels, views: &Views<'_>) -> bool {
        let open = views.lesson.and_then(|view| view.open);
        let recorded = recording::shown(cx);
        match self {
            Self::Always => true,
            Self::Live => recorded.is_none(),
            Self::TakesInput => recorded.is_none() && cx.traces.iter().any(|trace| trace.model().takes_input),
            Self::Recording => recorded.is_some(),
            Self::RecordedScenario => recorded.is_some_and(|(_, recorded)| recorded.scenario),
            Self::Forked => cx.futures.ghost.is_some(),
            Self::Selected => cx.selection.is_some(),
            Self::Searching => panels.timeline.is_searched(),
            Self::NotSearching => !panels.timeline.is_searched(),
            Self::Hall => cx.desk.audience.is_hall(),
            Self::Drawers => cx.desk.drawers && !cx.desk.audience.is_hall(),
            Self::InLesson => open.is_some(),
            Self::Asked => open.is_some_and(|open| open.attempt.phase() == Phase::Predict),
            Self::NotAsked => open.is_none_or(|open| open.attempt.phase() != Phase::Predict),
        }
    }

    /// The key of the words that name the state.
    const fn key(self) -> Option<&'static str> {
        Some(match self {
            Self::Always | Self::NotSearching | Self::NotAsked => return None,
            Self::Live => "command_when.live",
            Self::TakesInput => "command_when.takes_input",
            Self::Recording => "command_when.recording",
            Self::RecordedScenario => "command_when.recorded_scenario",
            Self::Forked => "command_when.forked",
            Self::Selected => "command_when.selected",
            Self::Searching => "command_when.searching",
            Self::Hall => "command_when.hall",
            Self::Drawers => "command_when.drawers",
            Self::InLesson => "command_when.in_lesson",
            Self::Asked => "command_when.asked",
        })
    }
}

/// What may lie over or stand in place of the picture while a command's keys still work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// Nothing.
    Picture,
    /// A sweep.
    Sweep,
    /// A sweep, a page or a dialog.
    Pages,
}

/// What a command acts on.
pub struct At<'a> {
    ctx: &'a egui::Context,
    cx: &'a Context<'a>,
    panels: &'a mut Panels,
    views: &'a Views<'a>,
    out: &'a mut Vec<Action>,
    /// The speed that the last command asked for, or the present one.
    speed: Speed,
    /// The place of the key among the command's keys.
    nth: usize,
}

impl<'a> At<'a> {
    /// The window as it is.
    pub const fn new(
        ctx: &'a egui::Context,
        cx: &'a Context<'a>,
        panels: &'a mut Panels,
        views: &'a Views<'a>,
        out: &'a mut Vec<Action>,
    ) -> Self {
        Self { ctx, cx, panels, views, out, speed: cx.speed, nth: 0 }
    }

    /// Carries out a command; `nth` is the place of the key among its keys, which tells the numbered ones apart.
    pub fn run(&mut self, command: Command, nth: usize) {
        self.nth = nth;
        self.panels.last_command = Some(command);
        (command.row().does)(self);
    }

    fn push(&mut self, action: Action) {
        self.out.push(action);
    }
    fn window(&mut self, action: WindowAction) {
        self.out.push(Action::Window(action));
    }

    /// Selects something, and brings the inspector into sight where that is a drawer.
    fn select(&mut self, selection: Option<Selection>) {
        let Some(selection) = selection else { return };
        self.push(Action::Select(Some(selection)));
        let desk = self.cx.desk;
        if desk.drawers && !desk.numbers_open && !desk.audience.is_hall() {
            self.window(WindowAction::Numbers);
        }
    }
}

/// Puts in the place of every command what it does.
pub fn resolve(ctx: &egui::Context, cx: &Context<'_>, panels: &mut Panels, views: &Views<'_>, out: &mut Vec<Action>) {
    if !out.iter().any(|action| matches!(action, Action::Command(_))) {
        return;
    }
    for action in std::mem::take(out) {
        match action {
            Action::Command(command) => At::new(ctx, cx, panels, views, out).run(command, 0),
            action => out.push(action),
        }
    }
}

impl Command {
    /// The heading that it stands under.
    #[must_use]
    pub fn group(self) -> Group {
        self.row().group
    }
    /// Its keys, the usual one first.
    #[must_use]
    pub fn keys(self) -> &'static [Binding] {
        self.row().keys
    }
    /// The key of its name.
    #[must_use]
    pub fn key(self) -> String {
        format!("command.{}", self.row().slug)
    }
    /// Its name, in the language that is spoken.
    #[must_use]
    pub fn name(self) -> String {
        say!(&self.key())
    }
    /// What it does, in a sentence, where its name does not tell.
    #[must_use]
    pub fn says(self) -> Option<String> {
        let key = format!("{}_says", self.key());
        text::knows(&key).then(|| say!(&key))
    }
    /// When it applies, in a few words; `None`: whenever.
    #[must_use]
    pub fn when(self) -> Option<String> {
        self.row().when.key().map(|key| say!(key))
    }
    /// Its usual key, as hints show it; empty if it has none.
    #[must_use]
    pub fn hint(self) -> String {
        self.keys().first().map_or_else(String::new, |binding| binding.to_string())
    }

    /// True if it applies now.
    #[must_use]
    pub fn applies(self, cx: &Context<'_>, panels: &Panels, views: &Views<'_>) -> bool {
        let Row { when, reach, .. } = self.row();
        (views.sweep.is_none() || *reach >= Reach::Sweep) && when.holds(cx, panels, views)
    }
}

#[cfg(test)]
mod tests;
