/** A TCP proxy between the feed and the venue of the same process, on which the line can fail. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export class VenueProxy {
  readonly #target = Promise.withResolvers<number>();
  readonly #open = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #mode: "PASS" | "CUT" | "SILENT" = "PASS";

  /** Listens; the venue behind it may come later. */
  static async start(): Promise<VenueProxy> {
    const proxy = new VenueProxy();
    await proxy.listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** From here on connections reach the venue at `url`. */
  reach(url: string): undefined {
    this.#target.resolve(Number(new URL(url).port));
  }

  /** Passes on all of the next chunk but its end, which lies within a frame, and hangs up. */
  cut(): undefined {
    this.#mode = "CUT";
  }

  /** Connections stay open, and new ones are taken, but nothing of the venue's is passed on. */
  silence(): undefined {
    this.#mode = "SILENT";
  }

  /** Ends the silent connections; what connects from here on is passed on again. */
  heal(): undefined {
    this.#mode = "PASS";
    for (const socket of this.#open) socket.destroy();
  }

  /** Listens, at the same port as before. */
  async listen(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    this.#server = server;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Ends all connections; new ones are refused. */
  async stop(): Promise<void> {
    const closed = once(this.#server ?? createServer(), "close");
    this.#server?.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #join(client: Socket): undefined {
    this.#keep(client);
    // What the client says before the venue is known waits for it, in order.
    const joined = this.#target.promise.then((port) => {
      const venue = connect(port, "127.0.0.1");
      this.#keep(venue);
      client.on("close", () => venue.destroy());
      venue.on("close", () => client.destroy());
      venue.on("data", (bytes) => this.#pass(new Uint8Array(Buffer.from(bytes)), client));
      return venue;
    });
    client.on("data", (bytes) => void joined.then((venue) => venue.write(bytes)));
  }

  #pass(bytes: Uint8Array, client: Socket): undefined {
    if (this.#mode === "SILENT") return;
    if (this.#mode === "PASS") {
      client.write(bytes);
      return;
    }
    this.#mode = "PASS";
    client.end(bytes.subarray(0, bytes.length - Math.ceil(bytes.length / 4)));
  }

  #keep(socket: Socket): undefined {
    this.#open.add(socket);
    // An end by either side is what the test is about.
    socket.on("error", () => {});
    socket.on("close", () => this.#open.delete(socket));
  }
}
