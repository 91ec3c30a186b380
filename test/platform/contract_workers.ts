/**
 * Contract cases of workers.
 *
 * @module
 */

import { expect } from "vitest";
import { AssertionError } from "../../src/base/assert.ts";
import { FountainError } from "../../src/base/errors.ts";
import type { Platform, WorkerCode, WorkerHandle } from "../../src/platform/platform.ts";
import type { Case } from "./contract.ts";
import { echoHandler, type EchoMessage } from "./echo_handler.ts";
import { errorOf, expectCode } from "./support.ts";

const CODE: WorkerCode = { url: new URL("./echo_worker.ts", import.meta.url), handler: echoHandler };

/** Runs `use` with a worker, and stops it whatever happens. */
async function withWorker(
  platform: Platform,
  use: (call: (message: EchoMessage) => Promise<unknown>, worker: WorkerHandle) => Promise<void>,
  code = CODE,
): Promise<void> {
  const worker = platform.startWorker(code);
  try {
    await use((message) => worker.call(message), worker);
  } finally {
    await worker.stop();
  }
}

/** Every case about workers. */
export const workerCases: readonly Case[] = [
  {
    name: "a worker answers with what structured clone carries",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const value = { text: "ü", bytes: new Uint8Array([1, 2]), map: new Map([[1, { deep: [null, -0, 2n] }]]) };
        const answer = await call({ do: "echo", value });
        expect(answer).toEqual(value);
        expect(answer).not.toBe(value);
        expect(await call({ do: "echo", value: undefined })).toBeUndefined();
      }),
  },
  {
    name: "a message is taken as it was when it was sent",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const value = { count: 1 };
        const answer = call({ do: "echo", value });
        value.count = 2;
        expect(await answer).toEqual({ count: 1 });
      }),
  },
  {
    name: "many calls may be under way, and each gets its own answer",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const slow = call({ do: "sleep", ms: 5 });
        const numbers = Array.from({ length: 200 }, (_, i) => i);
        expect(await Promise.all(numbers.map((value) => call({ do: "echo", value })))).toEqual(numbers);
        expect(await slow).toBe("slept");
      }),
  },
  {
    name: "sleep(0) lets a worker's answer in",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        let answered = false;
        const answer = call({ do: "echo", value: 1 }).then(() => answered = true);
        const start = platform.clock.monotonicMs();
        while (!answered && platform.clock.monotonicMs() - start < 30_000) await platform.clock.sleep(0);
        expect(answered).toBe(true);
        await answer;
      }),
  },
  {
    name: "shared memory is shared",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const shared = new Int32Array(new SharedArrayBuffer(4));
        shared[0] = 40;
        expect(await call({ do: "add", to: shared.buffer, amount: 2 })).toBe(40);
        expect(shared[0]).toBe(42);
      }),
  },
  {
    name: "a worker runs while the caller computes",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        await call({ do: "echo", value: "loaded" });
        const shared = new Int32Array(new SharedArrayBuffer(4));
        const answer = call({ do: "add", to: shared.buffer, amount: 1 });
        const start = performance.now();
        while (Atomics.load(shared, 0) === 0 && performance.now() - start < 30_000);
        expect(Atomics.load(shared, 0)).toBe(1);
        await answer;
      }),
  },
  {
    name: "the handler's errors arrive as what they were",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const thrown = await errorOf(() => call({ do: "throw" }));
        expect(thrown).toBeInstanceOf(Error);
        expect(thrown).not.toBeInstanceOf(FountainError);
        expect((thrown as Error).message).toContain("thrown by the worker");
        const error = await expectCode("corruption", () => call({ do: "corruption" }));
        expect(error.damage).toEqual({ file: "000007.sst", offset: 4096, expected: "crc 1", found: "crc 2" });
        expect(await call({ do: "echo", value: "and goes on" })).toBe("and goes on");
      }),
  },
  {
    name: "what cannot be cloned rejects its own call only",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        for (const loaded of [false, true]) {
          const unsendable = await errorOf(() => call({ do: "echo", value: () => loaded }));
          expect(String(unsendable)).toMatch(/clone/i);
          expect(String(await errorOf(() => call({ do: "answer what cannot be cloned" })))).toMatch(/clone/i);
          expect(await call({ do: "echo", value: loaded })).toBe(loaded);
        }
      }),
  },
  {
    name: "stop rejects what is unanswered and whatever comes later with closed",
    run: ({ platform }) =>
      withWorker(platform, async (call, worker) => {
        await call({ do: "echo", value: 1 });
        const unanswered = expectCode("closed", () => call({ do: "sleep", ms: 600_000 }));
        await worker.stop();
        await worker.stop();
        await unanswered;
        await expectCode("closed", () => call({ do: "echo", value: 1 }));
      }),
  },
  {
    name: "a worker may be stopped before it is loaded",
    run: ({ platform }) =>
      withWorker(platform, async (call, worker) => {
        const unanswered = expectCode("closed", () => call({ do: "echo", value: 1 }));
        await worker.stop();
        await unanswered;
      }),
  },
  {
    name: "nothing of a worker runs after stop",
    run: ({ platform }) =>
      withWorker(platform, async (call, worker) => {
        const shared = new Int32Array(new SharedArrayBuffer(4));
        await call({ do: "echo", value: "loaded" });
        const counting = expectCode("closed", () => call({ do: "count", to: shared.buffer }));
        while (Atomics.load(shared, 0) < 3) await platform.clock.sleep(1);
        await worker.stop();
        await counting;
        const counted = Atomics.load(shared, 0);
        await platform.clock.sleep(50);
        expect(Atomics.load(shared, 0)).toBe(counted);
      }),
  },
  {
    name: "a worker that throws outside of a call is dead",
    run: ({ platform }) =>
      withWorker(platform, async (call) => {
        const error = await expectCode("io", () => call({ do: "die" }));
        expect(error.message).toContain("The worker echo_worker.ts failed");
        expect(error.message).toContain("died outside of a call");
        await expectCode("io", () => call({ do: "echo", value: 1 }));
      }),
  },
  {
    name: "a worker whose module cannot be loaded is dead",
    run: ({ platform }) => {
      const code = {
        url: new URL("./no_such_worker.ts", import.meta.url),
        handler: () => {
          throw new AssertionError("the module counts, not the handler");
        },
      };
      return withWorker(platform, async (call) => {
        const error = await expectCode("io", () => call({ do: "echo", value: 1 }));
        expect(error.message).toMatch(/The worker no_such_worker.ts failed: .*no_such_worker/);
      }, code);
    },
  },
];
