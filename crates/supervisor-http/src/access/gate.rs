//! The one gate: who may use the server, and as whom (H-10..H-13).

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use supervisor_api::{Backend, Caller, Role};

use super::granted::{Access, Admission, ClassicAccess};
use super::judge::{Admitted, Judge, Verdict};
use super::refusal;
use crate::app::App;
use crate::listener::Peer;

/// Lets a request through as its caller, or answers it.
pub(crate) async fn gate<B: Backend>(
    State(app): State<App<B>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(peer) = request.extensions().get::<Peer>().cloned() else {
        return refusal::no_peer();
    };
    let judge = Judge {
        guard: &app.settings.guard,
        server: app.settings.credentials.as_ref(),
    };
    match judge.judge(&peer, request.headers()).await {
        Verdict::In(admitted) => {
            let admission = admission(&app, &peer, admitted, &request);
            request.extensions_mut().insert(admission);
            next.run(request).await
        }
        Verdict::Ask => refusal::ask(request, &app.settings.limits).await,
        Verdict::Forbid => refusal::forbid(request, &app.settings.limits).await,
        Verdict::Unreadable => refusal::unreadable(),
        Verdict::TooEarly(wait) => refusal::too_early(request, &app.settings.limits, wait).await,
    }
}

fn admission<B>(app: &App<B>, peer: &Peer, admitted: Admitted, request: &Request) -> Admission {
    let access = |role: Role| Access {
        caller: Caller {
            transport: peer.transport(),
            user: admitted.user.clone(),
            role,
        },
    };
    // Who knows a secret, or is at a Unix socket, is no page that has itself led here.
    let unknown_host = match admitted.is_anybody {
        true => app.settings.guard.hosts.unknown_in(request.headers()),
        false => None,
    };
    Admission {
        classic: ClassicAccess(access(admitted.classic)),
        access: access(admitted.role),
        unknown_host,
    }
}
