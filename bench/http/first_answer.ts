/**
 * How soon a server answers: from its start as a process to the first good answer, of FountainStore over an empty store and over many records, of a bare
 * server beside them.
 *
 * ```
 *   load many records | stop | start bare, ask | start over the empty store, ask | start over the many, read a record | and again …
 * ```
 *
 * The page cache is warm, and each server is asked once before it counts, so that all of them have been read from the disk.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { DataSet } from "../documents.ts";
import { generateLoad } from "./generator.ts";
import { getText, HEALTH, isHealthy, loadRequests, transactionCheck } from "./messages.ts";
import type { Response } from "./response_parser.ts";
import { serve, ServerFailed } from "./server_process.ts";
import { type HttpSettings, LOAD_CONNECTIONS } from "./settings.ts";
import type { Target } from "./targets.ts";

/** A round of starts; all in milliseconds. */
export interface FirstAnswerSample {
  readonly bareMs: number;
  readonly emptyMs: number;
  readonly loadedMs: number;
}

/** What came of it. */
export interface FirstAnswerResult {
  /** Records in the store: as many as were asked for, or as many as the time sufficed for. */
  readonly rows: number;
  readonly rowsWanted: number;
  readonly loadSeconds: number;
  readonly samples: readonly FirstAnswerSample[];
}

/** What is measured. */
export interface FirstAnswerPlan {
  readonly fountain: Target;
  readonly bare: Target;
  readonly rows: number;
  /** The load goes on for so long at most. */
  readonly limitSeconds: number;
  readonly rounds: number;
  readonly settings: HttpSettings;
  readonly folder: string;
  readonly progress: (text: string) => void;
}

/** Measures; see the module. @throws ServerFailed */
export async function measureFirstAnswers(plan: FirstAnswerPlan): Promise<FirstAnswerResult> {
  const { fountain, bare, rounds, settings, folder: parent, progress } = plan;
  const [empty, loaded] = [join(parent, "empty"), join(parent, "loaded")];
  const data = new DataSet(plan.rows, settings.valueBytes, settings.seed);
  const get = getText(data.id(0));
  try {
    progress(`load of ${plan.rows} records`);
    const { rows, seconds } = await loadStore(plan, data, loaded);
    const round = async (): Promise<FirstAnswerSample> => ({
      bareMs: await firstAnswer(bare, join(parent, "bare"), HEALTH, isHealthy),
      emptyMs: await firstAnswer(fountain, empty, HEALTH, isHealthy),
      loadedMs: await firstAnswer(fountain, loaded, get, (response) => {
        return response.status === 200 && response.body.includes(JSON.stringify(data.document(0)));
      }),
    });
    await round();
    const samples: FirstAnswerSample[] = [];
    for (let at = 1; at <= rounds; at++) {
      progress(`first answers, ${at}/${rounds}`);
      samples.push(await round());
    }
    return { rows, rowsWanted: plan.rows, loadSeconds: seconds, samples };
  } finally {
    for (const folder of [empty, loaded]) rmSync(folder, { recursive: true, force: true });
  }
}

async function loadStore(
  { fountain, limitSeconds }: FirstAnswerPlan,
  data: DataSet,
  folder: string,
): Promise<{ readonly rows: number; readonly seconds: number }> {
  return await serve(fountain, folder, async (server) => {
    await server.ready(HEALTH, isHealthy);
    const endMs = performance.now() + limitSeconds * 1000;
    const { operations, seconds, errors } = await generateLoad({
      address: server.address,
      connections: LOAD_CONNECTIONS,
      next: loadRequests(data, () => performance.now() < endMs),
      check: transactionCheck(),
      serverProcessorMs: () => server.processorMs,
    });
    if (Object.keys(errors).length > 0) throw new ServerFailed(`The load had errors: ${JSON.stringify(errors)}`);
    return { rows: operations, seconds };
  });
}

async function firstAnswer(
  target: Target,
  folder: string,
  request: string,
  isGood: (response: Response) => boolean,
): Promise<number> {
  return await serve(target, folder, async (server) => await server.ready(request, isGood));
}
