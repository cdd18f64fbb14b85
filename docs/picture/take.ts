/**
 * Takes the README's picture: starts a desk, waits until it has traded, and has Chromium draw its page.
 *
 *     bun docs/picture/take.ts [desk] [seconds]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
const PICTURE = join(import.meta.dir, "demo.png");
/** Longest wait for the desk, and for the browser. Milliseconds. */
const WAIT_MS = 60_000;
const LOOK_MS = 200;
const PORT = 7070;
const URL = `http://127.0.0.1:${PORT}`;

const [desk = "config/demo", seconds = "20"] = Bun.argv.slice(2);
const browser = Bun.which("chromium") ?? Bun.which("chromium-browser");
if (browser === null) {
  process.stderr.write("no chromium on this machine: apt-get install chromium\n");
  process.exit(1);
}
const scratch = mkdtempSync(join(tmpdir(), "outcry-picture-"));
const main = join(ROOT, "src/desk/cli/main.ts");
const running = Bun.spawn(
  [process.execPath, main, "start", desk, "--port", `${PORT}`, "--data", join(scratch, "run")],
  { cwd: ROOT, stdout: "ignore", stderr: "inherit" },
);
try {
  await untilTraded();
  await Bun.sleep(Number(seconds) * 1_000);
  await untilOrdersWork();
  await draw(browser);
  process.stdout.write(`${PICTURE}\n`);
} finally {
  running.kill("SIGINT");
  await running.exited;
  rmSync(scratch, { recursive: true, force: true });
}

async function untilTraded(): Promise<void> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const metrics = await fetch(`${URL}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
    const fills = [...metrics.matchAll(/^outcry_funnel_total\{.*stage="fills".*\} (\d+)$/gm)];
    if (fills.some(([, count]) => Number(count) > 0)) return;
    if (Date.now() > until) throw new Error(`${desk} had no fill within ${WAIT_MS / 1_000} s`);
    await Bun.sleep(LOOK_MS);
  }
}

/** Orders are replaced all the time, and a busy machine warns: a picture of such a moment shows no desk at work. */
async function untilOrdersWork(): Promise<void> {
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await Bun.sleep(LOOK_MS)) {
    const { orders } = (await (await fetch(`${URL}/trading`)).json()) as { orders: unknown[] };
    const { status } = (await (await fetch(`${URL}/healthz`)).json()) as { status: string };
    if (orders.length >= 2 && status === "pass") return;
  }
}

async function draw(chromium: string): Promise<void> {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"];
  const picture = [
    `--user-data-dir=${join(scratch, "profile")}`,
    "--window-size=1280,1250",
    "--force-device-scale-factor=1",
    "--virtual-time-budget=1500",
    `--screenshot=${PICTURE}`,
    `${URL}/`,
  ];
  const child = Bun.spawn([chromium, ...flags, ...picture], {
    stdout: "ignore",
    stderr: "ignore",
    timeout: WAIT_MS,
  });
  if ((await child.exited) !== 0) throw new Error("chromium has drawn nothing");
}
