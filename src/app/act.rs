//! What is done about what panels and keys ask for.

use super::{
    App,
    dialog::Chosen,
    document::{Changed, Document},
    model_names,
    opening::{crowd, opening},
    session::{step_back, step_on},
};
use loopscope_event::{Command, EventNo, RunId, Scenario, StepUnit};
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_ui::overlay::{Fault, Page};
use loopscope_ui::sweep::SweepAction;
use loopscope_ui::{Action, Audience, Shown, WindowAction, projector};
use std::path::PathBuf;

impl App {
    /// Does everything that was asked for in a frame.
    pub(super) fn act(&mut self, ctx: &egui::Context, actions: Vec<Action>) {
        let mut hovered = None;
        for action in actions {
            match action {
                Action::Hover(selection) => hovered = Some(selection),
                action => {
                    self.act_on(ctx, action);
                    ctx.request_repaint();
                }
            }
        }
        if self.hovered != hovered {
            self.hovered = hovered;
            ctx.request_repaint();
        }
    }

    fn act_on(&mut self, ctx: &egui::Context, action: Action) {
        if let Some(why) = self.lessons.refuses(&action).or_else(|| self.refused_by_recording(&action)) {
            self.panels.overlay.toast(why);
            return;
        }
        if matches!(action, Action::JumpToEvent(..) | Action::JumpToTime(_) | Action::ToStart | Action::ToLiveEdge) {
            self.panels.timeline.leave();
        }
        match action {
            Action::SetScenario(scenario) => self.set_scenario(*scenario),
            Action::Play => self.play(true),
            Action::Pause => self.play(false),
            Action::PlayOrPause => self.play(!self.playback.playing()),
            Action::Speed(speed) => {
                self.playback.set_speed(speed);
                self.settings.set_speed(speed);
            }
            Action::Unit(unit) => self.settings.set_unit(unit),
            Action::StepForward(unit) => self.step_forward(unit),
            Action::StepBack(unit) => self.step_back(unit),
            Action::JumpToEvent(run, event) => self.jump(run, event),
            Action::JumpToTime(at) => {
                if let Some(trace) = self.session.stage() {
                    self.playback.to_time(at, trace);
                }
            }
            Action::ToStart => {
                self.step = None;
                if let Some(trace) = self.session.stage() {
                    self.playback.to_start(trace);
                }
            }
            Action::ToLiveEdge => self.go_live(),
            Action::Focus(model) => self.focus(model),
            Action::Select(selection) => self.selection = selection,
            Action::Hover(_) => {}
            Action::Range(range) => self.range = range,
            Action::Note(action) => self.note(action),
            Action::Go(way) => self.go(way),
            Action::Post(posted) => self.post(posted),
            Action::Restart => self.link.ask(Command::Restart),
            Action::Fork(action) => self.act_on_fork(action),
            Action::Sweep(action) => self.act_on_sweep(action),
            Action::Lesson(action) => self.act_on_lesson(action),
            Action::Export(action) => self.act_on_export(action),
            Action::Window(action) => self.act_on_window(ctx, action),
        }
    }

