// One EventSource for all tabs of a browser (HTTP/1.1 allows six connections to a host, and each tab would hold one).
// A tab says "here" every 10 s while it is shown; with no such tab for 25 s the stream is closed.
interface Tab {
  port: MessagePort;
  seen: number;
}

const names = ["overview", "status", "flows", "requirements", "findings", "gap"] as const;
const shown = 25_000;
const retryFirst = 1_000;
const retryMost = 30_000;
const scope = self as unknown as SharedWorkerGlobalScope;

let tabs: Tab[] = [];
let source: EventSource | null = null;
let state = "connecting";
let retry = retryFirst;
let timer = 0;

function tell(message: unknown): void {
  for (const tab of tabs) tab.port.postMessage(message);
}
function become(next: string): void {
  state = next;
  tell({ state });
}

function connect(): void {
  if (source) return;
  clearTimeout(timer);
  become("connecting");
  source = new EventSource("/api/v1/stream");
  source.onopen = () => {
    retry = retryFirst;
    become("live");
  };
  source.onerror = () => {
    become("lost");
    if (source?.readyState !== EventSource.CLOSED) return; // the browser itself tries again
    source = null;
    timer = setTimeout(connect, retry) as unknown as number;
    retry = Math.min(retry * 2, retryMost);
  };
  for (const name of names) {
    source.addEventListener(name, (event) => tell({ name, data: (event as MessageEvent<string>).data }));
  }
}
function disconnect(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  become("connecting");
}

scope.onconnect = (event: MessageEvent) => {
  const port = event.ports[0];
  if (!port) return;
  const tab: Tab = { port, seen: Date.now() };
  tabs.push(tab);
  port.onmessage = (message: MessageEvent<string>) => {
    if (message.data === "gone") tabs = tabs.filter((other) => other !== tab);
    if (message.data === "here") {
      tab.seen = Date.now();
      if (!tabs.includes(tab)) tabs.push(tab);
      connect();
      port.postMessage({ state });
    }
    if (tabs.length === 0) disconnect();
  };
  port.postMessage({ state });
};

setInterval(() => {
  const now = Date.now();
  if (source && !tabs.some((tab) => now - tab.seen < shown)) disconnect();
}, 5_000);
