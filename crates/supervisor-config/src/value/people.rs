//! Users and groups (C-100, C-101).

use super::ValueError;
use crate::files::Files;
use crate::python;

/// Finds the id of a user given by name or id.
pub(crate) fn user(files: &dyn Files, text: &str) -> Result<u32, ValueError> {
    let Some(id) = python::decimal(text) else {
        let found = files.user_named(text);
        return found
            .map(|user| user.uid)
            .ok_or_else(|| ValueError::UserName(text.into()));
    };
    u32::try_from(id)
        .ok()
        .filter(|uid| files.user_with_id(*uid).is_some())
        .ok_or_else(|| ValueError::UserId(text.into()))
}

/// Finds the ids of `user` or `user:group`.
pub(crate) fn user_and_group(
    files: &dyn Files,
    text: &str,
) -> Result<(u32, Option<u32>), ValueError> {
    let refused = || ValueError::UserAndGroup(text.into());
    let (owner, group) = match text.split_once(':') {
        Some((owner, group)) => (owner, Some(group)),
        None => (text, None),
    };
    let uid = user(files, owner).map_err(|_| refused())?;
    let Some(group) = group else {
        return Ok((uid, None));
    };
    let gid = group_id(files, group).ok_or_else(refused)?;
    Ok((uid, Some(gid)))
}

/// Finds the id of a group given by name or id.
pub(crate) fn group_id(files: &dyn Files, text: &str) -> Option<u32> {
    let Some(id) = python::decimal(text) else {
        return files.group_named(text);
    };
    let gid = u32::try_from(id).ok()?;
    files.has_group_id(gid).then_some(gid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;

    #[test]
    fn c_100_users_by_name_or_known_id() {
        let files = FakeFiles::default();
        assert_eq!(user(&files, "www"), Ok(33));
        assert_eq!(user(&files, " 33 "), Ok(33));
        for (text, expected) in [
            ("nope", "Invalid user name nope"),
            ("12345", "Invalid user id 12345"),
            ("-1", "Invalid user id -1"),
            ("99999999999", "Invalid user id 99999999999"),
        ] {
            let error = user(&files, text).expect_err("nobody").to_string();
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn c_101_a_group_may_follow_the_user() {
        let files = FakeFiles::default();
        assert_eq!(user_and_group(&files, "www"), Ok((33, None)));
        assert_eq!(user_and_group(&files, "0:www"), Ok((0, Some(34))));
        assert_eq!(user_and_group(&files, "www:0"), Ok((33, Some(0))));
        for text in ["www:nope", "nope:www", "www:", "www:77"] {
            let error = user_and_group(&files, text).expect_err("nobody");
            assert_eq!(
                error.to_string(),
                format!("Invalid user:group definition {text}")
            );
        }
    }
}
