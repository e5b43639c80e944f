//! [`Filter`]: which lanes are shown, as people write it: `A, C, 27`, `cores`, `threads queue`. Pure.
//!
//! A model's name keeps that run. Kinds and tasks together say which lanes are shown, of every run, folded or not. It does *not* decide on
//! which row a task is ([`Filter::tasks`] are looked for by `finder`).

use super::Part;
use loopscope_event::TaskId;

/// Which lanes are shown; at first all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// The places of the runs that are shown; none: all.
    runs: Vec<usize>,
    parts: Vec<Part>,
    tasks: Vec<TaskId>,
    /// For each run the rows on which the tasks are.
    rows: Vec<Vec<usize>>,
}

/// A word that is no kind, no task and no model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown(pub String);

/// The words for kinds, the first of each being the one that is told.
pub const KINDS: &[(&[&str], Part)] = &[
    (&["cores", "core", "cpu"], Part::Cores),
    (&["tasks", "task", "rows"], Part::Tasks),
    (&["queue", "queues", "queued"], Part::Queue),
    (&["io", "i/o", "requests", "flight"], Part::Flight),
    (&["counters", "counter"], Part::Counters),
];

impl Filter {
    /// Reads a filter; `runs` answers the places of the runs that go by a name, given in lower case.
    ///
    /// # Errors
    /// The word that is not understood.
    pub fn parse(text: &str, runs: &dyn Fn(&str) -> Vec<usize>) -> Result<Self, Unknown> {
        let mut filter = Self::default();
        for word in text.split([',', ' ', '\t', '，', '、']).filter(|word| !word.is_empty()) {
            let lower = word.to_lowercase();
            let runs = runs(&lower);
            let part = KINDS.iter().find(|(names, _)| names.contains(&lower.as_str())).map(|(_, part)| *part);
            match (runs.is_empty(), part, TaskId::named(word)) {
                (false, ..) => filter.runs.extend(runs),
                (_, Some(part), _) => filter.parts.push(part),
                (.., Some(task)) => filter.tasks.push(task),
                _ => return Err(Unknown(word.to_owned())),
            }
        }
        // "task C" means the task and not all of them.
        if !filter.tasks.is_empty() {
            filter.parts.retain(|part| *part != Part::Tasks);
        }
        Ok(filter)
    }

    /// True if everything is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { runs, parts, tasks, rows: _ } = self;
        runs.is_empty() && parts.is_empty() && tasks.is_empty()
    }

    /// The tasks whose rows are wanted.
    #[must_use]
    pub fn tasks(&self) -> &[TaskId] {
        &self.tasks
    }

    /// For each run the rows on which its tasks are.
    pub fn found(&mut self, rows: Vec<Vec<usize>>) {
        self.rows = rows;
    }

    /// Whether a run is shown.
    #[must_use]
    pub fn has_run(&self, run: usize) -> bool {
        self.runs.is_empty() || self.runs.contains(&run)
    }

    /// Whether it says which lanes of a run are shown.
    #[must_use]
    pub fn names_lanes(&self) -> bool {
        !self.parts.is_empty() || !self.tasks.is_empty()
    }

    /// Whether a part is shown.
    #[must_use]
    pub fn has_part(&self, part: Part) -> bool {
        !self.names_lanes() || self.parts.contains(&part) || (part == Part::Tasks && !self.tasks.is_empty())
    }

    /// The rows of a run that are shown; `None`: all.
    #[must_use]
    pub fn rows(&self, run: usize) -> Option<&[usize]> {
        (!self.tasks.is_empty()).then(|| self.rows.get(run).map_or(&[][..], Vec::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Filter, Unknown> {
        Filter::parse(text, &|name| ["coroutines", "threads", "sync"].iter().position(|model| *model == name).into_iter().collect())
    }

    #[test]
    fn words_are_kinds_tasks_and_models() {
        let filter = parse("A, c 27，THREADS Cores").unwrap();
        assert_eq!(filter.tasks(), [TaskId(0), TaskId(2), TaskId(26)]);
        assert!(filter.has_run(1) && !filter.has_run(0));
        assert!(filter.has_part(Part::Cores) && filter.has_part(Part::Tasks) && !filter.has_part(Part::Queue));
        assert!(parse(" ,").unwrap().is_empty());
        assert_eq!(parse("cores, quue"), Err(Unknown("quue".into())));
    }

    #[test]
    fn one_task_by_its_word_is_not_all_tasks() {
        let mut filter = parse("task C").unwrap();
        filter.found(vec![vec![2], vec![], vec![4]]);
        assert_eq!((filter.rows(0), filter.rows(1), filter.rows(7)), (Some(&[2][..]), Some(&[][..]), Some(&[][..])));
        assert_eq!(parse("tasks").unwrap().rows(0), None);
    }

    #[test]
    fn a_model_alone_leaves_its_lanes_as_they_are() {
        let filter = parse("sync").unwrap();
        assert!(!filter.names_lanes() && filter.has_part(Part::Flight) && filter.has_run(2) && !filter.has_run(1));
    }
}
