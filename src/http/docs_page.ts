/**
 * The reference page at `/docs`: swagger-ui and the OpenAPI document in one HTML page that needs nothing else.
 *
 * ```
 *   docs_assets.gen.ts  script, styles (gzip, base64) --+
 *   openapi.gen.ts      the document ------------------+--> page --gzip--> kept for the next request
 * ```
 *
 * One page, because a browser sends no API key along when it loads scripts and styles; and because it can be saved and read anywhere.
 * Its Content-Security-Policy names script and styles by their hashes and lets the page speak to its own server only.
 *
 * The modules with the parts are large and wanted by few: they are loaded when the first reader comes.
 *
 * @module
 */

/** The page, and how it is to be sent. */
export interface DocsPage {
  /** The HTML, gzipped. */
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** The HTML as it is, for the few that do not accept gzip. */
  readonly html: () => Promise<string>;
  /** Value of the header of this name. */
  readonly contentSecurityPolicy: string;
}

let page: Promise<DocsPage> | undefined;

/** The page; made at the first call. */
export function docsPage(): Promise<DocsPage> {
  return page ??= makePage();
}

async function makePage(): Promise<DocsPage> {
  const [assets, { OPENAPI_JSON }] = await Promise.all([import("./docs_assets.gen.ts"), import("./openapi.gen.ts")]);
  const [script, style] = await Promise.all([gunzip(bytesOf(assets.SCRIPT_GZIP)), gunzip(bytesOf(assets.STYLE_GZIP))]);
  const gzip = await compress(htmlOf({ script, style, document: OPENAPI_JSON, notice: assets.NOTICE }));
  return {
    gzip,
    html: () => gunzip(gzip),
    contentSecurityPolicy: policyOf(assets.SCRIPT_HASH, assets.STYLE_HASH),
  };
}

/** Texts to be put into the page; those of script and style cannot end their elements, which the generator saw to. */
interface Parts {
  readonly script: string;
  readonly style: string;
  readonly document: string;
  readonly notice: string;
}

function htmlOf({ script, style, document, notice }: Parts): string {
  return `<!doctype html>
<!--
${notice}
-->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>FountainStore: API reference</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This page needs scripts; the same is at /openapi.yaml.</noscript>
<script type="application/json" id="document">${document.replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

function policyOf(scriptHash: string, styleHash: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function compress(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
