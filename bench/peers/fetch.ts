/**
 * `bun bench/peers/fetch.ts`: gets the jars of the peers in Java from Maven Central into the cache
 * that git ignores, once, and refuses any other bytes; and installs the peer from npm by its lockfile.
 * Only this reaches the network, never a bench.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE_FOLDER } from "./build-cache.ts";
import { CHRONICLE_JARS } from "./chronicle-jars.ts";
import { DISRUPTOR } from "./disruptor-jar.ts";
import { installOrderBook } from "./order-book-peer.ts";
import { findJar, type PinnedJar, refuseJar } from "./pinned-jar.ts";

const TIMEOUT_MS = 60_000;

/** The jar's path when it is there, from before or now; else what went wrong. */
export async function fetchJar(
  cacheFolder: string,
  jar: PinnedJar,
  url: string = jar.url,
): Promise<string | Error> {
  const found = findJar(cacheFolder, jar);
  if (typeof found === "string") return found;
  const bytes = await download(url);
  if (bytes instanceof Error) return bytes;
  const refusal = refuseJar(jar, bytes);
  if (refusal !== null) return new Error(`${url}: ${refusal}`);
  const path = join(cacheFolder, jar.file);
  const partial = `${path}.${process.pid}`;
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(partial, bytes);
  renameSync(partial, path);
  return path;
}

async function download(url: string): Promise<Uint8Array | Error> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) return new Error(`${url} answers ${response.status}`);
    return await response.bytes();
  } catch (error) {
    return new Error(`${url} cannot be fetched: ${error}`);
  }
}

if (import.meta.main) {
  for (const jar of [DISRUPTOR, ...CHRONICLE_JARS]) say(await fetchJar(CACHE_FOLDER, jar));
  say(installOrderBook());
}

function say(fetched: string | Error): undefined {
  if (fetched instanceof Error) {
    process.stderr.write(`${fetched.message}\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(`${fetched}\n`);
  }
}
