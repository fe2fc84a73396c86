//! Where everything that was loaded stands.

use supervisor_api::origin::{KeyOrigin, Origins};

use crate::ini::Document;
use crate::keys::SectionSpec;
use crate::overrides::Overrides;

/// Collects the places of all known keys, but for those that the command line overrules.
pub(crate) fn origins(document: &Document, overrides: &Overrides) -> Origins {
    let mut origins = Origins::default();
    for section in document.sections() {
        let Some(spec) = SectionSpec::of(section) else {
            continue;
        };
        let overruled = |key: &str| section == "supervisord" && overrides.overrule(key);
        let keys = spec.all_keys().filter(|key| !overruled(key.name));
        let places = keys.filter_map(|key| {
            let place = &document.key_origin(section, key.name)?.key;
            Some(KeyOrigin {
                key: key.name,
                file: place.file.clone(),
                line: place.line,
            })
        });
        origins.add_section(section, places.collect());
    }
    origins
}

#[cfg(test)]
mod tests {
    use supervisor_api::{GroupName, ProcessName};

    use super::*;
    use crate::tests::{loaded, machine, request};

    fn line_of(origins: &Origins, section: &str, key: &str) -> Option<(String, u32)> {
        let origin = origins.key(section, key)?;
        Some((origin.file.to_string(), origin.line))
    }

    #[test]
    fn keys_are_found_where_they_stand() {
        let loaded =
            loaded("umask=077\n[program:x]\n\ncommand=/bin/x\nodd=1\n[DEFAULT]\nstartsecs=5");
        let place = |section, key| line_of(&loaded.origins, section, key).map(|(_, line)| line);

        assert_eq!(place("supervisord", "umask"), Some(2));
        assert_eq!(place("program:x", "command"), Some(5));
        assert_eq!(place("program:x", "startsecs"), Some(8), "inherited");
        assert_eq!(place("program:x", "odd"), None, "nobody knows it");
        assert_eq!(place("program:x", "directory"), None, "a default");
    }

    #[test]
    fn c_87_a_key_of_an_included_file_stands_there() {
        let files = machine()
            .file("/srv/x.conf", "[supervisord]\n[include]\nfiles=b.conf")
            .file("/srv/b.conf", "[program:x]\ncommand=/bin/x");

        let loaded = crate::load(&files, &request()).expect("it is right");

        let (file, line) = line_of(&loaded.origins, "program:x", "command").expect("it is there");
        assert_eq!((file.rsplit('/').next(), line), (Some("b.conf"), 2));
    }

    #[test]
    fn c_5_what_the_command_line_says_stands_in_no_file() {
        let mut request = request();
        request.overrides.umask = Some(0o77);
        let files = machine().file("/srv/x.conf", "[supervisord]\numask=022\nminfds=99");

        let loaded = crate::load(&files, &request).expect("it is right");

        assert_eq!(line_of(&loaded.origins, "supervisord", "umask"), None);
        assert!(line_of(&loaded.origins, "supervisord", "minfds").is_some());
    }

    #[test]
    fn c_180_a_process_comes_from_the_section_of_its_program() {
        let loaded = loaded("[program:x]\ncommand=/bin/x\n[group:g]\nprograms=x");
        let section = |group: &str, process: &str| {
            let (group, process) = (GroupName::from(group), ProcessName::from(process));
            loaded
                .origins
                .section_of(&group, &process)
                .map(str::to_owned)
        };

        assert_eq!(section("g", "x").as_deref(), Some("program:x"));
        assert_eq!(section("x", "x"), None);
    }
}
