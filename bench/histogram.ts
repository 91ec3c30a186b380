/**
 * Latencies, counted in buckets whose width grows with the value, as HdrHistogram's: every figure is right to 1 % whatever its size.
 *
 * ```
 *   nanoseconds    0 … 127     one bucket each
 *   then, for each power of two, 64 buckets of equal width       128, 130, 132, … 254 | 256, 260, … 508 | …
 * ```
 *
 * @module
 */

const SUB_BITS = 6;
const SUB_BUCKETS = 2 ** SUB_BITS;
const NANOSECONDS_MAX = 2 ** 53 - 1;
const BUCKETS = bucketOf(NANOSECONDS_MAX) + 1;

/** The percentiles that tables show, in microseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** See the module. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** Counts a latency in milliseconds, as `performance.now()` tells it. */
  addMs(milliseconds: number): void {
    const nanoseconds = Math.min(Math.max(0, Math.round(milliseconds * 1e6)), NANOSECONDS_MAX);
    (this.#counts[bucketOf(nanoseconds)] as number)++;
    this.#count++;
    if (nanoseconds > this.#max) this.#max = nanoseconds;
  }

  get count(): number {
    return this.#count;
  }

  /** The least value that `share` of all values do not pass, in microseconds; 0 when there are none. */
  percentileUs(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return Math.min(middleOf(bucket), this.#max) / 1000;
    }
    return 0;
  }

  /** The figures, or nothing when no value was counted. */
  latency(): Latency | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      p50: this.percentileUs(0.5),
      p99: this.percentileUs(0.99),
      max: this.#max / 1000,
    };
  }
}

function bucketOf(nanoseconds: number): number {
  if (nanoseconds < 2 * SUB_BUCKETS) return nanoseconds;
  const power = exponentOf(nanoseconds);
  const width = 2 ** (power - SUB_BITS);
  return (power - SUB_BITS) * SUB_BUCKETS + Math.floor(nanoseconds / width);
}

function middleOf(bucket: number): number {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  const power = Math.floor(bucket / SUB_BUCKETS) - 1 + SUB_BITS;
  const width = 2 ** (power - SUB_BITS);
  return (bucket - (power - SUB_BITS) * SUB_BUCKETS) * width + Math.floor(width / 2);
}

/** The exponent of the highest bit. */
function exponentOf(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}
