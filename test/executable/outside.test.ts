/**
 * The server from outside, as it is started on this host: see `test/support/served.ts` for which form that is.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { outsideSuite } from "../support/outside_suite.ts";
import { bundleForm, mainForm } from "../support/served.ts";

outsideSuite(mainForm());

if (process.versions["deno"] !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), "fountain-bundle-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  outsideSuite(await bundleForm(folder));
}
