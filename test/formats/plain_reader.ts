/**
 * Reads the files of a data folder by docs/FORMATS.md alone: plain `DataView` code that shares nothing with the store's own.
 * What is not as the page says, it throws.
 *
 * @module
 */

import assert from "node:assert/strict";

/** One version of a user key. */
export interface Entry {
  readonly key: Uint8Array;
  readonly sequence: number;
  /** 1 put, 2 delete, 3 drop-space. */
  readonly kind: number;
  readonly value: Uint8Array;
}

/** A transaction in the log. */
export interface Group {
  readonly first: number;
  readonly last: number;
  readonly timeMs: number;
  readonly entries: readonly Entry[];
}

/** A segment of the log. */
export interface Segment {
  readonly groups: readonly Group[];
  readonly sealed: boolean;
}

/** A table. */
export interface Table {
  readonly entries: readonly Entry[];
  readonly properties: Record<string, unknown>;
}

/** Bytes of a file with a position. */
class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }
  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }
  u64(): number {
    this.at += 8;
    return Number(this.#view.getBigUint64(this.at - 8, true));
  }
  varint(): number {
    let value = 0;
    for (let factor = 1;; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }
  take(length: number): Uint8Array {
    assert(this.at + length <= this.bytes.length, "the bytes end too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  text(length: number): string {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(this.take(length));
  }
}

/** CRC-32 as in zlib, bit by bit. */
function crc32(bytes: Uint8Array, seed = 0): number {
  let crc = ~seed;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return ~crc >>> 0;
}

/** The seed that mixes the number of a file and an offset in it. */
function placeSeed(number: number, offset: number): number {
  return Number(((BigInt(number) * 0x9e3779b1n) & 0xffffffffn) ^ BigInt(offset));
}

/** The JSON in a manifest. */
export function readManifest(bytes: Uint8Array): Record<string, unknown> {
  const reader = new Reader(bytes);
  assert.equal(reader.text(8), "FSMANIF1");
  const length = reader.u32();
  const crc = reader.u32();
  assert.equal(length, bytes.length - 16);
  assert.equal(crc, crc32(bytes.subarray(16)));
  return JSON.parse(reader.text(length));
}

/** The groups of a segment. */
export function readSegment(bytes: Uint8Array, number: number): Segment {
  const reader = new Reader(bytes);
  assert.equal(reader.text(8), "FSLOG1\r\n");
  assert.equal(reader.u64(), number);
  assert.equal(reader.u32(), crc32(bytes.subarray(0, 16)));
  const groups: Group[] = [];
  for (;;) {
    if (reader.at === bytes.length) return { groups, sealed: false };
    const start = reader.at;
    const { kind, payload } = readFrame(reader, number);
    if (kind === 0) {
      assert(bytes.subarray(start).every((byte) => byte === 0), "behind the end there are zeros");
      return { groups, sealed: false };
    }
    if (kind === 4) {
      assert.deepEqual([payload.bytes.length, reader.at], [0, bytes.length]);
      return { groups, sealed: true };
    }
    assert.equal(kind, 1);
    groups.push(readGroup(reader, number, payload, start));
  }
}

function readFrame(reader: Reader, number: number): { kind: number; payload: Reader } {
  const start = reader.at;
  const length = reader.u32();
  const crc = reader.u32();
  const kind = reader.u8();
  const payload = new Reader(reader.take(length));
  if (kind === 0) assert.deepEqual([length, crc], [0, 0]);
  else assert.equal(crc, crc32(reader.bytes.subarray(start + 8, reader.at), placeSeed(number, start)));
  return { kind, payload };
}

function readGroup(reader: Reader, number: number, begin: Reader, start: number): Group {
  const [first, count, timeMs, syncedTo] = [begin.u64(), begin.u32(), begin.u64(), begin.u32()];
  assert.equal(begin.at, 24);
  assert.equal(begin.bytes.length, 24);
  assert(syncedTo <= start, "a frame is written when what is before it was synced, not what is behind it");
  const entries: Entry[] = [];
  let offset = 0;
  for (let at = 0; at < count; at++) {
    const { kind, payload } = readFrame(reader, number);
    assert.equal(kind, 2);
    const operation = payload.u8();
    const next = payload.varint();
    assert(next === offset || next === offset + 1, "offsets rise by one at most");
    offset = next;
    const key = payload.take(payload.varint());
    entries.push({ key, sequence: first + offset, kind: operation, value: payload.bytes.subarray(payload.at) });
  }
  const { kind, payload } = readFrame(reader, number);
  assert.deepEqual([kind, payload.u32(), payload.u64(), payload.bytes.length], [3, count, first + offset, 12]);
  return { first, last: first + offset, timeMs, entries };
}

/** All entries of a table; every byte of the file must belong to some part of it. */
export function readTable(bytes: Uint8Array, number: number): Table {
  const footer = new Reader(bytes, bytes.length - 60);
  const [topOffset, topBytes, propertiesOffset, propertiesBytes] = [
    footer.u64(),
    footer.u32(),
    footer.u64(),
    footer.u32(),
  ];
  const [filterOffset, filterPages] = [footer.u64(), footer.u32()];
  assert.deepEqual([footer.u64(), footer.u32()], [number, 1]);
  assert.equal(footer.u32(), crc32(bytes.subarray(bytes.length - 60, bytes.length - 12)));
  assert.equal(footer.text(8), "FSTABLE1");
  const parts: [offset: number, length: number][] = [[bytes.length - 60, 60]];
  const block = (offset: number, length: number): Uint8Array => {
    parts.push([offset, length]);
    const content = bytes.subarray(offset, offset + length - 4);
    assert.equal(new Reader(bytes, offset + length - 4).u32(), crc32(content, placeSeed(number, offset)));
    return content;
  };
  const entries: Entry[] = [];
  for (const partition of readIndex(block(topOffset, topBytes))) {
    let below: Uint8Array | undefined;
    for (const { separator, offset, length } of readIndex(block(partition.offset, partition.length))) {
      const met = readBlock(block(offset, length), 16);
      const [firstKey, lastKey] = [met[0]?.key ?? new Uint8Array(), met.at(-1)?.key ?? new Uint8Array()];
      if (below !== undefined) assert(compareKeys(below, firstKey) < 0, "a separator is below the next block");
      assert(compareKeys(separator, lastKey) >= 0, "a separator is not below its block");
      assert(compareKeys(partition.separator, lastKey) >= 0, "nor is that of its partition");
      below = separator;
      entries.push(...met.map(({ key, value }) => splitKey(key, value)));
    }
  }
  for (let page = 0; page < filterPages; page++) block(filterOffset + page * 4096, 4096);
  const properties = JSON.parse(new TextDecoder().decode(block(propertiesOffset, propertiesBytes)));
  let end = 0;
  for (const [offset, length] of parts.sort(([a], [b]) => a - b)) {
    assert.equal(offset, end);
    end = offset + length;
  }
  assert.equal(end, bytes.length);
  return { entries, properties };
}

function readIndex(content: Uint8Array): { separator: Uint8Array; offset: number; length: number }[] {
  return readBlock(content, 1).map(({ key, value }) => {
    const reader = new Reader(value);
    const [offset, length] = [reader.varint(), reader.varint()];
    assert.equal(reader.at, value.length);
    return { separator: key, offset, length };
  });
}

/** The entries of a block, with internal keys. */
function readBlock(content: Uint8Array, restartInterval: number): { key: Uint8Array; value: Uint8Array }[] {
  const count = new Reader(content, content.length - 4).u32();
  const end = content.length - 4 - 4 * count;
  const restarts = new Reader(content, end);
  const reader = new Reader(content);
  const entries: { key: Uint8Array; value: Uint8Array }[] = [];
  let key = new Uint8Array();
  while (reader.at < end) {
    if (entries.length % restartInterval === 0) {
      assert.equal(restarts.u32(), reader.at);
      assert.equal(content[reader.at], 0);
    }
    const [shared, unshared, valueBytes] = [reader.varint(), reader.varint(), reader.varint()];
    const next = new Uint8Array([...key.subarray(0, shared), ...reader.take(unshared)]);
    if (entries.length > 0) assert(compareKeys(key, next) < 0, "keys rise");
    key = next;
    entries.push({ key, value: reader.take(valueBytes) });
  }
  assert.deepEqual([reader.at, restarts.at], [end, content.length - 4]);
  return entries;
}

function splitKey(internal: Uint8Array, value: Uint8Array): Entry {
  const key = internal.subarray(0, internal.length - 9);
  const view = new DataView(internal.buffer, internal.byteOffset + key.length, 9);
  const sequence = Number(0xffffffffffffffffn - view.getBigUint64(0));
  return { key, sequence, kind: view.getUint8(8), value };
}

/** The order of internal keys. */
function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a.subarray(0, -9), b.subarray(0, -9)) || compareBytes(a.subarray(-9), b.subarray(-9));
}

