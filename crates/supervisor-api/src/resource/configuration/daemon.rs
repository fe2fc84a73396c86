//! The settings of the daemon and of its servers.

use alloc::string::String;

use super::ConfigurationSection;
use super::sheet::Sheet;
use crate::config::{DaemonConfig, MainLog, ServerAddress, ServerConfig};
use crate::origin::Origins;

pub(super) fn daemon(config: &DaemonConfig, origins: &Origins) -> ConfigurationSection {
    let mut sheet = Sheet::new("supervisord", None, origins);
    let logfile = match &config.logfile {
        MainLog::Syslog => "syslog",
        MainLog::File(path) => path,
    };
    sheet
        .set("logfile", logfile)
        .set("logfile_maxbytes", config.logfile_maxbytes)
        .set("logfile_backups", config.logfile_backups)
        .set("loglevel", config.loglevel.word())
        .set("pidfile", &config.pidfile)
        .set_octal("umask", Some(config.umask))
        .set("nodaemon", config.nodaemon)
        .set("silent", config.silent)
        .set("minfds", config.minfds)
        .set("minprocs", config.minprocs)
        .set("nocleanup", config.nocleanup)
        .set("childlogdir", &config.childlogdir)
        .set_some("user", config.user)
        .set_some("directory", config.directory.as_ref())
        .set("strip_ansi", config.strip_ansi)
        .set_environment("environment", &config.environment)
        .set("identifier", &config.identifier);
    sheet.finish()
}

pub(super) fn server(config: &ServerConfig, origins: &Origins) -> ConfigurationSection {
    let mut sheet = Sheet::new(&config.section, None, origins);
    match &config.address {
        ServerAddress::Unix { path, mode, chown } => sheet
            .set("file", path)
            .set_octal("chmod", Some(*mode))
            .set_some("chown", chown.map(owner)),
        ServerAddress::Inet { host, port } if host.is_empty() => {
            sheet.set("port", alloc::format!("*:{port}"))
        }
        ServerAddress::Inet { host, port } => sheet.set("port", alloc::format!("{host}:{port}")),
    };
    let username = config.credentials.as_ref().map(|it| &it.username);
    sheet
        .set_some("username", username)
        .set_password("password", username.is_some());
    sheet.finish()
}

/// Writes a user and perhaps a group as ids.
pub(super) fn owner((user, group): (u32, Option<u32>)) -> String {
    match group {
        None => alloc::format!("{user}"),
        Some(group) => alloc::format!("{user}:{group}"),
    }
}
