/** What I/O brought is brought again, and what leaves by it is compared with what left. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { readSegments } from "../../../src/runtime/delivery/read-segments.ts";
import type { HttpAnswer, Io } from "../../../src/runtime/io/io.ts";
import { Ball } from "../../kit/message.ts";
import { until } from "../../kit/until.ts";
import { type RecordedCell, RecordingKit } from "./kit/recorded-cell.ts";
import { say, TYPES, Words } from "./kit/words.ts";

const out = { words: Words };
const start = () => ({ count: 0 });

type Case = {
  readonly name: string;
  readonly definition: object;
  readonly live: (cell: RecordedCell) => void;
};

const ANSWER: HttpAnswer = {
  status: 200,
  headers: new Headers({ "x-used": "250" }),
  body: '{"größe":1}',
  failure: null,
};

const CASES: readonly Case[] = [
  {
    name: "a socket: its opening, frames of text and bytes, what it refuses, and its end",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        ctx.io.socket("ws://venue", {
          open(state, socket, then) {
            state.count += 1;
            say(then, "open", socket.send("subscribe"), then.now());
          },
          message(state, frame, then, receivedAt) {
            state.count += 1;
            say(then, typeof frame, frame.length, receivedAt, state.count);
          },
          close: (state, reason, then) => void say(then, reason, state.count),
        });
      },
      on: {},
    }),
    live({ scripted }) {
      const [on] = scripted.sockets;
      const socket = { send: () => scripted.isSent, close: () => undefined };
      scripted.complete(() => on?.open(socket));
      for (const frame of ["a", "größer", Uint8Array.of(1, 2, 3)]) {
        scripted.complete(() => on?.message(frame, 1e9 + 17));
      }
      scripted.complete(() => on?.close({ kind: "FAILED", code: 1006, message: "cut" }));
    },
  },
  {
    name: "a socket whose sends are refused and then taken again",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        const socket = ctx.io.socket("ws://venue", {
          message: (_later, frame, then) => void say(then, frame, socket.send(`echo ${frame}`)),
          close: (_later, _reason, then) => void say(then, socket.send("late")),
        });
      },
      on: {},
    }),
    live({ scripted }) {
      const [on] = scripted.sockets;
      for (const isSent of [true, false, false, true]) {
        scripted.complete(() => {
          scripted.isSent = isSent;
          return on?.message(`frame ${isSent}`, 5);
        });
      }
      scripted.complete(() => on?.close({ kind: "CLOSED", code: 1000, message: "" }));
    },
  },
  {
    name: "answers to requests, in the order in which they came, and one that failed",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        for (const path of ["first", "second", "third"]) {
          ctx.io.http(new Request(`http://venue/${path}`), (_later, answer, then) => {
            const { status, body, failure, headers } = answer;
            say(then, path, status, body, failure, headers.get("x-used"));
          });
        }
      },
      on: {},
    }),
    live({ scripted }) {
      const [first, second, third] = scripted.requests;
      scripted.complete(() => third?.(ANSWER));
      scripted.complete(() => first?.({ ...ANSWER, status: 404, body: "" }));
      const failure = { kind: "TIMEOUT", message: "no whole answer" } as const;
      scripted.complete(() => second?.({ ...ANSWER, status: 0, headers: new Headers(), failure }));
    },
  },
  {
    name: "a listener: requests, upgrades with data, frames, pongs, and connections that end",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_nothing, ctx) {
        const { url, port } = ctx.io.listen(
          { port: 0 },
          {
            request(state, request, then) {
              state.count += 1;
              say(
                then,
                request.method,
                request.url.pathname,
                request.headers.get("x-of"),
                request.ip,
              );
              if (request.url.pathname === "/lost") return request.drop();
              if (request.url.pathname !== "/ws")
                return request.respond({ status: 200, body: "ok" });
              return request.upgrade({ client: state.count });
            },
            open: (_state, one, then) => void say(then, "open", one.data, one.send("hello")),
            message: (_state, one, frame, then) => void say(then, one.data, frame),
            ping: (_state, one, then) => void say(then, "ping", one.data),
            pong: (_state, one, then, payload) => void say(then, "pong", one.data, payload),
            drain: (_state, one, then) => void say(then, "drain", one.data, one.send("more")),
            close: (_state, one, then) => void say(then, "close", one.data),
          },
        );
        say(ctx, url, port);
      },
      on: {},
    }),
    live({ scripted }) {
      const [on] = scripted.listeners;
      for (const path of ["/ws", "/depth", "/ws", "/lost"]) {
        scripted.complete(() => on?.request(scripted.request(path)));
      }
      for (const index of [1, 0]) {
        const connection = scripted.connection(index);
        scripted.complete(() => on?.open(connection));
        scripted.complete(() => on?.message(connection, "hello"));
        scripted.complete(() => on?.ping?.(connection));
        scripted.complete(() => on?.pong(connection, `payload ${index}`));
        scripted.complete(() => on?.drain(connection));
        scripted.complete(() => on?.close(connection));
      }
    },
  },
  {
    name: "a file: writes that fail, and one that begins a new file",
    definition: defineActor({
      in: {},
      out,
      start,
      open(state, ctx) {
        const file = ctx.io.appendFile("/log", {
          rotate: {
            bytesMax: 10,
            keep: 2,
            head() {
              state.count += 1;
              return Buffer.from(`head ${state.count} at ${ctx.wall() > 0}`);
            },
          },
        });
        for (let index = 0; index < 5; index += 1) {
          ctx.after(index, (later, _nothing, then) => {
            say(then, file.write(Buffer.from(`line ${index} ${later.count}`)), later.count);
          });
        }
      },
      on: {},
    }),
    live({ scripted, timers }) {
      const pending = timers.pending.splice(0);
      for (const [index, { then }] of pending.entries()) {
        scripted.complete(() => {
          scripted.rotates = index === 1 || index === 3;
          scripted.failure = index === 2 ? { code: "ENOSPC", message: "full" } : null;
          return then();
        });
      }
    },
  },
  {
    name: "files that were read, and one that could not be",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        for (const path of ["a", "b"]) {
          ctx.io.readFile(
            path,
            (_later, read, then) =>
              void say(then, path, read.ok ? read.bytes.length : read.failure),
            { bytesMax: 1_000_000 },
          );
        }
      },
      on: {},
    }),
    live({ scripted }) {
      const [a, b] = scripted.reads;
      // Larger than the first two pieces of a log.
      scripted.complete(() => b?.({ ok: true, bytes: new Uint8Array(1 << 21).fill(7) }));
      const failure = { code: "ENOENT", message: "no such file" };
      scripted.complete(() => a?.({ ok: false, failure }));
    },
  },
  {
    name: "calls that throw",
    definition: defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        for (const begin of [
          () => ctx.io.appendFile("/nowhere"),
          () => ctx.io.socket("nothing", { message: () => undefined, close: () => undefined }),
        ]) {
          try {
            begin();
          } catch (error) {
            say(ctx, error instanceof Error ? error.message : "no error");
          }
        }
      },
      on: {},
    }),
    live() {},
  },
];

/** Sends a body by a request, and says how it was answered. */
const posting = (body: string) =>
  defineActor({
    in: {},
    out,
    start,
    open(_state, ctx) {
      const request = new Request("http://venue/order", { method: "POST", body });
      ctx.io.http(request, (_later, answer, then) => void say(then, answer.status));
    },
    on: {},
  });

