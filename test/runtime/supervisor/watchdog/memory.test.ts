/** Actors that leak, on real threads: restarted in order, warned of, ended; and seen all the while. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const LIMIT_MB = 60;

type Limits = { readonly heapSoftMb: number | null; readonly heapHardMb: number | null };

async function leaking(kind: "OBJECTS" | "BYTES" | "GARBAGE", limits: Limits, kbABall = 500) {
  return KitDesk.start([
    await specOf("ping", { args: { burst: 1 } }),
    await specOf("leaky", {
      args: { kind, kbABall },
      reads: [reading("ping")],
      child: limits,
    }),
  ]);
}

async function ballsOf(desk: KitDesk): Promise<number> {
  const answer = await desk.system.ask("leaky", "tally");
  return answer.ok ? (answer.value as { balls: number }).balls : Number.NaN;
}

/** A busy machine may make an actor late besides. */
function heapWarningsOf(desk: KitDesk): readonly string[] {
  const texts = desk.events.flatMap((event) => (event.kind === "WARNED" ? [event.text] : []));
  return texts.filter((text) => text.startsWith("heap"));
}

describe("a heap that grows without an end", () => {
  // S-29
  test("is restarted in order at its soft limit, keeps its state, and is left alone with a warning the second time", async () => {
    const desk = await leaking("OBJECTS", { heapSoftMb: LIMIT_MB, heapHardMb: null });
    await desk.ready("leaky", 2);
    // It took about 120 balls to come there, and its next life knows of them.
    expect(await ballsOf(desk)).toBeGreaterThan(60);
    const [death] = desk.events.flatMap((event) => (event.kind === "DIED" ? [event] : []));
    expect(death?.reason).toMatch(/^heap of \d+ MB above its soft limit of 60 MB$/);
    expect(death?.restartInMs).toBe(0);

    await until("a warning", () => heapWarningsOf(desk).length > 0);
    expect(heapWarningsOf(desk)[0]).toMatch(
      /^heap of \d+ MB above its soft limit of 60 MB within a minute of a restart for it: it is left alone$/,
    );
    expect(desk.status("leaky")).toMatchObject({ phase: "READY", incarnation: 2 });
    expect(desk.status("ping")).toMatchObject({ incarnation: 1, restarts: 0 });
  });

  // S-29
  test.each([
    ["of objects", "OBJECTS"],
    ["of typed arrays, which lie outside of it", "BYTES"],
  ] as const)("is ended at its hard limit, also one %s", async (_, kind) => {
    const desk = await leaking(kind, { heapSoftMb: null, heapHardMb: LIMIT_MB });
    await desk.ready("leaky", 2);
    expect(desk.status("leaky").reason).toMatch(/^heap of \d+ MB above its hard limit of 60 MB$/);
  });
});

describe("a heap of garbage", () => {
  test("is collected before it counts: nobody is restarted for what he dropped", async () => {
    const desk = await leaking("GARBAGE", { heapSoftMb: 16, heapHardMb: 25 }, 2_000);
    // Each ball drops 2 MB, and nobody collects them before there are more than the limits allow.
    await until("400 balls", async () => (await ballsOf(desk)) > 400);
    await until("a figure", () => desk.status("leaky").heapBytes !== null);
    expect(desk.deaths).toEqual([]);
    expect(heapWarningsOf(desk)).toEqual([]);
  });
});

describe("the figure of an actor's heap", () => {
  test("is some megabytes for one that keeps nothing, although its rings are larger", async () => {
    const topicBytes = 1 << 26;
    const desk = await KitDesk.start([
      await specOf("ping", { args: { burst: 1 }, topicBytes }),
      await specOf("pong", { reads: [reading("ping")], topicBytes }),
    ]);
    const heaps = () => desk.system.status().map(({ heapBytes }) => heapBytes ?? Number.NaN);
    await until("both figures", () => heaps().every((bytes) => bytes > 0));
    for (const bytes of heaps()) expect(bytes).toBeLessThan(40e6);
  });
});
