//! What the address asks for: which rows, in which order, and which groups are folded.

use crate::classic::Form;
use crate::html::Quoted;

/// In which order rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// As configured, in groups, with what failed on top.
    #[default]
    Groups,
    Name,
    /// The latest change first.
    Since,
    Restarts,
    Cpu,
    Memory,
}

impl Sort {
    pub(super) const ALL: [Self; 6] = [
        Self::Groups,
        Self::Name,
        Self::Since,
        Self::Restarts,
        Self::Cpu,
        Self::Memory,
    ];

    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Name => "name",
            Self::Since => "since",
            Self::Restarts => "restarts",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
        }
    }

    /// The words in the page.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Groups => "by group, failed first",
            Self::Name => "by name",
            Self::Since => "latest change first",
            Self::Restarts => "most restarts first",
            Self::Cpu => "most CPU first",
            Self::Memory => "most memory first",
        }
    }
}

/// What of the list is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// What is in the filter box.
    pub(super) query: String,
    pub(super) sort: Sort,
    /// The groups of which only the summary is shown.
    pub(super) folded: Vec<String>,
    /// Whether all rows are chosen.
    pub(super) pick: bool,
}

impl Listing {
    /// Reads the fields of the address.
    pub(super) fn of(form: &Form) -> Self {
        let field = |name| form.field(name).unwrap_or_default();
        let sort = Sort::ALL.into_iter().find(|it| it.word() == field("sort"));
        let folded = field("fold").split(',').filter(|name| !name.is_empty());
        Self {
            query: field("q").to_owned(),
            sort: sort.unwrap_or_default(),
            folded: folded.map(str::to_owned).collect(),
            pick: field("pick") == "shown",
        }
    }

    pub(super) fn is_folded(&self, group: &str) -> bool {
        self.folded.iter().any(|folded| folded == group)
    }

    /// Returns the query that leads to this listing, with its question mark.
    pub(super) fn address(&self) -> String {
        let sort = match self.sort {
            Sort::Groups => "",
            sort => sort.word(),
        };
        let folded = self.folded.join(",");
        let fields = [
            ("q", self.query.as_str()),
            ("sort", sort),
            ("fold", &folded),
        ];
        let set: Vec<_> = (fields.into_iter())
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", Quoted(value)))
            .collect();
        match set.is_empty() {
            true => String::new(),
            false => format!("?{}", set.join("&")),
        }
    }

    /// Returns the address of this listing with a group folded, or not any more.
    pub(super) fn address_with_fold(&self, group: &str) -> String {
        let mut other = self.clone();
        if self.is_folded(group) {
            other.folded.retain(|folded| folded != group);
        } else {
            other.folded.push(group.to_owned());
        }
        other.address()
    }

    /// Returns the address of this listing with all rows chosen.
    pub(super) fn address_with_pick(&self) -> String {
        let address = self.address();
        let mark = if address.is_empty() { '?' } else { '&' };
        format!("{address}{mark}pick=shown")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(query: &str) -> Listing {
        Listing::of(&Form::of_query(query))
    }

    #[test]
    fn the_address_keeps_filter_order_and_folds() {
        let listing = listing("q=state%3Afatal+a%26b&sort=cpu&fold=web,jobs&x=1");

        assert_eq!(listing.query, "state:fatal a&b");
        assert_eq!(
            listing.address(),
            "?q=state%3Afatal%20a%26b&sort=cpu&fold=web%2Cjobs"
        );
        assert_eq!(
            Listing::of(&Form::of_query(&listing.address()[1..])),
            listing
        );
    }

    #[test]
    fn a_fold_is_undone_by_the_same_link() {
        let folded = listing("fold=a,b");

        assert_eq!(folded.address_with_fold("a"), "?fold=b");
        assert_eq!(listing("fold=b").address_with_fold("b"), "");
        assert_eq!(listing("").address_with_pick(), "?pick=shown");
    }
}
