/**
 * nodejs-order-book, a matching engine from npm. Its package.json pins it with its lockfile, apart from
 * the product's; `bun bench/peers/fetch.ts` installs it there.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Missing, outputOf } from "./build-cache.ts";

const FOLDER = resolve(import.meta.dir, "order-book");

/** What the benches call of it. Sizes and prices are numbers, ids are text. */
export type OrderBookPeer = {
  limit(order: {
    readonly id: string;
    readonly side: "buy" | "sell";
    readonly size: number;
    readonly price: number;
    readonly timeInForce: "GTC" | "IOC";
  }): { readonly done: readonly unknown[]; readonly err: Error | null };
  cancel(id: string): unknown;
  /** Asks, then bids: pairs of price and size. */
  depth(): readonly [readonly PriceAndSize[], readonly PriceAndSize[]];
};

type PriceAndSize = readonly [price: number, size: number];

/** The path of its module, or why it cannot be used. */
export function findOrderBook(folder = FOLDER): string | Missing {
  const path = resolve(folder, "node_modules/nodejs-order-book/dist/esm/index.js");
  if (existsSync(path)) return path;
  return { missing: "nodejs-order-book is not installed: bun bench/peers/fetch.ts" };
}

/** Installs the version of the lockfile. Its path when it is there, from before or now. */
export function installOrderBook(folder = FOLDER): string | Error {
  const install = [process.execPath, "install", "--frozen-lockfile", "--cwd", folder];
  const { ok, text } = outputOf(install);
  const found = findOrderBook(folder);
  return ok && typeof found === "string" ? found : new Error(`nodejs-order-book: ${text}`);
}

/** An empty book of the module at `path`. */
export async function openOrderBook(path: string): Promise<OrderBookPeer> {
  const { OrderBook } = (await import(path)) as { OrderBook: new () => OrderBookPeer };
  return new OrderBook();
}
