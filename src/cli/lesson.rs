//! `loopscope lesson` and `loopscope check` of a lesson: which lesson is meant, and whether its runs show what it says.

use super::{Fail, model_names, print};
use crate::app::rehearse::rehearse;
use loopscope_formats::documents::lesson::{self, SHIPPED};
use loopscope_lesson::Lesson;
use loopscope_lesson::course::ENGLISH;
use std::{path::Path, sync::Arc};

/// The lesson that a file says or, if there is no such file, the one of this name, number or part of a name that comes with the program.
pub(super) fn find(path: &Path) -> Result<Arc<Lesson>, Fail> {
    let models = model_names();
    if path.exists() {
        return lesson::read(path, &models).map(Arc::new).map_err(Fail::usage);
    }
    let course = lesson::shipped(&models);
    let name = path.to_string_lossy();
    let found = course.find(name.trim_end_matches(".toml")).map(|place| course.lessons[place].clone());
    found.ok_or_else(|| {
        Fail::usage(format!("{name}: there is no such file, nor a lesson of that name.\nLessons are\n{}", titles(&course.lessons)))
    })
}

fn titles(lessons: &[Arc<Lesson>]) -> String {
    let line = |lesson: &Arc<Lesson>| format!("  {:24}  {}\n", lesson.slug, lesson.text(ENGLISH).map_or("", |text| &text.title));
    lessons.iter().map(line).collect()
}

/// The lesson of a file that was read.
pub(super) fn parse(path: &Path, text: &str) -> Result<Arc<Lesson>, Fail> {
    lesson::parse(text, &path.display().to_string(), &model_names()).map(Arc::new).map_err(Fail::usage)
}

/// True if a lesson that comes with the program has exactly this name.
pub(super) fn is_shipped(path: &Path) -> bool {
    SHIPPED.iter().any(|(slug, _)| Path::new(slug) == path)
}

/// Whether the runs show what a lesson says.
pub(super) fn check(path: &Path, lesson: &Lesson) -> Result<(), Fail> {
    let name = path.display();
    let rehearsal = rehearse(lesson).map_err(|says| Fail::result(format!("{name}: {says}")))?;
    let mut lines = format!("{name}: the lesson is valid\n");
    for fact in &lesson.facts {
        let found = rehearsal.value(lesson, fact).map_or_else(|says| says, |value| value.to_string());
        lines += &format!("  {:20} {found}\n", fact.name);
    }
    print(&lines)?;
    let mut faults = rehearsal.untrue(lesson);
    faults.extend(lesson.typed_figures());
    let placed = |key: &str, says: &str| match lesson::fault_at(path, key, says) {
        Ok(fault) if path.exists() => fault.to_string(),
        _ => format!("{name}: {key}: {says}"),
    };
    let faults: Vec<String> = faults.iter().map(|untrue| placed(&untrue.key, &untrue.message)).collect();
    if faults.is_empty() { print("the runs show what it says\n") } else { Err(Fail::result(faults.join("\n"))) }
}
