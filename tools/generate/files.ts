/**
 * The generated files: what each must hold.
 *
 * ```
 *   src/http/contract/ ──> document ──┬─> openapi-fountainstore.yaml
 *                                     ├─> src/http/openapi.gen.ts       (served as /openapi.json, /openapi.yaml)
 *                                     └─> src/client/schema.gen.ts      (types of fountainstore/client)
 *   swagger-ui-dist ────────────────────> src/http/docs_assets.gen.ts   (served in /docs)
 * ```
 *
 * @module
 */

import { readFileSync } from "node:fs";
import openapiTypescript, { astToString } from "openapi-typescript";
import { stringify } from "yaml";
import { openapiDocument } from "../../src/http/contract/contract.ts";
import { assetsModule, sameAssets } from "./docs_assets.ts";
import { COMMAND, header } from "./header.ts";
import { ordered } from "./order.ts";

/** A file that is written by {@link COMMAND}. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** Whether `found` says the same; compressed parts may be compressed another way. */
  readonly isCurrent: (found: string) => boolean;
}

/** Of what the client exports of the generated types. */
const DOCSTRINGS = {
  paths: "The paths of the contract, with what each method takes and gives.",
  components: 'What the contract gives a name: `components["schemas"]["Record"]` is a record.',
  operations: "The operations of the contract by their ids.",
};

/** All generated files, as they must be now. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const document = ordered(openapiDocument(packageVersion()));
  const json = JSON.stringify(document);
  // Strings that YAML 1.1 would take for something else, such as times, are quoted: not all tools read YAML 1.2.
  const yaml = stringify(document, { aliasDuplicateObjects: false, compat: "yaml-1.1", lineWidth: 120 });
  const assets = assetsModule();
  return [
    exact("openapi-fountainstore.yaml", `# Written by \`${COMMAND}\` from src/http/contract/; do not edit.\n${yaml}`),
    exact("src/http/openapi.gen.ts", openapiModule(document, yaml)),
    exact("src/client/schema.gen.ts", await schemaModule(json)),
    { path: "src/http/docs_assets.gen.ts", text: assets, isCurrent: (found) => sameAssets(found, assets) },
  ];
}

function exact(path: string, text: string): GeneratedFile {
  return { path, text, isCurrent: (found) => found === text };
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return manifest.version;
}

/** Both texts in many lines, so that changes can be read. */
function openapiModule(document: unknown, yaml: string): string {
  return [
    ...header("The OpenAPI document as it is served."),
    "/** The document as JSON. */",
    `export const OPENAPI_JSON: string = JSON.stringify(${JSON.stringify(document, null, 2)});`,
    "",
    "/** The document as YAML. */",
    `export const OPENAPI_YAML: string = ${JSON.stringify(yaml.split("\n"), null, 2)}.join("\\n");`,
    "",
  ].join("\n");
}

async function schemaModule(json: string): Promise<string> {
  // A default says what is done when a member is left out, so it may be: no reason to require it.
  const nodes = await openapiTypescript(JSON.parse(json), { silent: true, defaultNonNullable: false });
  const types = Object.entries(DOCSTRINGS).reduce((text, [name, docstring]) => {
    return text.replace(`export interface ${name} {`, `/** ${docstring} */\nexport interface ${name} {`);
  }, astToString(nodes));
  return [...header("The types of the HTTP contract, for the client."), types].join("\n");
}
