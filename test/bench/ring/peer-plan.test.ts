/** Peers that cannot be had: each has a row, and the bench's gate fails. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadOf } from "../../../bench/kit/aims.ts";
import { type PeerName, type Peers, preparePeers } from "../../../bench/kit/peers.ts";
import { missingPeers, PEER_ROWS, peerMeasurements } from "../../../bench/ring/peer-plan.ts";
import { AIMS, RATIOS, ratioRows } from "../../../bench/ring/ring-aims.ts";

const ROOT = resolve(import.meta.dir, "../../..");

/** No tool is on its PATH. */
let empty: string;

beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), "outcry-peers-"));
});

afterAll(() => rmSync(empty, { recursive: true }));

const toolless = () => preparePeers({ path: empty, cacheFolder: empty });

describe("missingPeers", () => {
  test("names every row that lacks a figure, and what would install it", async () => {
    const said = missingPeers(await toolless()).join("\n");
    for (const { name } of PEER_ROWS) expect(said).toContain(name);
    for (const tool of ["g++", "openjdk-17-jdk-headless", "erlang-base"]) {
      expect(said).toContain(`apt-get install ${tool}`);
    }
  });

  test("is empty when all peers are there", () => {
    expect(missingPeers(allPeers(() => ({ command: ["true"] })))).toEqual([]);
  });

  test("says a reason once, however many rows it concerns", () => {
    const reasons = missingPeers(allPeers(() => ({ missing: "no compiler" })));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toEndWith("(no compiler)");
  });
});

describe("peerMeasurements", () => {
  test("leaves out what is missing, and keeps the others", () => {
    const peers = allPeers((peer) =>
      peer === "cpp" ? { missing: "gone" } : { command: ["true"] },
    );
    const names = peerMeasurements(peers, true).map(({ name }) => name);
    expect(names).not.toContain("C++ alone");
    expect(names).toHaveLength(PEER_ROWS.length - 1);
  });
});

describe("ratioRows", () => {
  test("a ratio to a peer that is missing is NaN, so that its aim is missed", () => {
    const { ratios } = ratioRows({
      figures: new Map([["ring 82 B alone", [10]]]),
      load: loadOf([0]),
    });
    expect(ratios.cpp).toBeNaN();
  });

  test("each is of rows that the bench has", async () => {
    const { names } = await rowNames();
    for (const { over, under } of RATIOS) {
      expect(names).toContain(over);
      expect(names).toContain(under);
    }
  }, 60_000);

  test("each aim has its ratio", () => {
    const ratios = RATIOS.map(({ name }) => name);
    for (const { name } of AIMS) expect(ratios).toContain(name);
  });
});

describe("bench ring", () => {
  test("without any tool it prints all, says what is missing, and exits 6", async () => {
    const { exit, document } = await rowNames();
    expect(exit).toBe(6);
    expect(document).toMatchObject({ ok: false, error: { code: "E_CHECK_FAILED" } });
    expect(document.error?.message).toContain("missing: C++ alone");
    const row = document.data.rows.find(({ name }) => name === "C++ alone");
    expect(row).toMatchObject({ median: null, rounds: 0 });
    expect(document.data.aims.map(({ judged }) => judged)).toEqual(AIMS.map(() => false));
  }, 60_000);
});

type Document = {
  readonly ok: boolean;
  readonly error?: { readonly message: string };
  readonly data: {
    readonly rows: readonly { readonly name: string }[];
    readonly aims: readonly { readonly judged: boolean }[];
  };
};

let ran: Promise<{ exit: number; document: Document; names: readonly string[] }> | null = null;

/** One small run of the bench, on a PATH without tools. */
function rowNames() {
  ran ??= runSmall();
  return ran;
}

async function runSmall() {
  const main = join(ROOT, "src/desk/cli/main.ts");
  const child = Bun.spawn([process.execPath, main, "bench", "ring", "--small", "--json"], {
    cwd: ROOT,
    env: { ...process.env, PATH: empty },
    stdout: "pipe",
    stderr: "inherit",
  });
  const [exit, out] = await Promise.all([child.exited, child.stdout.text()]);
  const document = JSON.parse(out) as Document;
  return { exit, document, names: document.data.rows.map(({ name }) => name) };
}

function allPeers(of: (peer: PeerName) => Peers[PeerName]): Peers {
  return Object.fromEntries(PEER_ROWS.map(({ peer }) => [peer, of(peer)])) as Peers;
}
