/** Gives the person a text to keep as a file. */
export function download(name: string, text: string, type = 'application/json'): void {
  save(name, new Blob([text], { type }));
}

/** Gives the person a file to keep. */
export function save(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  document.body.append(link); // some browsers follow only a link of the page
  link.click();
  link.remove();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
