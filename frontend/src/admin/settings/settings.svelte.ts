import type { components } from '../../lib/api/schema.gen';
import type { Staff, StaffArea } from '../../staff/context';
import { createReading, type Reading } from '../../staff/reading.svelte';
import { sentenceOf } from '../../staff/sentences';

type Schemas = components['schemas'];
export type AreaSettings = Schemas['Settings'];
export type Changes = Omit<Schemas['SettingsPatch'], 'revision'>;

/** What of the area its pages may change, and how to change it. Reactive. */
export interface SettingsShelf {
  readonly reading: Reading<AreaSettings>;
  /**
   * Saves what changes names, says so, and gives a way back. Throws ApiError, also if
   * somebody else changed the area meanwhile.
   */
  save(changes: Changes): Promise<void>;
  /** Saves what a press changed that has no form; says so where it fails. */
  change(changes: Changes): Promise<void>;
  /** What would come of it; keeps nothing. Throws ApiError. */
  tried(changes: Changes): Promise<AreaSettings>;
}

export function createSettings({ api, i18n, toast }: Staff, here: StaffArea): SettingsShelf {
  const path = { area: here.area.slug };
  const reading = createReading(() =>
    api.ask(api.client.GET('/api/v1/areas/{area}/settings', { params: { path } }))
  );
  const patch = (changes: Changes, revision: number, query: { try?: boolean }) =>
    api.ask(
      api.client.PATCH('/api/v1/areas/{area}/settings', {
        params: { path, query },
        body: { revision, ...changes }
      })
    );

  async function save(changes: Changes, isUndo = false): Promise<void> {
    toast.dismiss(); // its way back would take this along
    const before = reading.value!;
    const saved = await patch(changes, before.revision, {});
    reading.set(saved);
    await here.reload();
    const names = Object.keys(changes) as (keyof Changes)[];
    const back = Object.fromEntries(names.map((name) => [name, before[name]])) as Changes;
    toast.show(
      isUndo
        ? { text: i18n.t('settings.undone') }
        : { text: i18n.t('settings.saved'), undo: () => void save(back, true).catch(failed) }
    );
  }
  function failed(error: unknown) {
    toast.show({ text: sentenceOf(error, i18n) });
  }
  return {
    reading,
    save: (changes) => save(changes),
    change: (changes) => save(changes).catch(failed),
    tried: (changes) => patch(changes, reading.value!.revision, { try: true })
  };
}
