//! The table of keys says which names a value may use; this asks the readers.

use super::*;
use crate::keys::{SECTIONS, Scope, SectionKind, SectionSpec};
use crate::load_ctl;

/// The smallest section of a type, as its header and the lines it needs.
fn smallest(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Supervisord => "[supervisord]",
        SectionKind::UnixHttpServer => "[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=p",
        SectionKind::InetHttpServer => "[inet_http_server]\nport=1\nusername=u\npassword=p",
        SectionKind::HttpAccess => "[http_access]",
        SectionKind::Program => "[program:x]\ncommand=x",
        SectionKind::FcgiProgram => "[fcgi-program:x]\ncommand=x\nsocket=unix:///tmp/s",
        SectionKind::EventListener => "[eventlistener:x]\ncommand=x\nevents=TICK",
        SectionKind::Group => "[group:x]",
        SectionKind::Include => "[include]",
        SectionKind::RpcInterface => "[rpcinterface:x]",
        SectionKind::Supervisorctl => "[supervisorctl]",
        SectionKind::CtlPlugin => "[supervisorctl]\n[ctlplugin:x]",
    }
}

/// Lists the names that a key may use besides variables, as the error about an unknown one does.
fn known_names(spec: &SectionSpec, key: &str) -> Vec<String> {
    let text = format!("[supervisord]\n{}\n{key}=%(nope)s\n", smallest(spec.kind));
    let files = machine().file("/srv/x.conf", text);
    let error = match spec.kind {
        SectionKind::Supervisorctl | SectionKind::CtlPlugin => {
            load_ctl(&files, "x.conf", &variables(&[])).expect_err("the name is unknown")
        }
        _ => load(&files, &request()).expect_err("the name is unknown"),
    };
    let text = error.to_string();
    let (_, names) = text
        .split_once("Available names: ")
        .expect("the names are listed");
    let (names, _) = names.split_once(" in section ").unwrap_or((names, ""));
    // Where the value stands follows if it is hidden.
    let (names, _) = names.split_once(" (").unwrap_or((names, ""));
    let names = names.split(", ").filter(|name| !name.starts_with("ENV_"));
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn listed_names(scope: Scope) -> Vec<String> {
    let names = scope.names().iter().filter(|name| **name != "ENV_*");
    let mut names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
    names.sort_unstable();
    names
}

#[test]
fn c_74_to_c_82_every_key_knows_the_names_that_the_table_lists() {
    for spec in &SECTIONS {
        for key in spec.all_keys() {
            // The keys of programs that a section type reads first in its own way are in its list.
            let key = spec.key(key.name).expect("it is known");
            let scope = match (spec.kind, key.name) {
                // Read as the priority of the group first (C-78).
                (SectionKind::Program | SectionKind::FcgiProgram, "priority") => Scope::Here,
                // Read for the socket first (C-78).
                (SectionKind::FcgiProgram, "user") => Scope::Here,
                _ => key.scope,
            };
            assert_eq!(
                known_names(spec, key.name),
                listed_names(scope),
                "[{}] {}",
                spec.name,
                key.name
            );
        }
    }
}
