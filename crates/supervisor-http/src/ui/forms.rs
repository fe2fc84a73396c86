//! What comes from the forms of the page.

use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use supervisor_api::Backend;

use super::act::{Gravity, Wanted};
use super::answer::page;
use super::confirm::{Confirm, Failure, Refused};
use super::handlers::Showing;
use super::visitor::Visitor;
use crate::access::Access;
use crate::app::App;
use crate::classic::Form;
use crate::error_page::error_page;
use crate::origin::{is_foreign, refuse_foreign};
use crate::rpc::read_form;

/// Does what a form asks for.
pub(crate) async fn act<B: Backend>(
    State(app): State<App<B>>,
    access: Access,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if is_foreign(&headers) {
        return refuse_foreign();
    }
    let form = match read_form(request, &app.settings.limits).await {
        Ok(body) => Form::of_post("", &body),
        Err(status) => return error_page(status),
    };
    match Visitor::of(access, &headers, app.settings.guard.key()) {
        Ok(visitor) => {
            Posted {
                app: &app,
                visitor,
                form,
            }
            .answer()
            .await
        }
        Err(_) => error_page(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// A form that somebody has sent.
struct Posted<'a, B> {
    app: &'a App<B>,
    visitor: Visitor<'a>,
    form: Form,
}

impl<B: Backend> Posted<'_, B> {
    async fn answer(self) -> Response {
        if !self
            .visitor
            .has_got(self.form.field("token").unwrap_or_default())
        {
            let reason = "This form is not of this session; open the page again.";
            return self.refuse(StatusCode::FORBIDDEN, "form", reason).await;
        }
        let Some(wanted) = Wanted::of(&self.form) else {
            return error_page(StatusCode::BAD_REQUEST);
        };
        if !wanted.is_allowed(self.visitor.rights()) {
            let reason = "Your role does not allow this.";
            return self.refuse(StatusCode::FORBIDDEN, "role", reason).await;
        }
        match self.unconfirmed() {
            Some(gravity) => self.ask(gravity).await,
            None => self.perform(wanted).await,
        }
    }

    async fn perform(&self, wanted: Wanted) -> Response {
        let failures = self.app.perform_form(&self.visitor.access, wanted).await;
        if failures.is_empty() {
            return see(&self.back(), self.asked());
        }
        self.tell(StatusCode::CONFLICT, failures).await
    }

    fn asked(&self) -> &str {
        self.form.field("do").unwrap_or_default()
    }

    /// Returns what has to be typed and has not been.
    fn unconfirmed(&self) -> Option<Gravity> {
        let gravity = Wanted::gravity(self.asked())?;
        (self.form.field("confirm") != Some(gravity.words)).then_some(gravity)
    }

    /// Asks for words to be typed.
    async fn ask(&self, gravity: Gravity) -> Response {
        let snapshot = self.app.backend.snapshot().await;
        let confirm = Confirm {
            frame: Showing::begin(self.app).frame(&self.visitor, &snapshot, "../"),
            asked: self.asked().to_owned(),
            back: self.back(),
            words: gravity.words,
            effect: gravity.effect,
        };
        page(StatusCode::OK, &confirm)
    }

    async fn refuse(&self, status: StatusCode, what: &str, reason: &str) -> Response {
        self.tell(status, vec![Failure::new(what, reason)]).await
    }

    async fn tell(&self, status: StatusCode, failures: Vec<Failure>) -> Response {
        let snapshot = self.app.backend.snapshot().await;
        let refused = Refused {
            frame: Showing::begin(self.app).frame(&self.visitor, &snapshot, "../"),
            back: self.back(),
            failures,
        };
        page(status, &refused)
    }

    /// Returns where the form came from, if that is one of our pages.
    fn back(&self) -> String {
        let back = self.form.field("back").unwrap_or_default();
        let is_ours = back.starts_with('?') || back.starts_with("p/");
        let is_plain = back.bytes().all(|byte| byte.is_ascii_graphic());
        match is_ours && is_plain {
            true => back.to_owned(),
            false => String::new(),
        }
    }
}

/// Sends a browser back to where it came from; what was done is told there.
fn see(back: &str, asked: &str) -> Response {
    let verb = asked.split(' ').next().unwrap_or_default();
    let mark = if back.contains('?') { '&' } else { '?' };
    let location = format!("../{back}{mark}did={verb}");
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}
