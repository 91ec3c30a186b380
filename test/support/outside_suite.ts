/**
 * What holds of the server in every form that it is started in: how it begins, that it keeps what it has answered, how it ends.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/base/version.ts";
import { type Form, requestText, Served } from "./served.ts";
import { tempFolder } from "./temp_folder.ts";

/** The promise: so long after a signal nothing of the server is left. */
const STOP_MS_MAX = 10_000;
const RECORD = "/collections/c/records/a";

interface Page {
  readonly items: readonly { readonly id: string; readonly data: unknown }[];
  readonly nextPageToken?: string;
}

/** The tests, under the form's name. */
export function outsideSuite(form: Form): void {
  describe(form.name, () => {
    startingTests(form);
    keepingTests(form);
    stoppingTests(form);
  });
}

function startingTests(form: Form): void {
  describe("starts", () => {
    test("with a line that tells address, folder, sequence and whether it wants a key", async () => {
      const served = await Served.start(form, ["--path", "here"]);
      expect(served.output).toBe(
        `FountainStore ${VERSION} on ${served.address}, folder here, sequence 0, authentication off\n`,
      );
      expect(served.address).toBe(`http://127.0.0.1:${served.port}`);
      expect(readdirSync(served.cwd)).toEqual(["here"]);
      await served.ask("PUT", RECORD, { data: 1 });
      expect(await served.stop()).toMatchObject({ code: 0 });
      const again = await Served.start(form, ["--path", "here"], { cwd: served.cwd, env: { FS_API_KEY: "secret" } });
      expect(again.output).toMatch(/, sequence 1, authentication on\n$/);
    });

    test("ready, and says what it runs on", async () => {
      const served = await Served.start(form);
      expect(await (await served.ask("GET", "/readyz")).json()).toEqual({ status: "ok" });
      const status = await (await served.ask("GET", "/status")).json() as Record<string, string>;
      expect(status["runtime"]).toMatch(form.name.includes("Deno") ? /^deno \d/ : /^bun \d/);
      expect(await served.statusOf("GET", "/docs")).toBe(200);
    });

    test("speaks JSON lines when it is told to", async () => {
      const served = await Served.start(form, ["--log-format", "json", "--path", "here"]);
      expect(JSON.parse(served.output)).toEqual({
        event: "listening",
        version: VERSION,
        address: served.address,
        folder: "here",
        sequence: 0,
        authentication: "off",
      });
      const { errors } = await served.stop();
      const lines = errors.split("\n").slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines).toEqual([{
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: "info",
        event: "stopping",
        signal: "SIGTERM",
      }]);
    });
  });
}

function keepingTests(form: Form): void {
  describe("keeps", () => {
    test("all that it answered through a kill: records, snapshots, page tokens", async () => {
      const folder = tempFolder();
      const served = await Served.start(form, ["--path", folder]);
      const acknowledged: string[] = [];
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let at = 0; acknowledged.length < 400; at++) {
          const id = `${writer}-${at}`;
          const status = await served.statusOf("PUT", `/collections/c/records/${id}`, { data: { id } });
          if (status === 201) acknowledged.push(id);
        }
      });
      const token = await Promise.race([...writers]).then(async () => {
        const { id } = await (await served.ask("POST", "/snapshots")).json() as { id: string };
        const page = await (await served.ask("GET", `/collections/c/records?pageSize=1&snapshot=${id}`)).json() as Page;
        return `snapshot=${id}&pageSize=1000&pageToken=${page.nextPageToken}`;
      });
      await Promise.all(writers);
      served.signal("SIGKILL");
      await served.ended;

      const again = await Served.start(form, ["--path", folder]);
      for (const id of acknowledged) {
        expect([id, await (await again.ask("GET", `/collections/c/records/${id}`)).json()]).toMatchObject([
          id,
          { data: { id } },
        ]);
      }
      const page = await (await again.ask("GET", `/collections/c/records?${token}`)).json() as Page;
      expect(page.items.length).toBeGreaterThan(300);
    });

    test("and merges in a thread of its own, which it finds", async () => {
      const served = await Served.start(form, ["--memory", "4MiB", "--log-format", "json"]);
      for (let batch = 0; batch < 5; batch++) {
        const operations = Array.from({ length: 1000 }, (_, at) => (
          { op: "put", collection: "c", record: { id: `${batch}-${at}`, data: "x".repeat(500) } }
        ));
        expect(await served.statusOf("POST", "/transactions", { operations })).toBe(200);
      }
      expect(await served.statusOf("POST", "/compaction/run", { mode: "full" })).toBe(202);
      await served.until(({ errors }) => errors.includes(`"compaction done"`) || undefined);
      const { levels } = await (await served.ask("GET", "/compaction/status")).json() as {
        levels: { tables: number; sizeBytes: number }[];
      };
      expect(levels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeGreaterThan(2_500_000);
      expect(await served.statusOf("GET", "/collections/c/records/2-500")).toBe(200);
      expect(served.errors).not.toContain(`"error"`);
    });
  });
}

