/**
 * The reference page holds all that it needs, and its policy allows just that.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { docsPage } from "../../src/http/docs_page.ts";
import { OPENAPI_JSON } from "../../src/http/openapi.gen.ts";

const { gzip, html, contentSecurityPolicy } = await docsPage();
const page = gunzipSync(gzip).toString();

/** The element's texts, as a browser takes them. */
function elements(name: string, attributes = ""): string[] {
  const all = page.matchAll(new RegExp(`<${name}${attributes}>([\\s\\S]*?)</${name}`, "g"));
  return [...all].map(([, text = ""]) => text);
}

function hashOf(text: string | undefined): string {
  return `'sha256-${createHash("sha256").update(text ?? "").digest("base64")}'`;
}

test("is the same without compression, and is made once", async () => {
  expect(await html()).toBe(page);
  expect((await docsPage()).gzip).toBe(gzip);
});

test("holds the OpenAPI document", () => {
  const [document = ""] = elements("script", ` type="application/json" id="document"`);
  expect(JSON.parse(document)).toEqual(JSON.parse(OPENAPI_JSON));
});

test("has one script and one style, which the policy names", () => {
  const [scripts, styles] = [elements("script"), elements("style")];
  expect([scripts.length, styles.length]).toEqual([1, 1]);
  expect(contentSecurityPolicy).toContain(`script-src ${hashOf(scripts[0])};`);
  expect(contentSecurityPolicy).toContain(`style-src ${hashOf(styles[0])};`);
  expect(contentSecurityPolicy).toContain("default-src 'none'");
  expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/);
});

test("refers to nothing outside", () => {
  const markup = page.replace(/(<(script|style)[^>]*>)[\s\S]*?<\/\2>/g, "$1").replace(/<!--[\s\S]*?-->/g, "");
  expect(markup.match(/(?:src|href)="[^"]*"/g)).toEqual([`href="data:,"`]);
  expect(elements("style")[0]).not.toMatch(/@import|url\((?!["']?data:)/);
});

test("carries the notice of what it embeds", () => {
  expect(page.slice(0, 400)).toContain("Apache License 2.0");
});
