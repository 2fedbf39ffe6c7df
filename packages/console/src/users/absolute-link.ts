/** A server that was not told its public address answers links without one: then it is the address of this page. */
export function absoluteLink(link: string): string {
  return new URL(link, location.origin).href;
}