type Keeper = { readonly io: Pick<Io, "storage" | "tree"> };

/** Says a word behind what it does with its files, and one for each ball. */
const keeping = (keep: (ctx: Keeper) => void) =>
  defineActor({
    in: { ball: Ball },
    out,
    start,
    open(_state, ctx) {
      keep(ctx);
      say(ctx, "open");
    },
    on: { ball: (_state, { number }, ctx) => void say(ctx, number) },
  });

async function record({ definition, live }: Case): Promise<RecordingKit> {
  const kit = new RecordingKit(TYPES);
  const cell = await kit.run(definition);
  live(cell);
  kit.kit.loop.turn();
  return kit;
}

describe("a recorded life", () => {
  test.each([...CASES])("with $name says the same again", async (of) => {
    const kit = await record(of);
    const outcome = await kit.replay(of.definition);
    expect(outcome.end).toEqual({ kind: "EQUAL" });
    expect(outcome.equal).toBeGreaterThan(1);
  });

  test("whose code now sends another frame leaves the record where it left by the socket", async () => {
    const sending = (frame: string) =>
      defineActor({
        in: {},
        out,
        start,
        open(_state, ctx) {
          ctx.io.socket("ws://venue", {
            open: (_later, socket) => void socket.send(frame),
            message: () => undefined,
            close: () => undefined,
          });
        },
        on: {},
      });
    const kit = await record({
      name: "",
      definition: sending("buy"),
      live({ scripted }) {
        const socket = { send: () => true, close: () => undefined };
        scripted.complete(() => scripted.sockets[0]?.open(socket));
      },
    });
    expect((await kit.replay(sending("buy"))).end).toEqual({ kind: "EQUAL" });
    const { end } = await kit.replay(sending("sell"));
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "EFFECT", replayed: expect.stringContaining("frame sell") },
    });
  });

  test("whose code now sends another body by a request leaves the record there", async () => {
    const kit = new RecordingKit(TYPES);
    const { scripted } = await kit.run(posting("side=BUY"));
    // The body is read as it leaves, which takes some turns of the event loop.
    await until("the body", () => {
      kit.kit.loop.turn();
      return kit.steps().some(({ bodies }) => bodies.length > 0);
    });
    scripted.complete(() => scripted.requests[0]?.(ANSWER));
    expect((await kit.replay(posting("side=BUY"))).end).toEqual({ kind: "EQUAL" });
    const { end } = await kit.replay(posting("side=SELL"));
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "EFFECT", recorded: expect.stringContaining("body of request 0") },
    });
  });

  test.each<[string, (ctx: Keeper) => void]>([
    ["by storage", (ctx) => void ctx.io.storage("files").list()],
    ["by tree", (ctx) => void ctx.io.tree("files").list("")],
  ])(
    "that keeps files of its own, %s, is marked, and nothing of it is noted on",
    async (_, keep) => {
      const kit = new RecordingKit(TYPES);
      const ball = kit.feeder("balls");
      const cell = await kit.run(keeping(keep), { reads: [ball.wire()] });
      ball.say(Ball, { number: 1 });
      kit.kit.loop.turn();
      const { keepsFiles, isEnded, isCut } = readSegments(kit.segments);
      expect({ keepsFiles, isEnded, isCut }).toEqual({
        keepsFiles: true,
        isEnded: true,
        isCut: false,
      });
      const taken = kit.steps().map((step) => step.taken.kind);
      expect(taken).toEqual(["BEGIN", "CALL"]);
      // The actor goes on, and nobody is warned.
      expect(cell.said().map(({ type }) => type)).toEqual(["kit-words", "kit-words"]);
      expect(cell.counters()["deliveries:halted"]).toBeUndefined();
    },
  );

  test("that keeps none has no mark", async () => {
    const kit = new RecordingKit(TYPES);
    await kit.run(keeping(() => {}));
    expect(readSegments(kit.segments)).toMatchObject({ keepsFiles: false, isEnded: false });
  });

  test("whose code now keeps files of its own leaves the record there", async () => {
    const kit = new RecordingKit(TYPES);
    await kit.run(keeping(() => {}));
    const { end } = await kit.replay(keeping((ctx) => void ctx.io.storage("files")));
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "EFFECT", replayed: "keeps files of its own in files" },
    });
  });
});
