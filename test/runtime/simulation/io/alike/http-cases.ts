/** What happens to requests, each told once for both worlds. */
import type { WebRequest } from "../../../../../src/runtime/io/io.ts";
import type { Case } from "./socket-cases.ts";

const MEBI = 2 ** 20;

export const HTTP_CASES: Readonly<Record<string, Case>> = {
  async "an answer has its status, headers and body"(world) {
    const listener = world.listen({
      request(request) {
        world.server.heard.push(`${request.method} ${request.url.pathname} ${request.body}`);
        const headers = { "x-own": request.headers.get("x-own") ?? "" };
        request.respond({ status: 201, headers, body: "made" });
      },
    });
    const headers = { "x-own": "7" };
    const url = `${listener.url}orders?id=1`;
    world.ask(new Request(url, { method: "POST", headers, body: "buy" }));
    await world.heard("client", "http");
  },

  async "an answer that is given later comes later, and the first one counts"(world) {
    const waiting: WebRequest[] = [];
    const listener = world.listen({ request: (request) => void waiting.push(request) });
    world.ask(new Request(listener.url));
    await world.heard("server", "request");
    waiting[0]?.respond({ status: 404 });
    waiting[0]?.respond({ status: 200 });
    waiting[0]?.upgrade(null);
    await world.heard("client", "http");
  },

  async "a redirect is an answer like any other"(world) {
    const listener = world.listen({
      request: (request) => request.respond({ status: 302, headers: { location: "/away" } }),
    });
    world.ask(new Request(listener.url));
    await world.heard("client", "http");
  },

  async "an upgrade of a request that is none is answered 426"(world) {
    world.ask(new Request(world.listen().url));
    await world.heard("client", "http");
  },

  async "no answer in time is a timeout"(world) {
    const listener = world.listen({ request: () => undefined });
    world.ask(new Request(listener.url), { timeoutMs: 40 });
    await world.heard("client", "http");
  },

  async "an answer of exactly the bound is taken, and one byte more refused"(world) {
    const body = "\u00f6".repeat(8);
    const listener = world.listen({
      request: (request) => request.respond({ status: 200, body }),
    });
    world.ask(new Request(listener.url), { bodyBytesMax: 16 });
    await world.heard("client", "http 200");
    world.ask(new Request(listener.url), { bodyBytesMax: 15 });
    await world.heard("client", "http 0");
  },

  async "a request of more than 1 MiB is answered 413, and nobody hears of it"(world) {
    const listener = world.listen({ request: (request) => request.respond({ status: 200 }) });
    for (const [status, bytes] of [
      [200, MEBI],
      [413, MEBI + 1],
    ] as const) {
      world.ask(new Request(listener.url, { method: "POST", body: "x".repeat(bytes) }));
      await world.heard("client", `http ${status}`);
    }
  },

  async "a request that is dropped is reset, and may have had an effect"(world) {
    const listener = world.listen({ request: (request) => request.drop() });
    world.ask(new Request(listener.url, { method: "POST", body: "buy" }));
    await world.heard("client", "http");
  },

  async "a request tells who asks"(world) {
    const listener = world.listen({
      request: (request) => request.respond({ status: 200, body: request.ip }),
    });
    world.ask(new Request(listener.url));
    await world.heard("client", "http 200 ok 127.0.0.1");
  },

  async "is refused where nobody listens"(world) {
    const listener = world.listen();
    listener.stop();
    world.ask(new Request(listener.url));
    await world.heard("client", "http");
  },

  async "nothing is heard of it once its incarnation has ended"(world) {
    const waiting: WebRequest[] = [];
    const listener = world.listen({ request: (request) => void waiting.push(request) });
    world.ask(new Request(listener.url));
    await world.heard("server", "request");
    world.client.io.close();
    waiting[0]?.respond({ status: 200 });
  },

  async "a listener that stops leaves no request without an end"(world) {
    const listener = world.listen({ request: () => undefined });
    world.ask(new Request(listener.url), { timeoutMs: 5_000 });
    await world.heard("server", "request");
    listener.stop();
    await world.heard("client", "http");
  },

  async "a thing that begins in an incarnation that ended throws"(world) {
    const { io, heard } = world.client;
    io.close();
    const on = { open: () => undefined, message: () => undefined, close: () => undefined };
    const none = () => undefined;
    const all = { http: () => io.http(new Request("http://127.0.0.1:1/"), none) };
    const more = { ...all, socket: () => io.socket("ws://127.0.0.1:1/", on) };
    for (const [name, run] of Object.entries(more)) {
      try {
        run();
        heard.push(`${name} does not throw`);
      } catch (error) {
        heard.push(`${name} throws ${(error as Error).name}`);
      }
    }
  },
};
