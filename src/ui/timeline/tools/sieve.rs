//! The bar of the filter of lanes, and the search for the rows of the tasks that it names.

use super::{sign, told};
use crate::Context;
use crate::timeline::lanes::filter::{Filter, KINDS, Unknown};
use crate::widgets::wording;
use egui::{Key, TextEdit, Ui};
use loopscope_event::{RunId, TaskId};
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_trace::search::query::Query;
use loopscope_trace::search::{Lane, Progress, Search};

/// Spans that are looked at in a frame, for all that is sought.
const BUDGET: u64 = 100_000;

/// A filter that is open.
pub struct Sieve {
    text: String,
    filter: Filter,
    unknown: Option<Unknown>,
    sought: Vec<Sought>,
    focus: bool,
}

/// A task of a run, whose row is looked for. A task keeps its row for as long as it lives.
struct Sought {
    run: RunId,
    task: TaskId,
    found: Result<usize, Box<Search>>,
}

impl Default for Sieve {
    fn default() -> Self {
        Self { text: String::new(), filter: Filter::default(), unknown: None, sought: Vec::new(), focus: true }
    }
}

impl Sieve {
    /// What it lets through.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Draws it; false once it is closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>) -> bool {
        let width = (ui.available_width() * 0.32).clamp(150.0, 320.0);
        let edit = TextEdit::singleline(&mut self.text).hint_text(say!("sieve.hint")).desired_width(width);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("sieve.title")));
        if std::mem::take(&mut self.focus) {
            response.request_focus();
        }
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape)) {
            return false;
        }
        let close = sign(ui, "×", &say!("sieve.close"));
        self.read(cx);
        let missing = self.find(ui, cx);
        match &self.unknown {
            Some(Unknown(word)) => {
                let kinds: Vec<&str> = KINDS.iter().filter_map(|(names, _)| names.first().copied()).collect();
                let models: Vec<&str> = cx.traces.iter().map(|trace| trace.model().name).collect();
                told(ui, cx.theme, say!("sieve.unknown", word = word, kinds = kinds.join(", "), models = models.join(", ")), true);
            }
            None if self.filter.is_empty() => told(ui, cx.theme, say!("sieve.asks"), false),
            None => told(ui, cx.theme, missing.map_or_else(String::new, |task| say!("sieve.missing", task = task.name())), false),
        }
        !close
    }

    /// A word that is not understood leaves the filter as it was. Runs go by their models' names, those of the command line or the window's.
    fn read(&mut self, cx: &Context<'_>) {
        let named = |trace: &Trace, name: &str| trace.model().name == name || wording::short(trace.model()).to_lowercase() == name;
        let runs = |name: &str| (0..cx.traces.len()).filter(|run| named(&cx.traces[*run], name)).collect();
        match Filter::parse(&self.text, &runs) {
            Ok(filter) => {
                self.unknown = None;
                self.filter = filter;
            }
            Err(unknown) => self.unknown = Some(unknown),
        }
    }

    /// Looks for the rows of the tasks; answers a task that is on none.
    fn find(&mut self, ui: &Ui, cx: &Context<'_>) -> Option<TaskId> {
        let tasks = self.filter.tasks();
        if tasks.is_empty() {
            self.sought.clear();
            return None;
        }
        let lives = |run: RunId| cx.traces.iter().any(|trace| trace.run() == run);
        self.sought.retain(|sought| lives(sought.run) && tasks.contains(&sought.task));
        let open = self.sought.iter().filter(|sought| sought.found.is_err()).count().max(1);
        let budget = BUDGET / open as u64;
        let mut rows = vec![Vec::new(); cx.traces.len()];
        let mut missing = None;
        for task in tasks {
            let mut some = false;
            for (trace, rows) in cx.traces.iter().zip(&mut rows) {
                let place = self.sought.iter().position(|sought| (sought.run, sought.task) == (trace.run(), *task)).unwrap_or_else(|| {
                    let found = Err(Box::new(Search::new(Query::of_task(*task))));
                    self.sought.push(Sought { run: trace.run(), task: *task, found });
                    self.sought.len() - 1
                });
                let Some(sought) = self.sought.get_mut(place) else { continue };
                if sought.look(trace, budget) {
                    ui.ctx().request_repaint();
                }
                if let Ok(row) = sought.found {
                    rows.push(row);
                    some = true;
                }
            }
            if !some {
                missing.get_or_insert(*task);
            }
        }
        self.filter.found(rows);
        missing
    }
}

impl Sought {
    /// Looks on; true if there is more to look at.
    fn look(&mut self, trace: &Trace, budget: u64) -> bool {
        let Err(search) = &mut self.found else { return false };
        if let Some(task) = trace.live().task(self.task) {
            self.found = Ok(task.row as usize);
            return false;
        }
        let progress = search.step(trace, budget.max(1));
        if let Some(Lane::Row(row)) = search.found().first().map(|found| found.lane) {
            self.found = Ok(row);
            return false;
        }
        progress == Progress::Working
    }
}
