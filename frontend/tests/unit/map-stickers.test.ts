import { describe, expect, it } from 'vitest';
import { baseline, contrast, drawn, inkOn, SHAPE_NAMES, STICKER_BOX } from '../../src/lib/map/stickers';

const contract = [
  'bubble',
  'circle',
  'cloud',
  'cross',
  'diamond',
  'drop',
  'heart',
  'hexagon',
  'ring',
  'square',
  'star',
  'triangle'
];
const sticker = (shape: string, color = '#0067A3') => ({
  shape,
  color,
  letter: { nb: 'M', en: 'B' }
});

describe('stickers', () => {
  it('knows every shape of the contract, and no other', () => {
    expect([...SHAPE_NAMES].sort()).toEqual(contract);
  });

  it.each(contract)('draws a %s of its own with its letter in the box', (shape) => {
    const s = drawn(sticker(shape), 'nb');
    expect(s.path).toMatch(/^M.*Z$/i);
    expect(SHAPE_NAMES.filter((other) => drawn(sticker(other), 'nb').path === s.path)).toEqual([shape]);
    expect(baseline(s) - s.size).toBeGreaterThan(0);
    expect(baseline(s)).toBeLessThan(STICKER_BOX);
  });

  it('draws a shape it does not know as a circle', () => {
    expect(drawn(sticker('spiral'), 'nb').path).toBe(drawn(sticker('circle'), 'nb').path);
  });

  it.each([
    ['en', 'B'],
    ['nb', 'M'],
    ['nn', 'M']
  ])('has the letter of the language: %s', (lang, letter) => {
    expect(drawn(sticker('circle'), lang).letter).toBe(letter);
  });

  it('makes room for two letters', () => {
    const wide = { ...sticker('circle'), letter: { nb: 'Ma' } };
    expect(drawn(wide, 'nb').size).toBeLessThan(drawn(sticker('circle'), 'nb').size);
  });

  it('can be read on every colour', () => {
    for (let r = 0; r < 256; r += 15)
      for (let g = 0; g < 256; g += 15)
        for (let b = 0; b < 256; b += 15) {
          const color = '#' + [r, g, b].map((n) => n.toString(16).padStart(2, '0')).join('');
          expect(contrast(inkOn(color), color), color).toBeGreaterThanOrEqual(4.5);
        }
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
