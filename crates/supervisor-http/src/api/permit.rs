//! Who may use which part of the API.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use supervisor_api::Role;

use super::problem::Refusal;
use crate::access::Access;

/// Lets a request through that may look.
pub(super) async fn look(access: Access, request: Request, next: Next) -> Response {
    match access.require(Role::View) {
        Ok(()) => next.run(request).await,
        Err(denied) => Refusal::from(denied).into_response(),
    }
}

/// Who may deal with processes. Others are refused before anybody looks at their names and bodies;
/// what is done in the end is judged once more by `App::act`.
pub(super) struct Operator(pub(super) Access);

/// Who may deal with the daemon and with which groups it has, in the same way.
pub(super) struct Administrator(pub(super) Access);

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
) -> Result<Access, Response> {
    let access = Access::from_request_parts(parts, state).await?;
    match access.require(needed) {
        Ok(()) => Ok(access),
        Err(denied) => Err(Refusal::from(denied).into_response()),
    }
}
