//! The pages that only show something.

use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use supervisor_api::{Backend, Namespec, ProcessView, Snapshot, Wall};

use super::answer::page;
use super::board::Board;
use super::frame::Frame;
use super::list::Listing;
use super::program::{Log, Program, facts, settings, stages};
use super::row::Making;
use super::visitor::Visitor;
use super::words::Moment;
use crate::access::{Access, ClassicAccess};
use crate::api::usages::Usages;
use crate::app::App;
use crate::classic::{self, Form};
use crate::error_page::error_page;
use crate::path::DecodedPath;
use crate::time::{SystemZone, now};

/// Shows the list. What scripts ask of the classic page, they get from that (H-72).
pub(crate) async fn index<B: Backend>(
    State(app): State<App<B>>,
    access: Result<Access, Response>,
    classic_access: ClassicAccess,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    if is_classic(&query) {
        let query = RawQuery(Some(query));
        return classic::index(State(app), classic_access, query, headers).await;
    }
    match access {
        Ok(access) => board(&app, access, &headers, &Form::of_query(&query)).await,
        Err(refusal) => refusal,
    }
}

/// Tells whether a link is one of the classic page's, with or without a value.
fn is_classic(query: &str) -> bool {
    let mut names = query.split('&').filter_map(|field| field.split('=').next());
    names.any(|name| matches!(name, "action" | "message"))
}

async fn board<B: Backend>(
    app: &App<B>,
    access: Access,
    headers: &HeaderMap,
    form: &Form,
) -> Response {
    let Ok(visitor) = Visitor::of(access, headers, app.settings.guard.key()) else {
        return error_page(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let snapshot = app.backend.snapshot().await;
    let sample = app.backend.sample(None).await;
    let showing = Showing::begin(app);
    let frame = showing.frame(&visitor, &snapshot, "./");
    let listing = Listing::of(form);
    let mut board = Board::of(frame, listing, &snapshot, &sample, &showing.making());
    board.notice = form.field("did").and_then(notice);
    visitor.welcome(page(StatusCode::OK, &board))
}

/// Shows one program.
pub(crate) async fn program<B: Backend>(
    State(app): State<App<B>>,
    access: Access,
    headers: HeaderMap,
    Extension(path): Extension<DecodedPath>,
) -> Response {
    let snapshot = app.backend.snapshot().await;
    let id = path.0.strip_prefix("/p/").unwrap_or_default();
    let (Ok(visitor), Some(process)) = (
        Visitor::of(access, &headers, app.settings.guard.key()),
        snapshot.process(&Namespec::parse(id)),
    ) else {
        return error_page(StatusCode::NOT_FOUND);
    };
    let logs = Log::read_all(&app.backend, process, id).await;
    let showing = Showing::begin(&app);
    let frame = showing.frame(&visitor, &snapshot, "../");
    let program = showing.program(frame, &snapshot, process, logs).await;
    visitor.welcome(page(StatusCode::OK, &program))
}

/// What pages are made with.
pub(super) struct Showing<'a, B> {
    app: &'a App<B>,
    now: Wall,
    zone: SystemZone,
}

impl<'a, B: Backend> Showing<'a, B> {
    pub(super) fn begin(app: &'a App<B>) -> Self {
        Self {
            app,
            now: now(),
            zone: SystemZone::read(),
        }
    }

    pub(super) fn frame(
        &self,
        visitor: &Visitor<'_>,
        snapshot: &Snapshot,
        root: &'static str,
    ) -> Frame {
        let began = self.app.started;
        Frame::of(snapshot, began, visitor, root, self.now, &self.zone)
    }

    fn making(&self) -> Making<'_, B, SystemZone> {
        Making {
            backend: &self.app.backend,
            now: self.now,
            zone: &self.zone,
        }
    }

    async fn program(
        &self,
        mut frame: Frame,
        snapshot: &Snapshot,
        process: &ProcessView,
        logs: Vec<Log>,
    ) -> Program {
        let backend = &self.app.backend;
        let sample = backend.sample(None).await;
        let usage = Usages::of(&sample).usage(process);
        let moment = |at| Moment::of(at, self.now, &self.zone);
        let row = self.making().row(process, usage);
        frame.health = row.health;
        Program {
            frame,
            row,
            facts: facts(process, moment),
            logs,
            states: stages(process, &backend.past_changes(), moment),
            settings: settings(&backend.configuration(), snapshot, process),
        }
    }
}

/// Tells what was done. The address can hold anything, so the words are ours.
fn notice(did: &str) -> Option<String> {
    let words = match did {
        "start" => "Started.",
        "stop" => "Stopped.",
        "restart" => "Restarted.",
        "signal" => "Signal sent.",
        "clear-logs" => "Logs cleared.",
        "update" => "The configuration is in effect.",
        "shutdown" => "The daemon is shutting down.",
        _ => return None,
    };
    Some(words.to_owned())
}
