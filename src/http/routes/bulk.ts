/**
 * Import and export of a collection: lines of JSON, or CSV with a header on the way in, streamed both ways, packed by gzip when that is asked for.
 *
 * @module
 */

import { KeyPath } from "../../index/key_path.ts";
import { csvLines } from "../../store/csv.ts";
import { importLines, linesOf } from "../../store/bulk_import.ts";
import type { CollectionReader } from "../../store/reader.ts";
import { checked, invalidField, ProblemError } from "../problems.ts";
import { recordText } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import { json } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { collectionPath, mustExist } from "./records.ts";

/** What a line may have around its record. */
const ENVELOPE_BYTES = 64 << 10;
/** Text that is sent at once. */
const CHUNK_LENGTH = 64 << 10;
const TEXT_ENCODER = new TextEncoder();

/** The routes of import and export. */
export function bulkRoutes(server: Server): Route[] {
  return [
    {
      operationId: "importRecords",
      method: "POST",
      path: "/collections/{collection}/import",
      handle: (request) => importRecords(server, request),
    },
    {
      operationId: "exportRecords",
      method: "GET",
      path: "/collections/{collection}/export",
      handle: (request) => exportRecords(server, request),
    },
  ];
}

async function importRecords(server: Server, request: ApiRequest): Promise<Response> {
  const collection = collectionPath(request);
  const { recordBytesMax } = server.limits;
  const onError = request.query("onError") ?? "skip";
  if (onError !== "skip" && onError !== "abort") throw invalidField("#/query/onError", "must be skip or abort");
  const isCsv = /^\s*text\/csv\s*(?:;|$)/i.test(request.headers.get("content-type") ?? "");
  const idPath = idPathOf(request) ?? (isCsv ? KeyPath.parse(".id") : undefined);
  const lineBytesMax = recordBytesMax + ENVELOPE_BYTES;
  const tooLong = (): Error =>
    new ProblemError("payload-too-large", `A line of the body is over ${lineBytesMax} bytes`);
  const lines = linesOf(unpacked(request), lineBytesMax, tooLong);
  const store = storeOf(server);
  const inOrder = store.collection(collection).indexes().some(({ kind }) => kind === "unique");
  const report = await importLines(
    isCsv ? csvLines(lines, lineBytesMax, tooLong) : lines,
    { collection, idPath, recordBytesMax },
    (operations) => store.commitChecked(operations),
    { onError, inOrder },
  );
  return json(report);
}

function idPathOf(request: ApiRequest): KeyPath | undefined {
  const text = request.query("idPath");
  if (text === undefined) return undefined;
  const path = checked("#/query/idPath", KeyPath.parse, text);
  if (path.ofRecord === undefined && !path.isMulti) return path;
  throw invalidField("#/query/idPath", "must lead to one value, such as .id");
}

/** The body as it was before it was packed. @throws ProblemError 415 for a packing that is not known */
function unpacked(request: ApiRequest): AsyncIterable<Uint8Array> {
  const packing = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const { stream } = request;
  if (packing === "identity") return stream;
  if (packing === "gzip") return stream.pipeThrough(new DecompressionStream("gzip"));
  throw new ProblemError("unsupported-media-type", "The body must not be packed, or by gzip");
}

function exportRecords(server: Server, request: ApiRequest): Response {
  const collection = collectionPath(request);
  const store = storeOf(server);
  const snapshot = request.query("snapshot");
  const view = snapshot === undefined ? store.view() : undefined;
  const past = view ?? store.openSnapshot(snapshot ?? "");
  const reader = past.collection<unknown>(collection);
  try {
    mustExist(reader);
  } catch (error) {
    view?.close();
    throw error;
  }
  const lines = linesText(reader, server, () => view?.close());
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(TEXT_ENCODER.encode(value));
    },
    async cancel() {
      await lines.return();
    },
  });
  const packs = /\bgzip\b/i.test(request.headers.get("accept-encoding") ?? "");
  const headers = { "content-type": "application/x-ndjson", "vary": "accept-encoding" };
  if (!packs) return new Response(stream, { headers });
  const packed = stream.pipeThrough(new CompressionStream("gzip"));
  return new Response(packed, { headers: { ...headers, "content-encoding": "gzip" } });
}

async function* linesText(
  reader: CollectionReader<unknown>,
  server: Server,
  close: () => void,
): AsyncGenerator<string, void, void> {
  try {
    let chunk = "";
    for (const record of reader.scan()) {
      // Between the values of a JSON text there may be ends of lines; within its strings there are none.
      chunk += `${recordText(record).replaceAll(/[\r\n]+/g, " ")}\n`;
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = "";
      await server.platform.clock.sleep(0);
    }
    if (chunk !== "") yield chunk;
  } finally {
    close();
  }
}
