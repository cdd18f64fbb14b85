/**
 * The resident memory of the demo desk's process while a random actor is killed every second. Its
 * growth is printed, and judged in a run of five minutes or more (`OUTCRY_CHAOS=10m`): heaps fill for a
 * minute and a half, and then go up and down by some MiB, in which a shorter run sees any slope.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { ChildDesk } from "../../desk/cli/kit/child-desk.ts";
import { JUDGED_MS, patientFolder, SIDE_RUN_MS } from "./patient-desk.ts";
import { type Sample, slopePerMinute } from "./slope.ts";

const LOOK_MS = 250;
/** Growth that a judged run may show. Bytes a minute. */
const SLOPE_MAX = 2 ** 20;
/** Until then a desk is filling its rings and heaps. In a short run, half of it. Milliseconds. */
const WARM_UP_MS = Math.min(90_000, SIDE_RUN_MS / 2);

setDefaultTimeout(SIDE_RUN_MS + 120_000);

test("memory of a desk does not grow by the deaths of its actors", async () => {
  const folder = patientFolder();
  const given = ["--no-guard", "--port", "0", "--chaos-every", "1s", "--for", `${SIDE_RUN_MS}ms`];
  const desk = new ChildDesk([folder.desk, ...given]);
  try {
    await desk.url();
    const startedAt = performance.now();
    const samples: Sample[] = [];
    const sampling = setInterval(() => {
      samples.push({ atMs: performance.now() - startedAt, bytes: desk.residentBytes() });
    }, LOOK_MS);
    const ended = desk.ended.finally(() => clearInterval(sampling));
    const { exit, err } = await ended;
    expect(exit).toBe(0);
    const kills = err.match(/^chaos kills /gm)?.length ?? 0;
    const restarts = err.match(/^ready \S+ \(life /gm)?.length ?? 0;
    expect(kills).toBeGreaterThan(SIDE_RUN_MS / 1_000 / 2);
    expect(restarts).toBeGreaterThanOrEqual(kills - 1);
    const whole = samples.filter(({ atMs, bytes }) => bytes > 0 && atMs < SIDE_RUN_MS);
    const slope = slopePerMinute(whole.filter(({ atMs }) => atMs >= WARM_UP_MS));
    const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
    const last = whole.at(-1)?.bytes ?? Number.NaN;
    process.stdout.write(
      `chaos: ${kills} kills, ${mib(last)} MiB at the end, ${mib(slope)} MiB a minute after warm-up\n`,
    );
    if (SIDE_RUN_MS >= JUDGED_MS) expect(slope).toBeLessThan(SLOPE_MAX);
  } finally {
    await desk.end();
    folder.remove();
  }
});
