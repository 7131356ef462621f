/** The length of a text as the server counts it: in code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** From how few remaining characters on each is worth saying aloud. */
const CLOSE = 100;

/** What is left of most characters, and whether that is worth telling. */
export function remaining(text: string, most: number): { left: number; close: boolean } {
  const left = most - lengthOf(text);
  return { left, close: left <= CLOSE };
}
