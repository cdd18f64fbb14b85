/** A binary heap of closures, each of which puts the next one there: the least that an engine costs. */
import { Agenda } from "../../src/runtime/simulation/engine/agenda.ts";

/** Things that wait at any moment. */
const WAITING = 64;

/** Events of a second. */
export function measureBareAgenda(events: number): number {
  const agenda = new Agenda();
  const owner = { isAlive: true, busyUntil: 0 };
  let now = 0;
  let done = 0;
  const next = () => {
    done += 1;
    agenda.add(now + ((done * 7_919) % 1_000), owner, next, false);
  };
  for (let one = 0; one < WAITING; one += 1) agenda.add(one, owner, next, false);
  const began = Bun.nanoseconds();
  while (done < events) {
    now = agenda.nextAt;
    agenda.take()?.run?.();
  }
  return events / ((Bun.nanoseconds() - began) / 1e9);
}
