/** What the venue forbids is obeyed by all that leaves this machine: calls, pings, and the connection itself. */
import { describe, expect, test } from "bun:test";
import { SpotDesk } from "../kit/spot-desk.ts";

const [FIRST, SECOND, THIRD] = [
  "http://127.0.0.1:9000",
  "http://127.0.0.1:9001",
  "http://127.0.0.1:9002",
];
const IP = "127.0.0.1";

/** All that left, by any way. */
function outgoing({ written, tried }: SpotDesk): number {
  return written.length + tried.length;
}

/** Time passes, and what waited for its time is done. Seconds. */
function passing(desk: SpotDesk, seconds: number): undefined {
  for (let left = seconds; left > 0; left -= 5) {
    desk.pass(5);
    desk.world.fire();
  }
}

describe("binance-spot: a ban", () => {
  test("that an answer tells of stops pings and connections until it is over, and not for ever", () => {
    const desk = new SpotDesk({ mirrors: [SECOND, THIRD] });
    desk.pass(4);
    desk.venue.addresses.ban(IP, desk.at + 600e6, desk.at);
    passing(desk, 30);
    const before = outgoing(desk);
    passing(desk, 500);
    expect(outgoing(desk)).toBe(before);
    passing(desk, 150);
    desk.approve("o000070300100001");
    desk.pass(0.1);
    expect(desk.kinds()).toEqual(["SENT", "ACK"]);
  });

  test("that an upgrade is refused with stops all that is asked, and moves it to no other door", () => {
    const desk = new SpotDesk({ mirrors: [SECOND], upgradeStatus: 418, isRestDead: true });
    desk.pass(1);
    expect(desk.tried).toEqual([FIRST]);
    const before = outgoing(desk);
    desk.world.fire();
    desk.pass(100);
    expect(outgoing(desk)).toBe(before);
    expect(desk.world.logs.some((line) => line.includes("limits us (BANNED)"))).toBe(true);
  });

  test("that a ping is answered with holds everything back, too", () => {
    const desk = new SpotDesk({ mirrors: [SECOND] });
    desk.pingStatus = 418;
    const pings = () => desk.written.filter((each) => each.includes("/ping")).length;
    for (let waited = 0; pings() === 0 && waited < 100; waited += 1) desk.pass(0.5);
    expect(pings()).toBe(1);
    const before = outgoing(desk);
    desk.pass(60);
    expect(outgoing(desk)).toBe(before);
  });
});

test("what has slowed us down holds back logon and private events, and no cancel", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  desk.approve("o000070300100001");
  desk.pass(0.1);
  desk.upgradeStatus = 429;
  desk.hangUp();
  desk.pass(0.1);
  desk.world.fire();
  desk.pass(0.2);
  const before = desk.written.length;
  desk.approve("o000070300100001", { action: "CANCEL" });
  desk.pass(1);
  const since = desk.written.slice(before);
  expect(since.map((each) => new URL(each).pathname)).toEqual(["/api/v3/order"]);
  expect(desk.kinds()).toEqual(["SENT", "ACK", "CANCELED"]);
});

test("connections that are asked for in vain use no more than the limit has", () => {
  const desk = new SpotDesk({ weightPerMinute: 600 });
  desk.pass(4);
  desk.dead.add(FIRST);
  desk.hangUp();
  const before = desk.tried.length;
  for (let attempt = 0; attempt < 1_100; attempt += 1) {
    desk.pass(0.05);
    desk.world.fire();
  }
  expect(desk.tried.length - before).toBeGreaterThan(50);
  // In 55 s, which two windows may have.
  expect(desk.tried.length - before).toBeLessThan(600);
});
