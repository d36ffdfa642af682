// The compass rose of a portolan chart.
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="logo">
      <circle cx="16" cy="16" r="14.25" className="logo-ring" />
      <path className="logo-diagonal" d="M16 16 8 8l5.6 2.2zM16 16l8-8-2.2 5.6zM16 16l8 8-5.6-2.2zM16 16l-8 8 2.2-5.6zM16 16l2.4-5.8L24 8zM16 16l5.8 2.4L24 24zM16 16l-2.4 5.8L8 24zM16 16l-5.8-2.4L8 8z" />
      <path className="logo-point" d="M16 1.5 19 13l-3 3-3-3zM30.5 16 19 19l-3-3 3-3zM16 30.5 13 19l3-3 3 3zM1.5 16 13 13l3 3-3 3z" />
      <path className="logo-shade" d="M16 1.5 19 13l-3 3zM30.5 16 19 19l-3-3zM16 30.5 13 19l3-3zM1.5 16 13 13l3 3z" />
    </svg>
  );
}
