/**
 * What requests took: a histogram for each route, in fixed buckets, so that observing one costs a few steps and no memory.
 *
 * @module
 */

/** Upper bounds of the buckets in milliseconds; above the last one is one more. */
export const LATENCY_BOUNDS_MS = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

/** Figures of one route. */
export class RouteFigures {
  /** Requests by bucket, not cumulated. */
  readonly buckets = new Float64Array(LATENCY_BOUNDS_MS.length + 1);
  /** Responses by the first digit of their status. */
  readonly byClass = new Float64Array(6);
  sumMs = 0;
  count = 0;

  constructor(readonly operationId: string, readonly method: string) {}

  /** Notes one response. */
  observe(ms: number, status: number): void {
    let at = 0;
    while (at < LATENCY_BOUNDS_MS.length && ms > (LATENCY_BOUNDS_MS[at] as number)) at++;
    this.buckets[at] = (this.buckets[at] as number) + 1;
    const digit = Math.floor(status / 100);
    this.byClass[digit] = (this.byClass[digit] as number) + 1;
    this.sumMs += ms;
    this.count++;
  }
}

/** Figures of all routes. */
export class RequestMetrics {
  readonly #routes: RouteFigures[] = [];
  /** Requests that are being answered. */
  inFlight = 0;

  /** The figures of a route, made here. */
  add(operationId: string, method: string): RouteFigures {
    const figures = new RouteFigures(operationId, method);
    this.#routes.push(figures);
    return figures;
  }

  /** The routes that have answered anything. */
  used(): readonly RouteFigures[] {
    return this.#routes.filter(({ count }) => count > 0);
  }

  /** Requests answered by the routes of these operations. */
  countOf(...operationIds: readonly string[]): number {
    return this.#routes.reduce((sum, route) => sum + (operationIds.includes(route.operationId) ? route.count : 0), 0);
  }
}
