/**
 * A board under fire: its writer, its watchers and a reader that never stops looking are terminated
 * at random. No value is ever torn, older than one before or lost, and who sleeps hears of the last.
 */
import { describe, expect, test } from "bun:test";
import { soakBoard } from "./board/board-soak.ts";
import { isLong, say, seed } from "./kit/stress-mode.ts";

const MIN = isLong ? { kills: 120, puttingKills: 20 } : { kills: 20, puttingKills: 3 };
const TIMEOUT_MS = isLong ? 900_000 : 180_000;

describe("A board between threads that die", () => {
  // rings cases 33, 50, 51 and 59
  // S-18, S-19
  test(
    `shows the newest whole value through ${MIN.kills} deaths (seed ${seed})`,
    async () => {
      const tally = await soakBoard({
        seed,
        killsMin: MIN.kills,
        puttingKillsMin: MIN.puttingKills,
      });
      const counters = Object.entries(tally).map(([name, count]) => `${name} ${count}`);
      say(`board: ${counters.join(", ")} (seed ${seed})`);
      expect(tally).toMatchObject({ torn: 0, backwards: 0, lost: 0 });
      const { writerKills, watcherKills, pollerKills, puttingKills } = tally;
      expect(writerKills + watcherKills + pollerKills).toBeGreaterThanOrEqual(MIN.kills);
      expect(puttingKills).toBeGreaterThanOrEqual(MIN.puttingKills);
      for (const count of [writerKills, watcherKills, tally.wakes])
        expect(count).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
