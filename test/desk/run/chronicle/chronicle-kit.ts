/** A chronicle whose time, view and voice are the test's, and all that it said. */
import type { DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import type { AlertBody } from "../../../../src/desk/message/alert.ts";
import type { BeatView } from "../../../../src/desk/run/chronicle/beat-of.ts";
import { Chronicle } from "../../../../src/desk/run/chronicle/chronicle.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { VoiceQueue } from "../../../../src/runtime/supervisor/voice/voice-queue.ts";
import { HEALTHY, viewOf } from "../../http/view-kit.ts";

/** One message, by the name of its type. */
export type Said = { readonly type: string; readonly body: Readonly<Record<string, unknown>> };

/** What a test may change of the desk while it is looked at. */
export type Changing = { -readonly [Key in keyof BeatView]: BeatView[Key] };

export function stageOf(plan: DeskPlan) {
  const said: Said[] = [];
  const alerts: AlertBody[] = [];
  const ticks: { everyNs: number; dueNs: number; run: () => void }[] = [];
  let nowNs = 0;
  let hasRoom = true;
  const time = {
    now: () => nowNs,
    every(ms: number, run: () => void) {
      const tick = { everyNs: ms * 1e6, dueNs: nowNs + ms * 1e6, run };
      ticks.push(tick);
      return () => {
        ticks.splice(ticks.indexOf(tick), 1);
      };
    },
  };
  const speaker = {
    check: () => undefined,
    say<Body>({ name }: MessageType<Body>, body: Body): boolean {
      if (hasRoom) said.push({ type: name, body: structuredClone(body) as Said["body"] });
      return hasRoom;
    },
  };
  const healthy = viewOf(HEALTHY);
  const view: Changing = { ...healthy, trading: "ACTIVE" };
  const chronicle = new Chronicle({
    time,
    view,
    plan,
    voice: {
      queue: (options) => new VoiceQueue({ ...options, voice: speaker, time }),
    },
    onAlert: (alert) => alerts.push(alert),
  });
  return {
    chronicle,
    view,
    alerts,
    said: (type?: string) => said.filter((one) => type === undefined || one.type === type),
    bodies: (type: string) => said.filter((one) => one.type === type).map(({ body }) => body),
    setRoom(has: boolean) {
      hasRoom = has;
    },
    /** Lets time pass, and everything that is due in it happen. Milliseconds. */
    pass(ms: number) {
      const end = nowNs + ms * 1e6;
      for (;;) {
        const next = ticks.toSorted((left, right) => left.dueNs - right.dueNs)[0];
        if (next === undefined || next.dueNs > end) break;
        nowNs = next.dueNs;
        next.dueNs += next.everyNs;
        next.run();
      }
      nowNs = end;
    },
  };
}
