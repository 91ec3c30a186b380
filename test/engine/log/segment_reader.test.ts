/**
 * Reading a segment: whole ones, and each way in which one can be broken.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { writeUint32 } from "../../../src/encoding/fixed.ts";
import { Batch, eachOperation } from "../../../src/engine/batch.ts";
import { FRAME_SEAL, Operation, SEGMENT_HEADER_BYTES } from "../../../src/engine/log/format.ts";
import type { SegmentEnd } from "../../../src/engine/log/segment_reader.ts";
import { bytesOf, expectIs, sameBytes, textOf } from "../../support/check.ts";
import { userKey } from "../../support/entries.ts";
import { forSeeds } from "../../support/random.ts";
import { readSegment, SegmentMaker } from "../../support/segments.ts";

/** The sequences of the groups read. */
function firsts(bytes: Uint8Array): number[] {
  return readSegment(bytes).groups.map(({ first }) => first);
}

function broken(end: SegmentEnd): SegmentEnd & { kind: "broken" } {
  if (end.kind !== "broken") throw new Error(`the segment is ${end.kind}, not broken`);
  return end;
}

/** A segment with a byte changed. */
function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ mask;
  return copy;
}

/** A segment with a run of zeros in it. */
function zeroed(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return bytes.slice().fill(0, start, end);
}

describe("a whole segment", () => {
  test("gives each group with its sequences, time and operations, and then its end", async () => {
    await forSeeds(20, (random) => {
      const maker = new SegmentMaker(1, random.whole() % 2 ** 52).batches([]);
      const expected: string[] = [];
      for (let runs = random.below(5); runs > 0; runs--) {
        maker.batches(Array.from({ length: random.between(1, 4) }, () => {
          const batch = new Batch();
          for (let sequences = random.between(1, 3); sequences > 0; sequences--) {
            if (batch.sequenceCount > 0) batch.next();
            const [key, value] = [userKey(1, random.bytes(random.below(300))), random.bytes(random.below(500))];
            batch.put(key, value);
            expected.push(`put ${key} ${value}`);
            if (random.chance(0.5)) {
              batch.delete(key, bytesOf("note"));
              expected.push(`delete ${key} note`);
            }
          }
          return batch;
        }));
      }
      const sealed = random.chance(0.5);
      if (sealed) maker.seal();
      const { sizeBytes } = maker;
      maker.raw(new Uint8Array(random.below(50)));

      const { groups, end } = readSegment(maker.bytes);
      const met: string[] = [];
      for (const { bytes, framesStart, framesEnd, first, last, timeMs, operationCount } of groups) {
        expect(timeMs).toBe(1_000_000 + first);
        let count = 0;
        eachOperation(bytes, framesStart, framesEnd, ({ kind, sequenceOffset, keyStart, keyEnd, valueEnd }) => {
          const value = bytes.subarray(keyEnd, valueEnd);
          const what = kind === 1 ? "put" : "delete";
          met.push(`${what} ${bytes.subarray(keyStart, keyEnd)} ${kind === 1 ? value : textOf(value)}`);
          expect(first + sequenceOffset).toBeLessThanOrEqual(last);
          count++;
        });
        expect(count).toBe(operationCount);
      }
      expect(met).toEqual(expected);
      expect(end).toEqual({ kind: sealed ? "sealed" : "open", offset: sizeBytes });
    });
  });

  test("may be a header alone", () => {
    const { bytes } = new SegmentMaker(1).batches([]);
    expect(readSegment(bytes)).toEqual({ groups: [], end: { kind: "open", offset: SEGMENT_HEADER_BYTES } });
  });

  test("is open when zeros stand ahead, however many", () => {
    const maker = new SegmentMaker(1).run("one", "two");
    for (const zeros of [0, 1, 8, 9, 10, 1000]) {
      const bytes = new Uint8Array([...maker.bytes, ...new Uint8Array(zeros)]);
      expect(readSegment(bytes).end).toEqual({ kind: "open", offset: maker.sizeBytes });
    }
  });
});

