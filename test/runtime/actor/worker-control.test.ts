/** The control plane's end inside a worker, called as comlink would call it. */
import { describe, expect, test } from "bun:test";
import type { Host } from "../../../src/runtime/actor/build-cell.ts";
import { WorkerControl } from "../../../src/runtime/actor/worker-control.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import { Ball, Bye, Echo, Newest, Notice, Tally } from "../../kit/message.ts";
import ping from "../../kit/ping.ts";
import pong from "../../kit/pong.ts";
import { CellKit, FakeIo, FakeTimers, hostOf } from "./kit/cell-kit.ts";

const all = [Ball, Bye, Echo, Newest, Notice, Tally] as never;

/** The control of one actor of the kit, and what the worker would tell main of it. */
function controlOf(kit: CellKit, file: "ping" | "pong" | "missing") {
  const failures: unknown[] = [];
  const host: Host = {
    lines: kit.lines,
    types: kit.types,
    ...hostOf(kit.clock),
    makeIo: (port) => new FakeIo(port),
    makeTimers: (port) => new FakeTimers(port),
  };
  const module = new URL(`../../kit/${file}.ts`, import.meta.url).href;
  const definition = file === "ping" ? ping : pong;
  const start = { ...kit.startOf(definition as never, { args: { burst: 1 } }), module };
  const control = new WorkerControl(start, host, kit.loop, {
    onFailure: (actor, handler, error) => failures.push({ actor, handler, error }),
    makeLoop: () => kit.loop,
    onEnd: (actor, reason) => failures.push({ actor, reason }),
  });
  return { control, failures, start };
}

describe("WorkerControl", () => {
  test("a start that succeeds ends ready, one whose module fails says why", async () => {
    const kit = new CellKit(all);
    const { control } = controlOf(kit, "pong");
    expect(await control.start()).toEqual({ kind: "READY" });
    expect(control.block.state).toBe("READY");
    const failed = controlOf(kit, "missing").control;
    expect(await failed.start()).toMatchObject({
      kind: "FAILED",
      fault: { kind: "IMPORT", handler: null },
    });
    expect(failed.block.state).toBe("FAILED");
  });

  test("what is said to an actor while it starts is heard once it has", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const { control } = controlOf(kit, "pong");
    const [started, attached] = await Promise.all([control.start(), control.attach(feed.wire())]);
    expect([started, attached]).toEqual([{ kind: "READY" }, { ok: true }]);
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    const bytes = (await control.ask("tally")) ?? new Uint8Array();
    expect(decodeRecord(Tally.schema, bytes)).toEqual({ balls: 1 });
    const failed = controlOf(kit, "missing").control;
    const both = await Promise.all([failed.start(), failed.attach(kit.feeder("g").wire())]);
    expect(both).toMatchObject([{ kind: "FAILED" }, { ok: false }]);
  });

  test("an answer comes encoded by its reply's type; of another name it is null", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const { control } = controlOf(kit, "pong");
    await control.start();
    await control.attach(feed.wire());
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    const bytes = (await control.ask("tally")) ?? new Uint8Array();
    expect(decodeRecord(Tally.schema, bytes)).toEqual({ balls: 1 });
    expect(await control.ask("nothing")).toBeNull();
  });

  test("new settings reach an actor that takes them; another asks for a restart", async () => {
    const kit = new CellKit(all);
    const able = controlOf(kit, "pong").control;
    await able.start();
    expect(await able.reconfigure({})).toEqual({ ok: true });
    const unable = controlOf(kit, "ping").control;
    await unable.start();
    expect(await unable.reconfigure({})).toEqual({ ok: false, error: "RESTART_NEEDED" });
  });

  test("what is asked of an actor that does not run is refused", async () => {
    const kit = new CellKit(all);
    const { control, failures } = controlOf(kit, "pong");
    const feed = kit.feeder("f");
    expect(await control.attach(feed.wire())).toMatchObject({ ok: false });
    expect(await control.ask("tally")).toBeNull();
    expect(await control.stop("never began")).toEqual({ ok: true });
    expect(failures).toEqual([]);
  });

  // S-31
  test("a stop says farewell, and a second one finds nothing to do", async () => {
    const kit = new CellKit(all);
    const { control } = controlOf(kit, "pong");
    await control.start();
    expect(control.block.farewell).toBe("NONE");
    expect(await control.stop("over")).toEqual({ ok: true });
    expect([control.block.state, control.block.farewell]).toEqual(["STOPPED", "STOPPED"]);
    expect(await control.stop("again")).toEqual({ ok: true });
  });

  test("a handler that throws in a command is the actor's crash", async () => {
    const kit = new CellKit(all);
    const { control, failures } = controlOf(kit, "pong");
    await control.start();
    const feed = kit.feeder("f");
    // A peer that the notice cannot carry: its text is too long.
    await control.attach({ ...feed.wire(), actor: "n".repeat(100) });
    expect(failures).toMatchObject([{ actor: "cell", handler: "on.peer" }]);
  });
});
