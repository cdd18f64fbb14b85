/** A strategy that blocks its thread in a native call: nothing but the end of the process ends it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { runStart } from "./kit/command.ts";
import { type Change, FaultFolder } from "./kit/fault-folder.ts";

setDefaultTimeout(60_000);

const MAKER = "strategy-market-maker";

/** At its quote it opens a pipe that nobody writes: as on a disk that hangs, no kill interrupts it. */
function opensPipe(path: string): readonly Change[] {
  const read = `readFileSync(${JSON.stringify(path)})`;
  return [
    ["on: {},", `on: {\n    quote() {\n      ${read};\n    },\n  },`],
    ["export default", 'import { readFileSync } from "node:fs";\n\nexport default'],
  ];
}

// S-27
test("a thread that cannot be ended halts trading, and the process ends with exit code 12", async () => {
  const folder = new FaultFolder();
  const pipe = join(folder.root, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  folder.variant("strategy/native", "strategy/market-maker", opensPipe(pipe));
  folder.edit(MAKER, ["strategy/market-maker", "strategy/native"]);
  folder.becomeProject();
  // Without a halt it would trade on until its time is over.
  const given = ["desk", "--port", "0", "--json", "--for", "40s", "--no-guard"];
  const { exit, out, err } = await runStart(given, { root: folder.root });
  folder.remove();
  expect(exit, err).toBe(12);
  const { ok, error } = JSON.parse(out);
  expect({ ok, code: error.code, exit: error.exit }).toEqual({
    ok: false,
    code: "E_STUCK",
    exit: 12,
  });
  const stuck = /strategy-market-maker: stuck in on\.quote for \d\.\d s$/;
  expect(error.message).toMatch(stuck);
  expect(err).toMatch(/^late {2}strategy-market-maker: no heartbeat for \d\.\d s in on\.quote/m);
  expect(err).toMatch(/^halt {2}strategy-market-maker: unkillable after stuck in on\.quote/m);
});
