//! The lexer against the parser that the Python original uses (C-49 to C-61).

use serde::Deserialize;
use supervisor_api::config::Environment;

use super::document::DEFAULT;
use super::{Document, Source, read_main};
use crate::files::testing::FakeFiles;
use crate::golden::cases;
use crate::world::World;

#[derive(Deserialize)]
struct Case {
    text: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    sections: Vec<(String, Pairs)>,
    #[serde(default)]
    defaults: Pairs,
}

type Pairs = Vec<(String, String)>;

fn read(text: &str) -> Source {
    let files = FakeFiles::default().file("/srv/x.conf", text);
    let environment = Environment::new();
    let world = World {
        files: &files,
        environment: &environment,
        start_dir: "/srv",
    };
    read_main(world, "x.conf")
}

fn pairs(document: &Document, section: &str) -> Pairs {
    let pair = |key: &str| {
        let value = document.get(section, key).expect("the key was listed");
        (key.to_owned(), value.to_owned())
    };
    document.keys(section).map(pair).collect()
}

#[test]
fn c_49_to_c_61_every_text_reads_as_in_python() {
    for case in cases::<Case>("ini.json") {
        let source = read(&case.text);

        let error = source.errors.first().map(ToString::to_string);
        assert_eq!(error, case.error, "{:?}", case.text);
        if error.is_some() {
            continue;
        }
        let document = &source.document;
        let names = document.sections().map(str::to_owned);
        let sections: Vec<(String, Pairs)> = names
            .map(|name| (name.clone(), pairs(document, &name)))
            .collect();
        assert_eq!(sections, case.sections, "{:?}", case.text);
        assert_eq!(pairs(document, DEFAULT), case.defaults, "{:?}", case.text);
    }
}

#[test]
fn places_are_lines_and_columns_of_characters() {
    let source = read("; c\n[a]\n  ü = x ; c\n   more\n\n   last\nb:\n");
    let document = &source.document;

    let at = |place: &super::Place| (place.line, place.column);
    assert_eq!(document.header_place("a").map(at), Some((2, 2)));
    let origin = document.key_origin("a", "ü").expect("the key is there");
    assert_eq!(at(&origin.key), (3, 3));
    let lines: Vec<_> = origin.lines.iter().map(at).collect();
    assert_eq!(lines, [(3, 7), (4, 4), (5, 1), (6, 4)]);
    assert_eq!(origin.comments, ["; c"]);
    let empty = document.key_origin("a", "b").expect("the key is there");
    assert_eq!(empty.lines.iter().map(at).collect::<Vec<_>>(), [(7, 3)]);
}
