// A daemon in a directory of its own, on a free port, and what a test asks of it.

import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "./wait.js";

export class Daemon {
  static async start(programs, { server = "username = user\npassword = pass" } = {}) {
    const daemon = new Daemon();
    daemon.directory = mkdtempSync(join(tmpdir(), "page-"));
    daemon.port = await freePort();
    daemon.configuration = join(daemon.directory, "supervisord.conf");
    writeFileSync(daemon.configuration, `
[supervisord]
nodaemon = true
logfile = ${daemon.directory}/supervisord.log
pidfile = ${daemon.directory}/supervisord.pid
childlogdir = ${daemon.directory}
identifier = shop

[inet_http_server]
port = 127.0.0.1:${daemon.port}
${server}

[unix_http_server]
file = ${daemon.directory}/supervisor.sock

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
${programs.replaceAll("{dir}", daemon.directory)}
`);
    daemon.run();
    await until("the daemon answers", () => daemon.ask("/ok.html").then((answer) => answer.status === 200, () => false));
    return daemon;
  }

  run() {
    const options = { stdio: "ignore", cwd: this.directory };
    this.process = spawn(process.env.SUPERVISORD, ["-n", "-c", this.configuration], options);
    this.ended = new Promise((resolve) => this.process.on("exit", resolve));
  }

  url(path = "/") {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  ask(path, options = {}) {
    const headers = { Authorization: `Basic ${btoa("user:pass")}`, ...options.headers };
    return fetch(this.url(path), { redirect: "manual", ...options, headers });
  }

  async processOf(id) {
    return (await this.ask(`/api/v1/processes/${encodeURIComponent(id)}`)).json();
  }

  /** Waits until a process is in a state, and returns it. */
  state(id, state) {
    return until(`${id} is ${state}`, async () => {
      const process = await this.processOf(id);
      return process.state === state && process;
    });
  }

  async kill(id) {
    const { pid } = await this.state(id, "RUNNING");
    process.kill(pid, "SIGKILL");
    return pid;
  }

  write(name, text) {
    appendFileSync(join(this.directory, name), text);
  }


  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

