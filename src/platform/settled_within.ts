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

const LOOK_MS = 10;

/** True as soon as `condition` holds, false when it does not within `ms`; looked at every now and then. */
export async function holdsWithin(condition: () => boolean, ms: number): Promise<boolean> {
  const startedMs = performance.now();
  while (!condition()) {
    if (performance.now() - startedMs >= ms) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return true;
}
