/** The address of a workshop for whoever helps: the secret stands where no server logs it. */
export function hostHref(area: string, code: string, secret: string): string {
  const query = new URLSearchParams({ workshop: code });
  return `${location.origin}/facilitate/${encodeURIComponent(area)}?${query}#${secret}`;
}

/**
 * The secret of the host link that this page was opened by, if it was. This tab
 * keeps it, as the address loses it on the way to another page of the workshop.
 */
export function hostSecret(): string | undefined {
  const code = new URLSearchParams(location.search).get('workshop');
  if (!code) return undefined;
  const key = `kvarter.host.${code}`;
  const given = /^#(kvh_[\w-]{22,196})$/.exec(location.hash)?.[1];
  try {
    if (given) sessionStorage.setItem(key, given);
    return given ?? sessionStorage.getItem(key) ?? undefined;
  } catch {
    return given;
  }
}
