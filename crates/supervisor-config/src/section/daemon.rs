//! `[supervisord]` (C-110 to C-127).

use std::sync::Arc;

use supervisor_api::Level;
use supervisor_api::config::{DaemonConfig, Environment, MainLog};

use super::build::Build;
use super::reader::Section;
use crate::expand::{Names, expand_again};
use crate::keys::supervisord as keys;
use crate::overrides::Overrides;
use crate::value;
use crate::world::World;

/// What the file says about the daemon, before the command line has its say.
pub(crate) struct Daemon {
    minfds: u32,
    minprocs: u32,
    directory: Option<String>,
    /// Looked up when everything else is read (C-127).
    pub(crate) user: Option<String>,
    umask: u32,
    logfile: String,
    logfile_maxbytes: u64,
    logfile_backups: u32,
    loglevel: Option<Level>,
    pidfile: String,
    identifier: String,
    nodaemon: bool,
    silent: bool,
    childlogdir: String,
    nocleanup: bool,
    strip_ansi: bool,
    pub(crate) environment: Arc<Environment>,
}

/// Reads the section, in Supervisor's order.
pub(crate) fn daemon(build: &mut Build<'_>) -> Daemon {
    let mut section = build.section("supervisord");
    let names = &build.here_names();
    let world = build.world;
    let daemon = Daemon {
        minfds: section.read(&keys::MINFDS, names, value::count),
        minprocs: section.read(&keys::MINPROCS, names, value::count),
        directory: section.optional(&keys::DIRECTORY, names, |text| {
            value::directory(world, text)
        }),
        user: section.owned_text(&keys::USER, names),
        umask: section.read(&keys::UMASK, names, value::octal),
        logfile: section.read(&keys::LOGFILE, names, |text| value::path(world, text)),
        logfile_maxbytes: section.read(&keys::LOGFILE_MAXBYTES, names, value::bytes),
        logfile_backups: section.read(&keys::LOGFILE_BACKUPS, names, value::count),
        loglevel: section.optional(&keys::LOGLEVEL, names, value::level),
        pidfile: section.read(&keys::PIDFILE, names, |text| value::path(world, text)),
        identifier: section
            .owned_text(&keys::IDENTIFIER, names)
            .unwrap_or_default(),
        nodaemon: section.read(&keys::NODAEMON, names, value::boolean),
        silent: section.read(&keys::SILENT, names, value::boolean),
        childlogdir: section
            .optional(&keys::CHILDLOGDIR, names, |text| {
                value::directory(world, text)
            })
            .unwrap_or_else(|| world.temp_dir()),
        nocleanup: section.read(&keys::NOCLEANUP, names, value::boolean),
        strip_ansi: section.read(&keys::STRIP_ANSI, names, value::boolean),
        environment: environment(build, &mut section, names),
    };
    build.finish(section);
    daemon
}

/// compat: this key is expanded twice, and the second time it may name the host (C-77, W-70).
fn environment(
    build: &mut Build<'_>,
    section: &mut Section<'_>,
    names: &Names<'_>,
) -> Arc<Environment> {
    let names = names.clone().with_text("host_node_name", build.host);
    let parse = |text: &str| value::environment(&expand_again(text.to_owned(), &names));
    let pairs = section.optional(&keys::ENVIRONMENT, &names, parse);
    let pairs = pairs.unwrap_or_default();
    build.warn_of_cut_values(section.name(), &keys::ENVIRONMENT, &pairs.cut);
    Arc::new(pairs.into_environment())
}

impl Daemon {
    /// Puts the command line over the file (C-5); `user` has been looked up.
    pub(crate) fn with_overrides(
        self,
        overrides: &Overrides,
        world: World<'_>,
        user: Option<u32>,
    ) -> DaemonConfig {
        let given = overrides.clone();
        let logfile = given.logfile.filter(|path| !path.is_empty());
        let pidfile = given.pidfile.filter(|path| !path.is_empty());
        DaemonConfig {
            logfile: main_log(world, &logfile.unwrap_or(self.logfile)),
            logfile_maxbytes: given.logfile_maxbytes.unwrap_or(self.logfile_maxbytes),
            logfile_backups: given.logfile_backups.unwrap_or(self.logfile_backups),
            loglevel: given.loglevel.or(self.loglevel).unwrap_or(Level::Info),
            pidfile: world.absolute(&pidfile.unwrap_or(self.pidfile)),
            umask: given.umask.unwrap_or(self.umask),
            nodaemon: given.nodaemon.unwrap_or(self.nodaemon),
            silent: given.silent.unwrap_or(self.silent),
            minfds: given.minfds.unwrap_or(self.minfds.into()),
            minprocs: given.minprocs.unwrap_or(self.minprocs.into()),
            nocleanup: given.nocleanup.unwrap_or(self.nocleanup),
            childlogdir: given.childlogdir.unwrap_or(self.childlogdir),
            user,
            directory: given.directory.or(self.directory),
            strip_ansi: given.strip_ansi.unwrap_or(self.strip_ansi),
            environment: self.environment,
            identifier: given.identifier.unwrap_or(self.identifier),
        }
    }
}

fn main_log(world: World<'_>, path: &str) -> MainLog {
    if path == "syslog" {
        return MainLog::Syslog;
    }
    MainLog::File(world.absolute(path))
}
