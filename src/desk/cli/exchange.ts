/**
 * `bun run exchange`: the simulated exchange alone, for other programs. It is the same actor as in a
 * desk, under a supervisor: one that dies comes back with its orders and balances.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { inspect } from "../../runtime/actor/inspector.ts";
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { CHILD_DEFAULTS } from "../../runtime/supervisor/child-spec.ts";
import { watchRunner } from "../../runtime/supervisor/guard/runner-watch.ts";
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import { credentialsOf } from "../../trading/venue/simulated/spot/signature/credentials.ts";
import { whyNotListen } from "../http/console-server.ts";
import type { DeskFacts } from "../message/desk-facts.ts";
import { Endpoint } from "../message/endpoint.ts";
import { VenueAccount } from "../message/venue-account.ts";
import { boardValue } from "../run/board-value.ts";
import { LogPrinter } from "../run/log-printer.ts";
import { checkCaptures } from "./capture-check.ts";
import { listenForSignals } from "./end-signals.ts";
import { type ExchangeArguments, parseExchangeArguments } from "./exchange-arguments.ts";
import { openExchangeFolder } from "./exchange-folder.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Failure, Output } from "./output.ts";
import { ACTORS_FOLDER } from "./project-root.ts";

const NAME = "exchange";
const HOSTNAME = "127.0.0.1";
const POLL_MS = 20;
const RUNNER_LOOK_MS = 500;
/** It may have a long log to run again first. */
const START_MS = 60_000;

/** Exits 0 at its end, or with why it could not start or go on. */
export async function runExchange(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("exchange", given.includes("--json"));
  const parsed = parseExchangeArguments(given);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const signals = listenForSignals();
  const isRunnerGone = watchRunner(process.env) ?? (() => false);
  const watching = setInterval(() => {
    if (isRunnerGone()) signals.ask("its runner is gone");
  }, RUNNER_LOOK_MS);
  watching.unref();
  const folder = openExchangeFolder(parsed.value.dataFolder);
  if (!folder.ok) {
    const help = ["end it, or name another folder by --data"];
    return output.fail({ exit: EXIT.CONFLICT, message: folder.failure, help });
  }
  try {
    return await run(parsed.value, folder.value.path, { output, asked: signals.asked });
  } finally {
    clearInterval(watching);
    signals.ignore();
    folder.value.leave();
  }
}

type Around = { readonly output: Output; readonly asked: Promise<string> };

async function run(
  given: ExchangeArguments,
  folder: string,
  { output, asked }: Around,
): Promise<ExitCode> {
  const wrong = await whyNotStart(given);
  if (wrong !== null) return output.fail(wrong);
  const spec = await specOf(given);
  if (!spec.ok) return output.fail(spec.failure);
  const printer = new LogPrinter("warn", (line) => output.note(line));
  const gaveUp = Promise.withResolvers<string>();
  const started = await ActorSystem.start({
    specs: [spec.value],
    common: factsOf(given, folder),
    seed: given.seed,
    onEvent: (event) => void onEvent(event, output, gaveUp.resolve),
    onWired: (wired) => printer.listen(wired),
  });
  printer.poll();
  if (!started.ok) return output.fail({ exit: EXIT.ERROR, message: started.failure.reason });
  const system = started.value;
  const polling = setInterval(() => printer.poll(), POLL_MS);
  const { forMs } = given;
  try {
    const isUp = await isListening(system, Promise.race([asked, gaveUp.promise]));
    if (isUp) tell(given, folder, { system, output });
    const timer = Promise.withResolvers<string>();
    const clock =
      forMs === null ? null : setTimeout(() => timer.resolve("its time is over"), forMs);
    const failed = gaveUp.promise.then((why) => ({ why }));
    const ended = await Promise.race([asked, timer.promise, failed]);
    if (clock !== null) clearTimeout(clock);
    if (typeof ended !== "string") return output.fail({ exit: EXIT.ERROR, message: ended.why });
    output.note(`stopping: ${ended}`);
    return EXIT.OK;
  } finally {
    await system.stop("the exchange ends");
    clearInterval(polling);
    printer.poll();
  }
}

/** What would be said by an actor that dies again and again is said here first, and once. */
async function whyNotStart({ port, captures }: ExchangeArguments): Promise<Failure | null> {
  const checked = await checkCaptures(captures);
  if (!checked.ok) return { exit: EXIT.DATA, message: checked.failure };
  const taken = await whyNotListen({ hostname: HOSTNAME, port });
  if (taken === null) return null;
  const help = ["stop what listens there, or name another port: --port 9001 (0 takes any)"];
  return { exit: EXIT.CONFLICT, message: taken.message, help };
}

