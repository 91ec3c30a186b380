/**
 * docs/FORMATS.md says enough: a reader written by that page alone finds in the specimen's files what the store finds.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  compareBytes,
  type Entry,
  type Group,
  readManifest,
  readRecord,
  readSegment,
  readTable,
  readTime,
  readVarint,
  splitSpace,
} from "./plain_reader.ts";
import { type ExpectedState, readSpecimen, specimenFolder } from "./specimen.ts";

const FOLDER = specimenFolder(1);
const specimen = readSpecimen(1);
const manifest = readManifest(readFileSync(join(FOLDER, "MANIFEST")));
const segments = readdirSync(join(FOLDER, "log")).sort().map((name) => {
  const number = Number.parseInt(name, 10);
  return { name, number, ...readSegment(readFileSync(join(FOLDER, "log", name)), number) };
});
const tables = readdirSync(join(FOLDER, "tables")).sort().map((name) => {
  const bytes = readFileSync(join(FOLDER, "tables", name));
  const number = Number.parseInt(name, 10);
  return { name, number, bytes, ...readTable(bytes, number) };
});
const groups: readonly Group[] = segments.flatMap((segment) => segment.groups);
const flushed = manifest["flushedSequence"] as number;

/** Every version of every key, from the tables and from the log behind them; newest first within a key. */
const versions: Entry[] = [
  ...tables.flatMap(({ entries }) => entries),
  ...groups.filter(({ first }) => first > flushed).flatMap(({ entries }) => entries),
].sort((a, b) => compareBytes(a.key, b.key) || b.sequence - a.sequence);

const drops: [space: number, sequence: number][] = [
  ...manifest["droppedSpaces"] as [number, number][],
  ...versions.filter(({ kind }) => kind === 3).map((
    { key, sequence },
  ): [number, number] => [splitSpace(key).space, sequence]),
];

/** What a reader at `sequence` sees, in order. */
function visible(sequence: number): Entry[] {
  const newest = new Map<string, Entry>();
  for (const entry of versions) {
    const key = entry.key.join();
    if (entry.kind !== 3 && entry.sequence <= sequence && !newest.has(key)) newest.set(key, entry);
  }
  return [...newest.values()].filter(({ key, kind, sequence: made }) => {
    const dropped = drops.some(([space, at]) => space === splitSpace(key).space && made < at && at <= sequence);
    return kind === 1 && !dropped;
  });
}

/** The keys of the system space with a tag, and their values. */
function systemKeys(entries: readonly Entry[], tag: number): { name: string; rest: Uint8Array; entry: Entry }[] {
  return entries.filter(({ key }) => key[0] === 0 && key[1] === tag).map((entry) => {
    const rest = entry.key.subarray(2);
    return { name: new TextDecoder().decode(rest), rest, entry };
  });
}

function jsonOf({ value }: Entry): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(value));
}

/** All records at a sequence, by collection. */
function stateAt(sequence: number): ExpectedState {
  const entries = visible(sequence);
  return Object.fromEntries(
    systemKeys(entries, 0x63).map(({ name, entry }) => {
      const { space } = jsonOf(entry);
      const records = entries.filter(({ key }) => splitSpace(key).space === space).map((record) => {
        const id = new TextDecoder("utf-8", { ignoreBOM: true }).decode(splitSpace(record.key).rest);
        const { json, version, committedAtMs } = readRecord(record.value);
        return [id, json, version, record.sequence, committedAtMs] as const;
      });
      return [name, records];
    }),
  );
}

describe("the manifest", () => {
  it("has the fields that the page lists", () => {
    expect(Object.keys(manifest)).toEqual([
      "formatVersion",
      "storeId",
      "lastSequence",
      "flushedSequence",
      "nextTable",
      "durableLog",
      "tables",
      "obsolete",
      "droppedSpaces",
    ]);
    expect([manifest["formatVersion"], manifest["storeId"]]).toEqual([1, specimen.storeId]);
    const [segment, offset] = manifest["durableLog"] as [number, number];
    expect(segments.map(({ number }) => number)).toContain(segment);
    expect(offset).toBeGreaterThan(0);
  });

  it("names the tables that are there, with their sizes and properties", () => {
    const named = manifest["tables"] as Record<string, unknown>[];
    expect(named.length).toBe(tables.length);
    for (const { number, bytes, properties } of tables) {
      const row = named.find((each) => each["number"] === number);
      expect(row).toEqual({ level: row?.["level"], sizeBytes: bytes.length, ...properties });
    }
    expect(new Set(named.map(({ level }) => level))).toEqual(new Set([0, 1]));
    expect(Math.max(...tables.map(({ number }) => number))).toBeLessThan(manifest["nextTable"] as number);
  });
});