    fn act_on_window(&mut self, ctx: &egui::Context, action: WindowAction) {
        match action {
            WindowAction::OpenBuiltIn(slug) => self.opened(Document::open_built_in(slug, &model_names())),
            WindowAction::OpenDialog => self.dialog.ask_open(self.document.path()),
            WindowAction::Open(path) => self.open(path),
            WindowAction::Save => match self.document.path().map(PathBuf::from) {
                Some(path) => self.save_to(path),
                None => self.ask_save(),
            },
            WindowAction::SaveAs => self.ask_save(),
            WindowAction::OpenBeside
            | WindowAction::CancelOpening
            | WindowAction::LoadPart
            | WindowAction::RunRecorded
            | WindowAction::LeaveRecording => self.act_on_recording(&action),
            WindowAction::Theme(preference) => {
                self.settings.theme = preference;
                ctx.set_theme(preference);
            }
            WindowAction::Motion(motion) => {
                self.settings.motion = motion;
                motion.install(ctx);
            }
            WindowAction::Name(name) => self.settings.name = name,
            WindowAction::HandIn => self.dialog.ask_page(self.document.path()),
            WindowAction::CopyPacked => {
                ctx.copy_text(self.packed());
                self.panels.overlay.toast(say!("paste.copied"));
            }
            WindowAction::Paste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            WindowAction::Pasted(text) => self.pasted(&text),
            WindowAction::Projector => {
                self.audience = match self.audience {
                    Audience::Desk => Audience::Hall(Shown::Stage),
                    Audience::Hall(_) => Audience::Desk,
                };
                projector::arrange(ctx, self.audience, &mut self.settings.zoom);
            }
            WindowAction::Swap => {
                self.audience = match self.audience {
                    Audience::Hall(Shown::Stage) => Audience::Hall(Shown::Timeline),
                    Audience::Hall(Shown::Timeline) => Audience::Hall(Shown::Stage),
                    Audience::Desk => Audience::Desk,
                };
            }
            WindowAction::Language(language) => self.speak(language),
            WindowAction::Captions(level) => self.settings.captions = level,
            WindowAction::Help => self.panels.overlay.toggle(Page::Help),
            WindowAction::Glossary => self.panels.overlay.toggle(Page::Glossary),
            WindowAction::Tour => self.panels.tour.begin(),
            WindowAction::Toured => {
                self.panels.tour.close();
                self.settings.toured = true;
            }
            WindowAction::Sweep => self.toggle_sweep(),
            WindowAction::CopySession => self.copy_session(ctx),
            WindowAction::SaveSession => self.ask_save_session(),
            WindowAction::Compare => self.panels.compare.toggle(),
            WindowAction::Controls => self.settings.controls = !self.settings.controls,
            WindowAction::Numbers => self.settings.numbers = !self.settings.numbers,
            WindowAction::Code => {
                // Where both are drawers they would lie over each other.
                self.settings.code = !self.settings.code;
                self.settings.numbers &= !self.settings.code;
            }
            WindowAction::HumanTime => self.settings.human_time = !self.settings.human_time,
            WindowAction::Copy(text) => {
                ctx.copy_text(text);
                self.panels.overlay.toast(say!("toast.copied"));
            }
            WindowAction::Toast(says) => self.panels.overlay.toast(says),
            WindowAction::RestartEngine => {
                let fault = self.link.restart(self.document.edited().clone());
                self.session.restarted();
                self.awaited = None;
                self.panels.overlay.failed(fault);
            }
            WindowAction::Close => {
                self.panels.overlay.close();
            }
        }
    }

    /// The sweep panel stands where the stage is: meanwhile nothing plays there.
    fn toggle_sweep(&mut self) {
        if self.sweeps.is_open() {
            let played = self.sweeps.close();
            self.play(played);
        } else {
            self.sweeps.open(self.playback.playing());
            self.play(false);
        }
    }

    fn act_on_sweep(&mut self, action: SweepAction) {
        match action {
            SweepAction::Start { over, until } => self.sweeps.start(self.document.edited(), over, until.as_deref(), &self.wake),
            SweepAction::Preset(place) => self.sweeps.preset(place, &self.wake),
            SweepAction::Cancel => self.sweeps.cancel(),
            SweepAction::Open(run) => {
                let Some((scenario, model)) = self.sweeps.run(run) else { return };
                self.sweeps.close();
                // It is not what stands in the file any more; saving it asks for another one.
                self.document = Document::new(Scenario::clone(&scenario));
                self.notes.clear();
                self.begin();
                self.focus(model.name);
            }
        }
    }

    pub(super) fn play(&mut self, playing: bool) {
        self.step = None;
        if let Some(trace) = self.session.stage()
            && playing
            && self.session.has_ended()
            && self.playback.is_at_live_edge(trace)
        {
            // At the end of everything there is nothing left to play but all of it again.
            self.playback.to_start(trace);
        }
        if playing {
            self.panels.timeline.follow();
        }
        self.playback.play(playing);
    }

    fn step_forward(&mut self, unit: StepUnit) {
        self.playback.play(false);
        let Some(trace) = self.session.stage() else { return };
        match step_on(trace, self.playback.head().event, unit) {
            Some(to) => self.playback.to_event(to, true, trace),
            None if self.step.is_none() => {
                // What was computed beyond the playhead without a whole step in it is not lost: the engine goes on from there.
                self.step = Some(unit);
                self.link.step(unit);
            }
            None => {}
        }
        self.panels.timeline.follow();
    }

