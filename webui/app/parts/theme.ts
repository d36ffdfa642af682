// Light, dark, or as the system has it; one class on the root element, kept in this browser.
import { useSyncExternalStore } from "react";

export type Theme = "auto" | "light" | "dark";
const key = "portolan-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

function stored(): Theme {
  const text = localStorage.getItem(key);
  return text === "light" || text === "dark" ? text : "auto";
}
let theme = stored();

export const isDark = (): boolean => theme === "dark" || (theme === "auto" && system.matches);

function show(): void {
  document.documentElement.classList.toggle("pf-v6-theme-dark", isDark());
  for (const watcher of watchers) watcher();
}
export function startTheme(): void {
  system.addEventListener("change", show);
  show();
}
export function setTheme(next: Theme): void {
  theme = next;
  if (next === "auto") localStorage.removeItem(key);
  else localStorage.setItem(key, next);
  show();
}
const subscribe = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => theme);
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
