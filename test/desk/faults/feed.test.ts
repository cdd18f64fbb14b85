/** The feed's line fails: its books are kept and marked stale, and nothing is approved on them. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { BookTop } from "../../../src/desk/message/book.ts";
import { Endpoint } from "../../../src/desk/message/endpoint.ts";
import { until } from "../../kit/until.ts";
import { deathIn } from "./kit/death.ts";
import { EAGER_NAME, putEager } from "./kit/eager.ts";
import { FaultDesk, RECOVERY_MS } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { approvals, numberOf, ofType, type Said } from "./kit/said.ts";
import { VenueProxy } from "./kit/venue-proxy.ts";

setDefaultTimeout(60_000);

/** From the end of the feed's handler until its board shows it, on a busy machine. Nanoseconds. */
const SLACK_NS = 100e6;

const FEED = "feed-binance";

async function start() {
  const proxy = await VenueProxy.start();
  const folder = new FaultFolder();
  putEager(folder);
  folder.edit(FEED, [
    'endpoint = "actor:venue-replay"',
    `endpoint = "${proxy.url}"\nconnectTimeoutMs = 500\nidleTimeoutMs = 1_000\nstaleMs = 500`,
  ]);
  const desk = await FaultDesk.start(folder);
  const venue = desk.board({ actor: "venue-replay", board: "endpoint", slot: 0 }, Endpoint);
  proxy.reach(venue?.url ?? "");
  await until("a ready desk", async () => (await desk.readyz()).status === 200);
  await desk.trades(EAGER_NAME, 3);
  return { desk, proxy };
}

const bookOf = (desk: FaultDesk) => {
  const book = desk.board({ actor: FEED, board: "book", slot: 0 }, BookTop);
  return { state: book?.state, levels: book?.levels.length ?? 0 };
};

/** While the line is down: the book stays as it was, and `/readyz` names the feed. */
async function expectStale(desk: FaultDesk): Promise<void> {
  await until("a stale book", () => bookOf(desk).state === "STALE");
  expect(bookOf(desk).levels).toBeGreaterThan(0);
  // A line that is cut may be back for a moment before the venue is gone altogether.
  let text = "";
  await until("/readyz to say so", async () => {
    const answer = await desk.readyz();
    text = answer.text;
    return answer.status === 503;
  });
  expect(text).toMatch(
    new RegExp(`${FEED} is not fresh: BTC-USDT@binance is (stale|synchronising)`),
  );
}

/** The line is there again: each book was synchronised anew, and trading goes on. */
async function expectBack(desk: FaultDesk, deadlineMs = RECOVERY_MS): Promise<void> {
  // A short cut is over before the desk shows that it is not ready: its books say what happened.
  const isAnew = () => desk.counter(FEED, "feed:resyncs") >= 2;
  await until("books that are synchronised anew", isAnew, deadlineMs);
  const isReady = async () => (await desk.readyz()).status === 200;
  await until("a ready feed", isReady, deadlineMs);
  expect(bookOf(desk).state).toBe("LIVE");
  expect(desk.counter(FEED, "feed:resyncs")).toBe(2);
  expect(desk.counter(FEED, "feed:reconnects")).toBe(1);
  expect(desk.counter(FEED, "feed:bookMismatches")).toBe(0);
  await desk.trades(EAGER_NAME, 3);
  desk.expectUntouched();
}

/** Refusals for the book's sake. */
const refusalsOf = (said: readonly Said[]) =>
  ofType(said, "refused").filter(({ body }) => /^(STALE|UNKNOWN)_BOOK$/.test(String(body.reason)));

/** Approvals on the book of `instrument` between the loss of the line and its new snapshot. */
function staleApprovalsOf(log: readonly Said[], instrument: number): readonly Said[] {
  const lost = ofType(log, "log").find(({ body }) =>
    String(body.text).startsWith("lost the connection"),
  );
  const snapshots = ofType(log, "l2-delta", "SNAPSHOT");
  const fresh = snapshots.find(
    ({ body, sequence }) => body.instrument === instrument && sequence > (lost?.sequence ?? 0),
  );
  if (lost === undefined || fresh === undefined) throw new Error("no outage in the log");
  return approvals(log).filter((one) => {
    const isWithin = one.committedAt > lost.committedAt + SLACK_NS;
    return (
      one.body.instrument === instrument &&
      isWithin &&
      numberOf(one, "bookSequence") < fresh.sequence
    );
  });
}

