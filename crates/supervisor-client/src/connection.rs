//! One HTTP/1.1 connection. The only file that knows the HTTP library's connection types.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinHandle;

use crate::endpoint::Endpoint;
use crate::error::ClientError;

/// An open connection and the task that moves its bytes, which ends with it.
pub(crate) struct Connection {
    requests: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Connection {
    pub(crate) async fn open(endpoint: &Endpoint) -> Result<Self, ClientError> {
        match endpoint {
            Endpoint::Unix(path) => Self::over(UnixStream::connect(path).await).await,
            Endpoint::Tcp { host, port } => {
                Self::over(TcpStream::connect((host.as_str(), *port)).await).await
            }
        }
    }

    async fn over<S>(stream: std::io::Result<S>) -> Result<Self, ClientError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let stream = stream.map_err(ClientError::connecting)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await.map_err(lost)?;
        // A broken connection shows at the request, which reports it.
        let driver = tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { requests, driver })
    }

    pub(crate) fn is_usable(&self) -> bool {
        !self.requests.is_closed()
    }

    pub(crate) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, ClientError> {
        self.requests.ready().await.map_err(lost)?;
        self.requests.send_request(request).await.map_err(lost)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

pub(crate) fn lost(error: hyper::Error) -> ClientError {
    ClientError::Lost(error.into())
}
