/**
 * The playback desk with a market that answers: its gateway is the one that trades live, on a socket to an
 * exchange of its own, which is an actor of the same desk and shares the machine with it.
 */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { credentialsOf } from "../../src/trading/venue/simulated/spot/signature/credentials.ts";

const PLAYBACK = resolve(import.meta.dir, "../../config/playback");
const VENUE = "venue-exchange";
const GATEWAY = "execution-binance";

/** Makes the desk's folder; whoever asked for it takes it away. */
export function makeExchangeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-order-"));
  cpSync(PLAYBACK, folder, { recursive: true });
  const pathOf = (name: string) => join(folder, `${name}.toml`);
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(pathOf(name), change(readFileSync(pathOf(name), "utf8")));
  rmSync(pathOf("venue-replay"));
  renameSync(pathOf("execution-paper"), pathOf(GATEWAY));
  edit("desk", (before) =>
    before.replace("execution-paper", GATEWAY).replace("venue-replay", VENUE),
  );
  edit("feed-binance", (before) => before.replace("venue-replay", VENUE));
  const { apiKey, secret } = credentialsOf("demo");
  const key = `apiKey = "${apiKey}"\nsecret = "${secret}"\n`;
  edit(GATEWAY, () =>
    [
      'use = "execution/binance-spot"\ninstruments = ["*@binance"]\n[args]',
      `endpoint = "actor:${VENUE}"\n${key}`,
    ].join("\n"),
  );
  writeFileSync(pathOf(VENUE), 'use = "venue/exchange"\n\n[args]\nseed = 7\nstepMs = 50\n');
  return folder;
}
