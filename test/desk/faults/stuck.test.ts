/** A strategy that blocks its thread in a native call: nothing but the end of the process ends it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { runStart } from "./kit/command.ts";
import { FaultFolder } from "./kit/fault-folder.ts";

setDefaultTimeout(60_000);

const MAKER = "strategy-market-maker";

/** At its quote it sleeps for an hour, in a call that no kill interrupts. */
const NATIVE = [
  ["on: {},", "on: {\n    quote() {\n      allow(() => Bun.sleepSync(3_600_000));\n    },\n  },"],
  [
    "export default",
    'import { allow } from "../../src/runtime/actor/tripwire.ts";\n\nexport default',
  ],
] as const;

// S-27
test("a thread that cannot be ended halts trading, and the process ends with exit code 12", async () => {
  const folder = new FaultFolder();
  folder.variant("strategy/native", "strategy/market-maker", NATIVE);
  folder.edit(MAKER, ["strategy/market-maker", "strategy/native"]);
  folder.becomeProject();
  const ended = await runStart(["desk", "--port", "0", "--json"], { root: folder.root });
  folder.remove();
  const { exit, out, err } = ended;
  expect(exit, err).toBe(12);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    error: {
      code: "E_STUCK",
      exit: 12,
      message: expect.stringMatching(
        /^trading is halted: strategy-market-maker: stuck in on\.quote for \d\.\d s$/,
      ),
    },
  });
  expect(err).toMatch(/^late {2}strategy-market-maker: no heartbeat for \d\.\d s in on\.quote/m);
  expect(err).toMatch(/^halt {2}strategy-market-maker: unkillable after stuck in on\.quote/m);
});
