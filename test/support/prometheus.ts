/**
 * Reads Prometheus' text format (version 0.0.4) as strictly as its description allows, and throws at the first line that breaks it.
 *
 * @module
 */

/** One measured value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of one metric, under its HELP and TYPE. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? ([-+]?(?:\\d+\\.?\\d*(?:[eE][-+]?\\d+)?|Inf)|NaN)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/** The families of a text. @throws Error that names the line */
export function parsePrometheus(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the text must end with a line break");
  const families = new Map<string, Family & { samples: Sample[] }>();
  let current: (Family & { samples: Sample[] }) | undefined;
  let helped: readonly string[] | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const wrong = (why: string): Error => new Error(`${why}: ${line}`);
    const help = HELP.exec(line);
    const type = TYPE.exec(line);
    if (help !== null) {
      helped = help.slice(1);
    } else if (type !== null) {
      const [, name = "", kind = ""] = type;
      if (helped?.[0] !== name) throw wrong("TYPE without HELP of the same name before it");
      if (families.has(name)) throw wrong("a second TYPE");
      current = { name, type: kind, help: helped[1] ?? "", samples: [] };
      families.set(name, current);
    } else {
      const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
      if (name === "") throw wrong("not a line of the format");
      if (current === undefined || !belongs(name, current)) throw wrong("a sample outside of its family");
      current.samples.push({
        name,
        labels: parseLabels(labels, wrong),
        value: Number(value.replace("Inf", "Infinity")),
      });
    }
  }
  for (const family of families.values()) checkFamily(family);
  return families;
}

function belongs(sample: string, { name, type }: Family): boolean {
  const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
  return suffixes.some((suffix) => sample === name + suffix);
}

function parseLabels(text: string, wrong: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = "", value = ""] = LABEL.exec(text) ?? [];
    if (name === "" || name in labels) throw wrong("malformed labels");
    labels[name] = value;
  }
  return labels;
}

function checkFamily({ name, type, samples }: Family): void {
  const seen = samples.map((sample) => `${sample.name} ${JSON.stringify(sample.labels)}`);
  if (new Set(seen).size < seen.length) throw new Error(`${name}: the same labels twice`);
  if (type === "counter" && !name.endsWith("_total")) throw new Error(`${name}: a counter is named _total`);
  if (type === "counter" && samples.some(({ value }) => !(value >= 0))) throw new Error(`${name}: a counter below 0`);
  if (type === "histogram") checkHistogram(name, samples);
}

/** Buckets are cumulated, end with +Inf, and agree with the count. */
function checkHistogram(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, { buckets: [number, number][]; count?: number; sum?: number }>();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    const one = series.get(key) ?? { buckets: [] };
    series.set(key, one);
    if (sample.name.endsWith("_bucket")) one.buckets.push([Number(le?.replace("Inf", "Infinity")), sample.value]);
    else if (sample.name.endsWith("_count")) one.count = sample.value;
    else one.sum = sample.value;
  }
  for (const [labels, { buckets, count, sum }] of series) {
    const rising = buckets.every(([bound, value], at) => {
      const [before, less] = buckets[at - 1] ?? [-Infinity, 0];
      return bound > before && value >= less;
    });
    const last = buckets.at(-1);
    if (!rising || last?.[0] !== Infinity || last[1] !== count || sum === undefined || !(sum >= 0)) {
      throw new Error(`${name}${labels}: not a histogram`);
    }
  }
}
