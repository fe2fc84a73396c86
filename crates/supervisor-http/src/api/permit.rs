//! Who may use which part of the API.

use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use supervisor_api::{Caller, Role};

use super::problem::Refusal;
use crate::access::Access;

/// Lets a request through that may look.
pub(super) async fn look(access: Access, request: Request, next: Next) -> Response {
    match access.require(Role::View) {
        Ok(()) => next.run(request).await,
        Err(denied) => Refusal::new(StatusCode::FORBIDDEN, denied.to_string()).into_response(),
    }
}

/// Who may deal with processes; others do not get to the handler that asks for it.
pub(super) struct Operator(pub(super) Caller);

/// Who may deal with the daemon and with which groups it has.
pub(super) struct Administrator(pub(super) Caller);

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        permitted(parts, state, Role::Operate).await.map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        permitted(parts, state, Role::Admin).await.map(Self)
    }
}

async fn permitted<S: Sync>(
    parts: &mut Parts,
    state: &S,
    needed: Role,
) -> Result<Caller, Response> {
    let access = Access::from_request_parts(parts, state).await?;
    match access.require(needed) {
        Ok(()) => Ok(access.caller),
        Err(denied) => {
            let refusal = Refusal::new(StatusCode::FORBIDDEN, denied.to_string());
            Err(refusal.into_response())
        }
    }
}