async function specOf(given: ExchangeArguments): Promise<Result<ActorSpec, Failure>> {
  const module = pathToFileURL(join(ACTORS_FOLDER, "venue/exchange.ts")).href;
  const inspected = await inspect(module);
  if (!inspected.ok) return failWith({ exit: EXIT.CONFIG, message: inspected.failure.message });
  const { seed, symbols, futures, captures, accounts, port, tls, hasLimits } = given;
  const settings = inspected.inspection.args;
  const fallbacks = Object.fromEntries(
    Object.entries(settings).map(([name, { fallback }]) => [name, fallback]),
  );
  return succeed({
    name: NAME,
    kind: "venue",
    module,
    code: null,
    thread: null,
    idle: "park",
    args: { ...fallbacks, seed, symbols, futures, captures, accounts, port, tls, hasLimits },
    about: { instruments: [], limits: {} },
    reads: [],
    topicBytes: 2 ** 20,
    required: true,
    child: { ...CHILD_DEFAULTS, startDeadlineMs: START_MS },
    inspection: inspected.inspection,
    snapshotEveryMs: 10_000,
  });
}

function factsOf({ symbols }: ExchangeArguments, folder: string): DeskFacts {
  return {
    name: NAME,
    mode: "paper",
    durability: "none",
    codeHash: "",
    configHash: Bun.hash(JSON.stringify(symbols)).toString(16),
    instruments: [],
    actors: [{ name: NAME, number: 0, kind: "venue", instruments: [] }],
    instance: "00",
    runEpoch: 1,
    firstRunEpoch: 1,
    folder,
  };
}

function onEvent(event: SystemEvent, output: Output, giveUp: (why: string) => void): undefined {
  if (event.kind === "ESCALATED") giveUp(`the exchange does not stay up: ${event.reason}`);
  if (event.kind === "DIED") output.note(`the exchange died: ${event.reason}`);
}

/** False when it ends before. */
async function isListening(system: ActorSystem, ended: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    if (endpointOf(system) !== null) return true;
    await new Promise((next) => setTimeout(next, POLL_MS));
  }
  return false;
}

function endpointOf(system: ActorSystem) {
  const endpoint = boardValue(system.boardOf(NAME, "endpoint"), Endpoint, 0);
  return endpoint === null || endpoint.url === "" ? null : endpoint;
}

type Up = { readonly system: ActorSystem; readonly output: Output };

/** Where it is and with which keys one trades there: a line of JSON, or a page for people. */
function tell(given: ExchangeArguments, folder: string, { system, output }: Up): undefined {
  const endpoint = endpointOf(system);
  if (endpoint === null) return;
  const rest = endpoint.url;
  const streams = rest.replace(/^http/, "ws");
  const accounts = given.accounts.map((name, number) => {
    const { apiKey, secret, ed25519 } = credentialsOf(name);
    const shown = boardValue(system.boardOf(NAME, "account"), VenueAccount, number);
    const balances = shown?.balances.map(({ asset, free, locked }) => ({ asset, free, locked }));
    return { name, apiKey, secret, ed25519, balances: balances ?? [] };
  });
  const certificateAuthority = endpoint.certificateAuthority || null;
  const wsApi = `${streams}/ws-api/v3`;
  const control = `${rest}/control`;
  if (given.json) {
    output.line(JSON.stringify({ rest, streams, wsApi, control, certificateAuthority, accounts }));
    output.flush();
    return;
  }
  const trust = given.tls ? `--cacert ${join(folder, `${NAME}.cert.pem`)} ` : "";
  const [symbol = ""] = (given.symbols[0] ?? "").replace("-", "").split(" ");
  output.say(
    [
      `A simulated Binance spot, seed ${given.seed}; ctrl-c ends it.`,
      `  REST     ${rest}/api/v3`,
      `  streams  ${streams}/ws, ${streams}/stream`,
      `  WS API   ${wsApi}`,
      ...(given.futures.length === 0
        ? []
        : [`  futures  ${rest}/fapi/v1, ${streams}/public, /market, /private`]),
      `  control  ${control}`,
      ...accounts.flatMap(({ name, apiKey, secret, ed25519, balances }) => [
        `account ${name}: ${balances.map(({ asset, free }) => `${free} ${asset}`).join(", ")}`,
        `  key      ${apiKey}`,
        `  secret   ${secret}`,
        `  Ed25519  ${ed25519.apiKey}`,
        `  signs    ${ed25519.privateKey.trim().replaceAll("\n", "\\n")}`,
      ]),
      `try: curl ${trust}'${rest}/api/v3/depth?symbol=${symbol}&limit=5'`,
    ].join("\n"),
  );
}
