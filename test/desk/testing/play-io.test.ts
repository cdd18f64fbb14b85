/** What a played actor asks of the world outside, and the test that is that world. */
import { describe, expect, test } from "bun:test";
import { playActor } from "outcry/testing";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { text } from "../../../src/runtime/actor/setting.ts";
import { definePacked } from "../../../src/runtime/codec/define-packed.ts";

const Heard = definePacked<{ readonly what: string }>("played-heard", 1);

/** Connects, asks, reads and writes, and says what came of it. */
const client = defineActor({
  args: { url: text() },
  in: {},
  out: { heard: Heard },
  start: (_ctx, { url }) => ({ url }),
  open({ url }, ctx) {
    const socket = ctx.io.socket(url.replace("http", "ws"), {
      open: (_state, opened) => void opened.send("hello"),
      message: (_state, frame, then) => void then.send.heard({ what: `frame ${frame}` }),
      close: (_state, { kind }, then) => void then.send.heard({ what: kind }),
    });
    ctx.after(1_000, () => socket.close());
    const post = new Request(url, { method: "POST", body: "order" });
    ctx.io.http(post, (_state, { status, body }, then) => {
      then.send.heard({ what: `http ${status} ${body}` });
    });
    ctx.io.readFile(
      "in.txt",
      (_state, read, then) => {
        then.send.heard({ what: read.ok ? String(read.bytes) : read.failure.code });
      },
      { bytesMax: 100 },
    );
    ctx.io.appendFile("out.txt").write(new TextEncoder().encode("written"));
  },
  on: {},
});

describe("a played actor's I/O", () => {
  test("with nobody outside ends as on a machine where nobody listens", async () => {
    const actor = await playActor(client, { args: { url: "http://127.0.0.1:4000/" } });
    await actor.run("20ms");
    const heard = actor.said(Heard).map(({ what }) => what);
    expect(heard.toSorted()).toEqual(["ENOENT", "FAILED", "http 0 "]);
    expect(new TextDecoder().decode(actor.file("out.txt") ?? new Uint8Array())).toBe("written");
    expect(actor.file("in.txt")).toBeNull();
  });

  test("meets the test as its server, in virtual time", async () => {
    const actor = await playActor(client, { args: { url: "http://127.0.0.1:4000/" } });
    actor.kill();
    actor.putFile("in.txt", new Uint8Array([7]));
    const asked: string[] = [];
    actor.serve(
      {
        request(request) {
          asked.push(`${request.method} ${request.body}`);
          if (request.method === "POST") request.respond({ status: 201, body: "taken" });
          else request.upgrade(null);
        },
        message: (connection, frame) => void connection.send(`you said ${frame}`),
      },
      4000,
    );
    await actor.restart();
    await actor.run("20ms");
    expect(asked.toSorted()).toEqual(["GET ", "POST order"]);
    const heard = actor.said(Heard).map(({ what }) => what);
    expect(heard.toSorted()).toEqual(["7", "frame you said hello", "http 201 taken"]);
    await actor.run("2s");
    expect(actor.said(Heard).at(-1)).toEqual({ what: "CLOSED" });
  });
});
