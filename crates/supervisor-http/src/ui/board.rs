//! The list of all programs.

use askama::Template;
use supervisor_api::info::LocalTime;
use supervisor_api::resource::Summary;
use supervisor_api::{Backend, GroupView, Sample, Snapshot};

use super::filter::Filter;
use super::frame::Frame;
use super::list::{Listing, Sort};
use super::row::{Making, Row};
use super::summary::{Part, health, parts, trouble};
use crate::api::usages::Usages;

/// The page.
#[derive(Template)]
#[template(path = "ui/board.html")]
pub(super) struct Board {
    pub(super) frame: Frame,
    pub(super) notice: Option<String>,
    listing: Listing,
    parts: Vec<Part>,
    trouble: String,
    groups: Vec<Group>,
    shown: usize,
    total: u32,
}

/// Rows that stand together.
struct Group {
    name: String,
    /// Whether there is more to say than its only row says.
    has_head: bool,
    is_folded: bool,
    fold_address: String,
    pick_address: String,
    health: &'static str,
    parts: Vec<Part>,
    rows: Vec<Row>,
}

impl Board {
    pub(super) fn of<B: Backend, Z: LocalTime>(
        frame: Frame,
        listing: Listing,
        snapshot: &Snapshot,
        sample: &Sample,
        making: &Making<'_, B, Z>,
    ) -> Self {
        let usages = Usages::of(sample);
        let filter = Filter::parse(&listing.query);
        let groups = snapshot.groups.iter();
        let groups = groups.map(|view| Group::of(view, &listing, &filter, &usages, making));
        let groups: Vec<_> = groups.filter(|group| !group.rows.is_empty()).collect();
        let summary = &frame.daemon.summary;
        Self {
            notice: None,
            parts: parts(summary),
            trouble: trouble(summary),
            shown: groups.iter().map(|group| group.rows.len()).sum(),
            total: summary.total,
            groups: sorted(groups, listing.sort),
            listing,
            frame,
        }
    }
}

impl Group {
    fn of<B: Backend, Z: LocalTime>(
        view: &GroupView,
        listing: &Listing,
        filter: &Filter,
        usages: &Usages<'_>,
        making: &Making<'_, B, Z>,
    ) -> Self {
        let name = view.config.name.as_str();
        let processes = view.processes.iter();
        let mut rows: Vec<_> = processes
            .filter(|process| filter.shows(process))
            .map(|process| making.row(process, usages.usage(process)))
            .collect();
        rows.iter_mut()
            .for_each(|row| row.is_checked = listing.pick);
        rows.sort_by_key(|row| row.rank);
        let summary = Summary::of(&view.processes);
        let is_alone =
            matches!(view.processes.as_slice(), [one] if one.config.name.as_str() == name);
        let only_group = Listing {
            query: format!("group:{name}"),
            ..Listing::default()
        };
        Self {
            name: name.to_owned(),
            has_head: !is_alone && listing.sort == Sort::Groups,
            is_folded: listing.sort == Sort::Groups && listing.is_folded(name),
            fold_address: listing.address_with_fold(name),
            pick_address: only_group.address_with_pick(),
            health: health(&summary),
            parts: parts(&summary),
            rows,
        }
    }

    fn rank(&self) -> u8 {
        self.rows
            .iter()
            .map(|row| row.rank)
            .min()
            .unwrap_or(u8::MAX)
    }
}

/// Puts groups with failed rows on top, or takes all groups apart.
fn sorted(mut groups: Vec<Group>, sort: Sort) -> Vec<Group> {
    if sort == Sort::Groups {
        groups.sort_by_key(Group::rank);
        return groups;
    }
    let mut rows: Vec<_> = groups.into_iter().flat_map(|group| group.rows).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    match sort {
        Sort::Groups | Sort::Name => {}
        Sort::Since => rows.sort_by_key(|row| std::cmp::Reverse(row.entered)),
        Sort::Restarts => rows.sort_by_key(|row| std::cmp::Reverse(row.restarts)),
        Sort::Cpu => rows.sort_by(|a, b| b.usage.cpu.total_cmp(&a.usage.cpu)),
        Sort::Memory => rows.sort_by_key(|row| std::cmp::Reverse(row.usage.resident_bytes)),
    }
    vec![Group {
        name: String::new(),
        has_head: false,
        is_folded: false,
        fold_address: String::new(),
        pick_address: String::new(),
        health: "good",
        parts: Vec::new(),
        rows,
    }]
}
