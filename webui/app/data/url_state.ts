// Filters, order and page of a screen live in the address, so that a link shows what its sender saw.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

export type Patch = Record<string, string | null>;

export interface UrlState {
  get: (key: string) => string;
  list: (key: string) => string[];
  set: (patch: Patch) => void;
  toggle: (key: string, value: string) => void;
  query: (keys: string[], more?: Record<string, string>) => string;
}

const paging = ["cursor", "page"];

export function useUrlState(): UrlState {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);

  const set = useCallback((patch: Patch) => {
    const next = new URLSearchParams(window.location.search);
    if (!Object.keys(patch).some((key) => paging.includes(key))) for (const key of paging) next.delete(key);
    for (const [key, value] of Object.entries(patch)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    const text = next.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
    navigate(text ? `${path}?${text}` : path);
  }, [navigate, path]);

  return useMemo(() => {
    const list = (key: string) => params.get(key)?.split(",").filter(Boolean) ?? [];
    return {
      get: (key) => params.get(key) ?? "",
      list, set,
      toggle: (key, value) => {
        const old = list(key);
        set({ [key]: (old.includes(value) ? old.filter((one) => one !== value) : [...old, value]).join(",") || null });
      },
      query: (keys, more = {}) => {
        const wanted = new URLSearchParams(more);
        for (const key of keys) if (params.get(key)) wanted.set(key, params.get(key) ?? "");
        const text = wanted.toString();
        return text ? `?${text}` : "";
      },
    };
  }, [params, set]);
}
