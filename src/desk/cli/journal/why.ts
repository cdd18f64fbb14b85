/** `journal why`: why an order existed, and what became of it. Exits 4 when the journal has none of it. */

import { nearIds } from "../../why/near-ids.ts";
import { type OrderStory, storyOf } from "../../why/order-story.ts";
import { storyText } from "../../why/story-text.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import type { OpenedJournal } from "./opened.ts";
import { openFound, readArguments } from "./opened.ts";

const SHAPE = { positionalsMax: 2, flags: { json: "SWITCH" } } as const;

export function runWhy(given: readonly string[], output: Output): ExitCode {
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const [orderId, folder = null] = flags.value.positionals;
  if (orderId === undefined) {
    const help = ["example: bun run journal why o00001030000000z run/latest"];
    return output.fail({ exit: EXIT.USAGE, message: "why which order?", help });
  }
  const opened = openFound(folder);
  if (!opened.ok) return output.fail(opened.failure);
  const story = storyOf(opened.value, opened.value.view, orderId);
  if (story === null) return failNear(opened.value, orderId, output);
  return output.succeed({ data: storyData(story), text: storyText(story) });
}

function failNear({ view, journal }: OpenedJournal, orderId: string, output: Output): ExitCode {
  const near = nearIds(view, orderId);
  const help = near.length === 0 ? ["it has no order at all"] : [`the nearest: ${near.join(", ")}`];
  const message = `no record of ${journal} names order ${orderId}`;
  return output.fail({ exit: EXIT.DATA, message, help, data: { near } });
}

function storyData({ trail, ...story }: OrderStory): unknown {
  const { clocks: _, ...rest } = trail;
  return { ...rest, ...story };
}
