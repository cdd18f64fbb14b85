/** Where the frames of one connection go: the shell, or a test, stands behind it. */

export type SocketOutlet = {
  /** False when it is not taken: the connection is closed, or its buffer is full. */
  text(frame: string): boolean;
  /** The pong brings `payload` back. */
  ping(payload: string): undefined;
  /** Ends the connection with a close frame. */
  close(code: number, reason: string): undefined;
  /** Ends the connection without one. */
  cut(): undefined;
};
