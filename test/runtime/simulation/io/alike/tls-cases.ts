/** Who refuses whom over TLS, each told once for both worlds. */
import type { ListenTls, WebRequest } from "../../../../../src/runtime/io/io.ts";
import type { Case } from "./socket-cases.ts";
import type { World } from "./world.ts";

type Meeting = {
  /** What the listener is given; null: it speaks no TLS. */
  readonly versionMax: ListenTls["versionMax"] | null;
  /** Whether the client is given its certificate as authority. */
  readonly isKnown: boolean;
};

const MEETINGS: Readonly<Record<string, Meeting>> = {
  "of 1.3 whose certificate is given as authority is taken": { versionMax: "1.3", isKnown: true },
  "of 1.2 is refused, whatever its certificate": { versionMax: "1.2", isKnown: true },
  "whose certificate nobody knows is refused": { versionMax: "1.3", isKnown: false },
  "that speaks no TLS is refused": { versionMax: null, isKnown: true },
};

function meet(world: World, { versionMax, isKnown }: Meeting) {
  const pair = world.server.io.selfSigned();
  const tls = versionMax === null ? {} : { tls: { ...pair, versionMax } };
  const request = (one: WebRequest) =>
    one.headers.has("upgrade") ? one.upgrade(null) : one.respond({ status: 200, body: "ok" });
  const { url } = world.listen({ request, open: (one) => void one.send("hello") }, tls);
  const options = isKnown ? { certificateAuthority: pair.cert } : {};
  return { url: url.replace("http:", "https:"), options };
}

export const TLS_CASES: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    Object.entries(MEETINGS).flatMap(([name, meeting]) => [
      [
        `an HTTP server ${name}`,
        async (world: World) => {
          const { url, options } = meet(world, meeting);
          world.ask(new Request(url), options);
          await world.heard("client", "http");
        },
      ],
      [
        `a WebSocket server ${name}`,
        async (world: World) => {
          const { url, options } = meet(world, meeting);
          world.connect({ url }, { message: (_frame, socket) => socket.close() }, options);
          await world.heard("client", "close");
        },
      ],
    ]),
  ),

  async "a client without TLS gets nothing from a server with it"(world) {
    const tls = world.server.io.selfSigned();
    const { url } = world.listen({}, { tls });
    world.ask(new Request(url.replace("https:", "http:")));
    await world.heard("client", "http");
  },
};
