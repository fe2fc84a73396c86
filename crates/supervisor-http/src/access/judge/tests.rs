//! Who is let in where, row by row of the table in `docs/access.md`.

use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use supervisor_api::http_access::{Grant, HttpAccess, UnixOthers};

use super::*;
use crate::access::testing;

const WWW: u32 = 33;
const ADM: u32 = 4;

fn tcp() -> Peer {
    Peer::Tcp("192.0.2.1:5000".parse().unwrap())
}

fn unix(uid: u32, groups: &[u32]) -> Peer {
    Peer::Unix {
        uid: Some(uid),
        pid: None,
        groups: groups.into(),
    }
}

fn grant(name: &str, role: Role, secret: Secret) -> Grant {
    let name = name.to_owned();
    Grant { name, role, secret }
}

fn plain(secret: &str) -> Secret {
    Secret::Plain(secret.to_owned())
}

/// Alice may operate with a hashed password, Bob may look with a plain one, and a token may look.
fn people() -> HttpAccess {
    let alice = Secret::Argon2(testing::argon2("wonderland"));
    HttpAccess {
        users: vec![
            grant("alice", Role::Operate, alice),
            grant("bob", Role::View, plain("builder")),
        ],
        tokens: vec![grant("metrics", Role::View, plain("3f9c1e7a"))],
        ..HttpAccess::default()
    }
}

fn server() -> Credentials {
    Credentials {
        username: "user".to_owned(),
        password: "pass".to_owned(),
    }
}

fn basic(pair: &str) -> HeaderMap {
    authorization(&format!("Basic {}", STANDARD.encode(pair)))
}

fn authorization(value: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, value.parse().unwrap());
    headers
}

/// A server and what it knows.
struct World {
    guard: Guard,
    server: Option<Credentials>,
}

impl World {
    fn new(access: HttpAccess, server: Option<Credentials>) -> Self {
        let guard = Guard::new(access.into(), "box.example").unwrap();
        Self { guard, server }
    }

    /// A world in which these two do not happen to be counted together.
    fn where_differ(access: &HttpAccess, one: &str, other: &str) -> Self {
        let mut worlds = std::iter::repeat_with(|| Self::new(access.clone(), None));
        let differ = |world: &Self| {
            let origin = |name: &str| {
                let digest = world.guard.key().hash("user", &[name.as_bytes()]);
                Origin::new(&tcp(), digest)
            };
            origin(one) != origin(other)
        };
        worlds.find(differ).unwrap()
    }

    async fn judge(&self, peer: &Peer, headers: &HeaderMap) -> Verdict {
        let judge = Judge {
            guard: &self.guard,
            server: self.server.as_ref(),
        };
        judge.judge(peer, headers).await
    }

    /// Judges a request without credentials.
    async fn bare(&self, peer: &Peer) -> Verdict {
        self.judge(peer, &HeaderMap::new()).await
    }
}

fn admitted(user: Option<&str>, role: Role) -> Verdict {
    Verdict::In(Admitted::with_role(user.map(str::to_owned), role))
}

