/** One thing that was looked at, in the words of `application/health+json`. */

export type HealthStatus = "pass" | "warn" | "fail";

export type HealthCheck = {
  /** `<component>:<measurement>`. */
  readonly name: string;
  readonly status: HealthStatus;
  readonly observedValue: string | number;
  readonly observedUnit?: string;
  /** Of the audit log's tree, base64: shown to who asks for all. */
  readonly root?: string;
  /** Why, in one line. Never on a pass. */
  readonly output?: string;
  /** The same without what changes by the second, where it has such: what is counted goes by this. */
  readonly cause?: string;
};
