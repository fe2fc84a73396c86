//! Numbers and texts under flags, width and precision.

/// The flags, width and precision of one conversion.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    pub(crate) width: usize,
    pub(crate) precision: Option<usize>,
}

impl Style {
    pub(crate) fn set(&mut self, flag: char) {
        match flag {
            '-' => self.left = true,
            '+' => self.plus = true,
            ' ' => self.space = true,
            '#' => self.alternate = true,
            _ => self.zero = true,
        }
    }

    /// Renders a text: the precision is its greatest length.
    pub(crate) fn text(&self, text: &str) -> String {
        match self.precision {
            Some(length) => self.padded(&text.chars().take(length).collect::<String>()),
            None => self.padded(text),
        }
    }

    pub(crate) fn padded(&self, text: &str) -> String {
        let width = self.width;
        if self.left {
            format!("{text:<width$}")
        } else {
            format!("{text:>width$}")
        }
    }

    /// Puts sign, prefix and digits together; zeros fill between prefix and digits.
    fn number(&self, negative: bool, prefix: &str, digits: &str) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, _, _) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        };
        if !self.zero || self.left {
            return self.padded(&format!("{sign}{prefix}{digits}"));
        }
        let room = self.width.saturating_sub(sign.len() + prefix.len());
        format!("{sign}{prefix}{digits:0>room$}")
    }
}

/// Renders an integer with one of the conversions `d i u o x X e E f F g G`.
pub(crate) fn render(conversion: char, number: i64, style: &Style) -> String {
    let size = number.unsigned_abs();
    let negative = number < 0;
    let least = style.precision.unwrap_or_default();
    let (prefix, digits) = match conversion {
        'o' => ("0o", format!("{size:0>least$o}")),
        'x' => ("0x", format!("{size:0>least$x}")),
        'X' => ("0X", format!("{size:0>least$X}")),
        'e' | 'f' | 'g' => ("", real(conversion, number, style)),
        'E' | 'F' | 'G' => {
            let lower = conversion.to_ascii_lowercase();
            ("", real(lower, number, style).to_uppercase())
        }
        _ => ("", format!("{size:0>least$}")),
    };
    let prefix = if style.alternate { prefix } else { "" };
    style.number(negative, prefix, &digits)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Python converts the integer to a float as well"
)]
fn real(conversion: char, number: i64, style: &Style) -> String {
    let value = number.unsigned_abs() as f64;
    let precision = style.precision.unwrap_or(6);
    match conversion {
        'e' => scientific(value, precision),
        'f' => fixed(value, precision, style.alternate),
        _ => general(value, precision.max(1), style.alternate),
    }
}

fn fixed(value: f64, precision: usize, point: bool) -> String {
    let dot = if point && precision == 0 { "." } else { "" };
    format!("{value:.precision$}{dot}")
}

/// C writes at least two digits of exponent, with a sign.
fn scientific(value: f64, precision: usize) -> String {
    let short = format!("{value:.precision$e}");
    let (mantissa, exponent) = short.split_once('e').unwrap_or((&short, "0"));
    format!("{mantissa}e+{exponent:0>2}")
}

fn general(value: f64, precision: usize, keep_zeros: bool) -> String {
    let rounded = scientific(value, precision - 1);
    let (mantissa, exponent) = rounded.split_once("e+").unwrap_or((&rounded, "0"));
    let digits_before_point = exponent.parse::<usize>().unwrap_or_default() + 1;
    if digits_before_point <= precision {
        let plain = fixed(value, precision - digits_before_point, keep_zeros);
        return if keep_zeros {
            plain
        } else {
            without_zeros(&plain).to_owned()
        };
    }
    let mantissa = if keep_zeros {
        mantissa
    } else {
        without_zeros(mantissa)
    };
    format!("{mantissa}e+{exponent}")
}

fn without_zeros(text: &str) -> &str {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.')
}
