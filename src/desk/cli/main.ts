/** The command line: finds the verb, runs it, and ends with its exit code. */
import { suggestion } from "../config/suggest.ts";
import { EXIT } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { VERSION } from "./version.ts";

/** Takes what stands behind its name. */
type Verb = (given: readonly string[]) => Promise<number>;

// Each verb is imported only when it is called, so that the first line comes at once.
const start: Verb = async (given) =>
  given.includes("--no-guard")
    ? (await import("./start.ts")).runStart(given)
    : (await import("./guarded-start.ts")).runGuarded(given);

const VERBS: Readonly<Record<string, Verb>> = {
  start,
  // The desk that is started when none is named is the demo desk.
  demo: start,
  check: async (given) => (await import("./check.ts")).runCheck(given),
  actors: async (given) => (await import("./actors.ts")).runActors(given),
  inspect: async (given) => (await import("./inspect.ts")).runInspect(given),
  journal: async (given) => (await import("./journal.ts")).runJournal(given),
  uptime: async (given) => (await import("./uptime.ts")).runUptime(given),
  audit: async (given) => (await import("./audit.ts")).runAudit(given),
  exchange: async (given) => (await import("./exchange.ts")).runExchange(given),
  sim: async (given) => (await import("./sim.ts")).runSim(given),
  replay: async (given) => (await import("./replay.ts")).runReplay(given),
  bench: async (given) => (await import("./bench.ts")).runBench(given),
};

const HELP = `bun run start [desk] [--for 20s] [--port N] [--seed N] [--capture FILE]... [--speed N|max] [--data DIR] [--resume RUN] [--delivery-log] [--no-guard] [--json]
bun run demo [--chaos] [--for 60s] [--seed N]
bun run check [desk] [--json]
bun run actors ls [--run RUN] [--json]
bun run actors inspect|add|remove|restart|suspend|resume|swap <name> [--fresh] [--reason TEXT] [--run RUN] [--json]
bun run actors ask <name> <answer> [--run RUN] [--json]
bun run inspect <file|run> [--type NAME] [--actor NAME] [--order ID] [--json]
bun run journal ls|verify [run] [--json]
bun run journal cat [run] [--from N] [--to N] [--actor NAME] [--type NAME] [--since TIME] [--order ID] [--all] [--json]
bun run journal export [run] --format jsonl|csv --out PATH [as cat]
bun run journal why <order-id> [run] [--json]
bun run uptime [run]... [--from TIME] [--to TIME] [--target 99.9] [--svg FILE] [--json]
bun run audit verify <folder> [--anchor FILE]... [--keys FILE] [--from N] [--to N] [--json]
bun run audit prove <folder> <sequence> [--keys FILE] [--json]
bun run audit consistency <folder> <size> <size> [--keys FILE] [--json]
bun run audit key <file> <name> [--json]
bun run exchange [--port N] [--seed N] [--symbol "BTC-USDT 0.01 0.00001"]... [--capture FILE]... [--account NAME]... [--tls] [--unlimited] [--data DIR] [--for 10s] [--json]
bun run sim [desk] [--seeds N] [--from N] [--seed N [--only FAULTS]] [--span 20s] [--first] [--unjudged] [--json]
bun run replay [run] [--actor NAME] [--until SEQUENCE] [--break-at SEQUENCE] [--source] [--json]
bun run bench [name] [--small] [--write] [--json]

bun run start --version

A desk is a folder: config/demo when none is named. RUN is the folder of a run, or its name under run/.`;

async function main([name = "", ...given]: readonly string[]): Promise<number> {
  const json = given.includes("--json");
  if (["--help", "-h", "help"].includes(name) || given.includes("--help")) {
    return new Output("help", json).succeed({ data: { text: HELP }, text: HELP });
  }
  if (["--version", "version"].includes(name) || given.includes("--version")) {
    const data = { outcry: VERSION, bun: Bun.version };
    return new Output("version", json).succeed({
      data,
      text: `Outcry ${VERSION}, Bun ${Bun.version}`,
    });
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) {
    const message = name === "" ? "which verb?" : `unknown verb ${name}`;
    const help = suggestion(name, Object.keys(VERBS));
    return new Output("help", json).fail({ exit: EXIT.USAGE, message, help });
  }
  try {
    return await verb(given);
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return new Output(name, json).fail({ exit: EXIT.ERROR, message });
  }
}

const exit = await main(process.argv.slice(2));
process.exitCode = exit;
// A thread in a native call, or one that did not stop, would keep the process for as long as it likes;
// and behind an error that nobody expected, actors would trade with nobody to watch them.
const UNSTOPPED: readonly number[] = [
  EXIT.ERROR,
  EXIT.STUCK,
  EXIT.TIMEOUT,
  EXIT.HALTED,
  EXIT.DEGRADED,
];
if (UNSTOPPED.includes(exit)) process.stdout.write("", () => process.exit(exit));
