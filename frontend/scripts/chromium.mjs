import { execFileSync } from 'node:child_process';

// The headless shell first: the same engine without the windows around it, at half the processor time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Where Chromium is, or undefined. */
export const chromiumPath = NAMES.map(which).find(Boolean);

/** What it is started with: no net but ours, and maps drawn without a graphics card. */
export const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];
export const WITH_MAPS = '--enable-unsafe-swiftshader';

/** @param {string} name */
function which(name) {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
