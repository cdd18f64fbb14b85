/** `exchange` as its own process: what other programs get of it, what it refuses, and how it ends. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sign, verify } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createIo } from "../../../src/runtime/io/create-io.ts";
import { credentialsOf } from "../../../src/trading/venue/simulated/spot/signature/credentials.ts";
import { atEnd } from "../../kit/at-end.ts";
import { until } from "../../kit/until.ts";
import { watchedEnvironment } from "../../kit/watched.ts";
import { MAIN, ROOT, runVerb } from "./kit/verb.ts";

setDefaultTimeout(60_000);

/** Beside the project where there is recorded data. */
const CAPTURE = resolve(ROOT, "../shared/data/captures/binance-spot/btcusdt-2024-08-08.gz");
const hasCapture = existsSync(CAPTURE);
const hasCurl = Bun.which("curl") !== null;
if (!hasCurl) process.stderr.write("Skipped: there is no curl to try the page's lines with\n");
if (!hasCapture) process.stderr.write(`Skipped: there is no recorded day at ${CAPTURE}\n`);

const folder = mkdtempSync(join(tmpdir(), "outcry-exchange-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Told = {
  readonly rest: string;
  readonly streams: string;
  readonly wsApi: string;
  readonly control: string;
  readonly certificateAuthority: string | null;
  readonly accounts: readonly {
    readonly apiKey: string;
    readonly secret: string;
    readonly balances: readonly { readonly asset: string; readonly free: string }[];
  }[];
};

/** Starts it on a free port, and reads its first line. */
async function started(...given: readonly string[]) {
  const child = Bun.spawn([process.execPath, MAIN, "exchange", "--port", "0", "--json", ...given], {
    cwd: ROOT,
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  atEnd(() => child.kill("SIGKILL"));
  let out = "";
  const reading = (async () => {
    for await (const chunk of child.stdout) out += new TextDecoder().decode(chunk);
  })();
  await until("its first line", () => out.includes("\n") || child.exitCode !== null);
  const told = JSON.parse(out.split("\n")[0] ?? "") as Told;
  return { child, told, all: () => reading.then(() => out) };
}

/** Signs and asks; the time is the exchange's own. */
async function signed({ rest, accounts }: Told, method: string, path: string, params: string) {
  const { serverTime } = (await (await fetch(`${rest}/api/v3/time`)).json()) as {
    serverTime: number;
  };
  const query = `${params}&timestamp=${serverTime}`;
  const [account] = accounts;
  const signature = new Bun.CryptoHasher("sha256", account?.secret).update(query).digest("hex");
  const headers = { "x-mbx-apikey": account?.apiKey ?? "" };
  const answer = await fetch(`${rest}${path}?${query}&signature=${signature}`, { method, headers });
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON says.
  return { status: answer.status, body: (await answer.json()) as any };
}

/** Status of what is asked byte by byte: a client of a library may not say whose page it is. */
async function statusOf({ rest }: Told, path: string, headers: object): Promise<number> {
  const { host, port } = new URL(rest);
  let said = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(port),
    socket: {
      data(_socket, bytes) {
        said += bytes.toString();
      },
    },
  });
  const all = Object.entries({ Host: host, ...headers }).map(([name, is]) => `${name}: ${is}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${all.join("")}\r\n`);
  await until(`an answer for ${path}`, () => said.includes("\r\n"));
  socket.terminate();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1]);
}

const LIMIT = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000";

