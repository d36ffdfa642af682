// One object of the API in a component: loading, then data or problem. While another address loads, the old data stays on
// screen (`stale`), so that a filter does not make the page jump; going back shows at once what was there.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem, get } from "./api";
import { onStream } from "./stream";

export interface Resource<T> {
  data: T | null;
  problem: ApiProblem | null;
  stale: boolean;
  reload: () => void;
  change: (next: (old: T) => T) => void;
}

const most = 40; // answers that are remembered
const remembered = new Map<string, unknown>();

function remember(path: string, value: unknown): void {
  remembered.delete(path);
  remembered.set(path, value);
  const oldest = remembered.keys().next().value;
  if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
}
export function forgetAll(): void {
  remembered.clear();
}

export function useResource<T>(path: string): Resource<T> {
  const [held, setHeld] = useState<{ path: string; data: T | null; problem: ApiProblem | null }>({
    path, data: (remembered.get(path) as T | undefined) ?? null, problem: null,
  });
  const [again, setAgain] = useState(0);
  const current = useRef(path);
  current.current = path;

  useEffect(() => {
    const abort = new AbortController();
    const known = remembered.get(path) as T | undefined;
    if (known !== undefined) setHeld({ path, data: known, problem: null });
    get<T>(path, abort.signal).then(
      (data) => {
        remember(path, data);
        setHeld({ path, data, problem: null });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        if (!(error instanceof ApiProblem)) throw error;
        setHeld((old) => ({ path, data: old.path === path ? old.data : null, problem: error }));
      },
    );
    return () => abort.abort();
  }, [path, again]);

  const reload = useCallback(() => setAgain((count) => count + 1), []);
  const change = useCallback((next: (old: T) => T) => {
    setHeld((old) => {
      if (old.data === null || old.path !== current.current) return old;
      const data = next(old.data);
      remember(old.path, data);
      return { ...old, data };
    });
  }, []);
  useEffect(() => onStream("gap", reload), [reload]);
  return { data: held.data, problem: held.path === path ? held.problem : null, stale: held.path !== path, reload, change };
}