describe("a torn tail", () => {
  const whole = new SegmentMaker(1).run("one").run("two", "three").run("the last group");
  const start = whole.starts.at(-1) as number;

  test("is left out and not called damage, wherever the last group was cut off", () => {
    for (let cut = start + 1; cut < whole.sizeBytes; cut++) {
      const { groups, end } = readSegment(whole.bytes.subarray(0, cut));
      expectIs(groups.length, 3);
      expectIs(broken(end).offset, start);
      expectIs(broken(end).wasSynced, false);
    }
  });

  test("is left out and not called damage, from wherever on the last group is zeros", () => {
    let torn = 0;
    for (let cut = start; cut < whole.sizeBytes; cut++) {
      const bytes = zeroed(whole.bytes, cut, whole.sizeBytes);
      if (sameBytes(bytes, whole.bytes)) continue;
      torn++;
      const { groups, end } = readSegment(bytes);
      expectIs(groups.length, 3);
      expectIs(end.offset, start);
      if (end.kind === "broken") expectIs(end.wasSynced, false);
    }
    expect(torn).toBeGreaterThan(40);
  });

  test("is left out and not called damage when the end of the last group came and its beginning did not", () => {
    for (let cut = start + 1; cut < whole.sizeBytes; cut++) {
      const { groups, end } = readSegment(zeroed(whole.bytes, start, cut));
      expectIs(groups.length, 3);
      expectIs(end.offset, start);
      if (end.kind === "broken") expectIs(end.wasSynced, false);
    }
  });

  test("takes with it the groups behind it in the same write, which nobody was answered", () => {
    const maker = new SegmentMaker(1).run("one").run("two", "three", "four");
    const second = maker.starts[1] as number;
    for (let at = second; at < (maker.starts[2] as number); at++) {
      const { groups, end } = readSegment(flipped(maker.bytes, at, 0x40));
      expectIs(groups.length, 1);
      expectIs(broken(end).offset, second);
      expectIs(broken(end).wasSynced, false);
    }
  });

  test("may be all of a segment: its header came only in part", () => {
    const { bytes } = new SegmentMaker(1).run("one");
    for (let cut = 0; cut < SEGMENT_HEADER_BYTES; cut++) {
      expect(readSegment(bytes.subarray(0, cut)).end).toMatchObject({ kind: "broken", offset: 0, wasSynced: false });
    }
    expect(readSegment(new Uint8Array(4096)).end).toMatchObject({ kind: "broken", offset: 0, wasSynced: false });
  });
});

