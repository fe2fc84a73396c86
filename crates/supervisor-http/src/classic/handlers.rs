//! Which page answers which request.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use supervisor_api::{Backend, Mood, Role};

use crate::access::{Access, ClassicAccess};
use crate::app::App;
use crate::classic::action::Wanted;
use crate::classic::document::page;
use crate::classic::form::Form;
use crate::classic::redirect::see_page;
use crate::classic::status::{Status, TITLE};
use crate::classic::tail::Tail;
use crate::error_page::error_page;
use crate::origin::{is_foreign, refuse_foreign};
use crate::rpc::read_form;
use crate::time::{SystemZone, now};

/// Shows the state of all processes, after doing what a link asks for.
pub(crate) async fn index<B: Backend>(
    State(app): State<App<B>>,
    ClassicAccess(access): ClassicAccess,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let form = Form::of_query(&query.unwrap_or_default());
    answer(&app, &access, &headers, &form).await
}

/// The same for a form.
pub(crate) async fn index_by_form<B: Backend>(
    State(app): State<App<B>>,
    ClassicAccess(access): ClassicAccess,
    headers: HeaderMap,
    request: Request,
) -> Response {
    match posted(&app, request).await {
        Ok(form) => answer(&app, &access, &headers, &form).await,
        Err(status) => error_page(status),
    }
}

/// Shows the end of a log.
pub(crate) async fn tail<B: Backend>(
    State(app): State<App<B>>,
    RawQuery(query): RawQuery,
) -> Response {
    tail_page(&app, &Form::of_query(&query.unwrap_or_default())).await
}

/// The same for a form.
pub(crate) async fn tail_by_form<B: Backend>(
    State(app): State<App<B>>,
    request: Request,
) -> Response {
    match posted(&app, request).await {
        Ok(form) => tail_page(&app, &form).await,
        Err(status) => error_page(status),
    }
}

async fn answer<B: Backend>(
    app: &App<B>,
    access: &Access,
    headers: &HeaderMap,
    form: &Form,
) -> Response {
    let Some(wanted) = Wanted::of(form) else {
        return status_page(app, form.field("message")).await;
    };
    if wanted.changes_something() && is_foreign(headers) {
        return refuse_foreign();
    }
    // The messages of some actions are the same whatever became of them (H-74, H-77).
    if wanted.changes_something() && !access.allows(Role::Operate) {
        return error_page(StatusCode::FORBIDDEN);
    }
    let Some(message) = app.perform(access, &wanted).await else {
        return error_page(StatusCode::BAD_REQUEST);
    };
    match app.backend.snapshot().await.mood {
        Mood::Running => see_page(headers, &message),
        Mood::Restarting | Mood::Shutdown => no_answer(),
    }
}

async fn status_page<B: Backend>(app: &App<B>, message: Option<&str>) -> Response {
    let snapshot = app.backend.snapshot().await;
    let status = Status::of(&snapshot, message, now(), &SystemZone::read());
    match snapshot.mood {
        Mood::Running => page(TITLE, status),
        Mood::Restarting | Mood::Shutdown => no_answer(),
    }
}

/// compat: while the daemon stops, the status page is the one that does not answer (H-27).
fn no_answer() -> Response {
    error_page(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn tail_page<B: Backend>(app: &App<B>, form: &Form) -> Response {
    let tail = Tail::read(app, form).await;
    page(&tail.title(), &tail)
}

async fn posted<B: Backend>(app: &App<B>, request: Request) -> Result<Form, StatusCode> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = read_form(request, &app.settings.limits).await?;
    Ok(Form::of_post(&query, &body))
}
