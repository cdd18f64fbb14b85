/** Which feed a name of a stream stands for. */
import type { Channel } from "../channel.ts";
import type { StreamName } from "../stream-name.ts";
import { bookTickerFeed, depthFeed, partialDepthFeed } from "./depth-feed.ts";
import type { Feed, SymbolView } from "./feed.ts";
import { avgPriceFeed, miniTickerFeed, tickerFeed, windowTickerFeed } from "./ticker-feed.ts";
import { aggTradeFeed, klineFeed, tradeFeed } from "./trade-feed.ts";

/** Returns the feed that publishes to `channel`. */
export function feedOf(stream: StreamName, channel: Channel, view: SymbolView): Feed {
  switch (stream.kind) {
    case "TRADE":
      return tradeFeed(channel, view);
    case "AGG_TRADE":
      return aggTradeFeed(channel, view);
    case "BOOK_TICKER":
      return bookTickerFeed(channel, view);
    case "DEPTH":
      return depthFeed(channel, view, stream.everyUs);
    case "PARTIAL_DEPTH":
      return partialDepthFeed(channel, view, stream);
    case "KLINE":
      return klineFeed(channel, view, stream.interval);
    case "MINI_TICKER":
      return miniTickerFeed(channel, view);
    case "TICKER":
      return tickerFeed(channel, view);
    case "WINDOW_TICKER":
      return windowTickerFeed(channel, view, stream.window);
    case "AVG_PRICE":
      return avgPriceFeed(channel, view);
  }
}
