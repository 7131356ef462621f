/** Gives the focus to what has just come, as an attachment: a question that follows a press. */
export function focusHere(node: HTMLElement): void {
  node.focus();
}
