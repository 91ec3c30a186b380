/**
 * What the worker of the platform suites does: whatever the message says.
 *
 * @module
 */

import { corruption } from "../../src/base/errors.ts";
import type { MessageHandler, Platform } from "../../src/platform/platform.ts";

/** What the worker can be asked. */
export type EchoMessage =
  | { readonly do: "echo"; readonly value: unknown }
  | { readonly do: "throw" }
  | { readonly do: "corruption" }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "add"; readonly to: SharedArrayBuffer; readonly amount: number }
  | { readonly do: "count"; readonly to: SharedArrayBuffer }
  | { readonly do: "die" }
  | { readonly do: "answer what cannot be cloned" };

/** The handler, for platforms without threads and for the thread alike. */
export function echoHandler(platform: Platform): MessageHandler {
  return async (message) => {
    const request = message as EchoMessage;
    switch (request.do) {
      case "echo":
        return request.value;
      case "throw":
        throw new TypeError("thrown by the worker");
      case "corruption":
        throw corruption({ file: "000007.sst", offset: 4096, expected: "crc 1", found: "crc 2" });
      case "sleep":
        await platform.clock.sleep(request.ms);
        return "slept";
      case "add":
        return Atomics.add(new Int32Array(request.to), 0, request.amount);
      case "count":
        // For ever, giving way in between.
        for (;;) {
          Atomics.add(new Int32Array(request.to), 0, 1);
          await platform.clock.sleep(0);
        }
      case "die":
        queueMicrotask(() => {
          throw new Error("died outside of a call");
        });
        return await new Promise(() => {});
      case "answer what cannot be cloned":
        return () => {};
    }
  };
}
