/** How few digits of a number one is ready to read. */
const FEW = 4;

/** The ends of these numbers, each as long as it takes that none ends like another, behind "…". */
export function shortNumbers(all: readonly number[]): Map<number, string> {
  const texts = new Map([...new Set(all)].map((n) => [n, String(n)]));
  const shortened = (n: number, text: string) => {
    for (let length = FEW; length < text.length; length++) {
      const end = text.slice(-length);
      if (![...texts].some(([other, whole]) => other !== n && whole.endsWith(end))) return `…${end}`;
    }
    return text;
  };
  return new Map([...texts].map(([n, text]) => [n, shortened(n, text)]));
}
