//! Errors as problem documents.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use supervisor_api::resource::Problem;
use supervisor_api::{Fault, FaultCode};

use super::answer::json;
use crate::access::{ActError, Denied};
use crate::operations::TooManyPatterns;

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// An answer that is a problem document.
#[derive(Debug)]
pub(super) struct Refusal(Problem);

impl Refusal {
    /// Refuses with a status, and says why.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self(of_status(status, Some(detail.into())))
    }

    /// Refuses what a page of another site has a browser send.
    pub(super) fn foreign() -> Self {
        let detail = "a page of another site has sent this";
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// Refuses a name that nothing has.
    pub(super) fn unknown(name: &str) -> Self {
        Fault::with(FaultCode::BadName, name).into()
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(Problem::of(&fault))
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        Self(problem_of_denial(denied))
    }
}

impl From<ActError> for Refusal {
    fn from(error: ActError) -> Self {
        Self(problem_of(&error))
    }
}

impl From<TooManyPatterns> for Refusal {
    fn from(excess: TooManyPatterns) -> Self {
        Self::new(StatusCode::BAD_REQUEST, excess.to_string())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status);
        let mut response = json(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &self.0);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, PROBLEM_JSON);
        response
    }
}

/// Makes the document of an action that was not carried out.
pub(super) fn problem_of(error: &ActError) -> Problem {
    match error {
        ActError::Denied(denied) => problem_of_denial(*denied),
        ActError::Fault(fault) => Problem::of(fault),
    }
}

fn problem_of_denial(denied: Denied) -> Problem {
    of_status(StatusCode::FORBIDDEN, Some(denied.to_string()))
}

/// Makes a problem document of every error that comes from somewhere without documents: the gate,
/// the router.
pub(crate) async fn as_problems(request: Request, next: Next) -> Response {
    let is_api = is_api(request.uri().path());
    let response = next.run(request).await;
    if is_api && is_bare_error(&response) {
        return documented(response);
    }
    response
}

/// Tells whether a path is one of the API, known or not.
fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    is_error && response.headers().get(header::CONTENT_TYPE) != Some(&PROBLEM_JSON)
}

/// Keeps the status and the headers that belong to it, such as `Allow`.
fn documented(bare: Response) -> Response {
    let mut response = Refusal(of_status(bare.status(), None)).into_response();
    for (name, value) in bare.headers() {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn of_status(status: StatusCode, detail: Option<String>) -> Problem {
    let title = status.canonical_reason().unwrap_or_default();
    Problem::of_status(status.as_u16(), title, detail)
}

#[cfg(test)]
mod tests {
    use supervisor_api::Role;

    use super::*;

    #[test]
    fn what_a_role_does_not_cover_is_forbidden_and_no_fault() {
        let denied = Denied {
            needed: Role::Operate,
            role: Role::View,
        };

        let problem = problem_of(&ActError::Denied(denied));

        assert_eq!((problem.status, &*problem.kind), (403, "about:blank"));
        let detail = "this needs the role operate, and yours is view";
        assert_eq!(problem.detail.as_deref(), Some(detail));
    }
}
