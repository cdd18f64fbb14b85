/** A guard in a process of its own, impatient, around `guarded-child.ts`. The argument is what that does. */
import { join } from "node:path";
import { runGuard } from "../../../../../src/runtime/supervisor/guard/guard.ts";
import { BUDGET_DEFAULTS } from "../../../../../src/runtime/supervisor/guard/life-budget.ts";

const child = join(import.meta.dir, "guarded-child.ts");
const [, , deed = "", executable = process.execPath] = process.argv;

const { exit } = await runGuard({
  rules: {
    ...BUDGET_DEFAULTS,
    warnMs: 1_000,
    lateMs: 2_000,
    firstWordMs: 20_000,
    stopMs: 2_000,
    isFinal: (code) => code === 0,
  },
  commandOf: (life, folder) => [executable, child, deed, String(life), folder ?? ""],
  onReady: () => {},
  note: (text) => void process.stderr.write(`${text}\n`),
});
process.exitCode = exit;