fn anybody(role: Role) -> Verdict {
    Verdict::In(Admitted {
        user: None,
        classic: Role::Admin,
        role,
        is_anybody: true,
    })
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_without_the_section_everything_is_as_before() {
    let open = World::new(HttpAccess::default(), None);
    let closed = World::new(HttpAccess::default(), Some(server()));

    assert_eq!(
        open.bare(&unix(WWW, &[])).await,
        admitted(None, Role::Admin)
    );
    assert_eq!(closed.bare(&unix(0, &[])).await, Verdict::Ask);
    assert_eq!(closed.bare(&tcp()).await, Verdict::Ask);
    let user = admitted(Some("user"), Role::Admin);
    assert_eq!(closed.judge(&tcp(), &basic("user:pass")).await, user);
    assert_eq!(closed.judge(&tcp(), &basic("user:no")).await, Verdict::Ask);
    let nonsense = authorization("Basic !");
    assert_eq!(closed.judge(&tcp(), &nonsense).await, Verdict::Unreadable);
}

#[tokio::test(flavor = "current_thread")]
async fn w_50_tcp_without_credentials_stays_open_for_what_was_there_and_only_shows_what_is_new() {
    let open = World::new(HttpAccess::default(), None);
    let permitted = HttpAccess {
        allow_unauthenticated: true,
        ..HttpAccess::default()
    };

    assert_eq!(open.bare(&tcp()).await, anybody(Role::View));
    // H-10: who asks for nothing does not look at what is given.
    let ignored = open.judge(&tcp(), &basic("user:pass")).await;
    assert_eq!(ignored, anybody(Role::View));
    let permitted = World::new(permitted, None);
    assert_eq!(permitted.bare(&tcp()).await, anybody(Role::Admin));
}

#[tokio::test(flavor = "current_thread")]
async fn users_and_tokens_have_their_role_at_every_server() {
    for server in [None, Some(server())] {
        let world = World::new(people(), server);

        for (headers, user, role) in [
            (basic("alice:wonderland"), "alice", Role::Operate),
            (basic("bob:builder"), "bob", Role::View),
            (authorization("Bearer 3f9c1e7a"), "metrics", Role::View),
        ] {
            for peer in [tcp(), unix(WWW, &[])] {
                let verdict = world.judge(&peer, &headers).await;
                assert_eq!(verdict, admitted(Some(user), role), "{user}");
            }
        }
        for headers in [
            basic("alice:builder"),
            basic("carol:builder"),
            basic("metrics:3f9c1e7a"),
            authorization("Bearer builder"),
            authorization("Digest x"),
            HeaderMap::new(),
        ] {
            assert_eq!(world.judge(&tcp(), &headers).await, Verdict::Ask);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn users_of_the_machine_have_the_role_that_names_them() {
    let mut access = HttpAccess::default();
    access.unix_users.insert(WWW, Role::View);
    access.unix_groups.insert(ADM, Role::Operate);
    access.unix_groups.insert(WWW, Role::Admin);
    let closed = World::new(access.clone(), Some(server()));
    let open = World::new(access, None);

    for world in [&open, &closed] {
        let by_name = world.bare(&unix(WWW, &[ADM])).await;
        let by_group = world.bare(&unix(1000, &[1000, ADM])).await;
        let by_best_group = world.bare(&unix(1000, &[WWW, ADM])).await;
        assert_eq!(by_name, admitted(None, Role::View));
        assert_eq!(by_group, admitted(None, Role::Operate));
        assert_eq!(by_best_group, admitted(None, Role::Admin));
    }
    assert_eq!(open.bare(&unix(1000, &[])).await, Verdict::Forbid);
    assert_eq!(closed.bare(&unix(1000, &[])).await, Verdict::Ask);
    assert_eq!(open.bare(&unix(0, &[])).await, admitted(None, Role::Admin));
    assert_eq!(closed.bare(&unix(0, &[])).await, Verdict::Ask);
}

#[tokio::test(flavor = "current_thread")]
async fn others_may_log_in_or_have_a_role_of_their_own() {
    let mut access = people();
    access.unix_users.insert(WWW, Role::View);
    let world = World::new(access.clone(), None);
    access.unix_others = Some(UnixOthers::May(Role::View));
    let generous = World::new(access, None);

    let stranger = unix(1000, &[]);
    let viewer = admitted(None, Role::View);
    assert_eq!(world.bare(&stranger).await, Verdict::Ask);
    assert_eq!(generous.bare(&stranger).await, viewer);
    let alice = world.judge(&stranger, &basic("alice:wonderland")).await;
    assert_eq!(alice, admitted(Some("alice"), Role::Operate));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn guesses_are_slowed_down_for_who_makes_them_alone() {
    let world = World::where_differ(&people(), "alice", "bob");
    while world.judge(&tcp(), &basic("bob:guess")).await == Verdict::Ask {}

    let right_guess = world.judge(&tcp(), &basic("bob:builder")).await;
    let other_user = world.judge(&tcp(), &basic("alice:wonderland")).await;
    let elsewhere = Peer::Tcp("192.0.2.2:5000".parse().unwrap());
    let other_peer = world.judge(&elsewhere, &basic("bob:builder")).await;

    assert!(
        matches!(right_guess, Verdict::TooEarly(_)),
        "{right_guess:?}"
    );
    assert_eq!(other_user, admitted(Some("alice"), Role::Operate));
    assert_eq!(other_peer, admitted(Some("bob"), Role::View));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn who_was_right_before_is_not_slowed_down_by_guesses() {
    let world = World::new(people(), None);
    let bob = admitted(Some("bob"), Role::View);
    assert_eq!(world.judge(&tcp(), &basic("bob:builder")).await, bob);

    while world.judge(&tcp(), &basic("bob:guess")).await == Verdict::Ask {}

    assert_eq!(world.judge(&tcp(), &basic("bob:builder")).await, bob);
}

/// Nobody can tell from the time of an answer whether a name is known: there is always a hash to
/// verify.
#[tokio::test(flavor = "current_thread")]
async fn an_unknown_name_is_compared_like_a_known_one() {
    let world = World::new(people(), None);

    let (user, secret) = world.guard.user("carol");

    assert_eq!(user, None);
    assert!(matches!(secret, Some(Secret::Argon2(_))), "{secret:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_password_of_one_server_is_not_remembered_for_another() {
    let world = World::new(people(), Some(server()));
    let user = world.judge(&tcp(), &basic("user:pass")).await;
    assert_eq!(user, admitted(Some("user"), Role::Admin));

    let other = Judge {
        guard: &world.guard,
        server: None,
    };

    let verdict = other.judge(&tcp(), &basic("user:pass")).await;
    assert_eq!(verdict, Verdict::Ask);
}
