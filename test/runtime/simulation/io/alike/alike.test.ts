/** The simulated I/O behaves as the real one: each case in both worlds, and the parties hear the same. */
import { describe, expect, test } from "bun:test";
import type { FileRead } from "../../../../../src/runtime/io/io.ts";
import { FILE_CASES } from "./file-cases.ts";
import { HTTP_CASES } from "./http-cases.ts";
import { type Case, SOCKET_CASES } from "./socket-cases.ts";
import { STORAGE_CASES } from "./storage-cases.ts";
import { TLS_CASES } from "./tls-cases.ts";
import { TREE_CASES } from "./tree-cases.ts";
import { RealWorld, SimulatedWorld, type World } from "./world.ts";

async function playedIn(world: World, run: Case) {
  await run(world);
  await world.rest();
  return { client: world.client.heard, server: world.server.heard };
}

async function readIn(world: World, name: string): Promise<string> {
  const { bytes, ...options } = FILE_CASES[name] ?? { bytes: null, bytesMax: 1, gunzip: false };
  const path = bytes === null ? "/nowhere/at/all" : world.put("file", bytes);
  const reads: FileRead[] = [];
  world.client.io.readFile(path, (read) => void reads.push(read), options);
  await world.until(name, () => reads.length > 0);
  return reads
    .map((read) => (read.ok ? String(Bun.hash(read.bytes)) : read.failure.code))
    .join(" ");
}

describe("a socket", () => {
  test.each(Object.entries(SOCKET_CASES))("%s", async (_name, run) => {
    const real = await playedIn(new RealWorld(), run);
    expect(await playedIn(new SimulatedWorld(), run)).toEqual(real);
  });
});

describe("an HTTP request", () => {
  test.each(Object.entries(HTTP_CASES))("%s", async (_name, run) => {
    const real = await playedIn(new RealWorld(), run);
    expect(await playedIn(new SimulatedWorld(), run)).toEqual(real);
  });
});

describe("TLS", () => {
  test.each(Object.entries(TLS_CASES))("%s", async (_name, run) => {
    const real = await playedIn(new RealWorld(), run);
    expect(await playedIn(new SimulatedWorld(), run)).toEqual(real);
  });
});

describe("a storage", () => {
  test.each(Object.entries(STORAGE_CASES))("%s", (_name, run) => {
    const real = run(new RealWorld());
    expect(run(new SimulatedWorld())).toEqual(real);
  });
});

describe("a tree", () => {
  test.each(Object.entries(TREE_CASES))("%s", (_name, run) => {
    const real = run(new RealWorld());
    expect(run(new SimulatedWorld())).toEqual(real);
  });
});

describe("a read", () => {
  test.each(Object.keys(FILE_CASES))("of %s", async (name) => {
    const real = await readIn(new RealWorld(), name);
    expect(await readIn(new SimulatedWorld(), name)).toEqual(real);
  });
});
