// The first page of a flow list, kept up by the stream: rows that grew are replaced, new ones that meet the filters come in
// at the top. While paused the changes are held back and counted.
import { useCallback, useEffect, useRef, useState } from "react";
import { onStream } from "./stream";
import type { Flow, FlowList } from "./types";
import type { UrlState } from "./url_state";

const freshFor = 2_000; // ms that a changed row stays marked
const heldMost = 500; // changes kept while paused; the rest is only counted

/** The same question as GET /flows answers, for one row. */
export function meets(flow: Flow, url: UrlState): boolean {
  const oneOf = (name: string, value: string) => url.list(name).length === 0 || url.list(name).includes(value);
  if (!oneOf("verdict", flow.verdict) || !oneOf("action", flow.action) || !oneOf("product", flow.product)) return false;
  const asset = url.get("asset");
  if (asset && ![flow.initiator, flow.responder, flow.initiator_asset, flow.responder_asset].includes(asset)) return false;
  const service = url.get("service");
  if (service && service !== flow.protocol && service !== `${flow.protocol}/${flow.port}`) return false;
  const requirement = url.get("requirement");
  if (requirement && flow.requirement !== requirement && !flow.also.includes(requirement)) return false;
  const wanted = url.get("q").toLowerCase();
  if (!wanted) return true;
  const texts = [flow.initiator, flow.responder, flow.initiator_asset, flow.responder_asset, flow.decision, flow.requirement, flow.reason, ...flow.names];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

export function merge(old: FlowList, news: readonly Flow[], size: number, isFirstPage: boolean): FlowList {
  const changed = new Map(news.map((flow) => [flow.id, flow]));
  const items = old.items.map((row) => changed.get(row.id) ?? row);
  const known = new Set(old.items.map((row) => row.id));
  const added = isFirstPage ? news.filter((flow) => !known.has(flow.id)) : [];
  if (added.length === 0) return { ...old, items };
  return { ...old, items: [...added, ...items].slice(0, size) };
}

interface Live {
  paused: boolean;
  waiting: number;
  fresh: ReadonlySet<string>;
  setPaused: (paused: boolean) => void;
}

export function useLiveFlows(url: UrlState, size: number, change: (next: (old: FlowList) => FlowList) => void): Live {
  const [paused, setPausedState] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const held = useRef(new Map<string, Flow>());
  const timer = useRef(0);
  const isFirstPage = !url.get("cursor");

  const take = useCallback((items: readonly Flow[]) => {
    const wanted = items.filter((flow) => meets(flow, url));
    if (wanted.length === 0) return;
    change((old) => merge(old, wanted, size, isFirstPage));
    setFresh(new Set(wanted.map((flow) => flow.id)));
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setFresh(new Set()), freshFor);
  }, [change, url, size, isFirstPage]);

  useEffect(() => onStream("flows", ({ items }) => {
    if (!paused) {
      take(items);
      return;
    }
    for (const flow of items.filter((one) => meets(one, url))) {
      if (held.current.size < heldMost || held.current.has(flow.id)) held.current.set(flow.id, flow);
    }
    setWaiting(held.current.size);
  }), [paused, take, url]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const setPaused = useCallback((next: boolean) => {
    setPausedState(next);
    if (next) return;
    take([...held.current.values()].reverse());
    held.current.clear();
    setWaiting(0);
  }, [take]);
  return { paused, waiting, fresh, setPaused };
}
