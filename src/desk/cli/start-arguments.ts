/** `start [desk] [--for 20s] [--port N] [--seed N] [--capture FILE]... [--speed N|max] [--data DIR] [--resume RUN] [--delivery-log] [--no-guard] [--chaos] [--json]`. */
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import { CHAOS_EVERY_MS } from "../run/chaos.ts";
import type { Arguments, UsageMistake } from "./arguments.ts";
import { parseArguments } from "./arguments.ts";
import { parseDuration } from "./duration.ts";

/** The desk that verbs take when none is named. */
export const DEFAULT_DESK = "config/demo";

/** A multiple of the recorded timing, or as fast as the slowest reader allows. */
export type Speed = number | "max";

export type StartArguments = {
  readonly desk: string;
  /** From ready to the stop. Milliseconds; null runs until it is stopped. */
  readonly forMs: number | null;
  /** Of the console; null is what the desk says. */
  readonly port: number | null;
  readonly seed: number;
  readonly captures: readonly string[];
  /** Null is what the venue's file says. */
  readonly speed: Speed | null;
  /** Folder of the run's files; null makes one under `run/`. */
  readonly dataFolder: string | null;
  /** Whether deliveries are recorded, also where the desk does not say so. */
  readonly deliveryLog: boolean;
  /** A run whose process died, by its folder or its name: this one goes on with it. */
  readonly resume: string | null;
  /** The other arguments are those of the run's first life. Said by the guard only. */
  readonly isAgain: boolean;
  /** How long that run was ready already, of {@link forMs}. Milliseconds. Said by the guard only. */
  readonly ranMs: number;
  /** Between two workers that are killed; null kills none. Milliseconds. */
  readonly chaosMs: number | null;
  readonly json: boolean;
};

const SHAPE = {
  positionalsMax: 1,
  flags: {
    for: "VALUE",
    port: "VALUE",
    seed: "VALUE",
    capture: "VALUES",
    speed: "VALUE",
    data: "VALUE",
    "delivery-log": "SWITCH",
    "no-guard": "SWITCH",
    resume: "VALUE",
    again: "SWITCH",
    ran: "VALUE",
    chaos: "SWITCH",
    "chaos-every": "VALUE",
    json: "SWITCH",
  },
} as const;

const SEED_MAX = 2 ** 31 - 1;
const PORT_MAX = 65_535;
/** A hundred days: longer than any run that has an end. Milliseconds. */
const RAN_MS_MAX = 8_640_000_000;

/** Returns what `start` was asked to do. */
export function parseStartArguments(
  given: readonly string[],
): Result<StartArguments, UsageMistake> {
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return parsed;
  const { value: flags } = parsed;
  const forMs = readDuration(flags, "for");
  const chaosEveryMs = readDuration(flags, "chaos-every");
  const port = readWhole(flags, "port", PORT_MAX);
  const seed = readWhole(flags, "seed", SEED_MAX);
  const speed = readSpeed(flags);
  const ran = readWhole(flags, "ran", RAN_MS_MAX);
  if (!forMs.ok) return forMs;
  if (!chaosEveryMs.ok) return chaosEveryMs;
  if (!port.ok) return port;
  if (!seed.ok) return seed;
  if (!speed.ok) return speed;
  if (!ran.ok) return ran;
  return succeed({
    desk: flags.positionals[0] ?? DEFAULT_DESK,
    forMs: forMs.value,
    port: port.value,
    seed: seed.value ?? 1,
    captures: flags.values("capture"),
    speed: speed.value,
    dataFolder: flags.value("data"),
    deliveryLog: flags.has("delivery-log"),
    resume: flags.value("resume"),
    isAgain: flags.has("again"),
    ranMs: ran.value ?? 0,
    chaosMs: chaosEveryMs.value ?? (flags.has("chaos") ? CHAOS_EVERY_MS : null),
    json: flags.has("json"),
  });
}

function readDuration(flags: Arguments, flag: string): Result<number | null, UsageMistake> {
  const text = flags.value(flag);
  if (text === null) return succeed(null);
  const ms = parseDuration(text);
  if (ms !== null) return succeed(ms);
  return failWith({
    message: `--${flag} must be a duration: found ${text}`,
    help: [`example: --${flag} 20s, --${flag} 500ms, --${flag} 2m`],
  });
}

function readWhole(
  flags: Arguments,
  flag: string,
  max: number,
): Result<number | null, UsageMistake> {
  const text = flags.value(flag);
  if (text === null) return succeed(null);
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return succeed(Number(text));
  const message = `--${flag} must be a whole number from 0 to ${max}: found ${text}`;
  return failWith({ message, help: [] });
}

function readSpeed(flags: Arguments): Result<Speed | null, UsageMistake> {
  const text = flags.value("speed");
  if (text === null || text === "max") return succeed(text);
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (speed > 0 && speed <= 1_000_000) return succeed(speed);
  const message = `--speed must be a number above 0, or max: found ${text}`;
  return failWith({ message, help: ["example: --speed 10"] });
}
