// Counts by verdict as one bar. Own SVG: attributes only, so that the page's policy needs no inline style.
import { words } from "../words";
import { toneOf, type Verdict } from "./verdict";

export interface Part {
  verdict: Verdict;
  count: number;
}
const width = 1000;
const gap = 4;
const least = 8; // a single requirement among hundreds must still be seen

export function StackedBar({ parts, title }: { parts: Part[]; title: string }) {
  const shown = parts.filter((part) => part.count > 0);
  const total = shown.reduce((sum, part) => sum + part.count, 0);
  const free = width - gap * Math.max(0, shown.length - 1) - least * shown.length;
  let x = 0;
  const text = shown.map((part) => `${words.verdict[part.verdict]} ${part.count}`).join(", ") || words.common.none;
  return (
    <svg className="stacked-bar" viewBox={`0 0 ${width} 12`} preserveAspectRatio="none" role="img" aria-label={words.overview.bar(title, text)}>
      {total === 0 && <rect className="tone-grey" x={0} y={0} width={width} height={12} />}
      {shown.map((part) => {
        const size = least + (free * part.count) / total;
        const at = x;
        x += size + gap;
        return <rect key={part.verdict} className={toneOf(part.verdict)} x={at} y={0} width={size} height={12} />;
      })}
    </svg>
  );
}
