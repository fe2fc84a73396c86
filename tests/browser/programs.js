// What the daemons of these tests run.

/** A program that does nothing until it is stopped. */
export const idle = (name, more = "") => `
[program:${name}]
command = sleep 100000
startsecs = 0
${more}`;

/** A program that writes what is put into a file, from its beginning. */
export const talker = (name, more = "") => `
[program:${name}]
command = tail -n +1 -s 0.05 -F {dir}/${name}.in
startsecs = 0
${more}`;

/** A program that cannot stay up, and one that waits to be tried again. */
export const troubled = `
[program:broken]
command = /bin/sh -c "echo 'no license' >&2; exit 3"
startsecs = 1
startretries = 0

[program:flaky]
command = /bin/sh -c "exit 1"
startsecs = 1
startretries = 100
`;
