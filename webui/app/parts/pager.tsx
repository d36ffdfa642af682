// Pages of a list that is read by cursors: first, previous (the browser's history knows it), next.
import { Button, FormSelect, FormSelectOption } from "@patternfly/react-core";
import AngleDoubleLeftIcon from "@patternfly/react-icons/dist/esm/icons/angle-double-left-icon";
import AngleLeftIcon from "@patternfly/react-icons/dist/esm/icons/angle-left-icon";
import AngleRightIcon from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
import type { UrlState } from "../data/url_state";
import { words } from "../words";
import { count } from "./text";

export const pageSizes = [50, 100, 200];
export const pageSize = (url: UrlState): number => {
  const wanted = Number(url.get("limit"));
  return pageSizes.includes(wanted) ? wanted : 50;
};

interface PagerProps {
  url: UrlState;
  shown: number;
  total: number;
  next: string | null;
  id: string;
}
export function Pager({ url, shown, total, next, id }: PagerProps) {
  const size = pageSize(url);
  const page = Math.max(1, Number(url.get("page")) || 1);
  const from = (page - 1) * size + 1;
  if (total === 0) return null;
  return (
    <nav className="pager" aria-label={id}>
      <span className="number" role="status">{words.common.range(from, from + shown - 1, count(total))}</span>
      <FormSelect className="page-size" aria-label={words.common.perPage} value={size}
        onChange={(_, value) => url.set({ limit: value === "50" ? null : value })}>
        {pageSizes.map((one) => <FormSelectOption key={one} value={one} label={String(one)} />)}
      </FormSelect>
      <Button variant="plain" aria-label={words.common.first} isDisabled={page === 1} icon={<AngleDoubleLeftIcon />}
        onClick={() => url.set({ cursor: null, page: null })} />
      <Button variant="plain" aria-label={words.common.previous} isDisabled={page === 1} icon={<AngleLeftIcon />}
        onClick={() => (page === 2 ? url.set({ cursor: null, page: null }) : window.history.back())} />
      <Button variant="plain" aria-label={words.common.next} isDisabled={next === null} icon={<AngleRightIcon />}
        onClick={() => url.set({ cursor: next, page: String(page + 1) })} />
    </nav>
  );
}
