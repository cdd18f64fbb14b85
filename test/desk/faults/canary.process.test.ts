/**
 * AU-12: a secret that a desk's file takes from its environment or from a file is nowhere on record: not in
 * the journal, the audit log with its tiles, the message log, the delivery log, the pinned code, what is
 * printed, or what the console answers.
 */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../cli/kit/child-desk.ts";
import { filesIn, placesOf } from "./kit/places.ts";

setDefaultTimeout(2 * DESK_DEADLINE_MS);

const folders: string[] = [];
const desks: ChildDesk[] = [];
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Letters that occur nowhere else. */
function canary(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return `Kanari${Buffer.from(bytes).toString("hex")}`;
}

test("AU-12 no secret of a desk's file is on record, printed, or answered", async () => {
  const ofEnvironment = canary();
  const ofFile = canary();
  const config = mkdtempSync(join(tmpdir(), "outcry-canary-"));
  folders.push(config);
  cpSync(join(ROOT, "config/playback"), config, { recursive: true });
  const secretFile = join(config, "secret.txt");
  writeFileSync(secretFile, `http://127.0.0.1:9/second?token=${ofFile}`, { mode: 0o600 });
  const audit = (name: string) => `use = "audit"\n\n[args]\nwebhook = "${name}"\n`;
  // Nobody listens there: each checkpoint's request fails, and its failure is told.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the desk's own words for a secret.
  writeFileSync(join(config, "audit.toml"), audit("${env:OUTCRY_CANARY}"));
  const url = `http://127.0.0.1:9/hook?token=${ofEnvironment}`;
  const given = [config, "--no-guard", "--port", "0", "--data", "run-1", "--delivery-log"];
  const desk = new ChildDesk(given, `export OUTCRY_CANARY='${url}'`);
  desks.push(desk);
  const run = join(desk.folder, "run-1");
  const base = await desk.url();
  await desk.until("a failed anchor", () => desk.err.includes("webhook"));
  // A change while it runs, from the other kind of reference.
  writeFileSync(join(config, "audit.toml"), audit(`\${file:${secretFile}}`));
  await desk.until("the change", () => desk.err.includes("audit has new arguments"));
  const paths = ["readyz?verbose", "metrics", "actors", "latency", ""];
  const answers = await Promise.all(
    paths.map(async (path) => Buffer.from(await (await fetch(`${base}/${path}`)).text())),
  );
  desk.signal("SIGTERM");
  const { out, err, exit } = await desk.ended;
  expect(exit, err).toBe(0);

  const files = filesIn(run);
  for (const wanted of ["journal/j-", "audit/tail", "messages.log", "deliveries/", "code/"]) {
    expect(files.some((path) => path.includes(wanted))).toBe(true);
  }
  const places = new Map<string, Buffer>([
    ...files.map((path) => [path.slice(run.length + 1), readFileSync(path)] as const),
    ...paths.map((path, at) => [`/${path}`, answers[at] ?? Buffer.alloc(0)] as const),
    ["stdout", Buffer.from(out)],
    ["stderr", Buffer.from(err)],
  ]);
  expect(placesOf(ofEnvironment, places)).toEqual([]);
  expect(placesOf(ofFile, places)).toEqual([]);
  // It would have been seen: what is searched is found where it is put.
  const seen = new Map([
    ["here", Buffer.from(`a ${Buffer.from(`x${ofFile}y`).toString("base64")} b`)],
  ]);
  expect(placesOf(ofFile, seen)).toEqual(["here"]);
});
