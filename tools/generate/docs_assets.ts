/**
 * The assets of the reference page: the script and the styles of swagger-ui, compressed, as a module, because no import attribute for
 * files works on every runtime and in the executable.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { header } from "./header.ts";

const PACKAGE = new URL("../../node_modules/swagger-ui-dist/", import.meta.url);

/** What starts swagger-ui once the page is there. */
const START = `
addEventListener("load", () => {
  SwaggerUIBundle({
    dom_id: "#page",
    deepLinking: true,
    spec: JSON.parse(document.getElementById("document").textContent),
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
  });
});
`;

/** The text of `src/http/docs_assets.gen.ts`. */
export function assetsModule(): string {
  const { version } = JSON.parse(read("package.json"));
  const notice = [
    `swagger-ui-dist ${version}, Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)`,
    ...read("NOTICE").trim().split("\n"),
    "",
    ...read("swagger-ui-bundle.js.LICENSE.txt").trim().split("\n").map(withoutMarks),
  ];
  return [
    ...header("The assets of the reference page.", "", ...notice),
    `/** What is embedded, for the page itself to say. */`,
    `export const NOTICE: string = ${JSON.stringify(notice.slice(0, 3).join("\n").trim())};`,
    ...assetLines("SCRIPT", inline(read("swagger-ui-bundle.js")) + START),
    ...assetLines("STYLE", inline(read("swagger-ui.css"))),
    "",
  ].join("\n");
}

function assetLines(name: string, text: string): string[] {
  return [
    "",
    `/** Base64 of the gzipped text. */`,
    `export const ${name}_GZIP: string = "${gzipSync(text, { level: 9 }).toString("base64")}";`,
    `/** As a Content-Security-Policy names it. */`,
    `export const ${name}_HASH: string = "sha256-${createHash("sha256").update(text).digest("base64")}";`,
  ];
}

/** A script or style so that an element can hold it: it must not seem to end there, nor name files that nobody serves. */
function inline(text: string): string {
  if (/[\r\0]/.test(text)) throw new Error("a browser would change the text, and its hash with it");
  return text
    .replace(/\n(?:\/\/|\/\*)# sourceMappingURL=.*/, "")
    .replaceAll(/<(?=\/(?:script|style))/gi, "\\x3c")
    .replaceAll("<!--", "\\x3c!--");
}

/** Whether two modules hold the same assets: runtimes compress alike, not equally. */
export function sameAssets(found: string, wanted: string): boolean {
  return unpacked(found) === unpacked(wanted);
}

function unpacked(module: string): string {
  return module.replace(/(_GZIP: string = ")([^"]*)/g, (_, before: string, base64: string) => {
    return before + createHash("sha256").update(gunzipSync(Buffer.from(base64, "base64"))).digest("hex");
  });
}

/** A line of a comment without the marks of comments. */
function withoutMarks(line: string): string {
  return line.replace(/^\s*(?:\/\*!?|\*\/|\*)?\s?/, "").replaceAll("*/", "");
}

function read(file: string): string {
  return readFileSync(new URL(file, PACKAGE), "utf8");
}
