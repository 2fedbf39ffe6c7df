/** What vite puts in place of `import.meta.glob('…')`: modules by their paths. */
interface ImportMeta {
  glob(pattern: string): Readonly<Record<string, () => Promise<unknown>>>;
}
