use super::*;

fn told(lines: &str) -> Vec<String> {
    let loaded = loaded(&format!("[program:x]\ncommand=x\n{lines}"));
    warnings(&loaded).into_iter().map(str::to_owned).collect()
}

#[test]
fn c_149_a_log_beside_redirect_stderr_is_told() {
    assert_eq!(
        told("redirect_stderr=true\nstderr_logfile=/logs/x"),
        [
            "For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, \
         the filename has been ignored"
        ]
    );
    assert!(told("redirect_stderr=true\nstderr_logfile=AUTO").is_empty());
}

#[test]
fn c_151_an_auto_log_without_rotation_is_told() {
    assert_eq!(
        told("stdout_logfile_maxbytes=0MB"),
        [
            "For [program:x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 \
         to avoid filling up filesystem unintentionally"
        ]
    );
    assert!(told("stdout_logfile_maxbytes=0\nstdout_logfile=NONE").is_empty());
}

#[test]
fn c_165_syslog_as_a_file_name_is_told() {
    assert_eq!(
        told("stdout_logfile=syslog"),
        [
            "For [program:x], stdout_logfile=syslog but this is deprecated and will be removed.  Use \
         stdout_syslog=true to enable syslog instead."
        ]
    );
}

#[test]
fn w_62_misspelt_names_are_told() {
    assert_eq!(
        told("autorestrat=false\n[progam:y]\ncommand=x\n[supervisorctl]\nprompt=x"),
        [
            "x.conf:5: unknown section [progam:y], which is ignored; did you mean '[program:y]'?",
            "x.conf:4: unknown key 'autorestrat' in [program:x], which is ignored; did you mean \
         'autorestart'?",
        ]
        .into_iter()
        .rev()
        .collect::<Vec<_>>()
    );
}

#[test]
fn w_62_keys_of_plugins_and_inherited_ones_are_not_told() {
    assert!(told("[DEFAULT]\nmine=1\n[ctlplugin:x]\nanything=1").is_empty());
}

#[test]
fn w_53_a_comment_inside_quotes_is_told() {
    assert_eq!(
        told("command=bash -c 'a ; b'"),
        [
            "x.conf:4: the command ends inside quotes, because `; b'` counts as a comment: no quotes \
         protect a ';' or '#' after a blank"
        ]
    );
}

#[test]
fn w_57_a_value_that_was_cut_is_told() {
    assert_eq!(
        told("environment=A=$HOME"),
        [
            "In [program:x], the value of A in environment ends before what follows it, put it in \
         quotes if that belongs to it"
        ]
    );
}

#[test]
fn messages_know_their_place() {
    let loaded = loaded("[program:x]\ncommand=x\nstdout_logfile = syslog");
    let place = loaded.messages[0]
        .place
        .clone()
        .expect("the key has a place");
    assert_eq!(place.to_string(), "x.conf:4:18");
}
