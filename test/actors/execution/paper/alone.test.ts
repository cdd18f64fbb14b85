/** The paper gateway without risk, held, and told to cancel. */
import { describe, expect, test } from "bun:test";
import paper from "../../../../actors/execution/paper.ts";
import { paperWorld, playPaper } from "../kit/paper-desk.ts";

/** With one order that rests, and one that is on its way. */
function start() {
  const { world, actor, ...gateway } = playPaper(paperWorld(), { priceTicks: 98 });
  const approve = (orderId: string, riskEpoch = 4) =>
    gateway.approve(orderId, { riskEpoch, validUntil: world.nowNs + 1e9 });
  approve("o1");
  world.fire();
  approve("o2");
  const after = (ms: number) => {
    world.nowNs += ms * 1e6;
    actor.settle();
  };
  const said = (kind: string) =>
    world
      .heard("event")
      .filter((event) => event.kind === kind)
      .map(({ orderId, reason }) => `${orderId}: ${reason}`);
  return { world, approve, after, said };
}

describe("a paper gateway without risk", () => {
  // S-65
  test("cancels all that works after 2 s by itself, also what is on its way, each once", () => {
    const { world, after, said } = start();
    world.notReady.add("risk");
    after(0);
    after(1_999);
    world.fire();
    expect(said("CANCELED")).toEqual([]);
    after(1);
    // Its cancels take their way to the venue.
    expect(said("CANCELED")).toEqual([]);
    after(100);
    world.fire();
    after(10_000);
    world.fire();
    expect(said("CANCELED")).toEqual(["o1: no risk for 2.0 s", "o2: no risk for 2.0 s"]);
    expect(world.counters).toMatchObject({ "execution:ownCancels": 2 });
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
  });

  // S-65
  test("cancels nothing when risk is back in time, and the next absence is a new one", () => {
    const { world, after, said } = start();
    world.notReady.add("risk");
    after(0);
    after(1_900);
    world.notReady.delete("risk");
    after(50);
    world.notReady.add("risk");
    after(100);
    after(1_900);
    world.fire();
    expect(said("CANCELED")).toEqual([]);
    after(100);
    world.fire();
    expect(said("CANCELED")).toHaveLength(2);
  });

  // S-52
  test("takes orders again once risk is back, under the new epoch only", () => {
    const { world, approve, after, said } = start();
    world.notReady.add("risk");
    after(0);
    after(3_000);
    approve("o3");
    expect(said("EXPIRED")).toEqual(["o3: no risk for 2.0 s"]);
    world.notReady.delete("risk");
    world.show("trading", 0, { state: "ACTIVE", epoch: 5, killed: 0 });
    after(0);
    approve("o4", 4);
    approve("o5", 5);
    expect(said("EXPIRED").slice(1)).toEqual(["o4: old risk epoch"]);
    expect(said("SENT").at(-1)).toBe("o5: ");
    world.fire();
    expect(said("CANCELED")).toEqual(["o1: no risk for 2.0 s", "o2: no risk for 2.0 s"]);
  });
});

describe("a paper gateway that is held", () => {
  // S-63
  test("rejects new orders and leaves those that work; told to cancel, it ends them", () => {
    const { world, approve, after, said } = start();
    world.command = "HOLD";
    approve("o3");
    after(10_000);
    world.fire();
    expect(said("REJECTED")).toEqual(["o3: held"]);
    expect(said("CANCELED")).toEqual([]);
    world.command = "CANCEL";
    after(0);
    approve("o4");
    world.fire();
    expect(said("CANCELED")).toEqual(["o1: told to cancel", "o2: told to cancel"]);
    expect(said("REJECTED").slice(1)).toEqual(["o4: held"]);
    world.command = "RUN";
    after(0);
    approve("o5");
    expect(said("SENT").at(-1)).toBe("o5: ");
  });

  test("cancels at once when the kill latch is set", () => {
    const { world, after, said } = start();
    world.show("trading", 0, { state: "HALTED", epoch: 4, killed: 1 });
    after(0);
    world.fire();
    expect(said("CANCELED")).toEqual(["o1: killed", "o2: killed"]);
  });
});

describe("a paper gateway that is to be swapped", () => {
  // S-93
  test("may be while all its orders rest, not while one or a cancel is on its way", () => {
    const { world, approve, after } = start();
    const swappable = () => paper.swappable?.(world.state as never);
    expect(swappable()).toBe(false);
    world.fire();
    expect(swappable()).toBe(true);
    approve("o3");
    expect(swappable()).toBe(false);
    world.fire();
    world.notReady.add("risk");
    after(0);
    after(2_000);
    expect(swappable()).toBe(false);
    world.fire();
    expect(swappable()).toBe(true);
  });

  // S-93
  test("may not be while an event waits for room", () => {
    const { world, approve } = start();
    world.fire();
    world.room = 0;
    approve("o3", 3);
    expect(paper.swappable?.(world.state as never)).toBe(false);
  });
});
