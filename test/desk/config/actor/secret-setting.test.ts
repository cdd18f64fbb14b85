/** Where a secret of an actor may stand, and who may have one. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret, text } from "../../../../src/runtime/actor/setting.ts";
import {
  type Changes,
  loadChanged,
  MODULES,
  type Modules,
  messageNamed,
  module,
  planOf,
} from "../desk-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "outcry-secret-setting-"));
afterAll(() => rmSync(folder, { recursive: true }));
const KEY = "sekret-of-the-test-0123456789";
const keyFile = join(folder, "key");
writeFileSync(keyFile, `${KEY}\n`, { mode: 0o600 });
const openFile = join(folder, "open");
writeFileSync(openFile, KEY, { mode: 0o644 });

const EXECUTION = "execution-paper.toml";
const args = { key: secret({ min: 8 }), endpoint: text({ fallback: "" }) };
const modules = {
  ...MODULES,
  "execution/paper": module({
    args,
    in: { approved: messageNamed("approved"), quote: messageNamed("quote") },
    out: { event: messageNamed("order-event") },
  }),
};

/** The fixture desk whose execution says `lines` in its arguments. */
function saying(...lines: readonly string[]): Changes {
  return { [EXECUTION]: (before) => [before, "[args]", ...lines].join("\n") };
}
/** All that `check` would show of the mistakes. */
async function mistakesOf(changes: Changes, of: Modules = modules): Promise<string> {
  const desk = await loadChanged(changes, of);
  return desk.ok
    ? ""
    : desk.failure.map(({ message, help }) => [message, ...help].join("\n")).join("\n");
}

describe("a secret of an execution", () => {
  test("comes from a file that is its owner's only", async () => {
    const plan = await planOf(saying(`key = "\${file:${keyFile}}"`), modules);
    const execution = plan.actors.find(({ kind }) => kind === "execution");
    expect(execution?.args).toMatchObject({ key: KEY });
    expect(execution?.holdsSecrets).toBe(true);
  });

  test.each([
    ["stands in the file itself", `key = "${KEY}"`, "key: must be a reference: a secret never"],
    [
      "comes from a file that others may read",
      `key = "\${file:${openFile}}"`,
      `file ${openFile} must be for its owner only: current mode is 644`,
    ],
    [
      "comes from the environment",
      `key = "\${env:PATH}"`,
      "key: must not come from the environment, which every thread and child can read",
    ],
    [
      "is a default of the environment",
      `key = "\${env:OUTCRY_NO_SUCH:-${KEY}}"`,
      "key: must be a reference",
    ],
    ["is no text", "key = 12345678", "key: must be"],
    [
      "comes from a descriptor that is not there",
      `key = "\${fd:61}"`,
      "descriptor 61 was not handed",
    ],
    ["is not said", "", `example: key = "\${file:/run/secrets/key}"`],
  ])("is refused when it %s, and not shown", async (_, line, mistake) => {
    const shown = await mistakesOf(saying(line));
    expect(shown).toContain(mistake);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("12345678");
  });

  test("is told of once when its reference cannot be followed", async () => {
    const shown = await mistakesOf(saying(`key = "\${file:/no/such}"`));
    expect(shown.match(/key/g)?.length).toBe(1);
  });

  test("may stand in the file when the venue is an actor of the same desk", async () => {
    const lines = ['key = "of-the-simulated-venue"', 'endpoint = "actor:venue-replay"'];
    expect(await mistakesOf(saying(...lines))).toBe("");
  });
});

test("no other actor may have a secret", async () => {
  const changes = {
    ...saying(`key = "\${file:${keyFile}}"`),
    "message-log.toml": (before: string) => `${before}\n[args]\nkey = "\${file:${keyFile}}"\n`,
  };
  const both = { ...modules, "message-log": module({ args }) };
  expect(await mistakesOf(changes, both)).toContain(
    "key: only an execution may have a secret: this is of kind message-log",
  );
});
