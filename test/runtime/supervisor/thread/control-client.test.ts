/** Calls on the control plane: each one ends, whatever becomes of the actor. */
import { describe, expect, test } from "bun:test";
import { expose } from "comlink";
import { ControlClient } from "../../../../src/runtime/supervisor/thread/control-client.ts";
import { WORKER_THREADS } from "../../../../src/runtime/supervisor/thread/threads.ts";

const NEVER_MS = 60_000;

function clientOf(surface: object): ControlClient {
  const { port, ...channel } = WORKER_THREADS.openChannel();
  expose(surface, port as never);
  return new ControlClient(channel);
}

const silent = () => clientOf({ ask: () => new Promise(() => {}) });

describe("ControlClient", () => {
  test("gives the answer", async () => {
    const client = clientOf({ detach: (actor: string) => ({ ok: true, actor }) });
    const outcome = await client.call((control) => control.detach("feed"), NEVER_MS);
    client.close("end");
    expect(outcome).toMatchObject({ ok: true, value: { ok: true, actor: "feed" } });
  });

  test("a call that throws is a value", async () => {
    const client = clientOf({
      ask() {
        throw new RangeError("no");
      },
    });
    const outcome = await client.call((control) => control.ask("x"), NEVER_MS);
    client.close("end");
    expect(outcome).toEqual({
      ok: false,
      failure: { kind: "THREW", message: "RangeError: no" },
    });
  });

  test("a call that is not answered ends by its timeout", async () => {
    const client = silent();
    const outcome = await client.call((control) => control.ask("x"), 20);
    client.close("end");
    const failure = { kind: "TIMEOUT", message: "no answer within 20 ms" } as const;
    expect(outcome).toEqual({ ok: false, failure });
  });

  test("calls that wait when the actor dies end with its reason, and so do later ones", async () => {
    const client = silent();
    const waiting = [1, 2].map(() => client.call((control) => control.ask("x"), NEVER_MS));
    client.close("stuck in on.quote for 1.2 s");
    const dead = {
      ok: false,
      failure: { kind: "DEAD", message: "stuck in on.quote for 1.2 s" },
    } as const;
    expect(await Promise.all(waiting)).toEqual([dead, dead]);
    expect(await client.call((control) => control.ask("x"), NEVER_MS)).toEqual(dead);
  });
});