describe("damage", () => {
  const whole = new SegmentMaker(1).run("one").run("the second").run("three").run("four");
  const [, second, third] = whole.starts as [number, number, number, number];

  test("is a flip at any byte of a group before the last synced one, and what comes before it is whole", () => {
    for (let at = second; at < third; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const { groups, end } = readSegment(flipped(whole.bytes, at, mask));
        expectIs(groups.length, 1);
        expectIs(broken(end).offset, second);
        expectIs(broken(end).wasSynced, true);
        const { breakOffset } = broken(end);
        expectIs(breakOffset >= second && breakOffset <= at, true);
      }
    }
  });

  test("is a flip at any byte of the header", () => {
    for (let at = 0; at < SEGMENT_HEADER_BYTES; at++) {
      const { groups, end } = readSegment(flipped(whole.bytes, at, 0x10));
      expectIs(groups.length, 0);
      expect(end).toMatchObject({ kind: "broken", offset: 0, breakOffset: 0, wasSynced: true });
    }
  });

  test("is a synced group of which only zeros are left, from its first byte on or from any other", () => {
    for (let at = second; at < third; at++) {
      const bytes = zeroed(whole.bytes, at, third);
      if (sameBytes(bytes, whole.bytes)) continue;
      const { groups, end } = readSegment(bytes);
      expectIs(groups.length, 1);
      expectIs(broken(end).offset, second);
      expectIs(broken(end).wasSynced, true);
    }
  });

  test("is a synced group of which only zeros are left when a single group stands behind it", () => {
    const maker = new SegmentMaker(1).run("one").run("two").run("three");
    const [, start, behind] = maker.starts as [number, number, number];
    const { groups, end } = readSegment(zeroed(maker.bytes, start, behind));
    expect(groups.length).toBe(1);
    expect(end).toMatchObject({ kind: "broken", offset: start, wasSynced: true });
  });

  test("is not told by a group behind it that claims no more than was synced by then", () => {
    const maker = new SegmentMaker(1).run("one");
    const start = maker.sizeBytes;
    const batch = new Batch();
    batch.put(userKey(1, "k"), bytesOf("v"));
    maker.run("two").batches([batch], start);
    const { end } = readSegment(flipped(maker.bytes, start + 40, 1));
    expect(end).toMatchObject({ kind: "broken", offset: start, wasSynced: false });
  });

  test("is told with the checksums, at the frame that does not verify", () => {
    const frame = second + 9 + 24;
    const { end } = readSegment(flipped(whole.bytes, frame + 12, 1));
    expect(broken(end)).toMatchObject({ offset: second, breakOffset: frame });
    expect(broken(end).expected).toMatch(/^crc [0-9a-f]{8}$/);
    expect(broken(end).found).toMatch(/^crc [0-9a-f]{8}$/);
    expect(broken(end).found).not.toBe(broken(end).expected);
  });
});

describe("what stands in the wrong place", () => {
  test("a segment under another number is refused", () => {
    const { bytes } = new SegmentMaker(1).run("one");
    const { groups, end } = readSegment(bytes, 2);
    expect(groups).toEqual([]);
    expect(end).toMatchObject({ kind: "broken", breakOffset: 0, expected: "segment 2", found: "segment 1" });
  });

  test("frames of another segment do not verify at their own offset", () => {
    const [one, two] = [new SegmentMaker(1).run("a").run("b"), new SegmentMaker(2).run("a").run("b")];
    const start = one.starts[1] as number;
    const bytes = new Uint8Array([...one.bytes.subarray(0, start), ...two.bytes.subarray(start)]);
    expect(readSegment(bytes).end).toMatchObject({ kind: "broken", offset: start, breakOffset: start });
  });

  test("a group copied to another offset does not verify there", () => {
    const maker = new SegmentMaker(1).run("one").run("two");
    const copy = maker.bytes.slice(maker.starts[0], maker.starts[1]);
    const { sizeBytes } = maker;
    const { groups, end } = readSegment(maker.raw(copy).bytes);
    expect(groups.length).toBe(2);
    expect(end).toMatchObject({ kind: "broken", offset: sizeBytes, wasSynced: false });
  });

  test("a group behind zeros is not read, and the zeros are where the segment breaks off", () => {
    const maker = new SegmentMaker(1).run("one");
    const { sizeBytes } = maker;
    maker.raw(new Uint8Array(30)).run("two");
    expect(firsts(maker.bytes)).toEqual([1]);
    expect(readSegment(maker.bytes).end).toMatchObject({ kind: "broken", offset: sizeBytes });
  });

  test("bytes behind the seal break the segment, which ends before the seal", () => {
    const maker = new SegmentMaker(1).run("one");
    const unsealed = maker.sizeBytes;
    const sealed = maker.seal().sizeBytes;
    const bytes = maker.raw(new Uint8Array([0, 0, 0, 7])).bytes;
    expect(firsts(bytes)).toEqual([1]);
    expect(readSegment(bytes).end).toEqual({
      kind: "broken",
      offset: unsealed,
      breakOffset: sealed + 3,
      expected: "zeros behind the last frame",
      found: "byte 7",
      wasSynced: false,
    });
  });
});