describe("exchange", () => {
  test("says with its first line where it is, and with which keys one trades there", async () => {
    const { child, told, all } = await started();
    expect(told).toEqual({
      rest: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      streams: told.rest.replace("http", "ws"),
      wsApi: `${told.rest.replace("http", "ws")}/ws-api/v3`,
      control: `${told.rest}/control`,
      certificateAuthority: null,
      accounts: [expect.objectContaining({ name: "demo", apiKey: expect.any(String) })],
    });
    expect(told.accounts[0]?.balances).toContainEqual({
      asset: "USDT",
      free: "1000000.00000000",
      locked: "0.00000000",
    } as never);
    expect(await signed(told, "POST", "/api/v3/order", LIMIT)).toMatchObject({
      status: 200,
      body: { status: "NEW", symbol: "BTCUSDT" },
    });
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect((await all()).trim().split("\n")).toHaveLength(1);
  });

  test.each([
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Host: "evil.example" },
    { "Sec-Fetch-Site": "cross-site" },
  ])("opens no socket and answers nothing to a page of a browser: %j", async (headers) => {
    const { told } = await started("--futures", "BTC-USDT 0.1 0.001");
    const handshake = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    for (const path of ["/ws-api/v3", "/ws/btcusdt@trade", "/stream", "/public/ws/x"]) {
      expect(await statusOf(told, path, { ...handshake, ...headers })).toBe(403);
    }
    for (const path of ["/api/v3/time", "/control/state", "/fapi/v1/time"]) {
      expect(await statusOf(told, path, headers)).toBe(403);
    }
    expect(await statusOf(told, "/ws-api/v3", handshake)).toBe(101);
    expect(await statusOf(told, "/api/v3/time", {})).toBe(200);
  });

  test("trades over the WebSocket API, with private events and market streams", async () => {
    const { told } = await started();
    const [account] = told.accounts;
    const { serverTime } = (await (await fetch(`${told.rest}/api/v3/time`)).json()) as {
      serverTime: number;
    };
    // biome-ignore lint/suspicious/noExplicitAny: whatever JSON says.
    const frames: any[] = [];
    const open = async (url: string) => {
      const socket = new WebSocket(url);
      atEnd(() => socket.close());
      socket.onmessage = ({ data }) => void frames.push(JSON.parse(String(data)));
      await until("the connection", () => socket.readyState === WebSocket.OPEN);
      return socket;
    };
    const ask = (socket: WebSocket, id: string, method: string, params: object) => {
      const all = { ...params, apiKey: account?.apiKey, timestamp: serverTime };
      const payload = Object.entries(all)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
      const signature = new Bun.CryptoHasher("sha256", account?.secret).update(payload);
      const whole = { ...all, signature: signature.digest("hex") };
      socket.send(JSON.stringify({ id, method, params: whole }));
    };
    await open(`${told.streams}/stream?streams=btcusdt@depth@100ms`);
    const api = await open(told.wsApi);
    ask(api, "subscribe", "userDataStream.subscribe.signature", {});
    ask(api, "place", "order.place", Object.fromEntries(new URLSearchParams(LIMIT)));
    const saw = (holds: (frame: Record<string, unknown>) => boolean) => frames.some(holds);
    await until("the answer, the report and a change of the book", () =>
      [
        saw(({ id, status }) => id === "place" && status === 200),
        saw(({ event }) => (event as { x?: string })?.x === "NEW"),
        saw(({ stream }) => stream === "btcusdt@depth@100ms"),
      ].every(Boolean),
    );
  });

  test("ends by itself with --for, and by SIGINT, each with 0", async () => {
    expect(await (await started("--for", "100ms")).child.exited).toBe(0);
    const { child } = await started();
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
  });

  test("tells people the same, with a line to try that works", async () => {
    const { exit, out } = await runVerb("exchange", "--port", "0", "--for", "1ms");
    expect(exit).toBe(0);
    expect(out).toContain("account demo: 100.00000000 BTC");
    expect(out).toMatch(/try: curl 'http:\/\/127\.0\.0\.1:\d+\/api\/v3\/depth\?symbol=BTCUSDT/);
  });

  test("says what to do when its port is taken", async () => {
    const { told } = await started();
    const port = new URL(told.rest).port;
    const { exit, err, out } = await runVerb("exchange", "--port", port, "--json");
    expect(exit).toBe(10);
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: "E_CONFLICT" } });
    expect(`${err}${out}`).toContain("--port 9001");
  });

  test("says what is wrong with a capture before it starts", async () => {
    const path = join(folder, "bad.gz");
    writeFileSync(path, "no gzip");
    const bad = await runVerb("exchange", "--port", "0", "--capture", path);
    expect({ exit: bad.exit, err: bad.err }).toEqual({
      exit: 4,
      err: expect.stringContaining("it is not gzip, or is damaged"),
    });
    const none = await runVerb("exchange", "--port", "0", "--capture", join(folder, "none.gz"));
    expect(none.err).toContain("there is no such file");
  });

  test.each([
    ["--port x", "--port must be a whole number"],
    ["--seed -1", "--seed"],
    ["--for 10", "--for must be a duration"],
    ["--symbol BTCUSDT", "a symbol is base-quote, tick and lot"],
    ["--account A", "--account is a name"],
    ["--account a --account a", "each has its own name"],
    ["--sed 1", "did you mean --seed?"],
  ])("refuses %s", async (given, message) => {
    const { exit, out, err } = await runVerb("exchange", ...given.split(" "));
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(message);
  });

  test("with --data it is the same exchange after SIGKILL", async () => {
    const data = join(folder, "data");
    const first = await started("--data", data);
    const placed = await signed(first.told, "POST", "/api/v3/order", LIMIT);
    expect(placed.status).toBe(200);
    first.child.kill("SIGKILL");
    await first.child.exited;
    const second = await started("--data", data);
    const open = await signed(second.told, "GET", "/api/v3/openOrders", "symbol=BTCUSDT");
    expect(open.body).toHaveLength(1);
    expect(open.body[0]).toMatchObject({
      orderId: placed.body.orderId,
      time: placed.body.transactTime,
      price: "50000.00000000",
    });
    expect(second.told.accounts[0]?.balances).toContainEqual({
      asset: "USDT",
      free: "999500.00000000",
      locked: "500.00000000",
    } as never);
  });

  test("--data of a process that runs is nobody else's; of one that was killed it is free", async () => {
    const data = join(folder, "held");
    const { child } = await started("--data", data);
    const second = await runVerb("exchange", "--port", "0", "--data", data, "--for", "1ms");
    expect({ exit: second.exit, err: second.err }).toEqual({
      exit: 10,
      err: expect.stringContaining(`is in use by process ${child.pid}`),
    });
    child.kill("SIGKILL");
    await child.exited;
    expect((await runVerb("exchange", "--port", "0", "--data", data, "--for", "1ms")).exit).toBe(0);
  });

  test.skipIf(!hasCapture)(
    "with --capture the book follows a recorded day, and we trade in it",
    async () => {
      const { told } = await started("--capture", CAPTURE);
      const bestOf = async (symbol: string) => {
        const answer = await fetch(`${told.rest}/api/v3/ticker/bookTicker?symbol=${symbol}`);
        return Number(((await answer.json()) as { bidPrice: string }).bidPrice);
      };
      // A recording begins with its snapshot, some changes later.
      await until("a recorded book", async () => (await bestOf("BTCUSDT")) > 0);
      expect(Math.abs((await bestOf("BTCUSDT")) - 61_800)).toBeLessThan(300);
      expect(await bestOf("ETHUSDT")).toBeGreaterThan(0);
      const market = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001";
      expect(await signed(told, "POST", "/api/v3/order", market)).toMatchObject({
        body: { status: "FILLED" },
      });
    },
  );

  test.skipIf(!hasCurl)("does what its page says, line by line", async () => {
    const { told } = await started();
    const page = readFileSync(join(ROOT, "docs/exchange.md"), "utf8");
    const blocks = [...page.matchAll(/<!-- commands: exchange -->\n```sh\n([\s\S]*?)```/g)];
    const lines = blocks.flatMap(([, block = ""]) => block.trim().split("\n"));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const here = line.replace("http://127.0.0.1:9000", told.rest).replace("curl", "curl -fsS");
      const child = Bun.spawn(["bash", "-c", here], { stdout: "pipe", stderr: "pipe" });
      const [out, err] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ]);
      expect({ line, exit: await child.exited, err }).toEqual({ line, exit: 0, err: "" });
      expect(typeof JSON.parse(out)).toBe("object");
    }
  });

  test.skipIf(!hasCurl || Bun.which("openssl") === null)(
    "takes the order that its page signs",
    async () => {
      const { told } = await started();
      const page = readFileSync(join(ROOT, "docs/exchange.md"), "utf8");
      const [, script = ""] = /<!-- script: exchange -->\n```sh\n([\s\S]*?)```/.exec(page) ?? [];
      const here = script.replace("http://127.0.0.1:9000", told.rest).replace("curl", "curl -fsS");
      const child = Bun.spawn(["bash", "-c", here], { stdout: "pipe", stderr: "pipe" });
      const [out, err] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ]);
      expect({ exit: await child.exited, err }).toEqual({ exit: 0, err: "" });
      expect(JSON.parse(out)).toMatchObject({ symbol: "BTCUSDT", status: "NEW", side: "BUY" });
    },
  );

  test("tells people both keys of an account, and with what each signs", async () => {
    const { out } = await runVerb("exchange", "--port", "0", "--for", "1s");
    const { apiKey, secret, ed25519 } = credentialsOf("demo");
    for (const key of [apiKey, secret, ed25519.apiKey]) expect(out).toContain(key);
    const pem = /^ {2}signs +(\S.*)$/m.exec(out)?.[1]?.replaceAll("\\n", "\n") ?? "";
    const signature = sign(null, Buffer.from("order"), pem);
    expect(verify(null, Buffer.from("order"), ed25519.publicKey, signature)).toBe(true);
  });

  test("speaks TLS 1.3 to whoever trusts its certificate, and to nobody else", async () => {
    const { told } = await started("--tls");
    expect(told.rest).toStartWith("https://");
    const ask = (ca: string | null) =>
      new Promise<string>((answer) => {
        const io = createIo({ complete: (run) => void run() });
        atEnd(() => io.close());
        const options = ca === null ? {} : { certificateAuthority: ca };
        const then = ({ status, failure }: { status: number; failure: { kind: string } | null }) =>
          void answer(failure?.kind ?? String(status));
        io.http(new Request(`${told.rest}/api/v3/ping`), then, options);
      });
    expect([await ask(told.certificateAuthority), await ask(null)]).toEqual(["200", "TLS"]);
  });
});
