/** Of Outcry. */

export const VERSION = "0.1.0";
