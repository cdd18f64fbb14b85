/** The client's end of a connection: what the venue sent, kept. */
import type { SocketOutlet } from "../../../../../../src/trading/venue/simulated/wire/socket/socket-outlet.ts";

export class KeptFrames implements SocketOutlet {
  readonly texts: string[] = [];
  readonly pings: string[] = [];
  /** How it ended; null while it has not. */
  end: { readonly code: number; readonly reason: string } | "CUT" | null = null;

  text(frame: string): boolean {
    if (this.end !== null) return false;
    this.texts.push(frame);
    return true;
  }

  ping(payload: string): undefined {
    this.pings.push(payload);
  }

  close(code: number, reason: string): undefined {
    this.end ??= { code, reason };
  }

  cut(): undefined {
    this.end ??= "CUT";
  }

  /** All that came since the last call, read. */
  take<Frame = Record<string, unknown>>(): Frame[] {
    return this.texts.splice(0).map((text) => JSON.parse(text) as Frame);
  }
}
