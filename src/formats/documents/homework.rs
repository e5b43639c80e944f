//! What a student hands in: one HTML page that needs nothing else, with every answer, what happened, pictures of it, and the
//! digest of each workload, by which a teacher can tell that it was the same one.
//!
//! It does *not* know how a picture or a digest is made (the caller hands them in).

use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt::Write;

/// The page's own words, in the reader's language.
pub struct Words {
    /// The page's heading.
    pub title: String,
    /// The language's code, for the reader's browser.
    pub language: String,
    /// Before the student's name.
    pub by: String,
    /// Over the choices: what the student predicted.
    pub predicted: String,
    /// Marks the right choice.
    pub happened: String,
    /// How many of a class were for a choice; `{n}` stands for the number.
    pub votes: String,
    /// Before the workload's digest.
    pub workload: String,
    /// That a lesson was not finished.
    pub unfinished: String,
    /// How many predictions came true; `{n}` of `{all}`.
    pub score: String,
    /// Nothing was answered.
    pub nothing: String,
}

/// What a student answered.
pub struct Homework {
    /// Who; may be empty.
    pub name: String,
    /// Which program made it.
    pub made_by: String,
    /// The lessons that were answered.
    pub lessons: Vec<Answered>,
}

/// A lesson that was answered, as it is to be read.
pub struct Answered {
    /// Its number and title.
    pub title: String,
    /// What people say.
    pub claim: String,
    /// What was to be predicted.
    pub question: String,
    /// The choices, each with why.
    pub choices: Vec<(String, String)>,
    /// What was predicted.
    pub predicted: Option<usize>,
    /// How many of the class were for each choice.
    pub tally: Vec<u32>,
    /// The choice that is right.
    pub right: usize,
    /// Whether the explanation was reached.
    pub finished: bool,
    /// The explanation.
    pub explain: String,
    /// The digest of the workload.
    pub workload_hash: String,
    /// Pictures with what they show, as PNG.
    pub pictures: Vec<(String, Vec<u8>)>,
}

const STYLE: &str = "\
body{font:17px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#12161b;background:#fff}\
h1{font-size:1.7rem}h2{font-size:1.3rem;margin-top:3rem;border-top:2px solid #d3dae1;padding-top:1rem}\
blockquote{margin:1rem 0;padding-left:1rem;border-left:4px solid #747f8b}\
ol{list-style:lower-alpha}li{margin:.4rem 0}.mark{font-weight:bold}.dim{color:#55606c}\
figure{margin:1rem 0}img{max-width:100%;border:1px solid #d3dae1}figcaption,code{font-size:.9rem}\
@media print{h2{break-before:page}}";

/// The page.
#[must_use]
pub fn page(homework: &Homework, words: &Words) -> String {
    let Homework { name, made_by, lessons } = homework;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        text(&words.language),
        text(made_by),
        text(&words.title),
        text(&words.title)
    );
    if !name.trim().is_empty() {
        line(&mut out, "p", &format!("{} {}", words.by, name.trim()));
    }
    if lessons.is_empty() {
        line(&mut out, "p", &words.nothing);
    } else {
        let right = lessons.iter().filter(|lesson| lesson.predicted == Some(lesson.right)).count();
        line(&mut out, "p", &words.score.replace("{n}", &right.to_string()).replace("{all}", &lessons.len().to_string()));
    }
    lessons.iter().for_each(|lesson| answered(&mut out, lesson, words));
    out.push_str("</body>\n</html>\n");
    out
}

