/**
 * The numbers of the table format; `docs/FORMATS.md` has the whole of it.
 *
 * @module
 */

/** Ends every table. */
export const TABLE_MAGIC = "FSTABLE1";
/** Format of the tables that this program writes and reads. */
export const TABLE_FORMAT = 1;
/** Bytes of the footer. */
export const FOOTER_BYTES = 60;
/** Bytes of the checksum behind a block. */
export const CRC_BYTES = 4;
/** Every so many entries of a data block a key is written whole. */
export const RESTART_INTERVAL = 16;

/** Name of a table's file in `tables/`. */
export function tableFileName(number: number): string {
  return `${String(number).padStart(12, "0")}.sst`;
}
