// What changes on the appliance, as it happens: `onStream("flows", rows => ...)`. All tabs share one connection through a
// SharedWorker; where there is none, each tab has its own.
import { useSyncExternalStore } from "react";
import workerAddress from "./stream_worker.ts?sharedworker&url";
import type { StreamEvents } from "./types";

export type StreamState = "connecting" | "live" | "lost" | "hidden";
type Listener = (data: never) => void;
type Name = keyof StreamEvents;

const names: Name[] = ["overview", "status", "flows", "requirements", "findings", "gap"];
const listeners = new Map<Name, Set<Listener>>(names.map((name) => [name, new Set()]));
const watchers = new Set<() => void>();
let state: StreamState = "connecting";

function become(next: StreamState): void {
  if (next === state) return;
  state = next;
  for (const watcher of watchers) watcher();
}
function dispatch(name: Name, text: string): void {
  const data = JSON.parse(text) as never;
  for (const listener of listeners.get(name) ?? []) listener(data);
}

export function onStream<N extends Name>(name: N, then: (data: StreamEvents[N]) => void): () => void {
  const set = listeners.get(name);
  set?.add(then as Listener);
  return () => set?.delete(then as Listener);
}
export function onStreamState(watcher: (state: StreamState) => void): () => void {
  const tell = () => watcher(state);
  watchers.add(tell);
  return () => watchers.delete(tell);
}
export function useStreamState(): StreamState {
  const subscribe = (watcher: () => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  };
  return useSyncExternalStore(subscribe, () => state);
}

interface Connection {
  show: (visible: boolean) => void;
  stop: () => void;
}
interface ScriptAddresses {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => { createScriptURL: (address: string) => string };
}

// Under require-trusted-types-for a worker's address must come from a policy; ours only ever passes the built one.
function trusted(address: string): string {
  const types = (window as unknown as { trustedTypes?: ScriptAddresses }).trustedTypes;
  if (!types) return address;
  const rules = { createScriptURL: (wanted: string) => (wanted === workerAddress ? wanted : "") };
  return types.createPolicy("portolan-worker", rules).createScriptURL(address);
}
let scriptAddress: string | null = null;
const patience = 8_000; // ms; a worker that has not connected by then may never (a browser may let pages, but not workers, pass a certificate)

function shared(failed: () => void): Connection {
  scriptAddress ??= trusted(workerAddress);
  const worker = new SharedWorker(scriptAddress, { type: "module", name: "portolan-stream" });
  const port = worker.port;
  const giveUp = setTimeout(() => !document.hidden && failed(), patience);
  worker.onerror = failed;
  port.onmessage = (message: MessageEvent<{ state?: StreamState; name?: Name; data?: string }>) => {
    const { state: next, name, data } = message.data;
    if (next === "live") clearTimeout(giveUp);
    if (next) become(document.hidden ? "hidden" : next);
    if (name && data !== undefined) dispatch(name, data);
  };
  port.start();
  port.postMessage("here");
  const here = setInterval(() => !document.hidden && port.postMessage("here"), 10_000);
  const gone = () => port.postMessage("gone");
  window.addEventListener("pagehide", gone);
  return {
    show: (visible) => port.postMessage(visible ? "here" : "gone"),
    stop: () => {
      clearInterval(here);
      clearTimeout(giveUp);
      window.removeEventListener("pagehide", gone);
      gone();
      port.close();
    },
  };
}

function plain(): Connection {
  let source: EventSource | null = null;
  let timer = 0;
  const open = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("/api/v1/stream");
    source.onopen = () => become("live");
    source.onerror = () => {
      become("lost");
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, 5_000);
    };
    for (const name of names) source.addEventListener(name, (event) => dispatch(name, (event as MessageEvent<string>).data));
  };
  const stop = () => {
    clearTimeout(timer);
    source?.close();
  };
  open();
  return { show: (visible) => (visible ? open() : stop()), stop };
}

/** Connects until the returned function is called; called once for each session. */
export function startStream(): () => void {
  let connection: Connection;
  const usePlain = () => {
    connection.stop();
    connection = plain();
  };
  connection = "SharedWorker" in window ? shared(usePlain) : plain();
  const onVisibility = () => {
    connection.show(!document.hidden);
    become(document.hidden ? "hidden" : "connecting");
  };
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    connection.stop();
    become("connecting");
  };
}
