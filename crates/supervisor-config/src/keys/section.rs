//! The section types and the keys of each.

use super::kind::Key;
use super::{http_access, program, servers, supervisord};

/// A type of section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionKind {
    Supervisord,
    UnixHttpServer,
    InetHttpServer,
    HttpAccess,
    Program,
    FcgiProgram,
    EventListener,
    Group,
    Include,
    RpcInterface,
    Supervisorctl,
    CtlPlugin,
}

/// A row of the table of sections.
#[derive(Clone, Copy, Debug)]
pub struct SectionSpec {
    pub kind: SectionKind,
    /// The name, or what it begins with.
    pub name: &'static str,
    pub naming: Naming,
    /// Whether plugins take keys of their own.
    pub open: bool,
    pub doc: &'static str,
    /// The keys, in lists that are read one after the other; an earlier row hides a later one of
    /// the same name.
    pub keys: &'static [&'static [&'static Key]],
}

/// How the name of a section relates to its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The name is the type.
    Exact,
    /// Something follows a colon.
    Named,
    /// Anything that begins so (C-188).
    Prefix,
}

/// Every type of section.
pub static SECTIONS: [SectionSpec; 12] = [
    SectionSpec {
        kind: SectionKind::Supervisord,
        name: "supervisord",
        naming: Naming::Exact,
        open: false,
        doc: "The daemon itself. Must be there.",
        keys: &[&supervisord::ALL],
    },
    SectionSpec {
        kind: SectionKind::UnixHttpServer,
        name: "unix_http_server",
        naming: Naming::Prefix,
        open: false,
        doc: "A server on a Unix socket, for `supervisorctl`.",
        keys: &[&servers::unix_http_server::ALL],
    },
    SectionSpec {
        kind: SectionKind::InetHttpServer,
        name: "inet_http_server",
        naming: Naming::Prefix,
        open: false,
        doc: "A server on a TCP port.",
        keys: &[&servers::inet_http_server::ALL],
    },
    SectionSpec {
        kind: SectionKind::HttpAccess,
        name: "http_access",
        naming: Naming::Exact,
        open: false,
        doc: "Who may do what over HTTP, besides whom the servers' own credentials let in. Not in \
              Supervisor. [access.md](access.md) explains it.",
        keys: &[&http_access::ALL],
    },
    SectionSpec {
        kind: SectionKind::Program,
        name: "program",
        naming: Naming::Named,
        open: false,
        doc: "A program to run, in one or more processes.",
        keys: &[&program::programs::ALL],
    },
    SectionSpec {
        kind: SectionKind::FcgiProgram,
        name: "fcgi-program",
        naming: Naming::Named,
        open: false,
        doc: "A FastCGI program, whose processes share a socket. All keys of a program, and:",
        keys: &[&program::fcgi_program::ALL, &program::programs::ALL],
    },
    SectionSpec {
        kind: SectionKind::EventListener,
        name: "eventlistener",
        naming: Naming::Named,
        open: false,
        doc: "A pool of event listeners. All keys of a program, and:",
        keys: &[&program::eventlistener::ALL, &program::programs::ALL],
    },
    SectionSpec {
        kind: SectionKind::Group,
        name: "group",
        naming: Naming::Named,
        open: false,
        doc: "Programs that are handled together.",
        keys: &[&program::group::ALL],
    },
    SectionSpec {
        kind: SectionKind::Include,
        name: "include",
        naming: Naming::Exact,
        open: false,
        doc: "Further files to read. Means something in the main file only.",
        keys: &[&servers::include::ALL],
    },
    SectionSpec {
        kind: SectionKind::RpcInterface,
        name: "rpcinterface",
        naming: Naming::Named,
        open: true,
        doc: "An XML-RPC namespace. `[rpcinterface:supervisor]` is what `supervisorctl` needs.",
        keys: &[&servers::rpcinterface::ALL],
    },
    SectionSpec {
        kind: SectionKind::Supervisorctl,
        name: "supervisorctl",
        naming: Naming::Exact,
        open: false,
        doc: "The control program.",
        keys: &[&servers::supervisorctl::ALL],
    },
    SectionSpec {
        kind: SectionKind::CtlPlugin,
        name: "ctlplugin",
        naming: Naming::Named,
        open: true,
        doc: "A plugin of the control program.",
        keys: &[&servers::ctlplugin::ALL],
    },
];

impl SectionSpec {
    /// Finds the type of a section by its name.
    #[must_use]
    pub fn of(section: &str) -> Option<&'static Self> {
        SECTIONS.iter().find(|spec| spec.fits(section))
    }

    fn fits(&self, section: &str) -> bool {
        let Some(rest) = section.strip_prefix(self.name) else {
            return false;
        };
        match self.naming {
            Naming::Exact => rest.is_empty(),
            Naming::Named => rest.starts_with(':'),
            Naming::Prefix => true,
        }
    }

    /// Finds a key of this type of section.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.all_keys().find(|key| key.name == name)
    }

    /// Goes over the keys of this type of section.
    pub fn all_keys(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().flat_map(|keys| keys.iter().copied())
    }
}
