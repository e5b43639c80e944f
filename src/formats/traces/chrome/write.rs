//! Writing a run as a Chrome trace: what a viewer is told of it, with groups as processes, lanes as threads, and lives by their numbers.

use super::json::Json;
use crate::traces::format::Recording;
use crate::traces::viewer::{CAUSED_BY, Category, Counter, Lane, Life, Part, Pen, Said, Scope, Slice, Walk, group};
use loopscope_event::{Mark, Ns};
use loopscope_trace::imported::foreign::decimal;
use loopscope_trace::{SpanState, Trace};
use std::{
    io::{self, Write},
    ops::Range,
};

/// Writes a stretch of a recorded run.
///
/// # Errors
/// When the output does not take it.
pub fn export(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    write(recording.trace, recording.marks, recording.from..recording.to.saturating_add(1), to)
}

/// Writes what happened in `range` (ns of story time; spans that reach beyond it are written whole). `marks` is what the numbers of
/// marks stand for, if the trace does not know it itself.
///
/// # Errors
/// When the output does not take it.
pub fn write(trace: &Trace, marks: &[Mark], range: Range<Ns>, to: &mut dyn Write) -> io::Result<()> {
    let walk = Walk::new(trace, marks, range);
    let mut out = Out { json: Json::new(to), arrows: 0 };
    out.head(&walk);
    if trace.imported().is_some() {
        walk.lanes(&mut out)?;
    } else {
        // An arrow is bound to the slice that stands before it in the file.
        walk.cores(&mut out)?;
        walk.story(&mut out)?;
        walk.tasks(&mut out)?;
    }
    walk.numbers(&mut out)?;
    walk.marks(&mut out)?;
    out.json.raw("\n]}\n");
    out.json.finish()
}

/// The file that is being written.
struct Out<'a> {
    json: Json<'a>,
    arrows: u64,
}

impl<'a> Out<'a> {
    fn head(&mut self, walk: &Walk<'_>) {
        let (json, trace) = (&mut self.json, walk.trace);
        json.raw("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"made_by\":\"loopscope\"");
        // An imported trace has no cores and tasks of ours to tell by these.
        if trace.imported().is_none() {
            json.num("loopscope", 1).num("cores", trace.tracks().cores.len() as u64).num("end_ns", walk.end);
        }
        json.text("model", trace.model().name).word("origin", walk.origin()).raw("},\"traceEvents\":[");
    }

    /// The name of a process (`tid` 0 of no meaning) or of a thread, and its place among its like.
    fn named(&mut self, (what, pid, tid): (&str, u32, u32), name: &str) -> io::Result<()> {
        self.json.event('M', pid, tid)?.raw(",\"name\":\"").raw(what).raw("_name\",\"args\":{\"name\":").quoted(name).raw("}").end();
        let order = if what == "process" { pid } else { tid };
        let json = self.json.event('M', pid, tid)?.raw(",\"name\":\"").raw(what).raw("_sort_index\",\"args\":{\"sort_index\":");
        json.digits(order.into()).raw("}").end();
        Ok(())
    }

    /// An end of a life or of a part of it, up to its arguments.
    fn edge(&mut self, phase: char, life: Life, part: Part<'_>, at: Ns) -> io::Result<&mut Json<'a>> {
        let (pid, category, id) = match life {
            Life::Task { task, .. } => (group::TASKS, Category::Task, task.0.into()),
            Life::Request { device, request, .. } => {
                (group::IO, Category::State(SpanState::Io), u64::from(device) << 32 | u64::from(request))
            }
        };
        let json = self.json.event(phase, pid, 0)?.word("cat", category.word());
        Ok(match part {
            Part::Whole(name) => json.text("name", name),
            Part::State(_) => json.word("name", part.name()),
        }
        .local(id)
        .at(at))
    }
}

impl Pen for Out<'_> {
    fn group(&mut self, group: u32, name: &str) -> io::Result<()> {
        self.named(("process", group, 0), name)
    }

    fn lane(&mut self, lane: Lane, name: &str) -> io::Result<()> {
        self.named(("thread", lane.group, lane.number), name)
    }

    /// A life says its row itself.
    fn row(&mut self, _: u32, _: impl FnOnce() -> String) -> io::Result<()> {
        Ok(())
    }

    fn slice(&mut self, lane: Lane, slice: &Slice<'_>) -> io::Result<()> {
        let json = self.json.event('X', lane.group, lane.number)?.word("cat", slice.category.word()).text("name", slice.name);
        json.at(slice.start).raw(",\"dur\":").micros(slice.end - slice.start);
        match slice.said {
            Said::Nothing => json,
            Said::Task { task, open } => {
                json.raw(",\"args\":{\"task\":").digits(task.0.into()).raw(if open { ",\"open\":true}" } else { "}" })
            }
            Said::Json(said) => json.raw(",\"args\":").raw(said),
            Said::Text(said) => json.raw(",\"args\":{\"text\":").quoted(said).raw("}"),
        }
        .end();
        Ok(())
    }

    fn begin(&mut self, life: Life, part: Part<'_>, at: Ns) -> io::Result<()> {
        let json = self.edge('b', life, part, at)?;
        match (part, life) {
            (Part::Whole(_), Life::Task { row, .. }) => json.raw(",\"args\":{\"row\":").digits(row.into()).raw("}"),
            (Part::Whole(_), Life::Request { task, .. }) => json.raw(",\"args\":{\"task\":").digits(task.0.into()).raw("}"),
            (Part::State(_), _) => json,
        }
        .end();
        Ok(())
    }

    fn end(&mut self, life: Life, part: Part<'_>, at: Ns, open: bool) -> io::Result<()> {
        let json = self.edge('e', life, part, at)?;
        json.raw(if open { ",\"args\":{\"open\":true}" } else { "" }).end();
        Ok(())
    }

    fn arrow(&mut self, from: (u16, Ns), to: (u16, Ns)) -> io::Result<()> {
        self.arrows += 1;
        let [begun, ended] = [from, to].map(|(core, at)| (Lane::of_core(core), at));
        for (phase, more, (lane, at)) in [('s', "", begun), ('f', ",\"bp\":\"e\"", ended)] {
            let json = self.json.event(phase, lane.group, lane.number)?.raw(more).word("cat", "cause").word("name", CAUSED_BY);
            json.num("id", self.arrows).at(at).end();
        }
        Ok(())
    }

    /// Each of its values has its name.
    fn counter(&mut self, _: Counter<'_>) -> io::Result<()> {
        Ok(())
    }

    fn count(&mut self, counter: Counter<'_>, at: Ns, value: u32) -> io::Result<()> {
        let Counter { name, group, exponent, .. } = counter;
        let json = self.json.event('C', group.unwrap_or(group::CPU), 0)?.text("name", name).at(at);
        json.raw(",\"args\":{\"value\":").raw(&decimal(value, exponent)).raw("}").end();
        Ok(())
    }

    fn mark(&mut self, name: &str, scope: Scope, at: Ns) -> io::Result<()> {
        let scope = match scope {
            Scope::Everything => "g",
            Scope::Cpu => "p",
        };
        self.json.event('i', group::CPU, 0)?.text("name", name).at(at).word("s", scope).end();
        Ok(())
    }
}