describe("frames that verify and make no group", () => {
  function breakOf(maker: SegmentMaker): SegmentEnd & { kind: "broken" } {
    const { groups, end } = readSegment(maker.bytes);
    expect(groups.length).toBe(1);
    expect(broken(end).offset).toBe(maker.starts[1] ?? NaN);
    return broken(end);
  }

  test("a length field that reaches beyond the segment", () => {
    for (const length of [0xffffffff, 0x7fffffff, 4096]) {
      const maker = new SegmentMaker(1).run("one").run("two");
      const bytes = maker.bytes;
      writeUint32(bytes, maker.starts[1] as number, length);
      const { end } = readSegment(bytes);
      expect(broken(end)).toMatchObject({ offset: maker.starts[1], wasSynced: false });
      expect(broken(end).expected).toBe(`a frame up to offset ${(maker.starts[1] as number) + 9 + length}`);
    }
  });

  test("a group without its COMMIT, behind which another group begins", () => {
    const maker = new SegmentMaker(1).run("one").begin(2, 1).operation("k", "v").begin(3, 1);
    expect(breakOf(maker)).toMatchObject({ expected: "frame kind 3", found: "frame kind 1" });
  });

  test("a group without its COMMIT, behind which there is nothing or a seal", () => {
    expect(breakOf(new SegmentMaker(1).run("one").begin(2, 1).operation("k", "v")).found).toMatch(/bytes$/);
    const sealed = new SegmentMaker(1).run("one").begin(2, 1).operation("k", "v").seal();
    expect(breakOf(sealed)).toMatchObject({ expected: "frame kind 3", found: `frame kind ${FRAME_SEAL}` });
  });

  test("a BEGIN that counts more operations than there are, or fewer", () => {
    const more = new SegmentMaker(1).run("one").begin(2, 2).operation("k", "v").commit(2, 2);
    expect(breakOf(more)).toMatchObject({ expected: "frame kind 2", found: "frame kind 3" });
    const fewer = new SegmentMaker(1).run("one").begin(2, 1).operation("k", "v").operation("l", "w").commit(2, 3);
    expect(breakOf(fewer)).toMatchObject({ expected: "frame kind 3", found: "frame kind 2" });
    const huge = new SegmentMaker(1).run("one").begin(2, 0xffffffff).operation("k", "v").commit(1, 2);
    expect(breakOf(huge)).toMatchObject({ expected: "frame kind 2", found: "frame kind 3" });
  });

  test("a COMMIT that counts otherwise than its BEGIN", () => {
    const maker = new SegmentMaker(1).run("one").begin(2, 1).operation("k", "v").commit(2, 2);
    expect(breakOf(maker)).toMatchObject({ expected: "COMMIT of 1", found: "another COMMIT" });
  });

  test("an operation or a COMMIT without a BEGIN, and a frame of an unknown kind", () => {
    const frames: ((maker: SegmentMaker) => void)[] = [
      (maker) => maker.operation("k", "v"),
      (maker) => maker.commit(1, 2),
      (maker) => maker.frame(9, new Uint8Array(3)),
      (maker) => maker.frame(1, new Uint8Array(3)),
    ];
    for (const add of frames) {
      const maker = new SegmentMaker(1).run("one");
      maker.starts.push(maker.sizeBytes);
      add(maker);
      expect(breakOf(maker).expected).toBe("BEGIN");
    }
  });
});

test("an operation's payload that is malformed is told from one that is not", () => {
  const read = (...payload: number[]): boolean => new Operation().read(new Uint8Array(payload), 0, payload.length);
  expect(read(1, 0, 2, 1, 5)).toBe(true);
  expect(read(3, 0x80, 0x01, 1, 0, 9, 9)).toBe(true);
  const bad = [[], [0, 0, 1, 5], [4, 0, 1, 5], [1], [1, 0], [1, 0, 0], [1, 0, 3, 1, 5], [1, 0x80, 0, 1, 5], [
    1,
    0,
    0x80,
  ]];
  for (const payload of bad) expect(read(...payload)).toBe(false);
});
