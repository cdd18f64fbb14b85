/**
 * The two characters by which a desk knows its orders from those of another one on the same account. They
 * come from the desk's folder and from a secret of the place where its runs are kept, so that all runs of
 * one desk there have the same, and a desk elsewhere has others, but once in 3,844.
 */
import { linkSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../../core/assert.ts";
import { INSTANCES, instanceOf } from "../../../trading/order/order-id.ts";
import { readOrNull, syncFolder, writeSynced } from "./run-epoch.ts";

/** 128 bits in hex. */
const SEED = /^[0-9a-f]{32}$/;

/**
 * Returns the instance of a desk whose runs are kept in `runs`.
 *
 * @param desk Its folder.
 */
export function deskInstance(runs: string, desk: string): string {
  const hash = new Bun.CryptoHasher("sha256").update(`${seedOf(runs)}\n${desk}`).digest();
  return instanceOf(hash.readUInt32BE(0) % INSTANCES);
}

/** Of `runs/instance`, which is made and on the disk before it is used. */
function seedOf(runs: string): string {
  const path = join(runs, "instance");
  const text = readOrNull(path) ?? made(runs, path);
  // Guessing here would make strangers of the orders of earlier runs.
  assert(
    SEED.test(text.trim()),
    `${path} holds 32 hex digits: current text is ${JSON.stringify(text)}`,
  );
  return text.trim();
}

/** Of two desks that make it at once, one is first, and both have the same. */
function made(runs: string, path: string): string {
  mkdirSync(runs, { recursive: true });
  const own = `${path}.${process.pid}`;
  writeSynced(own, `${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex")}\n`);
  try {
    linkSync(own, path);
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== "EEXIST") throw thrown;
  } finally {
    rmSync(own, { force: true });
  }
  syncFolder(runs);
  return readOrNull(path) ?? "";
}
