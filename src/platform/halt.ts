/**
 * The end of a worker's thread on Deno, where a terminated worker still runs for a while and nothing tells when it ends.
 *
 * A worker goes on only when a message comes or when something that it waits for resolves: a sleep or a sync. So from
 * `haltThread` on those no longer resolve in this thread, and whatever is under way stops where it waits.
 *
 * @module
 */

let halted = false;

/** From now on nothing that this thread waits for resolves. */
export function haltThread(): void {
  halted = true;
}

/** True after `haltThread`: do not resolve. */
export function isHalted(): boolean {
  return halted;
}
