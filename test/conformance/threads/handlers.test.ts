/** A throw is told with the name of its handler, wherever it comes from. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { KitDesk } from "../../kit/kit-desk.ts";
import { mortalOf, pingOf } from "./kit/mortals.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const HANDLERS = {
  BALL: "on.ball",
  SETTLE: "settle",
  EVERY: "every.5ms",
  AFTER: "completion",
} as const;

// S-36
test("T-73: a throw in a message, in `settle`, a period, a completion or a stop is told by its name", async () => {
  const places = Object.keys(HANDLERS);
  const mortals = places.map((place) => mortalOf(place.toLowerCase(), { deed: "THROW", place }));
  const inStop = mortalOf("stop", { deed: "THROW", place: "STOP", at: 0 });
  const desk = await KitDesk.start([await pingOf(), ...(await Promise.all(mortals)), await inStop]);
  for (const [place, handler] of Object.entries(HANDLERS)) {
    await desk.ready(place.toLowerCase(), 2);
    const { reason } = desk.status(place.toLowerCase());
    expect(reason).toBe(`threw in ${handler}: RangeError: deed`);
  }
  await desk.system.stop("the test says so");
  expect(desk.status("stop").reason).toBe("the test says so; threw in stop: RangeError: deed");
});
