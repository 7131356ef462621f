/** Counts what is underway, so that who waits for it need not look again and again. */
export class Underway {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Counts work until it is done. */
  during<T>(work: Promise<T>): Promise<T> {
    this.#count++;
    return work.finally(() => {
      if (--this.#count > 0) return;
      for (const go of this.#waiting.splice(0)) go();
    });
  }
  get none(): boolean {
    return this.#count === 0;
  }
  /** Resolves when nothing is underway. */
  end(): Promise<void> {
    return this.none ? Promise.resolve() : new Promise((done) => this.#waiting.push(done));
  }
}
