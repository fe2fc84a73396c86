"""Makes the golden files from the Python Supervisor 4.3.0: what it reads out of INI texts, and what
its value grammars make of values.

    python generate.py            renews ini.json and values.json beside this file
    python generate.py DIR N      writes both into DIR, with N random cases more for each

The tests read the files of another directory if SUPERVISOR_GOLDEN names one.
"""

import configparser
import json
import os
import random
import sys
import tempfile

from supervisor import datatypes, loggers, options

INI_CASES = [
    "[a]\nb=1\n",
    "[a]\nb = 1 ; c\n",
    "[a]\nb=x;y\nc=x#y\n",
    "[a]\nb=http://h/p#f\n",
    "[a]\nb=sh -c 'a ; b'\n",
    "[a]\nb=x#y #z ;c\n",
    "[a]\nb=x;y ;z #c\n",
    "[a]\nb=x#y #z\n",
    "[a]\nb=a;b ;c #d\n",
    "[a]\nb=;x\n",
    "[a]\nb= ;x\n",
    "[a]\n;b=1\n#c=1\n  ;d\n  #e\n",
    "[a]\nREM b=1\n",
    "[a]\nB=1\nb=2\n\u00dcBER=3\n",
    "[a]\nb=1\n[c]\nd=1\n[a]\ne=2\nb=3\n",
    "[ a ]\nb=1\n",
    "[a]] x\nb=1\n",
    "[a] junk\nb=1\n",
    "[]\n",
    "[]]\nb=1\n",
    "[a\nb=1\n",
    "[a]\nb=1\n  c\n  d\n",
    "[a]\nb=1\n  c=2\n",
    "[a]\nb=1\n  [c]\n",
    "[a]\n  b=1\n  c=2\n    d\n e=3\n",
    "[a]\n   b=1\n",
    "[a]\nb=1\n\n  c\n\n\n",
    "[a]\nb=1\n; comment\n  c\n",
    "[a]\nb=1\n\n; comment\n\n  c ; d\n",
    "[a]\nb=\n",
    "[a]\nb:\n",
    "[a]\nb\n",
    "[a]\nb\nc\n=x\n",
    "[a]\n: x\n",
    "[a]\n=\n  y\n",
    "[a]\nb=1\nnothing\n  more\n",
    "[a]\nb : c = d\n",
    "[a]\nb=c:d\n",
    "[a]\nkey with blanks = 1\n",
    "[a]\nb='1'\nc=\"2\"\n",
    "[a]\nb=%(x)s\n",
    "b=1\n[a]\n",
    "  b=1\n",
    "; only a comment\n",
    "",
    "[DEFAULT]\nx=1\n[a]\ny=2\n[b]\nx=3\n",
    "[default]\nx=1\n",
    "[a]\r\nb=1\r\n  c\r\n",
    "[a]\rb=1\rc=2",
    "[a]\nb=1\n\u00a0c\n",
    "[a]\nb=1\u00a0;c\n",
    "[a]\nb=1\x1c;c\n",
    "[a]\n\tb=1\n\t\tc\n",
    "[a]\nb=1\x0b2\n",
    "[a]\nb=1\u2028c=2\n",
    "[a]\nb=\\\nc=1\n",
    "\n\n[a]\nb=1",
    "[a]\nb=1\n[c]\n  d=2\n",
    "[a]\n[b]\n[a]\n",
    "[a]\nb == 1\n",
    "[a]\nb\u0130=1\n",
]

