// What really flows, beside what the documents say of it; moves by itself unless paused.
import { Button, ToolbarItem } from "@patternfly/react-core";
import PauseIcon from "@patternfly/react-icons/dist/esm/icons/pause-icon";
import PlayIcon from "@patternfly/react-icons/dist/esm/icons/play-icon";
import { useMemo } from "react";
import { useLiveFlows } from "../data/live_flows";
import { useResource } from "../data/resource";
import type { FlowAction, FlowList, Status } from "../data/types";
import { useUrlState } from "../data/url_state";
import { CheckFilter, FilterBar, ValueFilter } from "../parts/filters";
import { FlowTable } from "../parts/flow_table";
import { Pager, pageSize } from "../parts/pager";
import { ScreenHead } from "../parts/screen_head";
import { LoadingState, NothingState, ProblemState } from "../parts/states";
import { flowVerdicts, VerdictIcon } from "../parts/verdict";
import { words } from "../words";

const filters = ["verdict", "action", "product", "asset", "service", "requirement", "q"];
const actions = Object.keys(words.action) as FlowAction[];
const text = words.flows;

function PauseButton({ paused, waiting, set }: { paused: boolean; waiting: number; set: (paused: boolean) => void }) {
  return (
    <ToolbarItem className="pause">
      <span className="quiet" role="status">{paused && waiting > 0 ? text.waiting(waiting) : ""}</span>
      <Button variant={paused ? "primary" : "secondary"} icon={paused ? <PlayIcon /> : <PauseIcon />} data-key-pause onClick={() => set(!paused)}>
        {paused ? text.resume : text.pause}
      </Button>
    </ToolbarItem>
  );
}

export default function Flows() {
  const url = useUrlState();
  const status = useResource<Status>("/status");
  const size = pageSize(url);
  const query = url.query([...filters, "cursor"], { limit: String(size) });
  const { data, problem, stale, reload, change } = useResource<FlowList>(`/flows${query}`);
  const live = useLiveFlows(url, size, change);
  const filtered = filters.some((name) => url.get(name));
  const clear = () => url.set(Object.fromEntries(filters.map((name) => [name, null])));
  const products = useMemo(() => (status.data?.products ?? []).map((p) => ({ value: p.id, text: p.title })), [status.data]);
  return (
    <>
      <ScreenHead title={text.title} lead={text.lead} />
      <div className="panel">
        <FilterBar url={url} names={filters} hint={text.search} after={<PauseButton paused={live.paused} waiting={live.waiting} set={live.setPaused} />}>
          <CheckFilter url={url} name="verdict" title={text.verdict} choices={flowVerdicts.map((value) => ({ value, text: words.verdict[value], icon: <VerdictIcon verdict={value} /> }))} />
          <CheckFilter url={url} name="action" title={text.action} choices={actions.map((value) => ({ value, text: words.action[value] }))} />
          <CheckFilter url={url} name="product" title={words.common.product} choices={products} />
          <ValueFilter url={url} name="asset" title={text.asset} />
          <ValueFilter url={url} name="service" title={text.service} />
          <ValueFilter url={url} name="requirement" title={text.requirement} />
        </FilterBar>
        {problem && !data && <ProblemState problem={problem} retry={reload} />}
        {!data && !problem && <LoadingState rows={12} />}
        {data && data.items.length === 0 && (
          <NothingState title={filtered ? text.emptyTitle : text.noneTitle} detail={filtered ? text.emptyDetail : text.noneDetail} clear={filtered ? clear : undefined} />
        )}
        {data && data.items.length > 0 && (
          <>
            <FlowTable flows={data.items} url={url} fresh={live.fresh} stale={stale} />
            <Pager url={url} shown={data.items.length} total={data.total} next={data.next} id={text.table} />
          </>
        )}
      </div>
    </>
  );
}