fn answered(out: &mut String, lesson: &Answered, words: &Words) {
    line(out, "h2", &lesson.title);
    line(out, "blockquote", &lesson.claim);
    paragraphs(out, &lesson.question);
    out.push_str("<ol>\n");
    for (place, (says, because)) in lesson.choices.iter().enumerate() {
        let mut marks = Vec::new();
        if lesson.predicted == Some(place) {
            marks.push(words.predicted.clone());
        }
        if lesson.right == place {
            marks.push(words.happened.clone());
        }
        if let Some(votes) = lesson.tally.get(place).filter(|votes| **votes > 0) {
            marks.push(words.votes.replace("{n}", &votes.to_string()));
        }
        out.push_str("<li>");
        out.push_str(&text(says));
        if !marks.is_empty() {
            push(out, format_args!(" <span class=\"mark\">← {}</span>", text(&marks.join(" · "))));
        }
        if lesson.finished && (lesson.predicted == Some(place) || lesson.right == place) {
            push(out, format_args!("<br><span class=\"dim\">{}</span>", text(because)));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
    for (caption, png) in &lesson.pictures {
        let (alt, png) = (text(caption), STANDARD.encode(png));
        push(out, format_args!("<figure><img alt=\"{alt}\" src=\"data:image/png;base64,{png}\"><figcaption>{alt}</figcaption></figure>\n"));
    }
    if lesson.finished {
        paragraphs(out, &lesson.explain)
    } else {
        line(out, "p", &words.unfinished)
    }
    push(out, format_args!("<p class=\"dim\">{} <code>{}</code></p>\n", text(&words.workload), text(&lesson.workload_hash)));
}

fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = out.write_fmt(what);
}

fn line(out: &mut String, tag: &str, words: &str) {
    push(out, format_args!("<{tag}>{}</{tag}>\n", text(words)));
}

fn paragraphs(out: &mut String, words: &str) {
    words.split("\n\n").filter(|part| !part.trim().is_empty()).for_each(|part| line(out, "p", part.trim()));
}

/// A text in which nothing is markup.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let own = |text: &str| text.to_owned();
        Words {
            title: own("Homework"),
            language: own("en"),
            by: own("By"),
            predicted: own("predicted"),
            happened: own("what happened"),
            votes: own("{n} of the class"),
            workload: own("Workload"),
            unfinished: own("Not finished."),
            score: own("{n} of {all} predictions came true."),
            nothing: own("Nothing was answered yet."),
        }
    }

    fn lesson(predicted: usize, finished: bool) -> Answered {
        Answered {
            title: "1 The core that waits".into(),
            claim: "“a < b & c”".into(),
            question: "One.\n\nTwo?".into(),
            choices: vec![("yes".into(), "because yes".into()), ("no".into(), "because no".into())],
            predicted: Some(predicted),
            tally: vec![3, 0],
            right: 1,
            finished,
            explain: "So it is.".into(),
            workload_hash: "99fba5".into(),
            pictures: vec![("frozen".into(), vec![0x89, b'P', b'N', b'G'])],
        }
    }

    #[test]
    fn a_page_has_the_answer_what_happened_the_picture_and_the_hash() {
        let homework = Homework {
            name: "<script>alert(1)</script>".into(),
            made_by: "Loopscope".into(),
            lessons: vec![lesson(0, true), lesson(1, false)],
        };
        let page = page(&homework, &words());
        for part in [
            "By &lt;script&gt;alert(1)&lt;/script&gt;",
            "1 of 2 predictions came true.",
            "“a &lt; b &amp; c”",
            "<p>One.</p>\n<p>Two?</p>",
            "yes <span class=\"mark\">← predicted · 3 of the class</span><br><span class=\"dim\">because yes</span>",
            "no <span class=\"mark\">← what happened</span>",
            "data:image/png;base64,iVBORw==",
            "<code>99fba5</code>",
            "So it is.",
            "Not finished.",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        assert!(!page.contains("http") && !page.contains("<script"), "it needs nothing else and runs nothing");
    }

    #[test]
    fn nothing_answered_is_said() {
        let page = page(&Homework { name: String::new(), made_by: String::new(), lessons: Vec::new() }, &words());
        assert!(page.contains("Nothing was answered yet.") && !page.contains("By"));
    }
}