VALUES = {
    "integer": ["1", " -5 ", "+3", "1_000", "1__0", "_1", "", "0.5", "\u0663", "0x1", "1e3", "- 1",
                "\u00b2", "it's", "9" * 25, "007"],
    "boolean": ["yes", "TRUE", "oN", "1", "no", "False", "off", "0", "", "y", " yes", "2"],
    "autorestart": ["true", "FALSE", "unexpected", "Unexpected", "Maybe", "", "on"],
    "bytes": ["0", "50MB", "1 kb", "2Gb", "1G", "10B", "1.5MB", "-1", "-1MB", "MB", "", "1mbx",
              "1 MB ", "1_0KB"],
    "octal": ["022", "0o700", "0O_7", "8", "", "rwx", "7 ", "0x7", "-7", "0o", "1_1"],
    "exitcodes": ["0", "0, 2", "", "0,", "256", "-1", "x", " ", "1_0", "255"],
    "level": ["info", "WARN", "critical", "blather", "warning", "", "20", "Trace"],
    "signal": ["TERM", "sigterm", " int ", "9", "0", "31", "32", "33", "34", "64", "65", "RTMIN",
               "RTMIN+1", "CLD", "POLL", "SIG_IGN", "SIG_DFL", "SIG_SETMASK", "", "-1", "NOPE",
               "STKFLT", "IOT", "SIG"],
    "name": ["a", " a ", "a b", "a:b", "a/b", "", "w\u00e9b]", "a: b", "\ta\n"],
    "port": ["9001", ":1", "*:65535", "Host:1", "h:", "h:x", "h:0", "h:65536", "0", "x", "", ":",
             "[::1]:9001", "a:b:1", " 1 ", "h: 1", "-1"],
    "environment": ["", "A=1", "A=1,B=2", "A=1;B=2", 'A="1" B="2"', "A=1 B=2", "A=", 'A=""',
                    "A=a b", "A=a@b", "A=a=b", "A=a?b", "A=a\\b", "A={a}", "A=$HOME", "A=*",
                    "A=~/x", "A=a!", "A=a#b", "A=it's", 'A="x""y"', 'A="a\\"b"', "A=a\u00e9",
                    "A=http://x:1/", "\"A\"=1", "A=\"'a'\"", "A='x\ny,#z'", "A=a#x\nB", "A=1,",
                    "A=1,,B=2", "A", "=", "A=1#c\n,B=2", "# c\nA=1", "A='", "A='x", "A=1,A=2"],
    "expand": ["", "x", "%%", "%", "%(", "%(s", "%(s)", "%(s)s", "%(n)d", "%(n)05d", "%(n)-5d|",
               "%(n)+d", "%(n) d", "%(n).3d", "%(n)8.3d", "%(n)08.3d", "%(n)-08d", "%(n)x",
               "%(n)#x", "%(n)#010x", "%(n)X", "%(n)o", "%(n)#o", "%(n)e", "%(n).2f", "%(n)g",
               "%(n)#g", "%(n)G", "%(n)E", "%(n)F", "%(n)c", "%(n)r", "%(n)a", "%(n)s", "%(n)5s",
               "%(n)i", "%(n)u", "%(n)ld", "%(n)hd", "%(n)Ld", "%(n)lld", "%(s)5s", "%(s)-5s|",
               "%(s)05s", "%(s).2s", "%(s)r", "%(s)a", "%(s)c", "%(s)d", "%(s)x", "%(s)f",
               "%(s)*d", "%(n)*d", "%*d", "%d", "%x", "%f", "%c", "%y", "%(n)y", "%5%", "%(n)%",
               "%()s", "%(a(b)c)s", "%(nope)s", "%(nope)y", "100%", "50% off", "%(s)s%(n)d%%",
               "\u00e9%\u00e9", "%(n)s %s", "%(n)s %y", "%(neg)05d", "%(neg)x", "%(neg)#o",
               "%(neg).4d", "%(neg)e", "%(neg)c", "%(one)c", "%(one)5c|", "%(big)g", "%(big)e",
               "%(big).3g", "%(big)d", "%(n)99999999999999999999d", "%(zero)g", "%(zero)e",
               "%(zero).0f", "%(zero)#.0f", "%(n).d", "%(s).s", "%(n)0-5d|", "%(big)+.1e",
               "%(n)+08.2f", "%(s)s'\"", "%(n)% d", "%(s)+s"],
    "url": ["http://localhost:9001", "unix:///tmp/x", "foo", "http://", "a:b", "://x", "", "http:",
            "1a:b", "a+b-c.d://x", "http:?q", "http://?q", "h\u00e9:x", "http:#f"],
}

NAMES = {"s": "ab\u00e9'", "n": 7, "neg": -7, "one": "\u00e9", "big": 123456789, "zero": 0}

SOUP = ["[", "]", "[a]", "[b]", "[DEFAULT]", "a", "b", "K", "=", ":", ";", "#", " ", "  ", "\t",
        "\n", "\n", "\n", "\r\n", "\r", "x", "'", '"', "\\", "%(here)s", "\u00a0", "\u00e9", ","]
