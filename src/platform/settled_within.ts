/**
 * Waiting for something, but not for ever.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";

/** True when `promise` settles within `ms`; its outcome is not looked at. */
export function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
