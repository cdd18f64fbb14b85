/**
 * A client that never rests: requests on kept connections, one behind the other, by plain TCP, since
 * `fetch` would send a lost one again and hide it.
 */

/** How a request ended. */
export type Tally = {
  answered: number;
  /** The connection ended before the answer, though it had been made. */
  reset: number;
  /** Nobody listened any more. */
  refused: number;
  readonly statuses: Map<number, number>;
};

const HEAD_END = "\r\n\r\n";

export class Hammer {
  readonly tally: Tally = { answered: 0, reset: 0, refused: 0, statuses: new Map() };
  readonly #port: number;
  readonly #loops: readonly Promise<void>[];
  #isOver = false;

  /** Begins at once, on `connections` connections, each asking the paths in turn. */
  constructor(url: string, paths: readonly string[], connections: number) {
    this.#port = Number(new URL(url).port);
    this.#loops = Array.from({ length: connections }, () => this.#loop(paths));
  }

  /** Stops asking. */
  async end(): Promise<Tally> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    return this.tally;
  }

  async #loop(paths: readonly string[]): Promise<void> {
    while (!this.#isOver) {
      const outcome = await this.#converse(paths).catch(() => "REFUSED" as const);
      if (outcome === "RESET") this.tally.reset += 1;
      if (outcome !== "REFUSED") continue;
      this.tally.refused += 1;
      return;
    }
  }

  /** One connection, until the server says that it closes it. */
  #converse(paths: readonly string[]): Promise<"CLOSED" | "RESET"> {
    const { promise, resolve, reject } = Promise.withResolvers<"CLOSED" | "RESET">();
    let asked = 0;
    let isWaiting = false;
    let text = "";
    const ask = (socket: Bun.Socket) => {
      const path = paths[asked % paths.length] ?? "/";
      asked += 1;
      isWaiting = true;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n\r\n`);
    };
    Bun.connect({
      hostname: "127.0.0.1",
      port: this.#port,
      socket: {
        open: ask,
        data: (socket, bytes) => {
          text += bytes.toString("latin1");
          const [, head = "", length = ""] =
            /^([\s\S]*?content-length: (\d+)[\s\S]*?)\r\n\r\n/i.exec(text) ?? [];
          if (head === "" || text.length < head.length + HEAD_END.length + Number(length)) return;
          isWaiting = false;
          this.#count(head);
          text = "";
          if (/^connection: close\r?$/im.test(head) || this.#isOver) socket.end();
          else ask(socket);
        },
        close: () => resolve(isWaiting ? "RESET" : "CLOSED"),
        connectError: (_socket, error) => reject(error),
        error: () => resolve(isWaiting ? "RESET" : "CLOSED"),
      },
    }).catch(reject);
    return promise;
  }

  #count(head: string): undefined {
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
    this.tally.answered += 1;
    this.tally.statuses.set(status, (this.tally.statuses.get(status) ?? 0) + 1);
  }
}
