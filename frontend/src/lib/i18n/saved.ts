const KEY = 'kvarter.lang';

/** The language that was chosen on this phone, if any; storage may be refused. */
export function savedLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function saveLanguage(lang: string): void {
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    // It is then chosen anew on the next visit.
  }
}
