// Takes the pictures in the README, of a daemon that has some trouble.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Browser, live } from "./browser.js";
import { Daemon } from "./daemon.js";
import { until } from "./wait.js";

const directory = process.argv[2];
/** Works for a part of each second, and a different one each time. */
const busy = (share) => `/bin/sh -c "while :; do timeout 0.$(($(date +%%s) %% 40 * ${share} + 10)) sh -c 'while :; do :; done'; sleep 1; done"`;

const PROGRAMS = `
[program:nginx]
command = sleep 100000
[program:postgres]
command = ${busy(2)}
[program:redis]
command = sleep 100000
[program:api]
command = /bin/sh -c "i=0; while :; do i=$((i+1)); printf '\\033[2m%%s\\033[0m \\033[32mINFO\\033[0m  GET /orders/%%d 200 in %%d ms\\n' $(date +%%H:%%M:%%S) $((i*37 %% 9000)) $((i %% 41 + 3)); [ $((i %% 9)) = 0 ] && printf '\\033[33mWARN\\033[0m  slow query: orders_by_customer took 412 ms\\n'; [ $((i %% 23)) = 0 ] && printf '\\033[1;31mERROR\\033[0m payment gateway timed out, retrying\\n'; sleep 0.4; done"
process_name = %(program_name)s-%(process_num)d
numprocs = 3
[program:mailer]
command = /bin/sh -c "echo 'mailer: no license file' >&2; exit 3"
startretries = 0
[program:webhooks]
command = /bin/sh -c "exit 1"
startretries = 50
[program:billing]
command = sleep 100000
stopsignal = INT
[program:migrate]
command = /bin/sh -c "exit 0"
startsecs = 0
autorestart = unexpected
[program:importer]
command = sleep 100000
autostart = false
[program:resize]
command = ${busy(1)}
process_name = %(program_name)s-%(process_num)d
numprocs = 4
[group:images]
programs = resize
`;

mkdirSync(directory, { recursive: true });
const daemon = await Daemon.start(PROGRAMS);
const browser = await Browser.start();
await daemon.state("mailer", "FATAL");
for (const id of ["images:resize-0", "api:api-1"]) {
  const pid = await daemon.kill(id);
  await until("it is back", async () => {
    const now = await daemon.processOf(id);
    return now.state === "RUNNING" && now.pid !== pid;
  });
}

// A few minutes of samples, so that the lines are lines.
const watched = async () => (await (await daemon.ask("/api/v1/processes/postgres/usage")).json()).points.length > 40;
await daemon.ask("/api/v1/processes?usage=true");
await until("there is something to draw", watched, 600e3);

const shots = [
  ["list-light", "/", { colorScheme: "light" }],
  ["list-dark", "/", { colorScheme: "dark" }],
  ["list-phone", "/", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
  ["program-light", "/p/api:api-1", { colorScheme: "light", viewport: { width: 1360, height: 900 } }],
  ["program-dark", "/p/api:api-1", { colorScheme: "dark", viewport: { width: 1360, height: 900 } }],
  ["program-phone", "/p/api:api-1", { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
];
for (const [name, path, options] of shots) {
  const page = await browser.open(daemon.url(path), options);
  await live(page);
  await until("there are figures", async () => /%/.test(await page.locator("main").textContent()));
  await page.screenshot({ path: join(directory, `${name}.png`) });
  await page.context().close();
}
await browser.close();
await daemon.stop();
