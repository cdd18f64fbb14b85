/** Every kind of setting: what it takes, and what it refuses. */
import { describe, expect, test } from "bun:test";
import { settingValue } from "../../../../src/desk/config/actor/setting-value.ts";
import {
  bps,
  choice,
  count,
  flag,
  milliseconds,
  price,
  quantity,
  ratio,
  text,
  texts,
  url,
} from "../../../../src/runtime/actor/setting.ts";
import { defineInstrument } from "../../../../src/trading/market/instrument.ts";

const BTC = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.25", lot: "0.001" });

describe("settingValue", () => {
  test.each([
    [quantity(), "0.005", 5],
    [price(), "10.75", 43],
    [price(), "-0.25", -1],
    [bps(), 2.5, 2.5],
    [ratio({ min: 0.5, max: 10 }), 10, 10],
    [count({ min: 1 }), 1, 1],
    [milliseconds(), 0.5, 0.5],
    [flag(), false, false],
    [text({ max: 3 }), "abc", "abc"],
    [texts(), ["a", "b"], ["a", "b"]],
    [choice(["fast", "slow"]), "slow", "slow"],
    [url(["https", "http"]), "http://127.0.0.1:80/a?b=c", "http://127.0.0.1:80/a?b=c"],
    [url(["https"], { fallback: "" }), "", ""],
  ])("%o takes %p", (setting, raw, value) => {
    expect(settingValue("key", setting, raw, BTC)).toEqual({ ok: true, value });
  });

  test.each([
    [quantity(), 0.005, "must be exact decimal text: found the number 0.005"],
    [quantity(), true, "must be exact decimal text: found the boolean true"],
    [quantity(), "0.0005", 'must be a whole number of lots of BTC-USDT@binance: found "0.0005"'],
    [price(), "0.3", 'must be a whole number of ticks of BTC-USDT@binance: found "0.3"'],
    [quantity(), "1e300", 'must be plain decimal text in lots of BTC-USDT@binance: found "1e300"'],
    [quantity({ max: 4 }), "0.005", "must be in range: found 5 lots"],
    [bps({ min: 0 }), -0.1, "must be in range: found -0.1"],
    [ratio(), Number.NaN, "must be a number: found the number NaN"],
    [ratio(), Number.POSITIVE_INFINITY, "must be a number: found the number Infinity"],
    [count(), 1.5, "must be a whole number: found the number 1.5"],
    [milliseconds(), -1, "must be in range: found -1"],
    [flag(), "yes", 'must be true or false: found "yes"'],
    [text({ min: 1 }), "", "must be in range: found 0 characters"],
    [texts(), ["a", 1], "must be a list of texts: found a list"],
    [choice(["fast", "slow"]), "fst", 'must be one of fast, slow: found "fst"'],
    [
      url(["https", "http"]),
      "hooks.example.com/a",
      "must be a URL that begins with https:// or http://",
    ],
    [
      url(["https", "http"]),
      "localhost:80/a",
      "must be a URL that begins with https:// or http://",
    ],
    [url(["https", "http"]), "file:///a", "must be a URL that begins with https:// or http://"],
    [url(["https", "http"]), "https://", "must be a URL that begins with https:// or http://"],
    [url(["https", "http"]), "", "must be a URL that begins with https:// or http://"],
    [url(["https"]), 7, "must be a URL that begins with https://"],
  ])("%o refuses %p", (setting, raw, message) => {
    const outcome = settingValue("key", setting, raw, BTC);
    expect(outcome.ok ? null : outcome.failure.message).toBe(message);
  });

  test("the help for a plain number names a range without a unit", () => {
    const outcome = settingValue("bandSigma", ratio({ min: 0.5, max: 10 }), 20, BTC);
    expect(outcome.ok ? [] : outcome.failure.help).toContain("accepts 0.5 to 10");
  });

  test("the help says that nothing is the default where it is", () => {
    for (const setting of [url(["https"], { fallback: "" }), texts({ fallback: [] })]) {
      const outcome = settingValue("key", setting, 7, BTC);
      expect(outcome.ok ? [] : outcome.failure.help).toContain("default: none");
    }
  });

  test("a quantity without an instrument is refused", () => {
    const outcome = settingValue("clip", quantity(), "1", null);
    expect(outcome.ok ? null : outcome.failure.message).toBe(
      "a quantity needs the file's first instrument",
    );
  });
});