function attemptsOf(desk: FaultDesk): readonly number[] {
  const pauses = desk.said(FEED, "log").map(({ body }) => /in (\d+) ms$/.exec(String(body.text)));
  return pauses.filter((found) => found !== null).map((found) => Number(found[1]));
}

describe("the feed's line", () => {
  test("cut within a frame: it reconnects, and synchronises its books again", async () => {
    const { desk, proxy } = await start();
    proxy.cut();
    await until("the cut", () => attemptsOf(desk).length > 0);
    await expectBack(desk);
    const log = await desk.judged();
    expect(desk.counter(FEED, "feed:bad")).toBe(0);
    expect(staleApprovalsOf(log, 0)).toEqual([]);
    await proxy.stop();
  });

  test("silent: it is given up after its idle timeout, and the gate refuses meanwhile", async () => {
    const { desk, proxy } = await start();
    proxy.silence();
    await expectStale(desk);
    await until("a refusal", () => refusalsOf(desk.said("risk")).length > 0);
    proxy.heal();
    await expectBack(desk);
    const log = await desk.judged();
    expect(staleApprovalsOf(log, 0)).toEqual([]);
    await proxy.stop();
  });

  test("ended by a venue that is gone for 3 s: it retries with backoff until it is back", async () => {
    const { desk, proxy } = await start();
    const end = Date.now() + 3_000;
    await proxy.stop();
    await expectStale(desk);
    await until("3 s without a venue", () => Date.now() > end);
    await proxy.listen();
    const pauses = attemptsOf(desk);
    expect(pauses.length).toBeGreaterThan(2);
    // Full jitter below a bound that doubles.
    expect(pauses.filter((pauseMs, index) => pauseMs > 100 * 2 ** index)).toEqual([]);
    await expectBack(desk, RECOVERY_MS + 100 * 2 ** pauses.length);
    const log = await desk.judged();
    expect(refusalsOf(log).length).toBeGreaterThan(0);
    expect(staleApprovalsOf(log, 0)).toEqual([]);
    await proxy.stop();
  });
});

test("a feed that cannot connect is said never to have been connected, and shows its counters at 0", async () => {
  const folder = new FaultFolder();
  // Nobody listens at a port that was just given back.
  const closed = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port } = closed;
  await closed.stop(true);
  folder.edit(FEED, [
    'endpoint = "actor:venue-replay"',
    `endpoint = "http://127.0.0.1:${port}"\nconnectTimeoutMs = 500`,
  ]);
  const desk = await FaultDesk.start(folder);
  const { status, text } = await desk.readyz();
  expect(status).toBe(503);
  expect(text).toContain(`${FEED} is not fresh: it was never connected`);
  const counters = desk.desk.telemetryOf(FEED)?.counters() ?? {};
  expect(counters).toMatchObject({ "feed:connections": 0, "feed:frames": 0, "feed:gaps": 0 });
});

describe("the venue's own actor", () => {
  test("dies: the feed finds its next life, and its book is right before anybody trades on it", async () => {
    const folder = new FaultFolder();
    const death = deathIn(folder);
    const every = `every: { "20ms": (_state, ctx) => { ${death.deed} } },`;
    folder.variant("venue/mortal", "venue/replay", [["  on: {},", `  on: {},\n  ${every}`]]);
    folder.edit("venue-replay", ['use = "venue/replay"', 'use = "venue/mortal"']);
    putEager(folder);
    const desk = await FaultDesk.start(folder);
    await until("a ready desk", async () => (await desk.readyz()).status === 200);
    await desk.trades(EAGER_NAME, 3);
    await death.come();
    await desk.recovers("venue-replay");
    await until("another connection", () => desk.counter(FEED, "feed:reconnects") > 0);
    await until("a ready feed", async () => (await desk.readyz()).status === 200);
    await until("a live book", () => bookOf(desk).state === "LIVE");
    expect(desk.counter(FEED, "feed:resyncs")).toBe(2);
    const checks = desk.counter(FEED, "feed:bookChecks");
    await until(
      "books that were checked",
      () => desk.counter(FEED, "feed:bookChecks") > checks + 20,
    );
    await desk.trades(EAGER_NAME, 3);
    desk.expectUntouched("venue-replay");
    expect(desk.counter(FEED, "feed:bookMismatches")).toBe(0);
    const log = await desk.judged();
    expect(staleApprovalsOf(log, 0)).toEqual([]);
  });
});
