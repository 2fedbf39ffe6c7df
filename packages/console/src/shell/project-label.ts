/** Title and name of a project, once where they are the same. */
export function projectLabel({ name, title }: { readonly name: string; readonly title: string }): string {
  return title === '' || title === name ? name : `${title} (${name})`;
}
