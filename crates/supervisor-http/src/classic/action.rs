//! What a page is asked to do, and doing it (H-73..H-80).

use supervisor_api::{Action, Backend, Fault, Namespec, Target};

use crate::access::Access;
use crate::app::App;
use crate::classic::form::Form;
use crate::classic::message;

/// What the fields of a page ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Refresh,
    StopAll,
    RestartAll,
    /// Something about one process, which may not exist, and which may be nothing that we know.
    OfProcess {
        name: Namespec,
        verb: Option<Verb>,
    },
    /// Nothing that makes sense.
    Nonsense,
}

/// What can be done with one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Start,
    Stop,
    Restart,
    ClearLog,
}

impl Verb {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "start" => Some(Self::Start),
            "stop" => Some(Self::Stop),
            "restart" => Some(Self::Restart),
            "clearlog" => Some(Self::ClearLog),
            _ => None,
        }
    }
}

impl Wanted {
    /// Reads what is asked for; `None` if it is only the page.
    pub(crate) fn of(form: &Form) -> Option<Self> {
        let action = form.field("action")?;
        Some(match (action, form.field("processname")) {
            ("refresh", _) => Self::Refresh,
            ("stopall", _) => Self::StopAll,
            ("restartall", _) => Self::RestartAll,
            (verb, Some(name)) => Self::OfProcess {
                name: Namespec::parse(name),
                verb: Verb::parse(verb),
            },
            (_, None) => Self::Nonsense,
        })
    }

    /// Tells whether anything could change by it.
    pub(crate) fn changes_something(&self) -> bool {
        match self {
            Self::StopAll | Self::RestartAll | Self::OfProcess { .. } => true,
            Self::Refresh | Self::Nonsense => false,
        }
    }
}

impl<B: Backend> App<B> {
    /// Does what is wanted and returns what to tell about it; `None` if it makes no sense.
    pub(crate) async fn perform(&self, by: &Access, wanted: &Wanted) -> Option<String> {
        match wanted {
            Wanted::Refresh => Some(message::refreshed()),
            Wanted::StopAll => {
                let _ = self.stop_and_wait(by, Target::All).await;
                Some(message::all_stopped())
            }
            Wanted::RestartAll => {
                self.restart(by, Target::All).await;
                Some(message::all_restarted())
            }
            Wanted::OfProcess { name, verb } => self.perform_on(by, name, *verb).await,
            Wanted::Nonsense => None,
        }
    }

    async fn perform_on(&self, by: &Access, name: &Namespec, verb: Option<Verb>) -> Option<String> {
        if self.backend.snapshot().await.process(name).is_none() {
            return Some(message::no_such_process(name));
        }
        let target = Target::Named(name.clone());
        Some(match verb? {
            Verb::Start => message::started(name, self.start_and_wait(by, target).await),
            Verb::Stop => message::stopped(name, self.stop_and_wait(by, target).await),
            Verb::Restart => {
                self.restart(by, target).await;
                message::restarted(name)
            }
            Verb::ClearLog => {
                let action = Action::ClearProcessLogs(target);
                message::cleared(name, self.act_on_page(by, action).await)
            }
        })
    }

    /// Stops and starts. As in the original, nothing is told of what went wrong (H-74, H-77).
    async fn restart(&self, by: &Access, target: Target) {
        let _ = self.stop_and_wait(by, target.clone()).await;
        let _ = self.start_and_wait(by, target).await;
    }

    async fn start_and_wait(&self, by: &Access, target: Target) -> Result<(), Fault> {
        let wait = true;
        self.act_on_page(by, Action::Start { target, wait }).await
    }

    async fn stop_and_wait(&self, by: &Access, target: Target) -> Result<(), Fault> {
        let wait = true;
        self.act_on_page(by, Action::Stop { target, wait }).await
    }

    async fn act_on_page(&self, by: &Access, action: Action) -> Result<(), Fault> {
        Ok(self.act(by, action).await.map(drop)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(query: &str) -> Option<Wanted> {
        Wanted::of(&Form::of_query(query))
    }

    fn of_process(name: &str, verb: Option<Verb>) -> Option<Wanted> {
        let name = Namespec::parse(name);
        Some(Wanted::OfProcess { name, verb })
    }

    #[test]
    fn h_73_h_74_actions_on_everything_need_no_name() {
        assert_eq!(wanted("action=refresh"), Some(Wanted::Refresh));
        assert_eq!(wanted("action=stopall"), Some(Wanted::StopAll));
        assert_eq!(
            wanted("action=restartall&processname=web"),
            Some(Wanted::RestartAll)
        );
    }

    #[test]
    fn h_75_h_78_actions_on_a_process_name_it() {
        for (text, verb) in [
            ("start", Verb::Start),
            ("stop", Verb::Stop),
            ("restart", Verb::Restart),
            ("clearlog", Verb::ClearLog),
        ] {
            let query = format!("processname=g%3Aweb&action={text}");
            assert_eq!(wanted(&query), of_process("g:web", Some(verb)));
        }
        let query = "processname=web&action=startall";
        assert_eq!(wanted(query), of_process("web", None));
    }

    #[test]
    fn h_80_an_action_without_its_process_makes_no_sense() {
        assert_eq!(wanted("action=start"), Some(Wanted::Nonsense));
        assert_eq!(wanted("action=start&processname="), Some(Wanted::Nonsense));
        assert_eq!(wanted("processname=web"), None);
        assert_eq!(wanted("action="), None);
    }
}
