/** The download of the Disruptor's jar: the pinned bytes and no others, from loopback here. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CACHE_FOLDER } from "../../../bench/peers/build-cache.ts";
import { DISRUPTOR, findJar, refuseJar } from "../../../bench/peers/disruptor-jar.ts";
import { fetchJar } from "../../../bench/peers/fetch.ts";

const scratch = mkdtempSync(join(tmpdir(), "outcry-fetch-"));
let cacheFolder = scratch;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(scratch, "cache-"));
});

let answer: { readonly body: string | Uint8Array<ArrayBuffer>; readonly status: number };
let requests = 0;
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch() {
    requests += 1;
    return new Response(answer.body, { status: answer.status });
  },
});
const url = `http://127.0.0.1:${server.port}/${DISRUPTOR.file}`;
afterAll(async () => {
  await server.stop(true);
  rmSync(scratch, { recursive: true });
});

const here = findJar(CACHE_FOLDER);
const reason = typeof here === "string" ? "" : ` (skipped: ${here.missing})`;

describe("findJar", () => {
  test("says how to get a jar that is not there", () => {
    const missing = `no ${DISRUPTOR.file} in the cache: bun bench/peers/fetch.ts`;
    expect(findJar(cacheFolder)).toEqual({ missing });
  });

  test("refuses other bytes by name and by both hashes", () => {
    writeFileSync(join(cacheFolder, DISRUPTOR.file), "");
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const { missing } = findJar(cacheFolder) as { missing: string };
    expect(missing).toStartWith(`${DISRUPTOR.file} is not the pinned one: its SHA-256 must be `);
    expect(missing).toContain(`${DISRUPTOR.sha256}, and is ${empty}`);
  });
});

describe("fetchJar", () => {
  test("refuses what is not the pinned jar and keeps nothing of it", async () => {
    answer = { body: "another jar", status: 200 };
    const fetched = await fetchJar(cacheFolder, url);
    expect(fetched).toBeInstanceOf(Error);
    expect(String(fetched)).toContain(`${url}: ${DISRUPTOR.file} is not the pinned one`);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test("says so when the place has no jar, or is not there", async () => {
    answer = { body: "gone", status: 404 };
    expect(String(await fetchJar(cacheFolder, url))).toContain(`${url} answers 404`);
    const nobody = "http://127.0.0.1:1/";
    expect(String(await fetchJar(cacheFolder, nobody))).toContain(`${nobody} cannot be fetched`);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test.skipIf(typeof here !== "string")(
    `gets the pinned jar once, also over one that is not it${reason}`,
    async () => {
      answer = { body: new Uint8Array(readFileSync(String(here))), status: 200 };
      requests = 0;
      const path = join(cacheFolder, DISRUPTOR.file);
      writeFileSync(path, "another jar");
      expect(await fetchJar(cacheFolder, url)).toBe(path);
      expect(refuseJar(readFileSync(path))).toBeNull();
      expect(await fetchJar(cacheFolder, url)).toBe(path);
      expect(requests).toBe(1);
      expect(existsSync(path)).toBe(true);
      expect(readdirSync(cacheFolder)).toEqual([DISRUPTOR.file]);
    },
  );
});
