/** One stream: who listens to it, and one rendering of each event for all of them. */
import type { TimeUnit } from "../answer/numbers.ts";

export type Subscriber = {
  /** What its times are told in. */
  readonly unit: TimeUnit;
  /** Whether payloads come with the name of their stream around them. */
  readonly isCombined: boolean;
  /** @param stream Name of the stream that the frame is an event of. */
  send(frame: string, stream: string): undefined;
};

export class Channel {
  readonly name: string;
  readonly subscribers = new Set<Subscriber>();

  constructor(name: string) {
    this.name = name;
  }

  /** Sends a payload to all: it is rendered once for each form that somebody takes. */
  publish(render: (unit: TimeUnit) => string): undefined {
    const raw = new Map<TimeUnit, string>();
    const combined = new Map<TimeUnit, string>();
    for (const subscriber of this.subscribers) {
      const { unit, isCombined } = subscriber;
      const payload = remembered(raw, unit, render);
      const frame = isCombined
        ? remembered(combined, unit, () => combinedFrame(this.name, payload))
        : payload;
      subscriber.send(frame, this.name);
    }
  }
}

function remembered(
  frames: Map<TimeUnit, string>,
  unit: TimeUnit,
  render: (unit: TimeUnit) => string,
): string {
  let frame = frames.get(unit);
  if (frame === undefined) {
    frame = render(unit);
    frames.set(unit, frame);
  }
  return frame;
}

/** A payload with the name of its stream around it. */
export function combinedFrame(name: string, payload: string): string {
  return `{"stream":${JSON.stringify(name)},"data":${payload}}`;
}
