/** What the cases on real workers share: mortal actors that read ping, and what one has heard. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ActorSpec } from "../../../../src/runtime/supervisor/actor-spec.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import type { Tap } from "../../../kit/tap.ts";

/** A mortal's settings. */
type Args = {
  readonly deed?: string;
  readonly place?: string;
  readonly at?: number;
  readonly lives?: number;
  readonly stop?: string;
};

type Changes = NonNullable<Parameters<typeof specOf>[1]>;

/** On a busy machine a thread may not run for long, and nobody is to take it for stuck. */
const PATIENT = {
  heartbeatLateMs: 60_000,
  heartbeatWarnMs: 60_000,
  startDeadlineMs: 20_000,
  stopDeadlineMs: 20_000,
};

/** A mortal of the name `name` that reads ping. */
export function mortalOf(
  name: string,
  args: Args = {},
  { child, ...changes }: Changes = {},
): Promise<ActorSpec> {
  const whole = { deed: "NONE", place: "BALL", at: 20, lives: 1, stop: "WELL", ...args };
  const reads = [reading("ping")];
  return specOf("mortal", {
    name,
    args: whole,
    reads,
    ...changes,
    child: { ...PATIENT, ...child },
  });
}

/** The ping that they read. */
export function pingOf({ child, ...changes }: Changes = {}): Promise<ActorSpec> {
  return specOf("ping", { ...changes, child: { ...PATIENT, ...child } });
}

/** The texts of all that it told, without its ticks. */
export function noticesOf(tap: Tap): readonly string[] {
  const texts = tap.heard("kit-notice").map(({ body }) => String(body.text));
  return texts.filter((text) => text !== "tick");
}

/** A module of its own for one test, with what stands before the mortal's definition. */
export async function mortalModule(before: string): Promise<string> {
  const whole = new URL("../../../kit/mortal.ts", import.meta.url).pathname;
  const path = join(await mkdtemp(join(tmpdir(), "outcry-mortal-")), "actor.ts");
  await writeFile(path, `${before}\nexport { default } from ${JSON.stringify(whole)};\n`);
  return pathToFileURL(path).href;
}