/** Bytewise, a prefix first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    if (a[at] !== b[at]) return (a[at] as number) - (b[at] as number);
  }
  return a.length - b.length;
}

/** The space of a user key, and the rest. */
export function splitSpace(key: Uint8Array): { space: number; rest: Uint8Array } {
  const [length = 0] = key;
  assert.notEqual(key[1] === 0 && length > 0, true, "no leading zero");
  let space = 0;
  for (const byte of key.subarray(1, 1 + length)) space = space * 256 + byte;
  return { space, rest: key.subarray(1 + length) };
}

/** What the value of a record's key says. */
export function readRecord(value: Uint8Array): { json: string; version: string | null; committedAtMs: number } {
  const reader = new Reader(value);
  const flags = reader.u8();
  assert((flags & ~1) === 0, "other flags are zero");
  const committedAtMs = readTime(reader.take(6));
  const version = flags === 1 ? reader.text(reader.varint()) : null;
  return { json: reader.text(value.length - reader.at), version, committedAtMs };
}

/** Six bytes, big-endian. */
export function readTime(bytes: Uint8Array): number {
  assert.equal(bytes.length, 6);
  return bytes.reduce((time, byte) => time * 256 + byte, 0);
}

/** A varint that is a whole value. */
export function readVarint(value: Uint8Array): number {
  const reader = new Reader(value);
  const number = reader.varint();
  assert.equal(reader.at, value.length);
  return number;
}