describe("tables", () => {
  it("hold as many entries, keys and deletes as their properties say, in order", () => {
    for (const { entries, properties } of tables) {
      const sequences = entries.map(({ sequence }) => sequence);
      const spaces = new Map<number, [number, number]>();
      for (const { key, kind } of entries) {
        const counts = spaces.get(splitSpace(key).space) ?? [0, 0];
        counts[kind === 1 ? 0 : 1]++;
        spaces.set(splitSpace(key).space, counts);
      }
      expect(properties).toMatchObject({
        entries: entries.length,
        keys: new Set(entries.map(({ key }) => key.join())).size,
        deletes: entries.filter(({ kind }) => kind === 2).length,
        minSequence: Math.min(...sequences),
        maxSequence: Math.max(...sequences),
        rawBytes: entries.reduce((sum, { key, value }) => sum + key.length + 9 + value.length, 0),
        spaces: [...spaces].map(([space, counts]) => [space, ...counts]),
      });
    }
  });

  it("hold puts and deletes, everything up to the flushed sequence and nothing behind it", () => {
    const entries = tables.flatMap((table) => table.entries);
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set([1, 2]));
    expect(Math.max(...entries.map(({ sequence }) => sequence))).toBe(flushed);
  });
});

describe("the log", () => {
  it("is sealed but for its newest segment, and its groups continue one another", () => {
    expect(segments.map(({ sealed }) => sealed)).toEqual([...segments.slice(1).map(() => true), false]);
    expect(segments.map(({ name }) => name)).toEqual(
      segments.map(({ number }) => `${String(number).padStart(12, "0")}.log`),
    );
    for (const [at, group] of groups.entries()) {
      if (at > 0) expect(group.first).toBe((groups[at - 1]?.last ?? 0) + 1);
    }
    expect(groups.at(-1)?.last).toBe(specimen.sequence);
  });

  it("begins with a segment that tables do not make unnecessary", () => {
    const [first] = segments;
    expect(first?.groups.at(-1)?.last).toBeGreaterThan(flushed);
    expect(groups[0]?.first).toBeLessThanOrEqual(flushed + 1);
  });

  it("says when each record was committed, as the record does", () => {
    let records = 0;
    for (const { timeMs, entries } of groups) {
      for (const { key, kind, value } of entries) {
        if (splitSpace(key).space === 0 || kind === 3) continue;
        const committedAtMs = kind === 1 ? readRecord(value).committedAtMs : readTime(value);
        expect(Math.abs(committedAtMs - timeMs)).toBeLessThan(1000);
        records++;
      }
    }
    expect(records).toBeGreaterThan(25);
  });
});

describe("the system space", () => {
  const present = visible(specimen.sequence);

  it("lists the collections, created at the sequence of their key", () => {
    const listed = systemKeys(present, 0x63).map(({ name, entry }) => [name, jsonOf(entry)["version"]]);
    expect(listed).toEqual(specimen.collections);
    const spaces = systemKeys(present, 0x63).map(({ entry }) => jsonOf(entry)["space"] as number);
    const [next] = systemKeys(present, 0x6e);
    expect(readVarint(next?.entry.value ?? new Uint8Array())).toBe(Math.max(...spaces) + 1);
  });

  it("lists the snapshots", () => {
    const listed = systemKeys(present, 0x73).map(({ name, entry }) => ({ id: name, ...jsonOf(entry) }));
    expect(listed.length).toBe(2);
    for (const { id, sequence, createdAtMs } of specimen.snapshots) {
      expect(listed).toContainEqual({ id, sequence, createdAtMs, expiresAtMs: null });
    }
  });

  it("tells which sequence was the last at which time", () => {
    const samples = systemKeys(present, 0x74).map(({ rest, entry }) => {
      expect(rest.length).toBe(8);
      const timeMs = Number(new DataView(rest.buffer, rest.byteOffset, 8).getBigUint64(0));
      return [timeMs, readVarint(entry.value), entry.sequence] as const;
    });
    expect(samples.length).toBeGreaterThan(1);
    for (const [at, [timeMs, last, sequence]] of samples.entries()) {
      expect(last).toBe(sequence);
      if (at > 0) expect(timeMs - (samples[at - 1]?.[0] ?? 0)).toBeGreaterThanOrEqual(1000);
    }
  });
});

describe("read by the page alone", () => {
  it("the records are those that the store reads", () => {
    expect(stateAt(specimen.sequence)).toEqual(specimen.state);
  });

  it("the snapshots are those that the store reads, dropped collections included", () => {
    for (const { sequence, state } of specimen.snapshots) expect(stateAt(sequence)).toEqual(state);
  });

  it("the histories are those that the store reads", () => {
    for (const { name, entry } of systemKeys(visible(specimen.sequence), 0x63)) {
      const { space } = jsonOf(entry);
      for (const [id, history] of Object.entries(specimen.histories[name] ?? {})) {
        const bytes = [...new TextEncoder().encode(id)];
        const found = versions.filter(({ key }) => {
          const split = splitSpace(key);
          return split.space === space && compareBytes(split.rest, new Uint8Array(bytes)) === 0;
        }).map(({ kind, sequence, value }) => {
          if (kind === 2) return [sequence, null, readTime(value)];
          const { json, committedAtMs } = readRecord(value);
          return [sequence, json, committedAtMs];
        });
        expect(found).toEqual(history);
      }
    }
  });
});
