/** Holding an actor on real threads: it hears of it at once, and so does who asked for it. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { KitDesk } from "../../kit/kit-desk.ts";
import { specOf } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

setDefaultTimeout(60_000);

/** A ping that says nothing, and the actor that asks for it: nothing but main wakes it. */
async function start() {
  const desk = await KitDesk.start([
    await specOf("ping", { args: { burst: 0 } }),
    await specOf("held"),
  ]);
  const tap = new Tap(desk.system, "held");
  const says = (text: string) =>
    until(text, () => tap.heard("kit-notice").at(-1)?.body.text === text);
  return { desk, says };
}

// S-63
describe("ActorSystem.hold", () => {
  test("shows in the actor's context, and its settle runs at each change", async () => {
    const { desk, says } = await start();
    expect(desk.system.hold("held")).toBe(true);
    await says("held, ping ready, 1");
    expect(desk.system.hold("held", "CANCEL")).toBe(true);
    await says("held+cancels, ping ready, 1");
    expect(desk.system.hold("held")).toBe(true);
    await says("held+cancels, ping ready, 1");
    expect(desk.system.resume("held")).toBe(true);
    await says("free, ping ready, 1");
    expect(desk.system.hold("nobody")).toBe(false);
    expect(desk.system.resume("nobody")).toBe(false);
  });

  test("holds the next lives too, and one that is suspended handles again", async () => {
    const { desk, says } = await start();
    desk.system.hold("held", "CANCEL");
    expect(await desk.system.restart("held", "asked for")).toBe(true);
    await says("held+cancels, ping ready, 2");
    await desk.ready("held", 2);
    expect(await desk.system.suspend("held")).toBe(true);
    expect(desk.system.hold("held")).toBe(true);
    await says("held+cancels, ping ready, 2");
  });

  test("stands below a suspension: who ends that does not end the hold", async () => {
    const { desk, says } = await start();
    desk.system.hold("held", "CANCEL");
    await says("held+cancels, ping ready, 1");
    expect(await desk.system.suspend("held")).toBe(true);
    expect(desk.system.resume("held")).toBe(true);
    await says("held+cancels, ping ready, 1");
    await until("it runs", () => desk.status("held").phase === "READY");
    // A word that the suspension had hidden counts for the next life as well.
    expect(await desk.system.suspend("held")).toBe(true);
    expect(await desk.system.restart("held", "asked for")).toBe(true);
    await says("held+cancels, ping ready, 2");
    expect(desk.system.resume("held")).toBe(true);
    await says("free, ping ready, 2");
  });
});

// S-64
describe("a peer's readiness", () => {
  test("is told to who asked for it: held, suspended, resumed, restarted, stopped", async () => {
    const { desk, says } = await start();
    desk.system.hold("held");
    await says("held, ping ready, 1");
    desk.system.hold("ping");
    await says("held, ping away, 1");
    desk.system.resume("ping");
    await says("held, ping ready, 1");
    expect(await desk.system.suspend("ping")).toBe(true);
    await says("held, ping away, 1");
    desk.system.resume("ping");
    await says("held, ping ready, 1");
    expect(await desk.system.restart("ping", "asked for")).toBe(true);
    await until("ping in its second life", () => desk.status("ping").incarnation === 2);
    await says("held, ping ready, 1");
  });
});
