/** Reads words aloud by a voice of this machine, so that nobody else hears them. */
export interface Voice {
  /** Whether there is such a voice for a language. */
  speaks(lang: string): boolean;
  say(words: string, lang: string): void;
  hush(): void;
}

const NEAR: Record<string, string[]> = { nb: ['no', 'nn', 'da'], nn: ['no', 'nb', 'da'] };

/** Undefined where the browser cannot speak. Voices come late in some: onvoices is told. */
export function createVoice(onvoices: () => void): Voice | undefined {
  const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  if (!speech || typeof SpeechSynthesisUtterance === 'undefined') return undefined;
  speech.addEventListener?.('voiceschanged', onvoices);
  const voiceFor = (lang: string) => {
    const local = speech.getVoices().filter(({ localService }) => localService);
    for (const tag of [lang, ...(NEAR[lang] ?? [])]) {
      const found = local.find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === tag);
      if (found) return found;
    }
    return undefined;
  };
  return {
    speaks: (lang) => voiceFor(lang) !== undefined,
    say(words, lang) {
      const voice = voiceFor(lang);
      if (!voice) return;
      speech.cancel();
      const said = new SpeechSynthesisUtterance(words);
      [said.voice, said.lang, said.rate] = [voice, voice.lang, 0.95];
      speech.speak(said);
    },
    hush: () => speech.cancel()
  };
}