PIECES = {
    "environment": ["A", "B", "=", "=", ",", ";", " ", "\n", "'", '"', "#", "x", "\\", "\u00e9",
                    "$", "-", "1", "\r"],
    "expand": ["%", "(", ")", "s", "n", "d", "0", "5", ".", "-", "+", "#", " ", "x", "e", "g",
               "f", "c", "r", "%(n)", "%(s)", "%(n)", "%%", "*"],
    "integer": ["1", "0", "_", "-", "+", " ", "\u0663", "x", "."],
    "bytes": ["1", "0", "k", "M", "b", "G", " ", "-"],
    "octal": ["1", "7", "8", "0", "o", "_", "-", " "],
    "exitcodes": ["1", "25", "6", ",", " ", "-", "x"],
    "name": ["a", " ", ":", "/", "\t", "\u00e9"],
    "port": ["1", "65", "535", ":", "*", "H", " ", "."],
}


def read_ini(text):
    with tempfile.TemporaryDirectory() as directory:
        here = os.getcwd()
        os.chdir(directory)
        try:
            with open("x.conf", "w", encoding="utf-8", newline="") as file:
                file.write(text)
            parser = options.UnhosedConfigParser()
            try:
                with open("x.conf", encoding="utf-8") as file:
                    parser.read_file(file)
            except configparser.Error as error:
                return {"text": text, "error": str(error)}
        finally:
            os.chdir(here)
    sections = [
        [name, [[key, value] for key, value in parser._sections[name].items()]]
        for name in parser.sections()
    ]
    return {"text": text, "sections": sections, "defaults": list(parser.defaults().items())}


def autorestart(value):
    return {
        False: "never",
        datatypes.RestartWhenExitUnexpected: "unexpected",
        datatypes.RestartUnconditionally: "always",
    }[datatypes.auto_restart(value)]


def level(value):
    number = datatypes.logging_level(value)
    names = loggers.LevelsByDescription
    return [name for name in dir(names) if getattr(names, name) == number][0]


GRAMMARS = {
    "integer": lambda value: min(datatypes.integer(value), 2 ** 63 - 1),
    "boolean": datatypes.boolean,
    "autorestart": autorestart,
    "bytes": datatypes.byte_size,
    "octal": datatypes.octal_type,
    "exitcodes": datatypes.list_of_exitcodes,
    "level": level,
    "signal": lambda value: int(datatypes.signal_number(value)),
    "name": datatypes.process_or_group_name,
    "port": lambda value: list(datatypes.inet_address(value)),
    "environment": datatypes.dict_of_key_value_pairs,
    "expand": lambda value: options.expand(value, NAMES, "key"),
    "url": datatypes.url,
}


def read_value(grammar, value):
    case = {"grammar": grammar, "value": value}
    try:
        case["result"] = GRAMMARS[grammar](value)
    except ValueError as error:
        case["error"] = str(error)
    return case


def random_text(pieces, longest):
    return "".join(random.choice(pieces) for _ in range(random.randint(0, longest)))


def random_ini():
    lines = []
    for _ in range(random.randint(1, 8)):
        indent = " " * random.choice([0, 0, 0, 1, 2, 4])
        body = random.choice(
            ["[%s]" % random.choice("ab"), "k=v", "k2 : v ; c", "v", "", "; c", "# c", "x#y #z ;c",
             "a;b", "K=", "=v", "[x", "k=[v]", "\u00a0k=1", "q='a ; b'"]
        )
        lines.append(indent + body)
    return "[a]\n" * random.choice([0, 1, 1]) + "\n".join(lines)


def write(directory, name, cases):
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def main():
    random.seed(20)
    directory = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    more = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    texts = list(INI_CASES)
    for _ in range(more):
        texts.append(random_ini())
        texts.append(random_text(SOUP, 25))
    write(directory, "ini.json", [read_ini(text) for text in texts])
    values = [(grammar, value) for grammar, cases in VALUES.items() for value in cases]
    for _ in range(more):
        grammar = random.choice(list(PIECES))
        values.append((grammar, random_text(PIECES[grammar], 9)))
    write(directory, "values.json", [read_value(*case) for case in values])


if __name__ == "__main__":
    main()
