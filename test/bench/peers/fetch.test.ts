/** The download of a jar: the pinned bytes and no others, from loopback here. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CACHE_FOLDER } from "../../../bench/peers/build-cache.ts";
import { CHRONICLE_JARS } from "../../../bench/peers/chronicle-jars.ts";
import { DISRUPTOR } from "../../../bench/peers/disruptor-jar.ts";
import { fetchJar } from "../../../bench/peers/fetch.ts";
import { findJar, pinnedJar, refuseJar } from "../../../bench/peers/pinned-jar.ts";

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

const here = findJar(CACHE_FOLDER, DISRUPTOR);
const reason = typeof here === "string" ? "" : ` (skipped: ${here.missing})`;

describe("pinnedJar", () => {
  test("knows file and place of a jar by its coordinates", () => {
    const jar = pinnedJar("com.github.jnr:jffi:1.3.12:native", "");
    expect(jar.file).toBe("jffi-1.3.12-native.jar");
    expect(jar.url).toEndWith("/maven2/com/github/jnr/jffi/1.3.12/jffi-1.3.12-native.jar");
  });

  test("pins each jar once, by a whole hash", () => {
    const jars = [DISRUPTOR, ...CHRONICLE_JARS];
    expect(new Set(jars.map(({ file }) => file)).size).toBe(jars.length);
    for (const { sha256 } of jars) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("findJar", () => {
  test("says how to get a jar that is not there", () => {
    const missing = `no ${DISRUPTOR.file} in the cache: bun bench/peers/fetch.ts`;
    expect(findJar(cacheFolder, DISRUPTOR)).toEqual({ missing });
  });

  test("refuses other bytes by name and by both hashes", () => {
    writeFileSync(join(cacheFolder, DISRUPTOR.file), "");
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const { missing } = findJar(cacheFolder, DISRUPTOR) as { missing: string };
    expect(missing).toStartWith(`${DISRUPTOR.file} is not the pinned one: its SHA-256 must be `);
    expect(missing).toContain(`${DISRUPTOR.sha256}, and is ${empty}`);
  });
});

describe("fetchJar", () => {
  test("refuses what is not the pinned jar and keeps nothing of it", async () => {
    answer = { body: "another jar", status: 200 };
    const fetched = await fetchJar(cacheFolder, DISRUPTOR, url);
    expect(fetched).toBeInstanceOf(Error);
    expect(String(fetched)).toContain(`${url}: ${DISRUPTOR.file} is not the pinned one`);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test("says so when the place has no jar, or is not there", async () => {
    answer = { body: "gone", status: 404 };
    expect(String(await fetchJar(cacheFolder, DISRUPTOR, url))).toContain(`${url} answers 404`);
    const nobody = "http://127.0.0.1:1/";
    expect(String(await fetchJar(cacheFolder, DISRUPTOR, nobody))).toContain(
      `${nobody} cannot be fetched`,
    );
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test.skipIf(typeof here !== "string")(
    `gets the pinned jar once, also over one that is not it${reason}`,
    async () => {
      answer = { body: new Uint8Array(readFileSync(String(here))), status: 200 };
      requests = 0;
      const path = join(cacheFolder, DISRUPTOR.file);
      writeFileSync(path, "another jar");
      expect(await fetchJar(cacheFolder, DISRUPTOR, url)).toBe(path);
      expect(refuseJar(DISRUPTOR, readFileSync(path))).toBeNull();
      expect(await fetchJar(cacheFolder, DISRUPTOR, url)).toBe(path);
      expect(requests).toBe(1);
      expect(existsSync(path)).toBe(true);
      expect(readdirSync(cacheFolder)).toEqual([DISRUPTOR.file]);
    },
  );
});
