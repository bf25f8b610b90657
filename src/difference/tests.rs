//! Two wordings by hand: what of them is spelling, and how they are shown in one line.

use super::{Effect, Segment, reworded};

fn line(before: &str, after: &str) -> String {
    let shown = |segment: &Segment| match segment {
        Segment::Same(text) => text.clone(),
        Segment::Old(text) => format!("[{text}]"),
        Segment::New(text) => format!("{{{text}}}"),
    };
    reworded(before, after).segments.iter().map(shown).collect()
}

// Proves that another spelling is told from other words, and that what inflects may ask for more.
#[test]
fn spelling_is_told_from_other_words() {
    let spellings = [
        ("Prioritizes the behaviors of customers", "Prioritises the behaviours of customers"),
        ("Is the center of a catalog", "Is the centre of a catalogue"),
        ("Fulfils the program, traveling", "Fulfills the programme, travelling"),
        ("Recieves feedback", "Receives feedback"),
        ("Seperate concerns", "Separate concerns"),
        ("Asks, and listens", "Asks – and listens!"),
        ("organize", "Organise"),
    ];
    for (before, after) in spellings {
        for (before, after) in [(before, after), (after, before)] {
            assert_eq!(reworded(before, after).effect, Effect::Spelling, "{before} / {after}");
        }
    }
    let others = [
        ("Leads the project of a team", "Leads the projects of a team"),
        ("Leads the design of the tool", "Reads the design of the tool"),
        ("Is there for three people of the team", "Is there for there people of the team"),
        ("Adapts tools for the whole team", "Adopts tools for the whole team"),
        ("Answers 100000 people of the town", "Answers 1000000 people of the town"),
        ("Managed the work of a whole team", "Manages the work of a whole team"),
        ("كاتبون يكتبون رسائل طويلة للناس", "كاتبات يكتبون رسائل طويلة للناس"),
    ];
    for (before, after) in others {
        assert!(reworded(before, after).effect > Effect::Spelling, "{before} / {after}");
    }
    let clearer = reworded("Leads the project of a whole team", "Leads the project of the whole team, calmly");
    assert_eq!(clearer.effect, Effect::Clarifies);
    assert_eq!(reworded("Sings in a choir of the town", "Writes plans for next year").effect, Effect::Asks);
}

// Proves that both wordings stand in one line, each with its own words, wherever the changes are.
#[test]
fn both_wordings_stand_in_one_line() {
    assert_eq!(
        line(
            "Reads their tickets to learn what really hurts people.",
            "Reads mail, to learn what really hurts people!"
        ),
        "Reads [their tickets]{mail}, to learn what really hurts people!"
    );
    assert_eq!(
        line("Sings songs in the loud choir, loudly.", "Sings songs in the loud choir."),
        "Sings songs in the loud choir[, loudly]."
    );
    assert_eq!(
        line("Sings songs in the loud choir", "Often sings songs in the loud choir"),
        "{Often} sings songs in the loud choir"
    );
    assert_eq!(
        line("Often sings in the choir and plays the flute", "Sings in the choir and plays the very old flute"),
        "[Often ]Sings in the choir and plays the {very old} flute"
    );
    assert_eq!(line("Sings in a choir", "Writes plans"), "[Sings in a choir]{Writes plans}");
    assert_eq!(line("Asks, and listens", "Asks and listens"), "[Asks, and listens]{Asks and listens}");
}

// Proves that of any two wordings each can be read from the line, words in order.
#[test]
fn each_wording_can_be_read_from_the_line() {
    let words = ["sings", "a", "choir", "listening", "and", "plays", "the", "mandolin"];
    let mut seed: usize = 7;
    let mut text = || {
        let mut below = |end: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % end
        };
        (0..=below(9)).map(|_| words[below(words.len())]).collect::<Vec<_>>().join(" ")
    };
    let mut close = 0;
    for _ in 0..2000 {
        let (before, after) = (text(), text());
        let found = reworded(&before, &after);
        let read = |left_out: fn(&Segment) -> bool| {
            let kept = found.segments.iter().filter(|segment| !left_out(segment));
            let texts = kept.map(|segment| match segment {
                Segment::Same(text) | Segment::Old(text) | Segment::New(text) => &**text,
            });
            texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(read(|segment| matches!(segment, Segment::New(_))), before);
        assert_eq!(read(|segment| matches!(segment, Segment::Old(_))), after);
        close += usize::from(found.effect != Effect::Asks && before != after);
        for (text, runs) in [(&before, &found.gone), (&after, &found.new)] {
            assert!(runs.iter().all(|run| text.get(run.clone()).is_some_and(|run| !run.is_empty())));
            assert!(runs.is_sorted_by(|one, next| one.end < next.start));
        }
    }
    assert!(close > 20, "{close}");
}
