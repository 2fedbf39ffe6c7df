/** Three streams through a gate; the same as public/logo.svg. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="7" fill="#0958d9" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6 11c3.3-3 6.7-3 10 0s6.7 3 10 0" />
        <path d="M6 17c3.3-3 6.7-3 10 0s6.7 3 10 0" opacity=".8" />
        <path d="M6 23c3.3-3 6.7-3 10 0s6.7 3 10 0" opacity=".55" />
      </g>
    </svg>
  );
}
