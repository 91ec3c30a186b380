/**
 * Sends cities in transactions, and may kill the server in the middle.
 *
 * @module
 */

import { type Address, ConnectionLost } from "../connection.ts";
import { parsed, transactionText } from "../messages.ts";
import { ProtocolError } from "../response_parser.ts";
import { CITIES, described, hold } from "./checks.ts";
import type { CityRecord } from "./data.ts";
import { workThrough } from "./work.ts";

/** Connections, each with a transaction under way. */
const CONNECTIONS = 4;

/** Cities that are put by one transaction, and what is known of it. */
export interface CityBatch {
  readonly records: readonly CityRecord[];
  state: "unsent" | "sent" | "acknowledged";
}

/** Cuts the records into transactions. */
export function toBatches(records: readonly CityRecord[], size: number): CityBatch[] {
  return Array.from({ length: Math.ceil(records.length / size) }, (_, at) => {
    return { records: records.slice(at * size, (at + 1) * size), state: "unsent" };
  });
}

/**
 * Sends batches until all are acknowledged, or until `goesOn` says no: then those under way are left unanswered.
 * @param goesOn asked after each acknowledgement
 * @throws CheckFailed when an answer is no acknowledgement; ConnectionLost when the connection is lost before `goesOn` said no
 */
export async function sendBatches(
  address: Address,
  batches: readonly CityBatch[],
  goesOn: () => boolean,
  progress: () => void,
): Promise<void> {
  let over = false;
  try {
    await workThrough({
      address,
      connections: CONNECTIONS,
      items: batches,
      progress,
      perform: async (batch, connection) => {
        if (over) return;
        batch.state = "sent";
        const response = await connection.exchange(transactionText(batch.records, CITIES));
        hold(response.status === 200, () => `a transaction was answered ${described(response)}`);
        const answer = parsed<{ readonly results?: readonly unknown[] }>(response.body);
        hold(
          answer?.results?.length === batch.records.length,
          () => `a transaction was answered ${described(response)}`,
        );
        batch.state = "acknowledged";
        over ||= !goesOn();
      },
    });
  } catch (error) {
    if (!over || !(error instanceof ConnectionLost || error instanceof ProtocolError)) throw error;
  }
}
