/** LMAX Disruptor as Maven Central has it, by a pinned version and hash. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Missing } from "./build-cache.ts";

const VERSION = "4.0.0";

export const DISRUPTOR = {
  file: `disruptor-${VERSION}.jar`,
  url: `https://repo1.maven.org/maven2/com/lmax/disruptor/${VERSION}/disruptor-${VERSION}.jar`,
  sha256: "c2ba80841541272bc815bcadab910d2d716aa563eca15762450ab4c889440505",
} as const;

/** Why `bytes` are not the pinned jar; null when they are. */
export function refuseJar(bytes: Uint8Array): string | null {
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  if (sha256 === DISRUPTOR.sha256) return null;
  return `${DISRUPTOR.file} is not the pinned one: its SHA-256 must be ${DISRUPTOR.sha256}, and is ${sha256}`;
}

/** The path of the jar in the cache, or why it cannot be used. */
export function findJar(cacheFolder: string): string | Missing {
  const path = join(cacheFolder, DISRUPTOR.file);
  if (!existsSync(path)) {
    return { missing: `no ${DISRUPTOR.file} in the cache: bun bench/peers/fetch.ts` };
  }
  const refusal = refuseJar(readFileSync(path));
  return refusal === null ? path : { missing: `${refusal}; remove ${path}` };
}
