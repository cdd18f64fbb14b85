/** The peers of the ring bench: what is missing says so, what read wrongly is refused, all run. */
import { afterAll, describe, expect, test } from "bun:test";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type PeerName, type Peers, preparePeers, runPeer } from "../../../bench/kit/peers.ts";
import { CACHE_FOLDER } from "../../../bench/peers/build-cache.ts";
import { buildCpp } from "../../../bench/peers/cpp-peer.ts";
import { DISRUPTOR } from "../../../bench/peers/disruptor-jar.ts";
import { buildDisruptor } from "../../../bench/peers/disruptor-peer.ts";
import { buildErlang } from "../../../bench/peers/erlang-peer.ts";
import { findJar } from "../../../bench/peers/pinned-jar.ts";

const SOURCES = resolve(import.meta.dir, "../../../bench/peers");

const scratch = mkdtempSync(join(tmpdir(), "outcry-peers-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const place = { cacheFolder: join(scratch, "cache"), path: process.env.PATH ?? "" };
mkdirSync(place.cacheFolder);
const jar = findJar(CACHE_FOLDER, DISRUPTOR);
if (typeof jar === "string") cpSync(jar, join(place.cacheFolder, DISRUPTOR.file));
const present = await preparePeers(place);
const names = Object.keys(present) as PeerName[];
/** Two batches of 64 each, and more than fits into the ring at once. */
const SMALL = { messages: 32_768, warmUp: 128 };
/** Of fields 1, 4 and 8 of all its messages. */
const SMALL_SUM = 1_623_598_528;
/** Where other work has the second core, each trip waits for the scheduler. */
const FEW = { messages: 512, warmUp: 64 };
/** On a busy machine a compiler takes seconds, and two threads that spin wait for each other. */
const BUSY_MS = 60_000;

/** All peers as they are, but one, which runs `script`. */
function withScript(name: PeerName, script: string): Peers {
  return { ...present, [name]: { command: [process.execPath, "-e", script] } };
}

describe("preparePeers", () => {
  test("says of each peer what would install it when the PATH has no tool", async () => {
    const peers = await preparePeers({ ...place, path: scratch });
    for (const name of names) {
      const peer = peers[name];
      expect(peer).toEqual({ missing: expect.stringMatching(/^no .*: apt-get install \S+$/) });
      await expect(runPeer(peers, name, SMALL)).rejects.toThrow(`peer ${name} is there: no `);
    }
  });

  test(
    "compiles a source once, and a changed one anew, outside the source folder",
    () => {
      const folder = join(scratch, "cpp-changed");
      cpSync(join(SOURCES, "cpp"), folder, { recursive: true });
      const sources = readdirSync(folder);
      const first = buildCpp(place, folder);
      if ("missing" in first) return expect(first.missing).toStartWith("no g++");
      const inodeOf = () => statSync(String(first[0])).ino;
      const inode = inodeOf();
      expect(buildCpp(place, folder)).toEqual(first);
      expect(inodeOf()).toBe(inode);
      writeFileSync(join(folder, "peer.cpp"), `${readFileSync(join(folder, "peer.cpp"))}\n`);
      expect(buildCpp(place, folder)).not.toEqual(first);
      expect(readdirSync(folder)).toEqual(sources);
    },
    BUSY_MS,
  );

  test(
    "a source that does not compile is a missing peer with the compiler's words",
    () => {
      const folder = join(scratch, "cpp-broken");
      cpSync(join(SOURCES, "cpp"), folder, { recursive: true });
      writeFileSync(join(folder, "message.hpp"), "#error no message\n");
      const built = buildCpp(place, folder);
      if (Bun.which("g++") === null) return expect(built).toHaveProperty("missing");
      expect(built).toEqual({ missing: expect.stringContaining("no message") });
    },
    BUSY_MS,
  );

  test("a jar that is not the pinned one is a missing peer by its hash", () => {
    const cacheFolder = mkdtempSync(join(scratch, "cache-"));
    writeFileSync(join(cacheFolder, DISRUPTOR.file), "another jar");
    const built = buildDisruptor({ ...place, cacheFolder });
    const reason = Bun.which("javac") === null ? "no javac" : `${DISRUPTOR.file} is not the pinned`;
    expect(built).toEqual({ missing: expect.stringContaining(reason) });
  });
});

describe("runPeer", () => {
  test("refuses a sum that is not that of what was written, by the peer's name", async () => {
    const script = `console.log(JSON.stringify({ nsAMessage: 1, sum: 1 }))`;
    const run = runPeer(withScript("cpp", script), "cpp", SMALL);
    await expect(run).rejects.toThrow("peer cpp reads every message once: its sum is 1, and");
  });

  test.each([
    ["no JSON", `console.log("done")`, "prints its time and its sum: current output is done"],
    ["no time", `console.log('{"sum": ${SMALL_SUM}}')`, "prints its time and its sum"],
    [
      "a time in words",
      `console.log('{"nsAMessage": "9", "sum": ${SMALL_SUM}}')`,
      "prints its time",
    ],
    ["a time of 0", `console.log('{"nsAMessage": 0, "sum": ${SMALL_SUM}}')`, "prints its time"],
    ["a bad end", `console.error("no core"); process.exit(3)`, "ends well: exit 3, no core"],
    ["a signal", `process.kill(process.pid, "SIGALRM")`, "ends well: exit SIGALRM"],
  ])("refuses a peer with %s", async (_, script, message) => {
    await expect(runPeer(withScript("cpp", script), "cpp", SMALL)).rejects.toThrow(message);
  });

  for (const name of names) {
    const peer = present[name];
    const reason = "missing" in peer ? ` (skipped: ${peer.missing})` : "";
    test.skipIf(reason !== "")(
      `${name} reads what it writes${reason}`,
      async () => {
        const round = name.endsWith("RoundTrip") ? FEW : SMALL;
        expect(await runPeer(present, name, round)).toBeGreaterThan(0);
      },
      BUSY_MS,
    );
  }
});

/** A change of a peer's source that makes it read wrongly, and what it then says. */
type Fault = {
  readonly name: "cpp" | "disruptor" | "erlang";
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  readonly says: string;
};
const BUILDS = { cpp: buildCpp, disruptor: buildDisruptor, erlang: buildErlang } as const;
const FAULTS: readonly Fault[] = [
  {
    name: "cpp",
    file: "message.hpp",
    right: "fieldOf(at, low)",
    wrong: "fieldOf(at, middle)",
    says: "every message is read once",
  },
  {
    name: "cpp",
    file: "topic.hpp",
    right: "nextSequence_ += 1",
    wrong: "nextSequence_ += 2",
    says: "a reader misses nothing",
  },
  {
    name: "disruptor",
    file: "Quote.java",
    right: "fieldAt(8)",
    wrong: "fieldAt(7)",
    says: "every message is read once",
  },
  {
    name: "erlang",
    file: "ring_peer.erl",
    right: "Sum + (Low",
    wrong: "Sum - (Low",
    says: "every message is read once",
  },
];

describe("a peer that reads wrongly", () => {
  for (const { name, file, right, wrong, says } of FAULTS) {
    test.skipIf("missing" in present[name])(
      `fails by itself: ${name} with ${wrong} in ${file}`,
      async () => {
        const folder = mkdtempSync(join(scratch, "wrong-"));
        cpSync(join(SOURCES, name), folder, { recursive: true });
        const text = readFileSync(join(folder, file), "utf8");
        expect(text).toContain(right);
        writeFileSync(join(folder, file), text.replace(right, wrong));
        const built = BUILDS[name](place, folder);
        const peers = { ...present, [name]: "missing" in built ? built : { command: built } };
        const message = `peer ${name} ends well: exit 1, ${says}`;
        await expect(runPeer(peers, name, SMALL)).rejects.toThrow(message);
      },
      BUSY_MS,
    );
  }
});

describe.skipIf("missing" in present.cpp)("the C++ twin", () => {
  test.each([2, 3, 4])(
    "has %d readers that each read all",
    async (readers) => {
      const round = { messages: 8_192, warmUp: 64, readers };
      expect(await runPeer(present, "cpp", round)).toBeGreaterThan(0);
    },
    BUSY_MS,
  );

  test.each([1, 2, 3, 9, 15, 16, 113, 455])(
    "reads messages of %d numbers",
    async (fields) => {
      const round = { messages: 8_192, warmUp: 64, fields };
      expect(await runPeer(present, "cppBatch64", round)).toBeGreaterThan(0);
      expect(await runPeer(present, "cpp", round)).toBeGreaterThan(0);
    },
    BUSY_MS,
  );
});
