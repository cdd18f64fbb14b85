/** Jars as Maven Central has them, by a pinned version and hash: those bytes and no others. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Missing } from "./build-cache.ts";

export type PinnedJar = {
  readonly file: string;
  readonly url: string;
  /** Hexadecimal. */
  readonly sha256: string;
};

/** A jar by its place: group, artifact and version with a colon between two. */
export function pinnedJar(coordinates: string, sha256: string): PinnedJar {
  const [group = "", artifact = "", version = "", classifier] = coordinates.split(":");
  const name = classifier === undefined ? version : `${version}-${classifier}`;
  const file = `${artifact}-${name}.jar`;
  const folder = `${group.replaceAll(".", "/")}/${artifact}/${version}`;
  return { file, url: `https://repo1.maven.org/maven2/${folder}/${file}`, sha256 };
}

/** Why `bytes` are not the pinned jar; null when they are. */
export function refuseJar(jar: PinnedJar, bytes: Uint8Array): string | null {
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  if (sha256 === jar.sha256) return null;
  return `${jar.file} is not the pinned one: its SHA-256 must be ${jar.sha256}, and is ${sha256}`;
}

/** The path of the jar in the cache, or why it cannot be used. */
export function findJar(cacheFolder: string, jar: PinnedJar): string | Missing {
  const path = join(cacheFolder, jar.file);
  if (!existsSync(path)) {
    return { missing: `no ${jar.file} in the cache: bun bench/peers/fetch.ts` };
  }
  const refusal = refuseJar(jar, readFileSync(path));
  return refusal === null ? path : { missing: `${refusal}; remove ${path}` };
}
