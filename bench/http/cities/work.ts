/**
 * Work on a list over several connections at once: each takes the next item when it is done with one.
 *
 * @module
 */

import { type Address, Connection } from "../connection.ts";
import { PATIENCE_MS } from "../settings.ts";

/** What is done. */
export interface Work<T> {
  readonly address: Address;
  readonly connections: number;
  readonly items: readonly T[];
  readonly perform: (item: T, connection: Connection) => Promise<void>;
  /** Told after each item. */
  readonly progress: () => void;
}

/** Does it all, or stops at the first error. @throws whatever `perform` throws */
export async function workThrough<T>({ address, connections, items, perform, progress }: Work<T>): Promise<void> {
  const queue = items.values();
  const one = async (): Promise<void> => {
    const connection = await Connection.open(address, PATIENCE_MS);
    try {
      // The iterator is shared, so that each item is taken once.
      for (const item of queue) {
        await perform(item, connection);
        progress();
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, items.length) }, one));
}
