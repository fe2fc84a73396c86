//! Who looks at a page, and how a form shows that it comes from one.

use std::io;

use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use super::rights::Rights;
use crate::access::{Access, Key, Session};

/// A browser with the name that it has given.
pub(super) struct Visitor<'a> {
    pub(super) access: Access,
    session: Session,
    is_new: bool,
    key: &'a Key,
}

impl<'a> Visitor<'a> {
    /// Recognizes a browser, or begins a session for it.
    pub(super) fn of(access: Access, headers: &HeaderMap, key: &'a Key) -> io::Result<Self> {
        let known = Session::of(headers, key);
        let is_new = known.is_none();
        let session = known.map_or_else(Session::begin, Ok)?;
        Ok(Self {
            access,
            session,
            is_new,
            key,
        })
    }

    pub(super) fn rights(&self) -> Rights {
        Rights::of(&self.access)
    }

    /// Makes what stands in a hidden field of each form.
    pub(super) fn token(&self) -> String {
        self.session.token(self.key, self.user())
    }

    /// Tells whether a form was made for this visitor.
    pub(super) fn has_got(&self, token: &str) -> bool {
        !self.is_new && self.session.accepts(self.key, self.user(), token)
    }

    /// Lets a new visitor keep the session.
    pub(super) fn welcome(&self, mut response: Response) -> Response {
        if let Some(cookie) = self.session.cookie(self.key).filter(|_| self.is_new) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }

    fn user(&self) -> Option<&str> {
        self.access.caller.user.as_deref()
    }
}
