//! `[rpcinterface:x]` (C-184).

use supervisor_api::Level;
use supervisor_api::config::RpcInterface;

use super::build::Build;
use super::reader::Section;
use crate::error::Problem;
use crate::expand::expand;
use crate::keys::rpcinterface::FACTORY;

/// Reads the interfaces. Whether a built-in one was given arguments it does not know is told
/// besides: it matters only where there is a server.
pub(crate) fn rpc_interfaces(build: &mut Build<'_>) -> (Vec<RpcInterface>, Vec<RpcInterface>) {
    let mut interfaces = Vec::new();
    let mut with_arguments = Vec::new();
    for name in build.sections_with("rpcinterface:") {
        let mut section = build.section(name);
        let factory = section.owned_text(&FACTORY, &build.environment_names());
        let arguments = read_arguments(build, &mut section);
        match factory {
            Some(factory) => {
                let interface = RpcInterface {
                    name: section.title().to_owned(),
                    factory,
                };
                announce(build, name, &interface);
                if arguments > 0 && interface.is_built_in() {
                    with_arguments.push(interface.clone());
                }
                interfaces.push(interface);
            }
            None if section.has_problems() => {}
            None => refuse_without_factory(&mut section),
        }
        build.finish(section);
    }
    (interfaces, with_arguments)
}

fn refuse_without_factory(section: &mut Section<'_>) {
    let problem = Problem::NoFactory {
        section: section.name().to_owned(),
        key: FACTORY.name,
    };
    section.refuse(None, problem);
}

/// Counts the other keys of the section itself; what `[DEFAULT]` supplies is no argument (W-58).
fn read_arguments(build: &Build<'_>, section: &mut Section<'_>) -> usize {
    let names = build.environment_names();
    let mut count = 0;
    for key in build.document.keys(section.name()) {
        let value = build.document.get(section.name(), key).unwrap_or_default();
        if key == FACTORY.name {
            continue;
        }
        count += 1;
        let label = format!("{}.{key}", section.name());
        if let Err(error) = expand(value, &label, &names) {
            // A plugin's argument may be a password as well as anything else.
            section.refuse(None, Problem::from(error).without_value());
        }
    }
    count
}

fn announce(build: &mut Build<'_>, section: &str, interface: &RpcInterface) {
    if interface.is_built_in() {
        return;
    }
    let text = format!(
        "[{section}] asks for the Python plugin '{}', which cannot be loaded: the daemon goes on \
         without it, and the methods of the namespace '{}' are not available",
        interface.factory, interface.name
    );
    build.message(Level::Critical, section, Some(&FACTORY), text);
}
