//! The settings of groups and of their processes.

use alloc::string::String;
use alloc::vec::Vec;

use super::ConfigurationSection;
use super::daemon::owner;
use super::sheet::Sheet;
use crate::config::{
    AutoRestart, FcgiAddress, FcgiSocketConfig, LogTarget, OutputConfig, PoolConfig, ProcessConfig,
    ServerUrl,
};
use crate::log::Channel;
use crate::name::display_name;
use crate::origin::Origins;
use crate::snapshot::{GroupView, ProcessView};

/// Describes a group that has a section of its own, and each of its processes.
pub(super) fn group(view: &GroupView, origins: &Origins) -> Vec<ConfigurationSection> {
    let (name, config) = (&view.config.name, &view.config);
    let mut sections = Vec::new();
    let own_section = alloc::format!("group:{name}");
    if origins.key(&own_section, "programs").is_some() {
        let mut sheet = Sheet::new(&own_section, None, origins);
        sheet
            .set_list("programs", programs(view, origins))
            .set("priority", config.priority);
        sections.push(sheet.finish());
    }
    let processes = view.processes.iter();
    sections.extend(processes.map(|process| self::process(process, config.pool.as_ref(), origins)));
    sections
}

/// Lists the programs of a group, each once.
fn programs<'a>(view: &'a GroupView, origins: &'a Origins) -> Vec<&'a str> {
    let mut programs = Vec::new();
    for process in &view.processes {
        let section = origins.section_of(&process.group, &process.config.name);
        let Some((_, program)) = section.and_then(|section| section.split_once(':')) else {
            continue;
        };
        if !programs.contains(&program) {
            programs.push(program);
        }
    }
    programs
}

fn process(
    view: &ProcessView,
    pool: Option<&PoolConfig>,
    origins: &Origins,
) -> ConfigurationSection {
    let (config, group) = (&*view.config, view.group.as_str());
    let section = origins.section_of(&view.group, &config.name);
    let section = section.map_or_else(|| alloc::format!("program:{group}"), String::from);
    let id = display_name(group, config.name.as_str());
    let mut sheet = Sheet::new(&section, Some(id), origins);
    running(&mut sheet, config);
    starting(&mut sheet, config);
    output(&mut sheet, Channel::Stdout, &config.stdout);
    output(&mut sheet, Channel::Stderr, &config.stderr);
    if let Some(socket) = &config.socket {
        fcgi_socket(&mut sheet, socket);
    }
    if let Some(pool) = pool {
        listener_pool(&mut sheet, pool);
    }
    sheet.finish()
}

/// With what the program runs.
fn running(sheet: &mut Sheet<'_>, config: &ProcessConfig) {
    let url = match &config.serverurl {
        ServerUrl::Computed => "AUTO",
        ServerUrl::Given(url) => url,
    };
    sheet
        .set("command", &config.command)
        .set("process_name", &config.name)
        .set_some("directory", config.directory.as_ref())
        .set_octal("umask", config.umask)
        .set_some("user", config.user)
        .set_environment("environment", &config.environment)
        .set("serverurl", url);
}

/// When it starts and stops.
fn starting(sheet: &mut Sheet<'_>, config: &ProcessConfig) {
    let autorestart = match config.autorestart {
        AutoRestart::Never => "false",
        AutoRestart::Unexpected => "unexpected",
        AutoRestart::Always => "true",
    };
    sheet
        .set("priority", config.priority)
        .set("autostart", config.autostart)
        .set("autorestart", autorestart)
        .set("startsecs", config.startsecs)
        .set("startretries", config.startretries)
        .set_list("exitcodes", &config.exitcodes)
        .set("stopsignal", config.stopsignal)
        .set("stopwaitsecs", config.stopwaitsecs)
        .set("stopasgroup", config.stopasgroup)
        .set("killasgroup", config.killasgroup)
        .set("redirect_stderr", config.redirect_stderr);
}

/// What becomes of a stream.
fn output(sheet: &mut Sheet<'_>, channel: Channel, config: &OutputConfig) {
    let logfile = match &config.logfile {
        LogTarget::None => "NONE",
        LogTarget::Auto => "AUTO",
        LogTarget::File(path) => path,
    };
    let key = |name: &str| alloc::format!("{channel}_{name}");
    sheet
        .set(&key("logfile"), logfile)
        .set(&key("logfile_maxbytes"), config.maxbytes)
        .set(&key("logfile_backups"), config.backups)
        .set(&key("capture_maxbytes"), config.capture_maxbytes)
        .set(&key("events_enabled"), config.events_enabled)
        .set(&key("syslog"), config.syslog);
}

fn fcgi_socket(sheet: &mut Sheet<'_>, config: &FcgiSocketConfig) {
    let address = match &config.address {
        FcgiAddress::Unix(path) => alloc::format!("unix://{path}"),
        FcgiAddress::Tcp { host, port } => alloc::format!("tcp://{host}:{port}"),
    };
    sheet
        .set("socket", address)
        .set_some("socket_owner", config.owner.map(owner))
        .set_octal("socket_mode", config.mode)
        .set_some("socket_backlog", config.backlog);
}

fn listener_pool(sheet: &mut Sheet<'_>, config: &PoolConfig) {
    sheet
        .set_list("events", &config.events)
        .set("buffer_size", config.buffer_size)
        .set("result_handler", &config.result_handler);
}
