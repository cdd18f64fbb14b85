/** Health routes over raw sockets, as load balancers ask them, and the port. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { HIDDEN, keepSecret } from "../../../src/core/secret-words.ts";
import type { ConsoleServer } from "../../../src/desk/http/console-server.ts";
import { serveConsole } from "../../../src/desk/http/console-server.ts";
import { HEALTHY, statusOf, viewOf } from "./view-kit.ts";

const ANY_PORT = { hostname: "127.0.0.1", port: 0 };

let ready: ConsoleServer;
let unready: ConsoleServer;

beforeAll(() => {
  ready = serve(HEALTHY);
  unready = serve([...HEALTHY.slice(1), statusOf("feed", { phase: "BACKOFF", reason: "threw" })]);
});

afterAll(async () => {
  await ready.close();
  await unready.close();
});

describe("serveConsole", () => {
  const methods = ["GET", "HEAD", "OPTIONS"];
  const hosts = ["", "Host: 127.0.0.1:7070\r\n", "Host: outcry.internal\r\n"];
  const targets = ["/livez", "/readyz", "/healthz", "/readyz?verbose"];
  const requests = methods.flatMap((method) =>
    targets.flatMap((target) =>
      ["1.0", "1.1"].flatMap((version) =>
        hosts
          // HTTP/1.1 demands a Host; a request without one is malformed.
          .filter((host) => version === "1.0" || host !== "")
          .map((host) => `${method} ${target} HTTP/${version}\r\n${host}`),
      ),
    ),
  );

  // H-1 and H-2.
  test.each(requests)("a load balancer's %j is answered by status alone", async (head) => {
    expect(await statusLineOf(ready, head)).toBe("HTTP/1.1 200 OK");
    const expected = head.includes("/livez") ? "200 OK" : "503 Service Unavailable";
    expect(await statusLineOf(unready, head)).toBe(`HTTP/1.1 ${expected}`);
  });

  test("a method that changes things is refused", async () => {
    const response = await fetch(`${ready.url}/readyz`, { method: "POST" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  });

  test("the console answers HTTP/1.0 without a Host, too", async () => {
    expect(await statusLineOf(ready, "GET /actors HTTP/1.0\r\n")).toBe("HTTP/1.1 200 OK");
  });

  test("a name that was rebound to loopback gets nothing from the console", async () => {
    const head = "GET /actors HTTP/1.1\r\nHost: evil.example\r\n";
    expect(await statusLineOf(ready, head)).toBe("HTTP/1.1 403 Forbidden");
  });

  test.each(["/actors", "/readyz?verbose"])(
    "a secret of this process is not in %s",
    async (path) => {
      keepSecret("sekret-of-console");
      const reason = `threw on sekret-of-console and ${btoa("sekret-of-console")}`;
      const server = serve([...HEALTHY.slice(1), statusOf("feed", { phase: "BACKOFF", reason })]);
      const answer = await fetch(server.url + path);
      const text = await answer.text();
      await server.close();
      expect(text).toContain(`threw on ${HIDDEN} and ${HIDDEN}`);
      expect(answer.headers.get("content-type")).toContain("json");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    },
  );

  test("a port in use is a value that names it", () => {
    const second = serveConsole({ ...ANY_PORT, port: ready.port }, viewOf());
    expect(second).toEqual({
      ok: false,
      failure: {
        kind: "PORT_IN_USE",
        message: `port ${ready.port} is in use at 127.0.0.1:${ready.port}`,
      },
    });
  });

  test("a port in use is given up for another where any will do", async () => {
    const bind = { ...ANY_PORT, port: ready.port };
    const second = serveConsole(bind, viewOf(), { isAnyPort: true });
    if (!second.ok) throw new Error(second.failure.message);
    expect(second.value.port).not.toBe(ready.port);
    expect((await fetch(`${second.value.url}/livez`)).status).toBe(200);
    await second.value.close();
  });

  test("a closed console frees its port", async () => {
    const first = serve(HEALTHY);
    await first.close();
    const second = serveConsole({ ...ANY_PORT, port: first.port }, viewOf());
    expect(second.ok).toBe(true);
    if (second.ok) await second.value.close();
  });
});

describe("the health document", () => {
  test("a pass has no output, and no component but its uptime and how much of it is on its disk", async () => {
    const response = await fetch(`${ready.url}/readyz`);
    expect(response.headers.get("content-type")).toBe("application/health+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { checks, ...rest } = (await response.json()) as Record<string, object>;
    expect(rest as unknown).toEqual({
      status: "pass",
      version: "1",
      releaseId: "0.1.0",
      serviceId: "outcry-demo",
      description: "desk demo, mode paper",
    });
    expect(Object.keys(checks ?? {})).toEqual(["desk:durability", "outcry:uptime"]);
  });

  test("verbose lists what passes", async () => {
    const { checks } = (await (await fetch(`${ready.url}/readyz?verbose`)).json()) as {
      checks: object;
    };
    expect(Object.keys(checks)).toEqual([
      "desk:durability",
      "feed:state",
      "risk:state",
      "execution:state",
      "strategy:state",
      "outcry:uptime",
    ]);
  });

  test("a failure names the actor and the reason", async () => {
    const response = await fetch(`${unready.url}/healthz`);
    expect(response.status).toBe(503);
    const { status, output, notes, checks } = (await response.json()) as Record<string, unknown>;
    expect({ status, output, notes }).toEqual({
      status: "fail",
      output: "feed is BACKOFF: threw",
      notes: ["feed is BACKOFF: threw"],
    });
    expect(checks).toMatchObject({
      "feed:state": [{ componentType: "component", observedValue: "BACKOFF", status: "fail" }],
    });
  });
});

function serve(actors: typeof HEALTHY): ConsoleServer {
  const served = serveConsole(ANY_PORT, viewOf(actors));
  if (!served.ok) throw new Error(served.failure.message);
  return served.value;
}

/** First line of the answer to `head`, over a socket, so that nothing is added to it. */
function statusLineOf(server: ConsoleServer, head: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(server.port, "127.0.0.1", () => socket.write(`${head}\r\n`));
  let answer = "";
  socket.on("data", (data) => {
    answer += data.toString();
    if (!answer.includes("\r\n")) return;
    resolve(answer.slice(0, answer.indexOf("\r\n")));
    socket.destroy();
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("The server closed without an answer")));
  return promise;
}
