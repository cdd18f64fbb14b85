/** The desk that the actors' tests are told of. */
import type { DeskFacts } from "../../src/desk/message/desk-facts.ts";
import { defineInstrument } from "../../src/trading/market/instrument.ts";

export const BTC = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.001",
});
export const ETH = defineInstrument({
  number: 1,
  name: "ETH-USDT@binance",
  tick: "0.01",
  lot: "0.001",
});

export const FACTS: DeskFacts = {
  name: "test",
  mode: "paper",
  durability: "none",
  codeHash: "0".repeat(64),
  configHash: "0".repeat(64),
  instruments: [BTC, ETH],
  actors: [
    { name: "feed", number: 0, kind: "feed", instruments: [0, 1] },
    { name: "risk", number: 1, kind: "risk", instruments: [] },
    { name: "paper", number: 2, kind: "execution", instruments: [0, 1] },
    { name: "maker", number: 3, kind: "strategy", instruments: [0] },
  ],
  instance: "00",
  runEpoch: 7,
  firstRunEpoch: 7,
  folder: "run",
};

/** A book of BTC: bids 99, 98 and asks 101, 102, five lots each. */
export const BOOK = {
  state: "LIVE",
  sequence: 1,
  venueSequence: 1,
  receivedAt: 1e9,
  bidCount: 2,
  levels: [99, 5, 98, 5, 101, 5, 102, 5],
} as const;
