use super::*;
use crate::projector::pixels_per_point;
use crate::theme::{self, Theme};
use loopscope_formats::documents::lesson::shipped;
use loopscope_lesson::Text;

/// Beside a hall's question: the panel's margins and the scroll bar; above and below it: the window's bar, the card's head and foot.
const FRAME: Vec2 = vec2(14.0 + 4.0 + 12.0, space::TOP_BAR + 14.0 + 48.0 + 68.0);

fn with_fonts(test: impl FnOnce(&egui::Ui)) {
    let ctx = egui::Context::default();
    Theme::install(&ctx);
    let mut test = Some(test);
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        if let Some(test) = test.take() {
            test(ui);
        }
    });
    output.textures_delta.clear();
}

/// The height of a text whose figures are as large as a hall needs: measured as if it were all figures, which is no
/// lower.
fn height(ui: &egui::Ui, text: &str, size: f32, width: f32) -> f32 {
    let font = theme::text(size.max(0.5 * (size + size::CAPTION)));
    ui.fonts_mut(|fonts| fonts.layout(text.to_owned(), font, egui::Color32::WHITE, width).size().y)
}

fn placed(ui: &egui::Ui, question: &str, choices: &[String], room: Vec2) -> Placed {
    place(room, choices.len(), space::BUTTON + 4.0, &|words, size, width| match words {
        Words::Question => height(ui, question, size, width),
        Words::Choice(n) => height(ui, &choices[n], size, width),
    })
}

#[test]
fn a_hall_sees_every_choice_of_every_lesson_without_scrolling() {
    let models: Vec<&str> = loopscope_sim::models().iter().map(|model| model.name).collect();
    let course = shipped(&models);
    with_fonts(|ui| {
        for window in [vec2(1920.0, 1080.0), vec2(1280.0, 800.0), vec2(1024.0, 768.0), vec2(3840.0, 2160.0)] {
            let room = window / pixels_per_point(window) - FRAME;
            for lesson in &course.lessons {
                for (language, Text { question, choices, .. }) in &lesson.texts {
                    let choices: Vec<String> = choices.iter().map(|choice| lesson.fill(&choice.says)).collect();
                    let placed = placed(ui, &lesson.fill(question), &choices, room);
                    let what = format!("{} in {language} at {window:?}: {placed:?} in {room:?}", lesson.slug);
                    assert!(placed.bottom() <= room.y, "{what}");
                    assert!(placed.choices.iter().all(|rect| rect.right() <= room.x + 0.5 && rect.height() >= 40.0), "{what}");
                    let all: Vec<Rect> = placed.choices.iter().copied().chain([placed.question]).collect();
                    for (n, one) in all.iter().enumerate() {
                        assert!(all[n + 1..].iter().all(|other| !one.intersects(*other)), "{what}");
                    }
                    // In a picture of 1920 × 1080 a point has 2.4 pixels.
                    assert!(placed.choice_size * 2.4 >= 36.0 && placed.question_size * 2.4 >= 36.0, "{what}");
                }
            }
        }
    });
}

#[test]
fn type_gets_smaller_only_where_no_way_of_standing_fits() {
    let lines = |words: Words, size: f32, width: f32| {
        let letters = if words == Words::Question { 300.0 } else { 60.0 };
        (letters * 0.5 * size / width).ceil() * 1.4 * size
    };
    let roomy = place(vec2(780.0, 600.0), 4, 40.0, &lines);
    assert_eq!((roomy.question_size, roomy.choice_size), (size::CAPTION, size::CAPTION));
    assert!(roomy.choices.windows(2).all(|pair| pair[0].bottom() < pair[1].top()), "one under the other");
    let low = place(vec2(780.0, 280.0), 4, 40.0, &lines);
    assert_eq!(low.choice_size, size::CAPTION, "two columns come before smaller type");
    assert_eq!(low.choices[0].top(), low.choices[1].top());
    assert!(low.bottom() <= 280.0);
    let none = place(vec2(200.0, 60.0), 4, 40.0, &lines);
    assert!(none.bottom() > 60.0 && none.choices.len() == 4, "what fits nowhere is there all the same, to be scrolled to");
}
