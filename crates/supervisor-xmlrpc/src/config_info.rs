//! The settings of processes, as `getAllConfigInfo` shows them.

use std::sync::Arc;

use supervisor_api::config::{LogTarget, OutputConfig, ServerUrl};
use supervisor_api::{Channel, GroupConfig, GroupView, ProcessConfig, ProcessView, Snapshot};

use crate::encode::{Members, Writer};

/// One process of the configuration and what has become of it.
struct Setting<'a> {
    group: &'a GroupConfig,
    config: &'a Arc<ProcessConfig>,
    /// The active group of the same name.
    active: Option<&'a GroupView>,
}

impl Writer {
    /// Writes the settings of all configured processes, by name.
    pub(crate) fn all_config_info(&mut self, snapshot: &Snapshot) {
        let mut settings: Vec<Setting<'_>> = snapshot
            .configured
            .iter()
            .flat_map(|group| settings_of(group, snapshot.group(&group.name)))
            .collect();
        settings.sort_by_key(|setting| &setting.config.name);
        self.array(|writer| {
            for setting in &settings {
                writer.structure(|members| members.setting(setting));
            }
        });
    }
}

fn settings_of<'a>(
    group: &'a GroupConfig,
    active: Option<&'a GroupView>,
) -> impl Iterator<Item = Setting<'a>> {
    group.processes.iter().map(move |config| Setting {
        group,
        config,
        active,
    })
}

impl Setting<'_> {
    /// Returns the process that was made from these very settings. After a reload the same text
    /// gives new settings, which know nothing of the names of automatic logs.
    fn process(&self) -> Option<&ProcessView> {
        self.active?
            .processes
            .iter()
            .find(|process| Arc::ptr_eq(&process.config, self.config))
    }

    fn logfile(&self, channel: Channel) -> &str {
        match &self.config.output(channel).logfile {
            LogTarget::None => "none",
            LogTarget::File(path) => path,
            LogTarget::Auto => self
                .process()
                .and_then(|process| process.logfile(channel))
                .unwrap_or("auto"),
        }
    }
}

impl Members<'_> {
    fn setting(&mut self, setting: &Setting<'_>) {
        let Setting { group, config, .. } = *setting;
        self.boolean("autostart", config.autostart);
        self.string("directory", config.directory.as_deref().unwrap_or("none"));
        self.member("uid", |writer| match config.user {
            Some(uid) => writer.int(uid.into()),
            None => writer.string("none"),
        });
        self.string("command", &config.command);
        self.member("exitcodes", |writer| writer.ints(&config.exitcodes));
        self.string("group", group.name.as_str());
        self.int("group_prio", group.priority);
        self.boolean("inuse", setting.active.is_some());
        self.boolean("killasgroup", config.killasgroup);
        self.string("name", config.name.as_str());
        self.int("process_prio", config.priority);
        self.boolean("redirect_stderr", config.redirect_stderr);
        self.int("startretries", config.startretries);
        self.int("startsecs", config.startsecs);
        self.output("stdout", &config.stdout, setting.logfile(Channel::Stdout));
        self.int("stopsignal", config.stopsignal.number().into());
        self.int("stopwaitsecs", config.stopwaitsecs);
        self.output("stderr", &config.stderr, setting.logfile(Channel::Stderr));
        self.string("serverurl", serverurl(config));
    }

    fn output(&mut self, channel: &str, output: &OutputConfig, logfile: &str) {
        let bytes = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.int(
            &format!("{channel}_capture_maxbytes"),
            bytes(output.capture_maxbytes),
        );
        self.boolean(&format!("{channel}_events_enabled"), output.events_enabled);
        self.string(&format!("{channel}_logfile"), logfile);
        self.int(&format!("{channel}_logfile_backups"), output.backups.into());
        self.int(
            &format!("{channel}_logfile_maxbytes"),
            bytes(output.maxbytes),
        );
        self.boolean(&format!("{channel}_syslog"), output.syslog);
    }
}

impl Writer {
    fn ints(&mut self, numbers: &[i32]) {
        self.array(|writer| {
            for number in numbers {
                writer.int((*number).into());
            }
        });
    }
}

fn serverurl(config: &ProcessConfig) -> &str {
    match &config.serverurl {
        ServerUrl::Computed => "none",
        ServerUrl::Given(url) => url,
    }
}
