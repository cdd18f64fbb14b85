/** Folders of runs: made, linked and refused. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  linkLatest,
  openRunFolder,
  readPort,
  writeDeskCard,
} from "../../../../src/desk/run/files/run-folder.ts";

let runs: string;

beforeEach(() => {
  runs = realpathSync(mkdtempSync(join(tmpdir(), "outcry-runs-")));
});

afterEach(() => rmSync(runs, { recursive: true }));

async function open(asked: string | null = null): Promise<string> {
  const folder = await openRunFolder(runs, asked);
  if (!folder.ok) throw new Error(folder.failure);
  return folder.value;
}

describe("openRunFolder", () => {
  test("makes a folder named by time and four letters", async () => {
    const first = await open();
    const second = await open();
    expect(basename(first)).toMatch(/^\d{8}T\d{6}Z-[a-z]{4}$/);
    expect(second).not.toBe(first);
  });

  test("is no word about the latest: that is the run that was up last", async () => {
    const first = await open();
    await linkLatest(runs, first);
    const refused = await open();
    expect(realpathSync(join(runs, "latest"))).toBe(first);
    await linkLatest(runs, refused);
    expect(realpathSync(join(runs, "latest"))).toBe(refused);
  });

  test("leaves the latest alone for a run of another folder", async () => {
    const first = await open();
    await linkLatest(runs, first);
    await linkLatest(runs, await open(join(runs, "deep/data")));
    expect(realpathSync(join(runs, "latest"))).toBe(first);
  });

  test("takes the folder that was asked for when it is empty, and makes it when it is not there", async () => {
    const asked = join(runs, "deep/data");
    expect(await open(asked)).toBe(asked);
    expect(await open(asked)).toBe(asked);
  });

  test("refuses a folder that is not empty", async () => {
    writeFileSync(join(runs, "file"), "");
    expect(await openRunFolder(runs, runs)).toEqual({
      ok: false,
      failure: `--data ${runs} must be empty: it holds 1 entries`,
    });
  });
});

describe("writeDeskCard", () => {
  const card = {
    pid: 1,
    startTicks: 7,
    life: 1,
    runEpoch: 60_000_000,
    firstRunEpoch: 60_000_000,
    desk: "demo",
    mode: "paper",
    url: null,
    startedAt: "now",
    port: 0,
    versions: {},
    code: { risk: "risk-0f3c9a1be2d4.js" },
  };

  test("called again before it is done leaves the last card", async () => {
    const cards = Array.from({ length: 20 }, (_, port) => ({ ...card, url: `http://h:${port}` }));
    await Promise.all(cards.map((one) => writeDeskCard(runs, one)));
    const left: unknown = await Bun.file(join(runs, "desk.json")).json();
    expect(left).toMatchObject({ url: "http://h:19" });
  });

  test.each([
    ["the one that it listened at", { port: 0, url: "http://127.0.0.1:7171" }, 7171],
    ["the one that it was to have, of a run that never listened", { port: 7272, url: null }, 7272],
    ["none, of one that never listened at any free one", { port: 0, url: null }, null],
  ])("the port of a run is %s", async (_, change, port) => {
    await writeDeskCard(runs, { ...card, ...change });
    expect(await readPort(runs)).toBe(port);
  });

  test("writes a file that only its owner reads, and replaces it whole", async () => {
    await writeDeskCard(runs, card);
    await writeDeskCard(runs, { ...card, url: "http://127.0.0.1:7070" });
    const path = join(runs, "desk.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await Bun.file(path).json()).toEqual({ ...card, url: "http://127.0.0.1:7070" });
    expect(readdirSync(runs)).toEqual(["desk.json"]);
  });
});
