//! Random configurations of programs that come to rest whatever happens to them.

use super::Random;

/// A program section.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) kind: Kind,
    group: Option<&'static str>,
    numprocs: u64,
    settings: Vec<String>,
}

/// What its processes do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Stays, and comes back when it dies.
    Steady,
    /// Stays, and does not come back.
    Once,
    /// Repeats what it hears.
    Echo,
    /// Ends at once, again and again until it is given up.
    Failing,
    /// Is no program.
    Missing,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Steady,
        Self::Once,
        Self::Echo,
        Self::Failing,
        Self::Missing,
    ];

    fn lines(self) -> &'static [&'static str] {
        match self {
            Self::Steady => &["command = {child} sleep", "autorestart = true"],
            Self::Once => &["command = {child} sleep", "autorestart = false"],
            Self::Echo => &["command = {child} out hello err oops echo-stdin"],
            // Long enough that nobody takes a quick death for a success (W-6).
            Self::Failing => &[
                "command = {child} exit 2",
                "startsecs = 9",
                "startretries = 1",
            ],
            Self::Missing => &["command = {dir}/missing", "startretries = 0"],
        }
    }
}

impl Program {
    /// The names that its processes have for clients.
    pub(super) fn names(&self) -> Vec<String> {
        let group = self.group();
        if self.numprocs == 1 {
            return match self.group {
                Some(_) => vec![format!("{group}:{}", self.name)],
                None => vec![self.name.clone()],
            };
        }
        let numbers = 0..self.numprocs;
        numbers
            .map(|number| format!("{group}:{}_{number}", self.name))
            .collect()
    }

    pub(super) fn group(&self) -> &str {
        self.group.unwrap_or(&self.name)
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("[program:{}]", self.name)];
        lines.extend(self.kind.lines().iter().map(|line| (*line).to_owned()));
        lines.extend(self.settings.iter().cloned());
        if self.numprocs > 1 {
            lines.push(format!("numprocs = {}", self.numprocs));
            lines.push("process_name = %(program_name)s_%(process_num)d".to_owned());
        }
        lines
    }
}

/// Three to six programs, some of them in a group.
pub(super) fn some(random: &mut Random) -> Vec<Program> {
    let names = ["apple", "birch", "cedar", "dill", "elm", "fig"];
    let count = 3 + usize::try_from(random.below(4)).expect("a small number");
    names[..count]
        .iter()
        .map(|name| program(random, name))
        .collect()
}

/// The same programs after somebody has edited them.
pub(super) fn changed(random: &mut Random, programs: &[Program]) -> Vec<Program> {
    let mut changed = programs.to_vec();
    for program in &mut changed {
        if random.once_in(3) {
            let number = random.below(20);
            program
                .settings
                .push(format!("stopwaitsecs = {}", 20 + number));
        }
    }
    if random.once_in(2) {
        changed.remove(0);
    }
    changed.push(program(random, "grass"));
    changed
}

/// The lines of the whole file.
pub(super) fn config(programs: &[Program]) -> Vec<String> {
    let mut lines: Vec<_> = programs.iter().flat_map(Program::lines).collect();
    let grouped = programs.iter().filter(|program| program.group.is_some());
    let members: Vec<_> = grouped.map(|program| program.name.as_str()).collect();
    if !members.is_empty() {
        lines.push("[group:wood]".to_owned());
        lines.push(format!("programs = {}", members.join(",")));
    }
    lines
}

fn program(random: &mut Random, name: &str) -> Program {
    let kind = *random.one_of(&Kind::ALL);
    let group = random.once_in(3).then_some("wood");
    let numprocs = if random.once_in(4) {
        2 + random.below(2)
    } else {
        1
    };
    let settings = [
        "autostart = false",
        "stopsignal = INT",
        "priority = 7",
        "exitcodes = 0,2",
        "redirect_stderr = true",
        "stderr_logfile = NONE",
        "stdout_logfile = {dir}/%(process_num)d.log",
        "environment = A=\"1\",B=\"%(program_name)s\"",
        "directory = /",
    ];
    let count = random.below(4);
    let chosen: std::collections::BTreeSet<_> =
        (0..count).map(|_| *random.one_of(&settings)).collect();
    let own_log = |line: &str| line.replace("{dir}/", &format!("{{dir}}/{name}-"));
    let settings = chosen.into_iter().map(own_log).collect();
    Program {
        name: name.to_owned(),
        kind,
        group,
        numprocs,
        settings,
    }
}
