/** Board of a venue in this process: where its clients find it, and whether it has more to say. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type EndpointBody = {
  /** `http://127.0.0.1:<port>`, or `https`. */
  readonly url: string;
  /** PEM text of the certificate that its clients are to trust; empty where they need none. */
  readonly certificateAuthority: string;
  /** The last frame of the last capture was sent, and its readers have handled it. */
  readonly ended: boolean;
};

export const Endpoint = definePacked<EndpointBody>("endpoint", 2, {
  slots: 1,
  slotBytes: 4_096,
});
