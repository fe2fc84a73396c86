//! The Gregorian calendar, for a crate that may not ask the system.

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: usize,
    /// From 1.
    pub(crate) day: i64,
}

impl Date {
    /// Returns the date of a day, counted from the Unix epoch.
    pub(crate) fn of(days_since_epoch: i64) -> Self {
        let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        // 400 years are a whole number of days, so every era looks like the one of 1970 to 2369.
        let era = days_since_epoch.div_euclid(146_097);
        let mut day = days_since_epoch.rem_euclid(146_097);
        let mut year = 1970;
        while day >= 365 + i64::from(is_leap(year)) {
            day -= 365 + i64::from(is_leap(year));
            year += 1;
        }
        let february = 28 + i64::from(is_leap(year));
        let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut month = 1;
        for length in lengths {
            if day < length {
                break;
            }
            day -= length;
            month += 1;
        }
        Self {
            year: year + era * 400,
            month,
            day: day + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(days: i64) -> (i64, usize, i64) {
        let Date { year, month, day } = Date::of(days);
        (year, month, day)
    }

    #[test]
    fn days_have_their_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(-1), (1969, 12, 31));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(20_782), (2026, 11, 25));
        assert_eq!(date(146_097), (2370, 1, 1));
    }
}
