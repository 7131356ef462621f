// Where the phone says it is, or kindly why not.
import type { LngLat } from './types';

/** What came of asking the phone for its position; accuracy in metres. */
export type Located =
  { state: 'found'; lngLat: LngLat; accuracy: number } | { state: 'denied' } | { state: 'unknown' };

/**
 * Whether the phone can be asked at all. Browsers give positions only on secure
 * pages, so a laptop's own Wi-Fi at a gathering does without.
 */
export function canLocate(): boolean {
  return window.isSecureContext && 'geolocation' in navigator;
}

/** Asks the phone once, for at most ten seconds after the person said yes. */
export function locate(): Promise<Located> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) =>
        resolve({ state: 'found', lngLat: [longitude, latitude], accuracy }),
      (error) => resolve({ state: error.code === error.PERMISSION_DENIED ? 'denied' : 'unknown' }),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 }
    );
  });
}
