/** How many characters of a long story stand in a list; all of it is a step away. */
const MOST = 400;

/** The beginning of a text, whole if it is short. */
export function excerpt(text: string): string {
  const letters = [...text];
  return letters.length > MOST ? letters.slice(0, MOST).join('').trimEnd() + ' …' : text;
}
