import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import PinMap, { type Pinned } from '../../src/lib/map/PinMap.svelte';
import { square, texts } from './map-area';

// happy-dom lays nothing out and has no WebGL: the sketch stands in, at this size.
const clientWidth = vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get');
const clientHeight = vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get');

let page: { confirm(): void } | undefined;
let told: Pinned[] = [];
let said: string[] = [];

function open(props: { start?: [number, number] } = {}) {
  const prompt = square().method.prompts[0];
  if (!prompt) throw new Error('no prompt');
  page = mount(PinMap, {
    target: document.body,
    props: {
      area: square(),
      lang: 'en',
      t: texts('en'),
      prompt,
      onchange: (pinned: Pinned) => told.push(pinned),
      announce: (text: string) => said.push(text),
      ...props
    }
  }) as { confirm(): void };
  flushSync();
}

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  document.querySelector('[tabindex="0"]')?.dispatchEvent(event);
  flushSync();
  return event;
}

function click(name: string) {
  document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();
  flushSync();
}

const last = () => told.at(-1) as Pinned;

beforeEach(() => {
  vi.useFakeTimers();
  clientWidth.mockReturnValue(390);
  clientHeight.mockReturnValue(500);
  told = [];
  said = [];
});
afterEach(async () => {
  if (page) await unmount(page);
  vi.useRealTimers();
});

describe('placing a pin', () => {
  it('begins in the middle, untouched, and says where that is', () => {
    open();
    expect(told).toHaveLength(1);
    expect(last()).toMatchObject({ lngLat: [10.01, 59.005], touched: false, inside: true, by: 'map' });
    expect(last().described).toBe('300 m west of The school, inside The Square');
    expect(document.body.textContent).toContain(last().described);
    expect(said).toEqual([]);
  });

  it.each([
    ['ArrowLeft', 'Move west', -1, 0],
    ['ArrowRight', 'Move east', 1, 0],
    ['ArrowUp', 'Move north', 0, 1],
    ['ArrowDown', 'Move south', 0, -1]
  ])('%s and "%s" do the same', (key, name, lon, lat) => {
    open();
    const [x0, y0] = last().lngLat;
    press(key);
    const byKey = last().lngLat;
    expect([Math.sign(byKey[0] - x0), Math.sign(byKey[1] - y0)]).toEqual([lon, lat]);
    expect(last().touched).toBe(true);
    click(name);
    expect(Math.abs(last().lngLat[0] - x0)).toBeCloseTo(2 * Math.abs(byKey[0] - x0), 5);
  });

  it('takes small steps with Shift', () => {
    open();
    press('ArrowRight', { shiftKey: true });
    const small = last().lngLat[0] - 10.01;
    press('ArrowRight');
    expect(last().lngLat[0] - 10.01 - small).toBeCloseTo(small * 8, 5);
  });

  it('stays where it is and untouched when only zoomed', () => {
    open();
    press('+');
    press('-');
    click('Zoom in');
    expect(last()).toMatchObject({ lngLat: [10.01, 59.005], touched: false });
  });

  it('places nothing by Enter, and leaves other keys alone', () => {
    open();
    expect(press('Enter').defaultPrevented).toBe(true);
    expect(press('Tab').defaultPrevented).toBe(false);
    expect(press('ArrowLeft', { altKey: true }).defaultPrevented).toBe(false);
    expect(told).toHaveLength(1);
  });

  it('shows what the keys do from the first arrow key on', () => {
    open();
    const help = texts('en')('map.pin.keys');
    expect(document.body.textContent).not.toContain(help);
    press('ArrowUp');
    expect(document.body.textContent).toContain(help);
  });

  it('is touched once the person says that it stands right', () => {
    open();
    page?.confirm();
    expect(last()).toMatchObject({ lngLat: [10.01, 59.005], touched: true });
  });

  it('begins where the mark already was, touched', () => {
    open({ start: [10.002, 59.001] });
    expect(last()).toMatchObject({ lngLat: [10.002, 59.001], touched: true });
    expect(last().described).toBe('At The quay, inside The Square');
  });

  it('announces where it came to rest, once', () => {
    open();
    for (let i = 0; i < 5; i++) press('ArrowRight');
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(said).toEqual([last().described]);
  });

  it('says when it is outside', () => {
    open();
    for (let i = 0; i < 9; i++) press('ArrowUp');
    expect(last()).toMatchObject({ inside: false, far: false });
    expect(last().described).toMatch(/outside The Square$/i);
  });
});

describe('"use my location"', () => {
  type Answer = (found: PositionCallback, failed: PositionErrorCallback) => void;
  const at = (longitude: number, latitude: number): Answer => {
    return (found) => found({ coords: { longitude, latitude, accuracy: 18 } } as GeolocationPosition);
  };
  const failing = (code: number): Answer => {
    return (_, failed) => failed({ code, PERMISSION_DENIED: 1 } as GeolocationPositionError);
  };

  async function locate(answer: Answer) {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', { geolocation: { getCurrentPosition: answer } });
    open();
    click('Use my location');
    await vi.advanceTimersByTimeAsync(0);
    flushSync();
  }
  afterEach(() => vi.unstubAllGlobals());

  it('puts the pin there and says how sure it is', async () => {
    await locate(at(10.002, 59.001));
    expect(last()).toMatchObject({ lngLat: [10.002, 59.001], touched: true, by: 'gps' });
    expect(said.at(-1)).toContain('within 20 m');
    press('ArrowLeft');
    expect(last().by).toBe('map');
    expect(document.body.textContent).not.toContain('within 20 m');
  });

  it.each([
    ['denied', failing(1), 'may not say'],
    ['unknown', failing(3), 'does not know'],
    ['far away', at(10.75, 59.91), '108 km from The Square']
  ])('leaves the pin alone when it is %s, and says so', async (_, answer, text) => {
    await locate(answer);
    expect(last()).toMatchObject({ lngLat: [10.01, 59.005], touched: false });
    expect(document.body.textContent).toContain(text);
    expect(said.at(-1)).toContain(text);
  });

  it('is not offered where the phone cannot be asked', () => {
    vi.stubGlobal('isSecureContext', false);
    open();
    expect(document.querySelector('[aria-label="Use my location"]')).toBeNull();
  });
});
