// Times, counts and addresses as they are shown. Times are UTC unless the reader asked for local ones.
import { useSyncExternalStore } from "react";
import { words } from "../words";

export type Zone = "utc" | "local";
const key = "portolan-time-zone";
const watchers = new Set<() => void>();
let zone: Zone = localStorage.getItem(key) === "local" ? "local" : "utc";

export function setZone(next: Zone): void {
  zone = next;
  localStorage.setItem(key, next);
  for (const watcher of watchers) watcher();
}
export function useZone(): Zone {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, () => zone);
}

const two = (value: number) => String(value).padStart(2, "0");
export function timeText(instant: string, of: Zone, withDate = true): string {
  const t = new Date(instant);
  const utc = of === "utc";
  const clock = utc
    ? [t.getUTCHours(), t.getUTCMinutes(), t.getUTCSeconds()]
    : [t.getHours(), t.getMinutes(), t.getSeconds()];
  const text = clock.map(two).join(":");
  if (!withDate) return text;
  const thisYear = utc ? t.getUTCFullYear() === new Date().getUTCFullYear() : t.getFullYear() === new Date().getFullYear();
  const date = t.toLocaleDateString(words.language === "en" ? "en-GB" : words.language, {
    day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }), ...(utc ? { timeZone: "UTC" } : {}),
  });
  return `${date} ${text}`;
}
const dayOf = (t: Date, of: Zone) => (of === "utc" ? t.toISOString().slice(0, 10) : t.toDateString());
/** `date` false drops the date of what happened today; the title always has all of it. */
export function Time({ at, none = words.common.never, date = true }: { at: string | null | undefined; none?: string; date?: boolean }) {
  const of = useZone();
  if (!at) return <span className="quiet">{none}</span>;
  return <time dateTime={at} title={`${at} (${words.masthead.zones[of]})`} className="number">{timeText(at, of, date || dayOf(new Date(at), of) !== dayOf(new Date(), of))}</time>;
}

const plain = new Intl.NumberFormat(words.language);
export const count = (value: number): string => plain.format(value);
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let left = value;
  while (left >= 1000 && unit < units.length - 1) {
    left /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? left : left.toFixed(left < 10 ? 1 : 0)} ${units[unit]}`;
}
export const service = (protocol: string, port: number): string => (port > 0 ? `${protocol}/${port}` : protocol);

/** As the profiles write it, with an arrow that reads as one. */
export const withArrows = (text: string): string => text.replaceAll(" -> ", " → ");

/** A long list of ids, of which the reader sees the first. */
export function documentedText(documents: string): string {
  if (!documents.startsWith("restates ")) return withArrows(documents);
  const ids = documents.slice("restates ".length).split(", ");
  return words.requirements.restates(ids.length > 3 ? ids.slice(0, 1) : ids, ids.length);
}