function stoppingTests(form: Form): void {
  describe("stops", () => {
    test.each(["SIGTERM", "SIGINT"] as const)("by %s: the request under way is answered first", async (signal) => {
      const folder = tempFolder();
      const served = await Served.start(form, ["--path", folder]);
      expect(await served.statusOf("PUT", "/collections/c/records/before", { data: 1 })).toBe(201);
      const idle = await served.connect();
      idle.send(requestText("GET", "/livez"));
      await idle.until((text) => text.includes(`"ok"`));
      const slow = await served.connect();
      const text = requestText("PUT", RECORD, { body: `{"data":"under way"}` });
      slow.send(text.slice(0, -10));
      // The server has begun with the request when it asks for the rest; that can be seen in its figures alone.
      await untilInFlight(served, 2);
      const sinceMs = performance.now();
      served.signal(signal);
      await served.until(({ errors }) => errors.includes("stopping") || undefined);
      slow.send(text.slice(-10));
      expect(await slow.until((received) => received.includes(`"sequence":2`))).toMatch(/^HTTP\/1.1 201 /);
      const { code } = await served.ended;
      expect(code).toBe(0);
      expect(performance.now() - sinceMs).toBeLessThan(STOP_MS_MAX);
      await idle.closed;

      const again = await Served.start(form, ["--path", folder]);
      expect(await (await again.ask("GET", RECORD)).json()).toMatchObject({ data: "under way", sequence: 2 });
    });

    test("within its term when a request never ends", async () => {
      const served = await Served.start(form);
      const endless = await served.connect();
      endless.send(requestText("PUT", RECORD, { body: `{"data":1}` }).slice(0, -1));
      await untilInFlight(served, 2);
      const sinceMs = performance.now();
      expect((await served.stop()).code).toBe(0);
      expect(performance.now() - sinceMs).toBeLessThan(STOP_MS_MAX);
    });

    test("at once by a second signal", async () => {
      const served = await Served.start(form);
      const endless = await served.connect();
      endless.send(requestText("PUT", RECORD, { body: `{"data":1}` }).slice(0, -1));
      await untilInFlight(served, 2);
      served.signal("SIGTERM");
      await served.until(({ errors }) => errors.includes("stopping") || undefined);
      served.signal("SIGTERM");
      expect((await served.ended).code).toBe(1);
    });

    // Deno's server takes connections until what is under way has ended: see src/platform/serve_deno.ts.
    if (form.name.includes("Deno")) return;
    test("and takes no more connections from the signal on", async () => {
      const served = await Served.start(form);
      const endless = await served.connect();
      endless.send(requestText("PUT", RECORD, { body: `{"data":1}` }).slice(0, -1));
      await untilInFlight(served, 2);
      served.signal("SIGINT");
      await served.until(({ errors }) => errors.includes("stopping") || undefined);
      await expect(served.statusOf("GET", "/livez")).rejects.toThrow();
    });
  });
}

/** Resolves when so many requests are being answered, the one that asks included. */
async function untilInFlight(served: Served, count: number): Promise<void> {
  for (;;) {
    const text = await (await served.ask("GET", "/metrics?format=prometheus")).text();
    if (new RegExp(`^fountain_http_requests_in_flight ${count}$`, "m").test(text)) return;
  }
}
