/**
 * What measuring processes tell their parent: lines of standard output that begin with a mark. Other lines, which packages may print, are passed over.
 *
 * @module
 */

/** Begins each message. */
export const MESSAGE_MARK = "@bench ";

/** One message. */
export type Message =
  | { readonly progress: string }
  /** The child waits to be killed. */
  | { readonly ready: true }
  | { readonly result: unknown };
