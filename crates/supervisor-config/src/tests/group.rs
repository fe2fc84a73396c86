use super::*;

fn names(loaded: &Loaded) -> Vec<(String, Vec<String>)> {
    let groups = loaded.config.groups.iter();
    groups
        .map(|group| {
            let processes = group.processes.iter();
            let processes = processes.map(|process| process.name.to_string());
            (group.name.to_string(), processes.collect())
        })
        .collect()
}

const PROGRAMS: &str = "[program:a]\ncommand=a\n[program:b]\ncommand=b\npriority=2\n";

#[test]
fn c_180_members_lose_their_own_group_and_keep_their_order() {
    let loaded = loaded(&format!("{PROGRAMS}[group:g]\nprograms=b, a\npriority=3"));

    assert_eq!(names(&loaded), [("g".into(), vec!["b".into(), "a".into()])]);
    assert_eq!(loaded.config.groups[0].priority, 3);
}

#[test]
fn c_131_groups_are_sorted_by_priority_and_name() {
    let loaded = loaded(
        "[program:z]\ncommand=x\npriority=1\n[program:Z]\ncommand=x\npriority=1\n\
         [program:a]\ncommand=x\n[eventlistener:l]\ncommand=x\nevents=TICK\n",
    );
    let order: Vec<String> = names(&loaded).into_iter().map(|(name, _)| name).collect();
    assert_eq!(order, ["l", "Z", "z", "a"]);
}

#[test]
fn c_131_processes_are_sorted_by_name() {
    let loaded = loaded("[program:x]\ncommand=x\nnumprocs=11\nprocess_name=%(process_num)d");
    let processes = &names(&loaded)[0].1;
    assert_eq!(processes[..3], ["0", "1", "10"]);
}

#[test]
fn c_180_a_group_may_be_empty() {
    for lines in ["[group:g]", "[group:g]\nprograms="] {
        assert_eq!(names(&loaded(lines)), [("g".into(), vec![])]);
    }
}

#[test]
fn c_180_a_program_may_be_in_several_groups() {
    let loaded = loaded(&format!(
        "{PROGRAMS}[group:g]\nprograms=a\n[group:h]\nprograms=a"
    ));
    assert_eq!(
        names(&loaded),
        [
            ("b".into(), vec!["b".into()]),
            ("g".into(), vec!["a".into()]),
            ("h".into(), vec!["a".into()]),
        ]
    );
}

#[test]
fn c_180_unknown_and_ambiguous_members_are_refused() {
    assert_eq!(
        refusal("[group:g]\nprograms=nope"),
        "[group:g] names unknown program or fcgi-program nope"
    );
    assert_eq!(
        refusal("[eventlistener:l]\ncommand=x\nevents=TICK\n[group:g]\nprograms=l"),
        "[group:g] names unknown program or fcgi-program l"
    );
    assert_eq!(
        refusal(&format!(
            "{PROGRAMS}[fcgi-program:a]\ncommand=x\nsocket=tcp://h:1\n[group:g]\nprograms=a"
        )),
        "[group:g] name a is ambiguous (exists as program and fcgi-program)"
    );
}

#[test]
fn w_60_an_unknown_member_is_told_with_its_group() {
    assert_eq!(
        refusal(&format!("{PROGRAMS}[group:g]\nprograms=a,")),
        "[group:g] names unknown program or fcgi-program "
    );
}

#[test]
fn c_78_the_priority_of_an_own_group_knows_fewer_names() {
    let lines = "[program:x1]\ncommand=x\npriority=%(program_name)s";
    let text = refusal(lines);
    assert!(
        text.starts_with(
            "Format string '%(program_name)s' for 'program:x1.priority' contains names \
             ('program_name') which cannot be expanded. Available names: ENV_HOME, "
        ),
        "{text}"
    );
    assert!(!text.contains("(file: "), "{text}");
}

#[test]
fn c_78_a_fault_of_the_first_reading_has_no_suffix() {
    assert_eq!(
        refusal("[program:x]\ncommand=x\npriority=y"),
        "invalid literal for int() with base 10: 'y'"
    );
}

#[test]
fn w_61_names_that_hide_one_another_are_told() {
    let loaded = loaded(
        "[program:a]\ncommand=x\nprocess_name=same\n[program:b]\ncommand=x\nprocess_name=same\n\
         [group:g]\nprograms=a,b\n[program:g]\ncommand=x",
    );
    assert_eq!(
        warnings(&loaded),
        [
            "The process name 'same' is used twice in the group 'g', only one of them will run",
            "The group name 'g' is used twice, only one of them will run",
        ]
    );
    assert_eq!(
        loaded.config.groups[0].processes.len(),
        2,
        "the [group:g] comes first"
    );
}
