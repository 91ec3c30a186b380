/**
 * Patches of texts: the official suite of JSON Patch, the examples of RFC 7396, and what texts must keep.
 *
 * @module
 */

import { createRequire } from "node:module";
import { describe, expect, it, test } from "vitest";
import { sameNumber } from "../../src/encoding/json_equal.ts";
import { type PatchKind, readPatch } from "../../src/encoding/json_patch.ts";
import { expectCodeOf } from "../support/check.ts";
import { forSeeds, type Random } from "../support/random.ts";

const LENGTH_MAX = 1 << 20;

function patched(text: string, patch: string, kind?: PatchKind): string {
  return readPatch(patch, kind).apply(text, LENGTH_MAX);
}

interface SuiteCase {
  readonly comment?: string;
  readonly doc: unknown;
  readonly patch: unknown;
  readonly expected?: unknown;
  readonly error?: string;
  readonly disabled?: boolean;
}

const require = createRequire(import.meta.url);
const cases = ["tests.json", "spec_tests.json"].flatMap((name) =>
  require(`json-patch-test-suite/${name}`) as SuiteCase[]
);

describe("the suite of JSON Patch", () => {
  it("is there", () => expect(cases.length).toBeGreaterThan(90));

  cases.forEach((each, at) => {
    // Cases without an outcome and without an error only have to run.
    it(`${at}: ${each.comment ?? each.error ?? JSON.stringify(each.patch).slice(0, 60)}`, () => {
      const run = (): unknown => JSON.parse(patched(JSON.stringify(each.doc), JSON.stringify(each.patch), "json"));
      if (each.disabled === true) return;
      if (each.error !== undefined) expect(["invalid", "conflict"]).toContain(expectCodeOf(run));
      else expect(run()).toEqual(each.expected ?? each.doc);
    });
  });
});

describe("a merge patch", () => {
  // The table of RFC 7396, appendix A.
  it.each([
    [`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`],
    [`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`],
    [`{"a":"b"}`, `{"a":null}`, `{}`],
    [`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`],
    [`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`],
    [`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`],
    [`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`],
    [`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`],
    [`["a","b"]`, `["c","d"]`, `["c","d"]`],
    [`{"a":"b"}`, `["c"]`, `["c"]`],
    [`{"a":"foo"}`, `null`, `null`],
    [`{"a":"foo"}`, `"bar"`, `"bar"`],
    [`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`],
    [`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`],
    [`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`],
  ])("of %s by %s is %s", (target, patch, expected) => {
    expect(patched(target, patch, "merge")).toBe(expected);
  });

  it("is what an object is when nobody says which", () => {
    expect(patched(`{"a":1}`, `{"a":2}`)).toBe(`{"a":2}`);
    expect(patched(`{"a":1}`, `[{"op":"remove","path":"/a"}]`)).toBe(`{}`);
  });
});

