/**
 * Reads the `curl` commands of the documentation, so that they can be sent without curl on the machine. It knows the few options that the
 * documentation uses and throws at any other, for a reader would get something else than the test.
 *
 * @module
 */

/** A request as a command means it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** `-i`: the answer's headers are shown too. */
  readonly showsHeaders: boolean;
}

/** The request of a command line. @throws Error for what is not understood */
export function parseCurl(command: string): CurlRequest {
  const [program, ...words] = wordsOf(command);
  if (program !== "curl") throw new Error(`not curl: ${command}`);
  let method: string | undefined;
  let url: string | undefined;
  let body: string | undefined;
  let showsHeaders = false;
  const headers: Record<string, string> = {};
  const value = (): string => {
    const word = words.shift();
    if (word === undefined) throw new Error(`a value is missing: ${command}`);
    return word;
  };
  while (words.length > 0) {
    const word = value();
    if (word === "-X") method = value();
    else if (word === "-d") body = value();
    else if (word === "-i") showsHeaders = true;
    else if (word === "-s") continue;
    else if (word === "-H") {
      const [, name = "", text = ""] = /^([\w-]+): (.*)$/.exec(value()) ?? [];
      headers[name] = text;
    } else if (word.startsWith("-") || url !== undefined) throw new Error(`unknown word ${word}: ${command}`);
    else url = word;
  }
  if (url === undefined) throw new Error(`no URL: ${command}`);
  return { method: method ?? (body === undefined ? "GET" : "POST"), url, headers, body, showsHeaders };
}

/** The words of a shell command: single and double quotes, and line ends behind a backslash. */
function wordsOf(command: string): string[] {
  const text = command.trim().replaceAll("\\\n", " ");
  const words = [...text.matchAll(/'([^']*)'|"([^"$`\\]*)"|([^\s'"$`\\|;&<>()]+)|(\S)/g)].map((match) => {
    const [, single, double, bare, odd] = match;
    if (odd !== undefined) throw new Error(`the shell would do something with ${odd}: ${command}`);
    return single ?? double ?? bare ?? "";
  });
  return words;
}
