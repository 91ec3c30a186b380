/** A program that never ends, for the test of the test command. @module */

setInterval(() => {}, 1_000);
