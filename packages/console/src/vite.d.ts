/** What vite puts in place of `import.meta.glob('…')`: modules by their paths, or with `?raw` their text. */
interface ImportMeta {
  glob<Module = unknown>(
    patterns: string | readonly string[],
    options?: { readonly query: '?raw'; readonly import: 'default' },
  ): Readonly<Record<string, () => Promise<Module>>>;
}
