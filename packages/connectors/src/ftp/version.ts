/** Version of a file: its size and when it was changed, in the server's own notation. */
export function versionOf(size: number | undefined, modified: number | string | undefined): string {
  return `${size ?? ''}-${modified ?? ''}`;
}
