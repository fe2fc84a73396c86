//! Whom a child becomes (P-46, P-53).

use std::collections::BTreeSet;
use std::fs;

use supervisord::kernel::{Credentials, Identity, IdentityError, Launch, LaunchPlan, credentials};

use crate::support::{MODES, NOBODY, Nursery, field, is_root, program};

#[test]
fn p_46_a_child_with_a_user_has_the_ids_and_groups_of_the_user() {
    if !is_root() {
        return;
    }
    let mut nursery = Nursery::new();
    let mut config = program("cat /proc/self/status");
    config.user = Some(NOBODY);

    let child = nursery.start(&nursery.plan(&config).unwrap());
    assert!(
        matches!(child.launch, Launch::Pending(_)),
        "{:?}",
        child.launch
    );
    let life = nursery.finish(child);

    let nobody = credentials(NOBODY).unwrap().unwrap();
    let four = |id: u32| [id; 4].map(|id| id.to_string()).join("\t");
    assert_eq!(life.failure, None);
    assert_eq!(field(&life.stdout, "Uid"), four(NOBODY));
    assert_eq!(field(&life.stdout, "Gid"), four(nobody.gid));
    let groups: BTreeSet<u32> = groups(&life.stdout).collect();
    assert_eq!(groups, nobody.groups.into_iter().collect());
    assert_eq!(field(&life.stdout, "CapEff"), "0000000000000000");
}

#[test]
fn p_46_supplementary_groups_are_all_taken_on() {
    if !is_root() {
        return;
    }
    let mut nursery = Nursery::new();
    let identity = Identity::Changed(Credentials {
        uid: 4321,
        gid: 1234,
        groups: vec![1234, 7, 70000],
    });
    let group = "herd".into();
    let config = program("cat /proc/self/status");

    for mode in MODES {
        let plan = LaunchPlan::new(&nursery.inherited, &config, &group, None, identity.clone());
        let life = nursery.run_plan(&plan.unwrap().with_mode(mode));

        assert_eq!(groups(&life.stdout).collect::<Vec<_>>(), [7, 1234, 70000]);
    }
}

fn groups(status: &str) -> impl Iterator<Item = u32> {
    field(status, "Groups")
        .split_whitespace()
        .map(|group| group.parse().unwrap())
}

#[test]
fn p_46_groups_are_the_primary_one_and_those_that_list_the_user() {
    if !is_root() {
        return;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let group = fs::read_to_string("/etc/group").unwrap();
    for line in passwd.lines() {
        let parts: Vec<_> = line.split(':').collect();
        let (name, uid, gid) = (
            parts[0],
            parts[2].parse().unwrap(),
            parts[3].parse().unwrap(),
        );
        let Ok(Some(found)) = credentials(uid) else {
            continue;
        };
        let listing = group.lines().filter_map(|line| {
            let parts: Vec<_> = line.split(':').collect();
            parts[3]
                .split(',')
                .any(|member| member == name)
                .then(|| parts[2].parse().unwrap())
        });
        let expected: BTreeSet<u32> = listing.chain([gid]).collect();
        assert_eq!((found.uid, found.gid), (uid, gid));
        assert_eq!(
            found.groups.into_iter().collect::<BTreeSet<_>>(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn p_46_the_daemons_own_user_changes_nothing() {
    let own = nix::unistd::getuid().as_raw();

    assert_eq!(Identity::of(Some(own)), Identity::Kept);
    assert_eq!(Identity::of(None), Identity::Kept);
}

#[test]
fn p_53_an_unknown_user_is_refused() {
    let uid = 4_000_000_001;

    let reason = IdentityError::NoSuchUser(uid);
    assert_eq!(Identity::of(Some(uid)), Identity::Refused { uid, reason });
    assert_eq!(reason.to_string(), "Can't find uid 4000000001");
}
