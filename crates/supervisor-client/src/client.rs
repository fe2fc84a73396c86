//! Calls by name over one kept-alive connection.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use supervisor_api::config::Credentials;
use supervisor_xmlrpc::{Response, Value, decode_response, encode_call};

use crate::auth;
use crate::connection::{Connection, lost};
use crate::endpoint::Endpoint;
use crate::error::ClientError;

/// How much of an answer's announced length is reserved before any of it has come.
const LARGEST_RESERVE: u64 = 16 << 20;

/// A client of one daemon. It connects at the first call and keeps the connection.
pub struct Client {
    endpoint: Endpoint,
    authorization: Option<String>,
    connection: Option<Connection>,
}

impl Client {
    /// Makes a client that authenticates itself if it has credentials.
    #[must_use]
    pub fn new(endpoint: Endpoint, credentials: Option<&Credentials>) -> Self {
        Self {
            endpoint,
            authorization: credentials.map(auth::basic),
            connection: None,
        }
    }

    /// Calls a method and returns its value.
    ///
    /// # Errors
    /// The daemon cannot be reached, refuses, or answers with something else than a value.
    pub async fn call(&mut self, method: &str, params: &[Value]) -> Result<Value, ClientError> {
        let body = self.post(encode_call(method, params)).await?;
        match decode_response(&body)? {
            Response::Value(value) => Ok(value),
            Response::Fault(fault) => Err(ClientError::Fault(fault)),
        }
    }

    async fn post(&mut self, body: String) -> Result<Vec<u8>, ClientError> {
        let request = self.request(body)?;
        let mut connection = match self.connection.take() {
            Some(connection) if connection.is_usable() => connection,
            _ => Connection::open(&self.endpoint).await?,
        };
        let response = connection.send(request).await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(ClientError::Unauthorized),
            status => return Err(ClientError::Status(status.as_u16())),
        }
        let answer = read_whole(response.into_body()).await?;
        // Only a connection with nothing left on it is fit for the next call.
        self.connection = Some(connection);
        Ok(answer)
    }

    fn request(&self, body: String) -> Result<Request<Full<Bytes>>, ClientError> {
        // compat: over a Unix socket there is no host to name; clients say localhost.
        let host = match &self.endpoint {
            Endpoint::Unix(_) => "localhost".to_owned(),
            Endpoint::Tcp { .. } => self.endpoint.host(),
        };
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/RPC2")
            .header(HOST, host)
            .header(
                USER_AGENT,
                concat!("supervisor-rs/", env!("CARGO_PKG_VERSION")),
            )
            .header(CONTENT_TYPE, "text/xml")
            .header(ACCEPT, "text/xml");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        request
            .body(Full::new(body.into()))
            .map_err(|_| ClientError::BadUrl(self.endpoint.host()))
    }
}

/// Reads a body into one buffer, which is as large as announced from the start.
async fn read_whole(mut body: Incoming) -> Result<Vec<u8>, ClientError> {
    let announced = body.size_hint().lower().min(LARGEST_RESERVE);
    let mut whole = Vec::with_capacity(announced.try_into().unwrap_or(0));
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(lost)?.into_data() {
            whole.extend_from_slice(&data);
        }
    }
    Ok(whole)
}
