/** `fetch` against servers on loopback: what it sends again, follows and verifies by itself. */
import { describe, expect } from "bun:test";
import { atEnd } from "../kit/at-end.ts";
import { CERTIFICATE } from "../runtime/io/kit/certificate.ts";
import { answerWith, rawServer, tlsServer } from "../runtime/io/kit/raw-server.ts";
import { canary, type Ours } from "./kit/canary.ts";
import { runBun } from "./kit/child.ts";

const AGAIN: Ours = {
  "src/runtime/io/http.ts": "lends a pooled connection only to what may be sent twice, and to POST",
};
const FLOOR: Ours = {
  "src/runtime/io/tls-floor.ts": "gives version as a number, secureOptions and rejectUnauthorized",
};
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const TLS_1_3 = 0x0304;
const ATTEMPTS = 10;

type Options = NonNullable<Parameters<typeof fetch>[1]>;

/** What a server saw of a request when it broke the connection of each one that came. */
type Seen = {
  readonly times: number;
  /** Whether the first of them came on a connection that had answered before. */
  readonly pooled: boolean;
};

async function sendOnce(options: Options): Promise<Seen> {
  let times = 0;
  let pooled = false;
  const port = await rawServer((connection) => {
    let answered = false;
    connection.on("data", (bytes) => {
      if (bytes.toString().startsWith("GET /warm-up ")) {
        answered = true;
        connection.write(OK);
        return;
      }
      times += 1;
      if (times === 1) pooled = answered;
      connection.destroy();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  await (await fetch(`${url}/warm-up`)).text();
  const failure: unknown = await fetch(`${url}/order`, options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "ECONNRESET" });
  return { times, pooled };
}

/** How often a request is sent that breaks the pooled connection on which it came. */
async function timesOnPooled(options: Options): Promise<number> {
  // The first answer may be read before its connection is back in the pool.
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { times, pooled } = await sendOnce(options);
    if (pooled) return times;
  }
  return expect.unreachable(`no pooled connection was taken, ${ATTEMPTS} times of ${ATTEMPTS}`);
}

describe("on a pooled connection that breaks, fetch", () => {
  canary("fetch-put", "fetch sends a PUT a second time by itself", AGAIN, async () => {
    expect(await timesOnPooled({ method: "PUT", body: "order" })).toBe(2);
  });

  canary("fetch-delete", "fetch sends a DELETE a second time by itself", AGAIN, async () => {
    expect(await timesOnPooled({ method: "DELETE" })).toBe(2);
  });

  canary(
    "fetch-get",
    "fetch sends GET, HEAD and OPTIONS a second time by itself",
    AGAIN,
    async () => {
      for (const method of ["GET", "HEAD", "OPTIONS"])
        expect(await timesOnPooled({ method })).toBe(2);
    },
  );

  canary("fetch-post", "fetch sends a POST once", AGAIN, async () => {
    expect(await timesOnPooled({ method: "POST", body: "order" })).toBe(1);
  });

  canary("fetch-patch", "fetch sends a PATCH once", AGAIN, async () => {
    expect(await timesOnPooled({ method: "PATCH", body: "order" })).toBe(1);
  });

  canary(
    "fetch-keepalive",
    "`keepalive: false` gives a request a connection of its own, so that it is sent once",
    AGAIN,
    async () => {
      for (const method of ["PUT", "DELETE"]) {
        expect(await sendOnce({ method, keepalive: false })).toEqual({ times: 1, pooled: false });
      }
    },
  );

  canary(
    "fetch-connection-close",
    "a `connection: close` header does not prevent the second PUT",
    AGAIN,
    async () => {
      expect(await timesOnPooled({ method: "PUT", headers: { connection: "close" } })).toBe(2);
    },
  );
});

describe("fetch", () => {
  canary(
    "fetch-redirect",
    "fetch follows a redirect unless told not to",
    { "src/runtime/io/http.ts": "asks for redirects as they are" },
    async () => {
      const server = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        routes: { "/from": Response.redirect("/to"), "/to": new Response("there") },
      });
      atEnd(() => void server.stop(true));
      const followed = await fetch(`${server.url.href}from`);
      expect([followed.status, followed.redirected, await followed.text()]).toEqual([
        200,
        true,
        "there",
      ]);
      const kept = await fetch(`${server.url.href}from`, { redirect: "manual" });
      expect([kept.status, kept.headers.get("location")]).toEqual([302, "/to"]);
    },
  );

  canary(
    "fetch-deadline",
    "fetch aborted by a signal fails at once, though the server never answers",
    { "src/runtime/io/http.ts": "makes its own deadline of an AbortController" },
    async () => {
      const reached = Promise.withResolvers<void>();
      const port = await rawServer(
        (connection) => void connection.once("data", () => reached.resolve()),
      );
      const abort = new AbortController();
      const answer = fetch(`http://127.0.0.1:${port}/`, { signal: abort.signal });
      await reached.promise;
      abort.abort();
      expect(await answer.catch(({ name }: Error) => name)).toBe("AbortError");
    },
  );

  canary(
    "tls-version-number",
    "`tls.minVersion` takes a number, for fetch and WebSocket, and refuses an older server",
    FLOOR,
    async () => {
      const port = await tlsServer({ maxVersion: "TLSv1.2" }, answerWith(OK));
      const tls = { ca: CERTIFICATE, minVersion: TLS_1_3 };
      const failure: unknown = await fetch(`https://localhost:${port}/`, { tls }).catch(
        (e: unknown) => e,
      );
      expect(failure).toMatchObject({ code: "EPROTO" });
      expect(await failureOf(new WebSocket(`wss://localhost:${port}/`, { tls }))).toContain(
        "PROTOCOL_VERSION",
      );
    },
  );

  canary(
    "tls-version-name",
    "`tls.minVersion` refuses a name such as TLSv1.3, which Node takes",
    FLOOR,
    async () => {
      const tls = { rejectUnauthorized: true, minVersion: "TLSv1.3" };
      const failure: unknown = await fetch("https://localhost:1/", { tls }).catch(
        (e: unknown) => e,
      );
      expect(failure).toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
      expect(() => new WebSocket("wss://localhost:1/", { tls })).toThrow("must be a number");
    },
  );

  canary(
    "tls-default",
    "without `tls.minVersion` a server of TLS 1.2 is accepted",
    FLOOR,
    async () => {
      const port = await tlsServer({ maxVersion: "TLSv1.2" }, answerWith(OK));
      const tls = { ca: CERTIFICATE };
      expect((await fetch(`https://localhost:${port}/`, { tls })).status).toBe(200);
    },
  );

  canary(
    "tls-environment",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 turns verification off, unless rejectUnauthorized is given",
    FLOOR,
    async () => {
      const port = await tlsServer({}, answerWith(OK));
      const source = `
        const take = (tls) =>
          fetch("https://localhost:${port}/", { tls, keepalive: false }).then(() => "taken", () => "refused");
        console.log(await take(), await take({ rejectUnauthorized: true }));`;
      const { output } = await runBun(["-e", source], { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
      expect(output).toBe("taken refused\n");
    },
  );
});

/** The message with which a WebSocket fails. */
function failureOf(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.addEventListener("error", (event) => resolve((event as ErrorEvent).message));
    socket.addEventListener("open", () => resolve("it is open"));
  });
}
