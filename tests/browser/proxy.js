// A way to the daemon that can be cut.

import { connect, createServer } from "node:net";

import { freePort } from "./daemon.js";

export class Proxy {
  #sockets = new Set();
  #server = null;

  static async to(target) {
    const proxy = new Proxy();
    proxy.target = target;
    proxy.port = await freePort();
    await proxy.heal();
    return proxy;
  }

  url(path = "/") {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Ends all connections and takes no more. */
  cut() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  heal() {
    this.#server = createServer((near) => {
      const far = connect(this.target, "127.0.0.1");
      for (const [one, other] of [[near, far], [far, near]]) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    return new Promise((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
  }
}