    fn step_back(&mut self, unit: StepUnit) {
        self.playback.play(false);
        self.step = None;
        if let Some(trace) = self.session.stage() {
            self.playback.to_event(step_back(trace, self.playback.head().event, unit), false, trace);
        }
        self.panels.timeline.follow();
    }

    fn jump(&mut self, run: RunId, event: EventNo) {
        let Some(model) = self.session.traces().iter().find(|trace| trace.run() == run).map(|trace| trace.model().name) else { return };
        if self.session.is_recorded() {
            self.session.focus_recorded(run);
        } else {
            self.focus(model);
        }
        self.playback.play(false);
        if let Some(trace) = self.session.stage() {
            self.playback.to_event(event + 1, true, trace);
        }
        self.panels.timeline.follow();
    }

    pub(super) fn go_live(&mut self) {
        if let Some(trace) = self.session.stage() {
            self.playback.to_live_edge(trace);
        }
        self.panels.timeline.follow();
    }

    pub(super) fn focus(&mut self, model: &'static str) {
        if self.session.is_recorded() {
            // Several recordings may be of one model: then it is the next one's turn.
            let (traces, now) = (self.session.traces(), self.session.on_stage());
            let next = (1..=traces.len()).map(|i| &traces[(now + i) % traces.len()]).find(|trace| trace.model().name == model);
            if let Some(run) = next.map(Trace::run) {
                self.session.focus_recorded(run);
            }
        } else if self.session.focused() == model {
            return;
        } else {
            self.session.focus(model);
        }
        if let Some(trace) = self.session.stage() {
            self.playback.to_time(self.playback.head().at, trace);
        }
    }

    fn set_scenario(&mut self, scenario: Scenario) {
        if let Err(problem) = scenario.validate(&model_names()) {
            self.panels.overlay.toast(problem.message);
            return;
        }
        if crowd(&scenario) > crowd(self.document.edited()) {
            self.playback.set_speed(opening(self.playback.speed(), &scenario));
        }
        self.turn(scenario);
    }

    pub(super) fn opened(&mut self, opened: Result<Document, Fault>) {
        match opened {
            Ok(document) => {
                self.lessons.drop_lesson();
                self.document = document;
                self.notes.clear();
                if let Some(path) = self.document.path() {
                    self.settings.remember(path);
                }
                self.playback.set_speed(opening(self.settings.speed(), self.document.edited()));
                self.begin();
            }
            Err(fault) => self.panels.overlay.fault(fault),
        }
    }

    /// The document's scenario from its beginning, playing.
    pub(super) fn begin(&mut self) {
        self.session.go_live();
        self.stop_waiting();
        self.link.ask(Command::SetScenario(self.document.edited().clone()));
        self.link.ask(Command::Restart);
        self.playback.play(true);
        self.selection = None;
    }

    fn ask_save(&mut self) {
        let name = self.document.edited().name.clone().unwrap_or_default();
        self.dialog.ask_save(self.document.path(), &name);
    }

    fn save_to(&mut self, path: PathBuf) {
        match self.document.save(path.clone(), self.wake.clone()) {
            Ok(()) => {
                self.settings.remember(&path);
                self.panels.overlay.toast(say!("toast.saved", path = path.display()));
            }
            Err(fault) => self.panels.overlay.fault(fault),
        }
    }

    /// A file was chosen in the dialog.
    pub(super) fn chosen(&mut self, chosen: Chosen) {
        match chosen {
            Chosen::Open(path) => self.open(path),
            Chosen::Beside(path) => self.open_beside(path),
            Chosen::Save(path) => self.save_to(path),
            Chosen::Page(path) => self.hand_in(path),
            Chosen::Session(path) => self.save_session(&path),
            Chosen::Export(path) => self.export_to(path),
        }
    }

    /// Files that were dropped onto the window or changed on disk.
    pub(super) fn files(&mut self, ctx: &egui::Context, out: &mut Vec<Action>) {
        self.dropped(ctx, out);
        match self.document.changed_on_disk(&model_names()) {
            Some(Ok(Changed::NotRead)) => {
                self.panels.overlay.toast(say!("toast.not_read"));
            }
            Some(Ok(Changed::Read)) => {
                self.begin();
                self.panels.overlay.toast(say!("toast.read"));
            }
            Some(Err(fault)) => self.panels.overlay.fault(fault),
            None => {}
        }
    }
}
