/**
 * The store's secret: random bytes that it keeps for ever, for signing what must be known again after a restart.
 *
 * @module
 */

import { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { Random } from "../platform/platform.ts";

const SECRET_KEY = new Uint8Array([0x00, 0x68]);
const SECRET_BYTES = 32;

/** The secret; made when there is none. @throws as {@link Engine.commit} when it cannot be made */
export async function keepSecret(engine: Engine, random: Random): Promise<Uint8Array> {
  const kept = engine.find(SECRET_KEY);
  if (kept !== undefined) return kept.buffer.slice(kept.start, kept.end);
  const secret = random.bytes(SECRET_BYTES);
  const batch = new Batch();
  batch.put(SECRET_KEY, secret);
  await engine.commit(batch);
  return secret;
}
