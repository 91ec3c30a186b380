/**
 * The version of this program; a test holds it equal to `package.json`'s.
 *
 * @module
 */

/** Version of FountainStore, as semantic versioning has it. */
export const VERSION = "0.1.0";
