/**
 * Loads the map's engine, also ahead of time. Rejects where it could not run, so
 * that nothing is downloaded in vain: MapLibre draws with WebGL 2.
 */
export async function loadEngine(): Promise<typeof import('./engine')> {
  const canvas = document.createElement('canvas');
  if (!canvas.getContext('webgl2')) throw new Error('no WebGL 2');
  return import('./engine');
}
