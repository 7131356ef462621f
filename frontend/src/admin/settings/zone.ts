/* Days as the people of an area mean them, and the instants at which they begin. */

/** The day, as "2026-05-17", that an instant lies in. */
export function dayIn(zone: string, at: Date): string {
  // Swedish writes dates as they stand in a date field.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
}

/** The instant at which a day, as "2026-05-17", begins in a zone. */
export function startOf(zone: string, day: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Twice, as the offset at the first guess may be that of the day before.
  let at = utc;
  for (let i = 0; i < 2; i++) at = utc - offset(zone, at);
  return new Date(at);
}

/** How far the zone's clocks are before UTC at an instant, in milliseconds. */
function offset(zone: string, at: number): number {
  const said = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium'
  }).format(at);
  return Date.parse(`${said.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}

/** The day after, or before. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
