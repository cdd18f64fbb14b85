/** Requests to servers on loopback that answer well, badly, late, or not at all. */
import { describe, expect, test } from "bun:test";
import { atEnd } from "../../kit/at-end.ts";
import { answerWith, rawServer } from "./kit/raw-server.ts";
import { answerTo, testIo } from "./kit/test-io.ts";

function serve(answer: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  atEnd(() => void server.stop(true));
  return server.url.href;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/`;
}

describe("requestHttp", () => {
  test("answers with status, headers and body", async () => {
    const url = serve(async (request) => {
      const body = `${request.method} ${await request.text()}`;
      return new Response(body, { status: 418, headers: { "x-weight": "7" } });
    });
    const answer = await answerTo(testIo(), new Request(url, { method: "POST", body: "hello" }));
    expect(answer).toMatchObject({ status: 418, body: "POST hello", failure: null });
    expect(answer.headers.get("x-weight")).toBe("7");
  });

  test("decodes a character that two chunks share", async () => {
    // Three bytes a character, and no chunk size of a network is a multiple of three.
    const text = "\u20ac".repeat(2 ** 20);
    const answer = await answerTo(testIo(), new Request(serve(() => new Response(text))));
    expect(answer.body === text).toBe(true);
  });

  test("leaves no timer behind: a process that has its answer ends before the deadline", async () => {
    const url = serve(() => new Response("", { headers: { connection: "close" } }));
    const module = new URL("../../../src/runtime/io/create-io.ts", import.meta.url).href;
    const script = `
      const { createIo } = await import(${JSON.stringify(module)});
      const io = createIo({ complete: (run) => run() });
      io.http(new Request(${JSON.stringify(url)}), ({ status }) => console.log(status), { timeoutMs: 3_600_000 });
    `;
    const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", timeout: 15_000 });
    expect(await new Response(child.stdout).text()).toBe("200\n");
    expect(await child.exited).toBe(0);
  });

  test("gives a redirect as it is and does not follow it", async () => {
    const paths: string[] = [];
    const url = serve((request) => {
      paths.push(new URL(request.url).pathname);
      return new Response("", { status: 302, headers: { location: "/elsewhere" } });
    });
    const answer = await answerTo(testIo(), new Request(url));
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe("/elsewhere");
    expect(paths).toEqual(["/"]);
  });

  test("takes a body of exactly the bound, and refuses one byte more", async () => {
    const url = serve(() => new Response("x".repeat(1_000)));
    const io = testIo();
    const fits = await answerTo(io, new Request(url), { bodyBytesMax: 1_000 });
    expect(fits.body.length).toBe(1_000);
    const larger = await answerTo(io, new Request(url), { bodyBytesMax: 999 });
    expect(larger).toMatchObject({ status: 0, body: "", failure: { kind: "TOO_LARGE" } });
  });

  test("refuses a body that never ends at its bound", async () => {
    const url = serve(
      () =>
        new Response(
          new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_024)) }),
        ),
    );
    const answer = await answerTo(testIo(), new Request(url), { bodyBytesMax: 10_000 });
    expect(answer.failure?.kind).toBe("TOO_LARGE");
  });

  test("weighs a compressed body by what it inflates to", async () => {
    const bomb = Bun.gzipSync(new Uint8Array(2 ** 20));
    const url = serve(() => new Response(bomb, { headers: { "content-encoding": "gzip" } }));
    const answer = await answerTo(testIo(), new Request(url), { bodyBytesMax: 2 ** 16 });
    expect(answer.failure?.kind).toBe("TOO_LARGE");
  });

  test.each([
    ["no answer", ""],
    ["half an answer", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf"],
  ])("is TIMEOUT when %s has come at the deadline", async (_, bytes) => {
    const port = await rawServer(answerWith(bytes));
    const answer = await answerTo(testIo(), new Request(urlOf(port)), { timeoutMs: 50 });
    expect(answer).toMatchObject({ status: 0, failure: { kind: "TIMEOUT" } });
  });

  test("is REFUSED when nobody listens", async () => {
    const server = Bun.serve({ port: 0, fetch: () => new Response("") });
    await server.stop(true);
    const answer = await answerTo(testIo(), new Request(server.url.href));
    expect(answer).toMatchObject({ status: 0, failure: { kind: "REFUSED" } });
  });

  test.each([
    ["before its answer", ""],
    ["within its answer", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf"],
  ])("is RESET when the connection breaks %s", async (_, bytes) => {
    const port = await rawServer((connection) => {
      connection.once("data", () => connection.write(bytes, () => connection.destroy()));
    });
    const answer = await answerTo(testIo(), new Request(urlOf(port)));
    expect(answer).toMatchObject({ status: 0, failure: { kind: "RESET" } });
  });

  test("is OTHER, with the message, when the name does not resolve", async () => {
    const { failure } = await answerTo(testIo(), new Request("http://nosuch.invalid/"));
    expect(failure?.kind).toBe("OTHER");
    expect(failure?.message).toContain("nosuch.invalid");
  });

  // Bun sends a request again when a kept connection breaks, unless it is a POST.
  test.each(["POST", "PUT", "DELETE", "PATCH"])("sends a %s once", async (method) => {
    let requests = 0;
    const port = await rawServer((connection) => {
      let answered = 0;
      connection.on("data", (head) => {
        const isWarmUp = head.toString().startsWith("GET");
        if (!isWarmUp) requests += 1;
        if (!isWarmUp) connection.destroy();
        else connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        answered += 1;
        expect(answered).toBeLessThanOrEqual(2);
      });
    });
    const io = testIo();
    await answerTo(io, new Request(urlOf(port)));
    const answer = await answerTo(io, new Request(urlOf(port), { method }));
    expect(answer.failure?.kind).toBe("RESET");
    expect(requests).toBe(1);
  });

  test("answers nothing after the incarnation ended, and breaks the connection", async () => {
    const closed = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const port = await rawServer((connection) => {
      connection.once("data", () => reached.resolve());
      connection.once("close", () => closed.resolve());
    });
    const io = testIo();
    let answers = 0;
    io.http(new Request(urlOf(port)), () => {
      answers += 1;
    });
    await reached.promise;
    io.close();
    await closed.promise;
    expect(answers).toBe(0);
  });
});
