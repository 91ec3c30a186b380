/**
 * The command line: help, version, and a line of help for everything that is asked for wrongly.
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { VERSION } from "../../src/base/version.ts";
import { mainForm, runProgram, Served } from "../support/served.ts";
import { tempFolder } from "../support/temp_folder.ts";

const FORM = mainForm();

describe("help and version", () => {
  test.each([["--version"], ["-v"]])("%s prints the version", async (flag) => {
    expect(await runProgram(FORM, [flag])).toEqual({ code: 0, output: `${VERSION}\n`, errors: "" });
  });

  test.each([[["--help"]], [["-h"]], [["help"]]])("%j lists the commands", async (args) => {
    const { code, output, errors } = await runProgram(FORM, args);
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toMatch(/^Usage: fountainstore/);
    expect(output).toMatch(/^ +serve /m);
  });

  test.each([[["serve", "--help"]], [["help", "serve"]]])(
    "%j lists the settings, with their defaults and variables",
    async (args) => {
      const { code, output, errors } = await runProgram(FORM, args);
      expect([code, errors]).toEqual([0, ""]);
      for (
        const word of [
          ...[
            "--path",
            "--host",
            "--port",
            "--memory",
            "--durability",
            "--auto-create",
            "--no-auto-create",
            "--insecure",
          ],
          ...["--api-key-file", "--log-format", "--config", "--page-size", "--cache-bytes", "--wal-segment-bytes"],
          ...["--retention", "--changes-kept", "FS_RETENTION", "FS_CHANGES_KEPT"],
          ...["FS_PATH", "STORE_PATH", "PORT", "FS_API_KEY", "STORE_CACHE_BYTES", "STORE_DEFAULT_SCAN_LIMIT"],
          ...["STORE_WAL_SEGMENT_BYTES", "127.0.0.1", "8080", "./data", "16MiB", "64MiB"],
        ]
      ) {
        expect(output).toContain(word);
      }
    },
  );
});

const WRONG: [string[], RegExp, Record<string, string>?][] = [
  [["nonsense"], /nonsense/],
  [["serve", "extra"], /argument/],
  [["--nonsense"], /--nonsense/],
  [["serve", "--nonsense"], /--nonsense/],
  [["serve", "--prot", "1"], /--prot.*--port/],
  [["serve", "--port"], /--port/],
  [["serve", "--port", "http"], /--port.*"http"/],
  [["serve", "--port", "65536"], /--port.*65535/],
  [["serve", "--port", "-1"], /--port/],
  [["serve", "--port", "1.5"], /--port/],
  [["serve", "--port", ""], /--port/],
  [["serve", "--path", ""], /--path/],
  [["serve", "--memory", "much"], /--memory.*512MiB/],
  [["serve", "--memory", "-1"], /--memory/],
  [["serve", "--memory", "0"], /--memory/],
  [["serve", "--memory", "1MiB"], /memory/],
  [["serve", "--durability", "never"], /--durability.*always, interval, os/],
  [["serve", "--log-format", "xml"], /--log-format.*text, json/],
  [["serve", "--retention", "last:0"], /--retention.*age:30d.*"last:0"/],
  [["serve", "--changes-kept", "some"], /--changes-kept.*"some"/],
  [["serve"], /FS_RETENTION.*"forever"/, { FS_RETENTION: "forever" }],
  [["serve"], /FS_CHANGES_KEPT/, { FS_CHANGES_KEPT: "-1" }],
  [["serve", "--page-size", "0"], /--page-size.*1 to 1000/],
  [["serve", "--page-size", "1001"], /--page-size.*1 to 1000/],
  [["serve", "--record-bytes-max", "x"], /--record-bytes-max/],
  [["serve", "--api-key-file", "nowhere"], /--api-key-file/],
  [["serve", "--config", "nowhere.json"], /config file/],
  [["serve", "--host", "0.0.0.0"], /0\.0\.0\.0.*--insecure/],
  [["serve", "--host", "::"], /::.*FS_API_KEY/],
  [["serve", "--host", "example.org"], /example\.org/],
  [["serve"], /PORT.*"http"/, { PORT: "http" }],
  [["serve"], /FS_DURABILITY/, { FS_DURABILITY: "never" }],
  [["serve"], /FS_AUTO_CREATE.*true or false/, { FS_AUTO_CREATE: "perhaps" }],
  [["serve"], /STORE_DEFAULT_SCAN_LIMIT/, { STORE_DEFAULT_SCAN_LIMIT: "many" }],
  [["serve"], /STORE_CACHE_BYTES/, { STORE_CACHE_BYTES: "lots" }],
  [["serve"], /0\.0\.0\.0/, { FS_HOST: "0.0.0.0" }],
  [["serve"], /API key.*FS_API_KEY/, { FS_API_KEY: "two words" }],
];

describe("wrong usage ends with 2 and one line that helps, and leaves nothing behind", () => {
  test.each(WRONG)("%j: %s", async (args, says, env = {}) => {
    const cwd = tempFolder();
    const { code, output, errors } = await runProgram(FORM, args, { env, cwd });
    expect(errors).toMatch(/^fountainstore: [^\n]+\n$/);
    expect(errors).toMatch(says);
    expect([code, output, readdirSync(cwd)]).toEqual([2, "", []]);
  });

  test.each<[string, string, RegExp]>([
    ["that is no JSON", "{", /config file/],
    ["that is a list", "[]", /JSON object/],
    ["with a setting that nobody knows", `{"prot":1}`, /"prot".*port/],
    ["with a malformed value", `{"port":"http"}`, /port in the config file/],
    ["with an object as value", `{"port":{}}`, /port in the config file/],
    ["with null as value", `{"durability":null}`, /durability in the config file/],
  ])("a config file %s", async (_, text, says) => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "config.json"), text);
    const { code, errors } = await runProgram(FORM, ["serve", "--config", "config.json"], { cwd });
    expect(errors).toMatch(/^fountainstore: [^\n]+\n$/);
    expect([code, errors]).toEqual([2, expect.stringMatching(says)]);
    expect(existsSync(join(cwd, "data"))).toBe(false);
  });

  test.each([["empty", ""], ["of two lines", "a\nb\n"], ["with a space", "a b"], ["too long", "k".repeat(4097)]])(
    "a key file that is %s",
    async (_, text) => {
      const cwd = tempFolder();
      writeFileSync(join(cwd, "key"), text);
      const { code, errors } = await runProgram(FORM, ["serve", "--api-key-file", "key"], { cwd });
      expect([code, errors]).toEqual([2, expect.stringMatching(/^fountainstore: [^\n]*--api-key-file[^\n]*\n$/)]);
      if (text.length > 3) expect(errors).not.toContain(text);
    },
  );

  test("no command at all prints the help, and is wrong too", async () => {
    const { code, output, errors } = await runProgram(FORM, []);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toMatch(/^Usage: fountainstore/);
  });
});

describe("what was asked for rightly and cannot be done ends with 1 and one line", () => {
  async function expectFailure(args: string[], says: RegExp): Promise<void> {
    const { code, output, errors } = await runProgram(FORM, ["serve", "--port", "0", ...args]);
    expect(errors).toMatch(/^fountainstore: [^\n]+\n$/);
    expect(errors).toMatch(says);
    expect([code, output]).toEqual([1, ""]);
  }

  test("a port that is taken", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    onTestFinished(() => void server.close());
    await expectFailure(["--port", String(port)], new RegExp(`Cannot listen on 127\\.0\\.0\\.1 port ${port}`));
  });

  test("a folder that another process has open", async () => {
    const folder = tempFolder();
    const served = await Served.start(FORM, ["--path", folder]);
    await expectFailure(["--path", folder], /open/);
    expect(await served.statusOf("GET", "/readyz")).toBe(200);
  });

  test("a folder that is a file, or below one", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "x");
    await expectFailure(["--path", join(folder, "file")], /file/);
    await expectFailure(["--path", join(folder, "file", "deeper")], /deeper/);
  });

  test("a folder whose manifest is damaged", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "MANIFEST"), "nothing of the kind");
    await expectFailure(["--path", join(folder, "data")], /MANIFEST/);
  });

  test("an address that is not this machine's", async () => {
    const { code, errors } = await runProgram(FORM, ["serve", "--port", "0", "--insecure", "--host", "192.0.2.1"]);
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(/^fountainstore: Cannot listen on 192\.0\.2\.1 [^\n]*\n$/),
    ]);
  });
});
