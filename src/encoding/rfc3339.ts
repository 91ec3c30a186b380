/**
 * Times as texts, by RFC 3339: `2026-11-26T20:00:00.000Z`.
 *
 * @module
 */

const DAY_MS = 86_400_000;
const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:(\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
/** The last millisecond of the year 9999: beyond it there is no such text. */
export const TIME_MS_MAX = 253_402_300_799_999;

/** Milliseconds since 1970 of an RFC 3339 text, fractions of them cut off; undefined when it is none. */
export function parseTime(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  // A leap second has no number of its own: it is the start of the next one.
  const leap = match[1] === "60";
  const timeMs = Date.parse(leap ? `${text.slice(0, 17)}59${text.slice(19)}` : text);
  if (Number.isNaN(timeMs)) return undefined;
  return leap ? timeMs + 1000 : timeMs;
}

/** The text of a time from 1970 to 9999, in UTC with milliseconds. */
export function formatTime(timeMs: number): string {
  const [year, month, day] = civilDay(Math.floor(timeMs / DAY_MS));
  const rest = timeMs % DAY_MS;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const time = `${two(rest / 3_600_000)}:${two(rest / 60_000 % 60)}:${two(rest / 1000 % 60)}`;
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}.${String(rest % 1000).padStart(3, "0")}Z`;
}

/**
 * Year, month and day of a day since 1970, in the Gregorian calendar. Years begin in March here, so that the leap day is the last;
 * 400 of them are 146,097 days.
 */
function civilDay(daysSince1970: number): [year: number, month: number, day: number] {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}