describe("what is not patched stays as it was written", () => {
  const text =
    ` { "n" : 12345678901234567890 , "10": 1.10, "2": [1e400 , -0 ,  "\\u0041\\/"], "__proto__": {"x": 1.0}, "s": {"b":1,"a":2} } `;

  it("digits, order, escapes and names that objects treat in their own way", () => {
    expect(patched(text, `{"s":{"b":3}}`)).toBe(
      `{"n":12345678901234567890,"10":1.10,"2":[1e400 , -0 ,  "\\u0041\\/"],"__proto__":{"x": 1.0},"s":{"b":3,"a":2}}`,
    );
    expect(patched(text, `[{"op":"add","path":"/2/1","value":1.50}]`)).toBe(
      `{"n":12345678901234567890,"10":1.10,"2":[1e400,1.50,-0,"\\u0041\\/"],"__proto__":{"x": 1.0},"s":{"b":1,"a":2}}`,
    );
    expect(patched(text, `{}`)).toBe(text.trim());
  });

  it("and nothing reaches the prototype of objects", () => {
    expect(patched(`{}`, `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`)).toBe(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`,
    );
    const path = "/__proto__/polluted";
    expect(expectCodeOf(() => patched(`{}`, `[{"op":"add","path":"${path}","value":1}]`))).toBe("conflict");
    expect("polluted" in {}).toBe(false);
  });

  it("a member that is named twice is its last value", () => {
    expect(patched(`{"a":1,"b":2,"a":3}`, `[{"op":"test","path":"/a","value":3}]`)).toBe(`{"a":1,"b":2,"a":3}`);
    expect(patched(`{"a":1,"b":2,"a":3}`, `{"b":4}`)).toBe(`{"a":3,"b":4}`);
  });
});

describe("a test", () => {
  it("compares numbers by value, strings by meaning, objects whatever their order", () => {
    const holds = (value: string, other: string): boolean => {
      try {
        patched(value, `[{"op":"test","path":"","value":${other}}]`);
        return true;
      } catch {
        // The only error there can be is the test's own: see the others.
        return false;
      }
    };
    expect(holds("1", "1.0")).toBe(true);
    expect(holds("100", "1e2")).toBe(true);
    expect(holds("-0", "0.0e7")).toBe(true);
    expect(holds("12345678901234567890", "12345678901234567891")).toBe(false);
    expect(holds("1e400", "1e401")).toBe(false);
    expect(holds("1e-400", "0")).toBe(false);
    expect(holds("-1", "1")).toBe(false);
    expect(holds(`"A"`, `"\\u0041"`)).toBe(true);
    expect(holds(`"1"`, `1`)).toBe(false);
    expect(holds(`{"a":1,"b":[2]}`, `{"b":[2.0],"a":1}`)).toBe(true);
    expect(holds(`{"a":1}`, `{"b":1}`)).toBe(false);
    expect(holds(`[1,2]`, `[2,1]`)).toBe(false);
    expect(holds(`null`, `false`)).toBe(false);
  });

  test("equal numbers are those that BigInt says are", async () => {
    await forSeeds(200, (random) => {
      const [a, b] = [drawNumber(random), drawNumber(random)];
      expect(sameNumber(a, b), `${a} ${b}`).toBe(scaled(a) === scaled(b));
    });
  });
});

/** A number with at most three decimals and a small exponent; many are equal. */
function drawNumber(random: Random): string {
  const fraction = random.pick(["", ".0", ".10", ".1", ".100", ".01"]);
  return `${random.pick(["", "-"])}${random.pick(["0", "1", "10", "100"])}${fraction}${
    random.pick(["", "e0", "e+1", "E-1", "e2"])
  }`;
}

/** The number times ten million, exactly. */
function scaled(text: string): bigint {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(7 + Number(exponent) - fraction.length);
}

describe("is refused", () => {
  it.each([
    `[1]`,
    `[{"path":"/a"}]`,
    `[{"op":"add","path":"/a"}]`,
    `[{"op":"spam","path":"/a"}]`,
    `[{"op":"remove","path":"a"}]`,
    `[{"op":"remove","path":"/~2"}]`,
    `[{"op":"copy","path":"/a"}]`,
    `[{"op":"add","path":1,"value":1}]`,
    `{"a":1}`,
    `no json`,
  ])("a malformed JSON Patch: %s", (patch) => {
    expect(expectCodeOf(() => readPatch(patch, "json"))).toBe("invalid");
  });

  it("a move into itself, a value nested too deep, one that copies itself without end", () => {
    const code = (text: string, patch: string): unknown => expectCodeOf(() => patched(text, patch, "json"));
    expect(code(`{"a":{"b":1}}`, `[{"op":"move","from":"/a","path":"/a/b"}]`)).toBe("invalid");
    const deep = "[".repeat(255) + "]".repeat(255);
    expect(patched("[]", `[{"op":"add","path":"/0","value":${deep}}]`, "json")).toBe(`[${deep}]`);
    expect(code("[[]]", `[{"op":"add","path":"/0/0","value":${deep}}]`)).toBe("invalid");
    const copies = Array.from({ length: 40 }, () => `{"op":"copy","from":"","path":"/-"}`);
    expect(code("[1]", `[${copies.join(",")}]`)).toBe("invalid");
  });
});
