// Flows over time as stacked bars (uPlot). The legend is ours: its buttons hide and show a series, and say its total.
import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Activity } from "../data/types";
import { words } from "../words";
import { count, timeText, useZone } from "./text";
import { useIsDark } from "./theme";

export interface ChartSeries {
  name: keyof Activity["series"];
  text: string;
  tone: string; // name of a --tone-* variable of app.css
  line?: boolean; // drawn over the bars instead of in the stack
}
interface ChartProps {
  activity: Activity;
  series: ChartSeries[];
  title: string;
  height: number;
}

const cssColor = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Stacked from the bottom, drawn from the top of the stack, so that each bar's visible part is its own count. */
function stack(values: number[][]): number[][] {
  const sums: number[][] = [];
  values.forEach((row, i) => sums.push(row.map((value, at) => value + (sums[i - 1]?.[at] ?? 0))));
  return sums;
}

interface Tip {
  left: number;
  index: number;
}

function useChart(props: ChartProps, hidden: ReadonlySet<string>, onTip: (tip: Tip | null) => void) {
  const { activity, series, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const dark = useIsDark();
  const zone = useZone();
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const shown = series.filter((one) => !hidden.has(one.name));
    const bars = shown.filter((one) => !one.line);
    const lines = shown.filter((one) => one.line);
    const steps = activity.series[series[0]?.name ?? "conforming"].length;
    const begin = Date.parse(activity.from) / 1000;
    const xs = Array.from({ length: steps }, (_, i) => begin + i * activity.step_seconds);
    const sums = stack(bars.map((one) => [...activity.series[one.name]])).reverse();
    const data = [xs, ...sums, ...lines.map((one) => [...activity.series[one.name]])];
    const fill = [...bars].reverse();
    const axis = { stroke: cssColor("--chart-text"), font: `12px ${cssColor("--chart-font")}`, grid: { stroke: cssColor("--chart-grid"), width: 1 }, ticks: { show: false } };
    const bar = uPlot.paths.bars?.({ size: [0.78, 24], align: 1 });
    const options: uPlot.Options = {
      width: element.clientWidth, height, padding: [8, 20, 0, 0],
      legend: { show: false }, cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: true, range: [xs[0] ?? 0, (xs.at(-1) ?? 1) + activity.step_seconds] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] } },
      axes: [
        { ...axis, size: 28, gap: 7, space: 90, grid: { show: false }, values: (_, ticks) => ticks.map((t) => timeText(new Date(t * 1000).toISOString(), zone, false).slice(0, 5)) },
        { ...axis, size: 44, gap: 6, space: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000], values: (_, ticks) => ticks.map((value) => count(value)) },
      ],
      series: [
        {},
        ...fill.map((one) => ({ label: one.text, fill: cssColor(one.tone), width: 0, points: { show: false }, ...(bar ? { paths: bar } : {}) })),
        ...lines.map((one) => ({ label: one.text, stroke: cssColor(one.tone), width: 2, points: { show: false } })),
      ],
      hooks: {
        setCursor: [(plot) => {
          const { idx, left } = plot.cursor;
          onTip(idx === null || idx === undefined || left === undefined || left < 0 ? null : { left: left + 44, index: idx });
        }],
      },
    };
    const plot = new uPlot(options, data as unknown as uPlot.AlignedData, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [activity, series, height, hidden, dark, zone, onTip]);
  return box;
}

export function ActivityChart(props: ChartProps) {
  const { activity, series, title } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [tip, setTip] = useState<Tip | null>(null);
  const zone = useZone();
  const box = useChart(props, hidden, setTip);
  const totals = useMemo(
    () => new Map(series.map((one) => [one.name, activity.series[one.name].reduce((sum, value) => sum + value, 0)])),
    [activity, series],
  );
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  const spoken = series.map((one) => words.overview.chartTotal(one.text, count(totals.get(one.name) ?? 0))).join("; ");
  const at = tip ? new Date(Date.parse(activity.from) + tip.index * activity.step_seconds * 1000).toISOString() : "";
  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <span className="chart-title">{title}</span>
        <span className="legend">
          {series.map((one) => (
            <button key={one.name} type="button" aria-pressed={!hidden.has(one.name)} className="legend-entry" onClick={() => toggle(one.name)}>
              <span className={`swatch ${one.line ? "swatch-line" : ""} ${one.tone.replace("--", "")}`} aria-hidden="true" />
              {one.text} <span className="number">{count(totals.get(one.name) ?? 0)}</span>
            </button>
          ))}
        </span>
      </figcaption>
      <div className="chart-body">
        <div ref={box} role="img" aria-label={words.overview.chart(spoken)} />
        {tip && box.current && (
          <div className={tip.left > box.current.clientWidth / 2 ? "chart-tip chart-tip-left" : "chart-tip"} style={{ left: tip.left }} aria-hidden="true">
            <div className="number">{timeText(at, zone, false)}</div>
            {series.filter((one) => !hidden.has(one.name)).map((one) => (
              <div key={one.name}><span className={`swatch ${one.line ? "swatch-line" : ""} ${one.tone.replace("--", "")}`} />{one.text} <b className="number">{count(activity.series[one.name][tip.index] ?? 0)}</b></div>
            ))}
          </div>
        )}
      </div>
    </figure>
  );
}
