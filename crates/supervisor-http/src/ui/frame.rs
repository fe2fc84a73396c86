//! What every page has around its content.

use supervisor_api::info::LocalTime;
use supervisor_api::resource::Daemon;
use supervisor_api::{Mood, Snapshot, Wall};

use super::assets::asset_directory;
use super::rights::Rights;
use super::summary::health;
use super::visitor::Visitor;
use super::words::Moment;
use crate::api::daemon_view;

/// The frame of a page.
pub(super) struct Frame {
    /// The way from this page to the first one, as a part of links: a proxy may serve us below some
    /// path of its own.
    pub(super) root: &'static str,
    pub(super) rights: Rights,
    /// Shows a form that it is one of ours.
    pub(super) token: String,
    pub(super) daemon: Daemon,
    /// How it stands with what the page shows, as a class.
    pub(super) health: &'static str,
    pub(super) title: String,
    pub(super) began: Option<Moment>,
    pub(super) now: Moment,
}

impl Frame {
    pub(super) fn of(
        snapshot: &Snapshot,
        began: Wall,
        visitor: &Visitor<'_>,
        root: &'static str,
        now: Wall,
        zone: &impl LocalTime,
    ) -> Self {
        let daemon = daemon_view::daemon(snapshot, began);
        Self {
            root,
            rights: visitor.rights(),
            token: visitor.token(),
            health: health(&daemon.summary),
            title: format!("{} at {}", daemon.identifier, daemon.host),
            began: Moment::of(began, now, zone),
            now: Moment::of(now, now, zone).unwrap_or_else(|| unreachable!("now is not never")),
            daemon,
        }
    }

    pub(super) fn asset(&self, name: &str) -> String {
        format!("{}ui/{}/{name}", self.root, asset_directory())
    }

    pub(super) fn icon(&self) -> &'static str {
        match self.health {
            "bad" => "bad.svg",
            "busy" => "busy.svg",
            _ => "good.svg",
        }
    }

    pub(super) fn role(&self) -> &'static str {
        match (self.rights.admin, self.rights.operate) {
            (true, _) => "admin",
            (_, true) => "operate",
            _ => "view",
        }
    }

    pub(super) fn is_ending(&self) -> bool {
        self.daemon.state != Mood::Running
    }

    /// The signals to choose from, the ones that servers act on first.
    pub(super) fn signals(&self) -> [&'static str; 9] {
        [
            "HUP", "USR1", "USR2", "INT", "TERM", "QUIT", "KILL", "STOP", "CONT",
        ]
    }
}
