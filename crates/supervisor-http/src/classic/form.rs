//! The fields that a query or a posted form carries (H-72).

use std::borrow::Cow;

use crate::percent::decode;

/// Names and values in the order in which they count: the first of a name is its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the query of a link.
    pub(crate) fn of_query(query: &str) -> Self {
        Self(pairs(query).collect())
    }

    /// Reads a query and a posted form, which comes before it.
    pub(crate) fn of_post(query: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let mut fields: Vec<_> = pairs(&body).collect();
        // compat: of fields of one name, the last counts in a form and the first in a query.
        fields.reverse();
        fields.extend(pairs(query));
        Self(fields)
    }

    /// Returns the value of a field; a field without a value is none.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.as_str())
    }

    /// Returns all values of a field.
    pub(crate) fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().filter(move |(known, _)| known == name);
        fields.map(|(_, value)| value.as_str())
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter_map(|field| {
        let (name, value) = field.split_once('=')?;
        // compat: a field without a value is as good as absent.
        (!value.is_empty()).then(|| (decoded(name), decoded(value)))
    })
}

fn decoded(text: &str) -> String {
    let text = match text.contains('+') {
        true => Cow::Owned(text.replace('+', " ")),
        false => Cow::Borrowed(text),
    };
    String::from_utf8_lossy(&decode(&text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_72_fields_are_decoded() {
        let form = Form::of_query("message=a%3Cb%3E+c%2Bd&processname=g%3Aw&x=%E9");

        assert_eq!(form.field("message"), Some("a<b> c+d"));
        assert_eq!(form.field("processname"), Some("g:w"));
        assert_eq!(form.field("x"), Some("\u{fffd}"));
    }

    #[test]
    fn h_72_of_two_values_the_first_counts_in_a_query_and_the_last_in_a_form() {
        assert_eq!(Form::of_query("a=1&a=2").field("a"), Some("1"));

        let form = Form::of_post("a=1&b=3", b"a=4&a=5");
        assert_eq!((form.field("a"), form.field("b")), (Some("5"), Some("3")));
    }

    #[test]
    fn h_81_a_field_without_a_value_is_absent() {
        let form = Form::of_query("processname=&action&=x&&limit=1=2");

        assert_eq!(form.field("processname"), None);
        assert_eq!(form.field("action"), None);
        assert_eq!(form.field("limit"), Some("1=2"));
    }
}
