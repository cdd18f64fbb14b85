/** Commands on the actors of a running desk: what is carried out, written down, and refused. */
import { describe, expect, test } from "bun:test";
import { failWith, succeed } from "../../../../src/core/result.ts";
import { ACTIONS } from "../../../../src/desk/http/control/desk-control.ts";
import type { OperatorActionBody } from "../../../../src/desk/message/operator-action.ts";
import { DeskChanger } from "../../../../src/desk/run/change/desk-changer.ts";
import { DeskCommands } from "../../../../src/desk/run/change/desk-commands.ts";
import { specOf } from "../../../../src/desk/run/desk-specs.ts";
import { planOf } from "../../config/desk-kit.ts";
import { statusOf, viewOf } from "../../http/view-kit.ts";

const plan = await planOf();
const WHY = { reason: "the test says so", fresh: false };

/** A desk whose actors all run, and that writes down what reaches them. */
function desk(isEnding = false) {
  const did: string[] = [];
  const said: string[] = [];
  const acts: OperatorActionBody[] = [];
  const done = async (text: string) => {
    did.push(text);
    return succeed(undefined);
  };
  const changer = new DeskChanger({
    plan,
    system: {
      add: async ({ name }) => {
        did.push(`add ${name}`);
        return succeed(undefined);
      },
      remove: (name) => done(`remove ${name}`),
      replace: (name) => done(`replace ${name}`),
      reconfigure: (name) => done(`reconfigure ${name}`),
      swap: async (name) => {
        did.push(`swap ${name}`);
        return succeed({ pauseMs: 2, incarnation: 2 });
      },
    },
    load: async () => succeed(plan),
    specOf,
    onPlan: () => undefined,
  });
  const made = new DeskCommands({
    view: viewOf(plan.actors.map(({ name }) => statusOf(name))),
    system: {
      ask: async () => failWith("feed does not run"),
      restart: async (name) => did.push(`restart ${name}`) > 0,
      suspend: async (name) => did.push(`suspend ${name}`) > 0,
      // One that is stopping does not go on.
      resume: () => false,
    },
    changer,
    say: (line) => said.push(line),
    act: (action) => acts.push(action),
    isEnding: () => isEnding,
  });
  return { made, did, said, acts };
}

const strategy = plan.actors.find(({ kind }) => kind === "strategy")?.name ?? "";

describe("DeskCommands", () => {
  test("says what the numbers in answers stand for", () => {
    const { actors, instruments } = desk().made.legend();
    expect(actors.map(({ name }) => name)).toEqual(plan.actors.map(({ name }) => name));
    expect(instruments[0]).toEqual({
      number: 0,
      name: "BTC-USDT@binance",
      base: "BTC",
      quote: "USDT",
      tick: { digits: 1, scale: 2 },
      lot: { digits: 1, scale: 5 },
    });
  });

  test("carries out what is asked, and writes down who was commanded and why", async () => {
    const { made, did, said } = desk();
    for (const action of ["restart", "suspend", "swap", "remove"] as const) {
      expect(await made.act(action, strategy, WHY)).toMatchObject({ ok: true });
    }
    expect(did).toEqual([
      `restart ${strategy}`,
      `suspend ${strategy}`,
      `swap ${strategy}`,
      `remove ${strategy}`,
    ]);
    expect(said[0]).toBe(`command: restart ${strategy}: the test says so`);
    expect(said).toHaveLength(4);
  });

  test("puts each command on record before it is done, and behind it what became of it", async () => {
    const { made, did, acts } = desk();
    const inTime: number[] = [];
    acts.push = (action) => {
      inTime.push(did.length);
      return Array.prototype.push.call(acts, action);
    };
    await made.act("restart", strategy, WHY);
    await made.act("resume", strategy, WHY);
    await made.act("suspend", "nobody", WHY);
    const said = acts.map(({ action, actor, by, outcome }) => [action, actor, by, outcome]);
    expect(said).toEqual([
      ["restart", strategy, "api", "ASKED"],
      ["restart", strategy, "api", "DONE"],
      ["resume", strategy, "api", "ASKED"],
      ["resume", strategy, "api", "REFUSED"],
      ["suspend", "nobody", "api", "ASKED"],
      ["suspend", "nobody", "api", "REFUSED"],
    ]);
    expect(inTime.slice(0, 2)).toEqual([0, 1]);
    expect(acts.map(({ reason }) => reason).at(0)).toBe(WHY.reason);
    expect(acts.at(-1)?.reason).toMatch(/^the desk has no actor nobody: it has .*risk/);
  });

  test.each(ACTIONS)("refuses to %s anybody once the desk ends", async (action) => {
    const { made, did, said } = desk(true);
    expect(await made.act(action, strategy, WHY)).toEqual(
      failWith({ kind: "CONFLICT", message: "the desk is stopping" }),
    );
    expect([did, said]).toEqual([[], []]);
  });

  test("names who is not there, and what could not be done", async () => {
    const { made, did } = desk();
    expect(await made.act("restart", "nobody", WHY)).toMatchObject({
      failure: { kind: "NOT_FOUND" },
    });
    expect(await made.act("resume", strategy, WHY)).toMatchObject({
      failure: { kind: "CONFLICT" },
    });
    expect(did).toEqual([]);
  });
});
