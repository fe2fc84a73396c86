//! The dashboard for Grafana can be imported and reads well. That it asks for metrics that there
//! are is tested with a daemon.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::workspace::root;

/// How many columns a row of a dashboard has.
const COLUMNS: u64 = 24;

fn panels() -> Vec<Value> {
    let path = root().join("contrib/grafana/supervisor.json");
    let text = fs::read_to_string(path).expect("the dashboard");
    let dashboard: Value = serde_json::from_str(&text).expect("JSON");
    dashboard["panels"].as_array().expect("panels").clone()
}

/// The cells of the grid that a panel covers.
fn cells(panel: &Value) -> BTreeSet<(u64, u64)> {
    let side = |name: &str| panel["gridPos"][name].as_u64().expect("a number");
    let (x, y) = (side("x"), side("y"));
    let columns = x..x + side("w");
    columns
        .flat_map(|x| (y..y + side("h")).map(move |y| (x, y)))
        .collect()
}

#[test]
fn no_panel_lies_over_another() {
    let mut covered = BTreeSet::new();
    for panel in panels() {
        for cell in cells(&panel) {
            assert!(cell.0 < COLUMNS, "{} is too wide", panel["title"]);
            assert!(covered.insert(cell), "{} lies over another", panel["title"]);
        }
    }
}

#[test]
fn every_panel_has_a_name_a_number_and_a_unit_of_its_own() {
    let panels = panels();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();

    assert_eq!(ids.len(), panels.len());
    for panel in &panels {
        assert!(panel["title"].is_string(), "{panel}");
        let unit = &panel["fieldConfig"]["defaults"]["unit"];
        assert!(unit.is_string(), "{}", panel["title"]);
    }
}

/// A query that forgets them shows what the choices at the top have excluded.
#[test]
fn every_query_heeds_the_choices_at_the_top() {
    for panel in panels() {
        assert_eq!(panel["datasource"]["uid"], "${datasource}");
        for target in panel["targets"].as_array().expect("queries") {
            let query = target["expr"].as_str().expect("a query");
            for choice in [r#"job=~"$job""#, r#"instance=~"$instance""#] {
                assert!(query.contains(choice), "{query}");
            }
            assert_eq!(target["datasource"]["uid"], "${datasource}");
        }
    }
}
